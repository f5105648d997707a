// An engine's life: setup, threads, tables, failure, end.
#include "framework/engine/engine.h"

#include <exception>
#include <system_error>

#include "framework/engine/engine_impl.h"
#include "framework/engine/engine_setup.h"
#include "framework/engine/load_compression.h"
#include "framework/plugin_host/plugin_properties.h"

namespace starload {

Engine::Impl::Impl(EngineConfig config, std::unique_ptr<PluginHost> plugins, EngineSetup setup)
    : config_(std::move(config)),
      plugins_(std::move(plugins)),
      setup_(std::move(setup)),
      host_(config_.log, *plugins_, setup_.properties),
      server_timeout_ms_(server_timeout_ms(setup_.properties)) {}

bool Engine::Impl::has_transactions() const {
  return (transport_.functions().capabilities & SL_TRANSPORT_TRANSACTIONS) != 0;
}

ChunkUse Engine::Impl::chunk_use() const { return {has_transactions(), setup_.exactly_once}; }

SpillStore::Opener Engine::Impl::spill_opener() const {
  std::filesystem::path directory = setup_.properties.get("sink.spill-directory");
  if (directory.empty()) directory = config_.spill_directory;
  return [directory]() -> Result<std::unique_ptr<SpillFile>> {
    if (!directory.empty()) return open_spill_file(directory);
    std::error_code error;
    const std::filesystem::path system = std::filesystem::temp_directory_path(error);
    return open_spill_file(error ? "/tmp" : system);
  };
}

Status Engine::Impl::start() {
  for (const std::string& warning : setup_.warnings) log_to(config_.log, LogLevel::kWarn, warning);
  log_to(config_.log, LogLevel::kInfo,
         "transport " + setup_.transport->name() + ": " + setup_.transport_reason);
  Result<TransportInstance> transport = create_transport(setup_, config_, host_);
  if (!transport) return transport.status();
  transport_ = transport.take();
  const bool honoured = (transport_.functions().capabilities & SL_TRANSPORT_ENCLOSE) != 0;
  may_enclose_ = honoured && (config_.server_major == 0 || config_.server_major >= 3);
  Writer::Ports ports{[this](Event event) { loop_->post(std::move(event)); },
                      [this] { return interruption(); }, config_.on_reject, spill_opener()};
  writer_ = std::make_unique<Writer>(writer_limits(setup_.properties, chunk_use()),
                                     std::move(ports), config_.clock, counters_);
  STARLOAD_TRY(create_coordinator());
  try {
    start_threads();
  } catch (const std::system_error& error) {
    return Status::unavailable(std::string("cannot start the engine's threads: ") + error.what() +
                               "; the limits of threads, processes or memory are too low");
  }
  return Status::ok();
}

Status Engine::Impl::create_coordinator() {
  const PluginProperties own(setup_.semantics->plugin(), setup_.properties);
  sl_semantics_config config{};
  config.struct_size = sizeof config;
  config.transport_capabilities = transport_.functions().capabilities;
  config.host = host_.abi();
  config.properties = own.abi();
  config.writer_index = config_.writer_index;
  config.writer_count = config_.writer_count;
  config.epoch = config_.random->next();
  config.memory_bytes =
      static_cast<std::uint64_t>(setup_.properties.get_int("sink.buffer-flush.max-bytes"));
  config.chunk_bytes = chunk_bytes(setup_.properties, chunk_use());
  config.transaction_timeout_ms = server_timeout_ms_;
  Result<SemanticsInstance> semantics = SemanticsInstance::create(setup_.semantics, config);
  if (!semantics) return semantics.status();
  coordinator_ = std::make_unique<Coordinator>(semantics.take(), *this,
                                               retry_limits(setup_.properties), *config_.random);
  return Status::ok();
}

void Engine::Impl::start_threads() {
  SenderPool::Handlers senders{
      [this](const RequestJob& job, SenderPool::Parts& parts) { return fill(job, parts); },
      [this](const RequestJob& job, Event answer, std::int64_t took_ms) {
        on_answer(job, std::move(answer), took_ms);
      },
      [this](const RequestJob& job, sl_str reason, sl_str row) {
        on_rejected_row(job, reason, row);
      }};
  const auto threads = static_cast<std::size_t>(setup_.properties.get_int("sink.io.thread-count"));
  senders_ = std::make_unique<SenderPool>(transport_, config_.clock, std::move(senders), threads);
  EventLoop::Handlers loop{
      [this](Event event, std::int64_t now_ms) {
        fail_on_exception([&] { coordinator_->handle(std::move(event), now_ms); });
      },
      [this](std::int64_t now_ms) { fail_on_exception([&] { coordinator_->run_due(now_ms); }); },
      [this] { return coordinator_->next_due_ms(); }};
  loop_ = std::make_unique<EventLoop>(config_.clock, std::move(loop));
}

// Where memory runs out the writer fails; the process may hold more than this engine.
void Engine::Impl::fail_on_exception(const std::function<void()>& step) {
  try {
    step();
  } catch (const std::exception& error) {
    coordinator_->give_up();
    failed(
        {Status::unavailable(std::string("the engine cannot go on: ") + error.what()), "", false});
  }
}

Result<std::uint32_t> Engine::Impl::add_table(TableSpec spec) {
  Event added;
  added.kind = SL_EVENT_TABLE_ADDED;
  added.database = spec.database;
  added.table_name = spec.table;
  Result<TableSetup> own = set_up_table(setup_, spec.properties, *plugins_);
  if (!own) {
    return own.status().with_context("properties of table " + spec.database + "." + spec.table);
  }
  for (const std::string& warning : own->warnings)
    log_to(config_.log, LogLevel::kWarn, spec.database + "." + spec.table + ": " + warning);
  Result<std::unique_ptr<TableWriter>> table =
      TableWriter::open(std::move(spec), own->serializer, host_, own->properties, may_enclose_);
  if (!table) return table.status();
  const ServerVersion server{config_.server_major, config_.server_minor, config_.server_patch, ""};
  STARLOAD_TRY(check_compression((*table)->target()->headers, *setup_.transport, server)
                   .with_context("table " + added.database + "." + added.table_name));
  added.table = writer_->add_table(table.take());
  const std::uint32_t index = added.table;
  loop_->post(std::move(added));
  return index;
}

void Engine::Impl::abort() {
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    ended_ = true;
    changed_.notify_all();
  }
  if (loop_) {
    std::vector<std::string> labels;
    loop_->run_between_events([&] { labels = coordinator_->unresolved_labels(); });
    const std::lock_guard lock(mutex_);
    unresolved_ = std::move(labels);
  }
  if (senders_) senders_->stop();
  if (loop_) loop_->stop();
  if (writer_) writer_->budget().wake();
}

