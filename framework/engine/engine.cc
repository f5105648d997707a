#include "framework/engine/engine.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <mutex>

#include "framework/base/text.h"
#include "framework/engine/coordinator.h"
#include "framework/engine/event_loop.h"
#include "framework/engine/sender_pool.h"
#include "framework/engine/writer.h"
#include "framework/plugin_host/plugin_properties.h"

namespace starload {
namespace {

constexpr std::int64_t kDefaultLoadTimeoutSeconds =
    600;  // stream_load_default_timeout_second of the server
constexpr std::uint64_t kAskTimeoutMs = 30'000;
constexpr std::int64_t kFirstRetryPauseMs = 200;

// Two chunks, one filling while the other is sent, and a sixteenth of the budget for the host's row
// blocks.
std::size_t chunk_bytes(const EffectiveProperties& properties) {
  const std::int64_t budget = properties.get_int("sink.buffer-flush.max-bytes");
  return static_cast<std::size_t>(
      std::min(budget / 32 * 15, properties.get_int("sink.chunk-limit")));
}

WriterLimits writer_limits(const EffectiveProperties& properties) {
  WriterLimits limits;
  limits.budget_bytes = static_cast<std::size_t>(properties.get_int("sink.buffer-flush.max-bytes"));
  limits.chunk_bytes = chunk_bytes(properties);
  limits.chunk_rows = static_cast<std::uint64_t>(properties.get_int("sink.buffer-flush.max-rows"));
  limits.longest_wait =
      std::chrono::milliseconds(properties.get_int("sink.buffer-flush.enqueue-timeout-ms"));
  limits.max_filter_ratio = max_filter_ratio(properties);
  return limits;
}

RetryLimits retry_limits(const EffectiveProperties& properties) {
  RetryLimits limits;
  limits.max_resends = static_cast<std::uint32_t>(properties.get_int("sink.max-retries"));
  limits.longest_pause_ms = properties.get_int("sink.retry.interval-ms");
  limits.first_pause_ms = std::min(kFirstRetryPauseMs, limits.longest_pause_ms);
  limits.ask_timeout_ms = properties.get_int("sink.label-state.timeout-ms");
  return limits;
}

// A load may take as long as the server allows it, and a tenth more for the way back of the answer.
std::uint64_t load_timeout_ms(const EffectiveProperties& properties) {
  const std::string text = properties.get("sink.properties.timeout");
  std::int64_t seconds = kDefaultLoadTimeoutSeconds;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(seconds, 1) * 1100);
}

sl_str to_abi(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

class Engine::Impl final : public CoordinatorPort {
 public:
  Impl(EngineConfig config, std::unique_ptr<PluginHost> plugins, EngineSetup setup)
      : config_(std::move(config)),
        plugins_(std::move(plugins)),
        setup_(std::move(setup)),
        host_(config_.log, *plugins_, setup_.properties),
        timeout_ms_(load_timeout_ms(setup_.properties)) {}

  ~Impl() override { abort(); }

  Status start();
  Result<std::uint32_t> add_table(TableSpec spec);
  Status write(std::uint32_t table, const sl_row_block& block) {
    return writer_->write(table, block);
  }
  Status flush(std::chrono::milliseconds at_most);
  Status drain(std::chrono::milliseconds at_most);
  void abort();
  Status failure() const;
  std::string failed_label() const;
  std::vector<std::string> unresolved_labels();
  CounterSnapshot counters() const;
  MemoryBudget& budget() { return writer_->budget(); }
  const EffectiveProperties& properties() const { return setup_.properties; }

 private:
  // CoordinatorPort, on the event loop's thread.
  void submit(const RequestJob& job) override { senders_->submit(job); }
  void close_chunk(std::uint32_t table) override;
  void release_chunk(std::uint64_t chunk) override { writer_->release_chunk(chunk); }
  void loaded(const LoadedRows& loaded) override;
  void retried() override { ++counters_.retries; }
  void flush_done(std::uint64_t id) override;
  void failed(const WriterFailure& failure) override;

  Status create_transport();
  Status create_coordinator();
  void start_threads();
  void fill(const RequestJob& job, SenderPool::Parts& parts);
  void on_answer(Event answer, std::int64_t took_ms);
  void on_rejected_row(const RequestJob& job, sl_str reason, sl_str row);

  EngineConfig config_;
  std::unique_ptr<PluginHost> plugins_;
  EngineSetup setup_;
  HostServices host_;
  const std::uint64_t timeout_ms_;
  Counters counters_;
  bool may_enclose_ = false;
  TransportInstance transport_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Coordinator> coordinator_;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<SenderPool> senders_;

  mutable std::mutex mutex_;  // guards the members below
  std::condition_variable changed_;
  Status failure_;
  std::string failed_label_;
  std::vector<std::string> unresolved_;
  std::uint64_t flushes_asked_ = 0;
  std::uint64_t flushes_done_ = 0;
  bool ended_ = false;
};

Status Engine::Impl::start() {
  for (const std::string& warning : setup_.warnings) log_to(config_.log, LogLevel::kWarn, warning);
  log_to(config_.log, LogLevel::kDebug,
         "transport " + setup_.transport->name() + ": " + setup_.transport_reason);
  STARLOAD_TRY(create_transport());
  Writer::Ports ports{[this](Event event) { loop_->post(std::move(event)); },
                      [this] { return failure(); }, config_.on_reject};
  writer_ = std::make_unique<Writer>(writer_limits(setup_.properties), std::move(ports),
                                     config_.clock, counters_);
  STARLOAD_TRY(create_coordinator());
  start_threads();
  return Status::ok();
}

Status Engine::Impl::create_transport() {
  std::vector<sl_str> backends;
  for (const std::string& backend : config_.backends) backends.push_back(to_abi(backend));
  const PluginProperties own(setup_.transport->plugin(), setup_.properties);
  sl_transport_config config{};
  config.struct_size = sizeof config;
  config.host = host_.abi();
  config.properties = own.abi();
  config.known_hosts = backends.data();
  config.known_host_count = backends.size();
  config.known_hosts_complete = config_.backends_complete ? 1 : 0;
  Result<TransportInstance> transport = TransportInstance::create(setup_.transport, config);
  if (!transport) return transport.status();
  transport_ = transport.take();
  const bool honoured = (transport_.functions().capabilities & SL_TRANSPORT_ENCLOSE) != 0;
  may_enclose_ = honoured && (config_.server_major == 0 || config_.server_major >= 3);
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
  config.chunk_bytes = chunk_bytes(setup_.properties);
  config.transaction_timeout_ms = timeout_ms_ / 11 * 10;
  Result<SemanticsInstance> semantics = SemanticsInstance::create(setup_.semantics, config);
  if (!semantics) return semantics.status();
  coordinator_ = std::make_unique<Coordinator>(semantics.take(), *this,
                                               retry_limits(setup_.properties), *config_.random);
  return Status::ok();
}

void Engine::Impl::start_threads() {
  SenderPool::Handlers senders{
      [this](const RequestJob& job, SenderPool::Parts& parts) { fill(job, parts); },
      [this](const RequestJob&, Event answer, std::int64_t took_ms) {
        on_answer(std::move(answer), took_ms);
      },
      [this](const RequestJob& job, sl_str reason, sl_str row) {
        on_rejected_row(job, reason, row);
      }};
  const auto threads = static_cast<std::size_t>(setup_.properties.get_int("sink.io.thread-count"));
  senders_ = std::make_unique<SenderPool>(transport_, config_.clock, std::move(senders), threads);
  EventLoop::Handlers loop{
      [this](Event event, std::int64_t now_ms) { coordinator_->handle(std::move(event), now_ms); },
      [this](std::int64_t now_ms) { coordinator_->run_due(now_ms); },
      [this] { return coordinator_->next_due_ms(); }};
  loop_ = std::make_unique<EventLoop>(config_.clock, std::move(loop));
}

Result<std::uint32_t> Engine::Impl::add_table(TableSpec spec) {
  Event added;
  added.kind = SL_EVENT_TABLE_ADDED;
  added.database = spec.database;
  added.table_name = spec.table;
  Result<std::unique_ptr<TableWriter>> table =
      TableWriter::open(std::move(spec), setup_.serializer, host_, setup_.properties, may_enclose_);
  if (!table) return table.status();
  added.table = writer_->add_table(table.take());
  const std::uint32_t index = added.table;
  loop_->post(std::move(added));
  return index;
}

void Engine::Impl::fill(const RequestJob& job, SenderPool::Parts& parts) {
  const TableWriter& table = writer_->table(job.table);
  sl_request& request = parts.request;
  request.struct_size = sizeof request;
  request.kind = job.kind;
  request.database = to_abi(table.spec().database);
  request.table = to_abi(table.spec().table);
  request.label = to_abi(job.label);
  request.timeout_ms = job.kind == SL_REQUEST_LABEL_STATE ? kAskTimeoutMs : timeout_ms_;
  for (const auto& [name, value] : table.headers())
    parts.headers.push_back({to_abi(name), to_abi(value)});
  if (job.kind == SL_REQUEST_LOAD) {
    for (std::uint64_t id = job.first_chunk; id < job.first_chunk + job.chunk_count; ++id) {
      if (const Chunk* chunk = writer_->find_chunk(id)) {
        parts.body.push_back(chunk->body());
        request.row_count += chunk->rows();
      }
    }
  }
  request.headers = parts.headers.data();
  request.header_count = parts.headers.size();
  request.body = parts.body.data();
  request.body_count = parts.body.size();
}

void Engine::Impl::on_answer(Event answer, std::int64_t took_ms) {
  counters_.request_ms += static_cast<std::uint64_t>(took_ms);
  loop_->post(std::move(answer));
}

void Engine::Impl::on_rejected_row(const RequestJob& job, sl_str reason, sl_str row) {
  if (!config_.on_reject) return;
  config_.on_reject({true, job.table, 0, job.label, std::string(reason.data, reason.size),
                     std::string(row.data, row.size)});
}

void Engine::Impl::close_chunk(std::uint32_t table) {
  if (const Status status = writer_->close_chunk(table); !status) failed({status, "", false});
}

void Engine::Impl::loaded(const LoadedRows& loaded) {
  const std::uint64_t left_out = loaded.filtered_rows + loaded.unselected_rows;
  counters_.total_flush_bytes += loaded.bytes;
  counters_.total_flush_rows += loaded.rows - std::min(loaded.rows, left_out);
  counters_.total_filtered_rows += loaded.filtered_rows;
  counters_.total_unselected_rows += loaded.unselected_rows;
  ++counters_.total_flush_succeeded_times;
  log_to(config_.log, LogLevel::kDebug,
         "label " + loaded.label + ": " + std::to_string(loaded.rows) + " rows, " +
             std::to_string(loaded.bytes) + " bytes loaded");
}

void Engine::Impl::flush_done(std::uint64_t id) {
  if (writer_->idle()) writer_->give_memory_back();
  const std::lock_guard lock(mutex_);
  flushes_done_ = std::max(flushes_done_, id);
  changed_.notify_all();
}

void Engine::Impl::failed(const WriterFailure& failure) {
  {
    const std::lock_guard lock(mutex_);
    if (!failure_) return;  // the first failure is the one to tell
    failure_ = failure.status;
    failed_label_ = failure.label;
    changed_.notify_all();
  }
  ++counters_.total_flush_failed_times;
  writer_->budget().wake();
  if (config_.on_failure) config_.on_failure(failure.status);
}

Status Engine::Impl::flush(std::chrono::milliseconds at_most) {
  STARLOAD_TRY(failure());
  STARLOAD_TRY(writer_->close_all_chunks());
  std::unique_lock lock(mutex_);
  Event flush;
  flush.kind = SL_EVENT_FLUSH;
  flush.id = ++flushes_asked_;
  const std::uint64_t id = flush.id;
  loop_->post(std::move(flush));
  const bool ended =
      changed_.wait_for(lock, at_most, [&] { return !failure_ || flushes_done_ >= id || ended_; });
  if (!failure_) return failure_;
  if (flushes_done_ >= id) return Status::ok();
  if (ended) return Status::cancelled("the engine was ended while rows were being loaded");
  return Status::unavailable("the loads under way did not end within " +
                             std::to_string(at_most.count()) + " ms");
}

Status Engine::Impl::drain(std::chrono::milliseconds at_most) {
  const std::int64_t deadline_ms = config_.clock->now_ms() + at_most.count();
  bool idle = false;
  while (!idle && config_.clock->now_ms() < deadline_ms && failure()) {
    loop_->run_between_events([&] { idle = coordinator_->idle(); });
    std::unique_lock lock(mutex_);
    if (!idle) changed_.wait_for(lock, std::chrono::milliseconds(20), [&] { return !failure_; });
  }
  abort();
  return idle ? Status::ok()
              : Status::unavailable("loads were still under way when the time was over");
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

Status Engine::Impl::failure() const {
  const std::lock_guard lock(mutex_);
  if (failure_ && ended_) return Status::cancelled("the engine was ended");
  return failure_;
}

std::string Engine::Impl::failed_label() const {
  const std::lock_guard lock(mutex_);
  return failed_label_;
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
  snapshot.blocked_ms = counters_.blocked_ms;
  snapshot.request_ms = counters_.request_ms;
  return snapshot;
}

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::open(EngineConfig config) {
  auto plugins = std::make_unique<PluginHost>(config.plugin_directories);
  Result<EngineSetup> setup = set_up_engine(config.properties, *plugins);
  if (!setup) return setup.status();
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
Status Engine::flush(std::chrono::milliseconds at_most) { return impl_->flush(at_most); }
Status Engine::close(std::chrono::milliseconds at_most) {
  const Status flushed = impl_->flush(at_most);
  impl_->abort();
  return flushed;
}
Status Engine::drain(std::chrono::milliseconds at_most) { return impl_->drain(at_most); }
void Engine::abort() { impl_->abort(); }
Status Engine::failure() const { return impl_->failure(); }
std::string Engine::failed_label() const { return impl_->failed_label(); }
std::vector<std::string> Engine::unresolved_labels() { return impl_->unresolved_labels(); }
CounterSnapshot Engine::counters() const { return impl_->counters(); }
MemoryBudget& Engine::budget() { return impl_->budget(); }
const EffectiveProperties& Engine::properties() const { return impl_->properties(); }

}  // namespace starload