void Engine::Impl::interrupt() {
  {
    const std::lock_guard lock(mutex_);
    interrupted_ = true;
    changed_.notify_all();
  }
  writer_->budget().wake();
}

Status Engine::Impl::make_room(std::size_t bytes, std::chrono::milliseconds& waited) {
  STARLOAD_TRY(interruption());
  return writer_->make_room_for(bytes, waited);
}

Status Engine::Impl::interruption() const {
  const std::lock_guard lock(mutex_);
  if (interrupted_) return Status::cancelled("interrupted");
  if (failure_ && ended_) return Status::cancelled("the engine was ended");
  return failure_;
}

std::string Engine::Impl::failed_table() const {
  const std::lock_guard lock(mutex_);
  return failed_table_;
}

Status Engine::Impl::failure() const {
  const std::lock_guard lock(mutex_);
  if (failure_ && ended_) return Status::cancelled("the engine was ended");
  return failure_;
}

std::string Engine::Impl::failed_label() const {
  const std::lock_guard lock(mutex_);
  return failed_label_;
}

bool Engine::Impl::must_replay() const {
  const std::lock_guard lock(mutex_);
  return must_replay_;
}

std::vector<std::string> Engine::Impl::unresolved_labels() {
  const std::lock_guard lock(mutex_);
  return unresolved_;
}

CounterSnapshot Engine::Impl::counters() const {
  CounterSnapshot snapshot;
  snapshot.written_rows = counters_.written_rows;
  snapshot.refused_rows = counters_.refused_rows;
  snapshot.total_flush_bytes = counters_.total_flush_bytes;
  snapshot.total_flush_rows = counters_.total_flush_rows;
  snapshot.total_flush_succeeded_times = counters_.total_flush_succeeded_times;
  snapshot.total_flush_failed_times = counters_.total_flush_failed_times;
  snapshot.total_filtered_rows = counters_.total_filtered_rows;
  snapshot.total_unselected_rows = counters_.total_unselected_rows;
  snapshot.retries = counters_.retries;
  snapshot.buffered_bytes = writer_->budget().used();
  snapshot.spilled_bytes = writer_->chunks().spilled_bytes();
  snapshot.blocked_ms = counters_.blocked_ms;
  snapshot.request_ms = counters_.request_ms;
  snapshot.last_load_ms = counters_.last_load_ms;
  return snapshot;
}

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::open(EngineConfig config) {
  auto plugins = std::make_unique<PluginHost>(config.plugin_directories, config.preloaded_plugins);
  const RequiredOptions required =
      config.tables_by_name ? RequiredOptions::kWithoutTable : RequiredOptions::kAll;
  ServerFacts facts{config.server_major, config.server_minor, {}, {}};
  Result<EngineSetup> setup = set_up_engine(config.properties, *plugins, facts, required);
  if (!setup) return setup.status();
  if (setup->transport_undecided) {
    facts = ask_for_transactions(*setup, config, *plugins);
    setup = set_up_engine(config.properties, *plugins, facts, required);
    if (!setup) return setup.status();
  }
  auto impl = std::make_unique<Impl>(std::move(config), std::move(plugins), setup.take());
  STARLOAD_TRY(impl->start());
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

Result<std::uint32_t> Engine::add_table(TableSpec spec) {
  return impl_->add_table(std::move(spec));
}
Status Engine::write(std::uint32_t table, const sl_row_block& block) {
  return impl_->write(table, block);
}
Result<bool> Engine::fill_lines(std::uint32_t table, std::size_t bytes, const LineFiller& filler) {
  return impl_->fill_lines(table, bytes, filler);
}
Status Engine::flush(std::chrono::milliseconds at_most) { return impl_->flush(at_most); }
Status Engine::restore(const std::vector<std::string>& states, std::chrono::milliseconds at_most,
                       const std::vector<RestoredLabel>& foreign) {
  return impl_->restore(states, foreign, at_most);
}
Status Engine::commit_states(const std::vector<std::string>& states,
                             std::chrono::milliseconds at_most,
                             const std::vector<RestoredLabel>& foreign) {
  return impl_->commit_states(states, foreign, at_most);
}
Result<std::string> Engine::prepare(std::uint64_t checkpoint, std::chrono::milliseconds at_most) {
  return impl_->prepare(checkpoint, at_most);
}
Status Engine::commit(std::uint64_t checkpoint, std::chrono::milliseconds at_most) {
  return impl_->commit(checkpoint, at_most);
}
void Engine::abort_checkpoint(std::uint64_t checkpoint) { impl_->abort_checkpoint(checkpoint); }
Status Engine::rollback(std::chrono::milliseconds at_most) { return impl_->rollback(at_most); }
bool Engine::must_replay() const { return impl_->must_replay(); }
Status Engine::close(std::chrono::milliseconds at_most) {
  const Status flushed = impl_->flush(at_most);
  impl_->abort();
  return flushed;
}
Status Engine::drain(std::chrono::milliseconds at_most) { return impl_->drain(at_most); }
void Engine::interrupt() { impl_->interrupt(); }
Status Engine::make_room(std::size_t bytes, std::chrono::milliseconds& waited) {
  return impl_->make_room(bytes, waited);
}
void Engine::abort() { impl_->abort(); }
Status Engine::failure() const { return impl_->failure(); }
std::string Engine::failed_label() const { return impl_->failed_label(); }
std::string Engine::failed_table() const { return impl_->failed_table(); }
std::vector<std::string> Engine::unresolved_labels() { return impl_->unresolved_labels(); }
CounterSnapshot Engine::counters() const { return impl_->counters(); }
MemoryBudget& Engine::budget() { return impl_->budget(); }
const EffectiveProperties& Engine::properties() const { return impl_->properties(); }

}  // namespace starload
