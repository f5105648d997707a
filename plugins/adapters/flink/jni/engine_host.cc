#include "plugins/adapters/flink/jni/engine_host.h"

#include <charconv>

#include "framework/base/text.h"
#include "framework/rows/row_block.h"
#include "plugins/adapters/flink/jni/table_lookup.h"
#include "plugins/adapters/flink/jni/wire.h"

namespace starload::flink {
namespace {

// Requests and retries have limits of their own; this one is for what nobody thought of.
constexpr std::chrono::hours kLongestWait{24};
constexpr std::chrono::seconds kLongestRollback{3};
constexpr std::int64_t kServersPreparedTimeoutSeconds = 86400;
constexpr std::int64_t kServersLoadTimeoutSeconds = 600;
constexpr char kByJob[] = "the job";

// A property in seconds against the interval; "" when it is long enough.
std::string too_short(const EffectiveProperties& properties, const std::string& key,
                      std::int64_t servers_default, std::int64_t interval_ms,
                      const std::string& consequence) {
  const std::string text = properties.get(key);
  std::int64_t seconds = servers_default;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (seconds * 1000 > interval_ms) return "";
  return key + " = " + std::to_string(seconds) + " s" +
         (text.empty() ? " (the server's default)" : "") +
         " is not longer than the checkpoint interval, execution.checkpointing.interval = " +
         std::to_string(interval_ms) + " ms: " + consequence;
}

}  // namespace

Result<HostConfig> read_host_config(std::string_view encoded) {
  WireReader in(encoded);
  HostConfig config;
  in.properties(config.properties, kByJob);
  config.subtask = static_cast<std::uint32_t>(in.number());
  config.parallelism = static_cast<std::uint32_t>(in.number());
  config.all_states_known = in.boolean();
  config.checkpoint_interval_ms = in.long_number();
  config.spill_directory = in.text();
  config.committer = in.boolean();
  config.hands_over = in.boolean();
  if (!in.ok()) return Status::fatal("the engine's configuration from Java is cut off");
  return config;
}

Result<RestoredStates> read_restored_states(std::string_view encoded) {
  WireReader in(encoded);
  RestoredStates restored;
  restored.states = in.texts();
  for (std::size_t left = in.count(); left > 0; --left) {
    RestoredLabel& label = restored.foreign.emplace_back();
    label.database = in.text();
    label.table = in.text();
    label.label = in.text();
  }
  if (!in.ok()) return Status::fatal("the list of states from Java is cut off");
  return restored;
}

std::vector<std::string> checkpoint_warnings(const EffectiveProperties& properties,
                                             bool transactions, std::int64_t interval_ms) {
  std::vector<std::string> warnings;
  if (interval_ms == 0) return warnings;
  if (interval_ms < 0) {
    warnings.emplace_back(
        "exactly-once without checkpoints: rows get into the table when a checkpoint is complete, "
        "or at the end of "
        "a bounded input; "
        "set execution.checkpointing.interval");
    return warnings;
  }
  if (!transactions) return warnings;
  for (std::string warning :
       {too_short(properties, "sink.properties.prepared_timeout", kServersPreparedTimeoutSeconds,
                  interval_ms,
                  "the server may end a prepared transaction before it is committed, and the job "
                  "then fails; make it longer than an interval, a checkpoint and a restart"),
        too_short(properties, "sink.properties.timeout", kServersLoadTimeoutSeconds, interval_ms,
                  "a transaction is prepared before its checkpoint, and a checkpoint has several; "
                  "make it longer than an interval")}) {
    if (!warning.empty()) warnings.push_back(std::move(warning));
  }
  return warnings;
}

EngineHost::EngineHost(HostConfig config, std::shared_ptr<const PreloadedPlugins> plugins,
                       Ports ports)
    : config_(std::move(config)), plugins_(std::move(plugins)), ports_(std::move(ports)) {}

void EngineHost::warn(const EngineSetup& setup) const {
  if (!setup.exactly_once || config_.committer) return;
  const bool transactions = setup.transport->name() != "stream_load";
  for (const std::string& warning :
       checkpoint_warnings(setup.properties, transactions, config_.checkpoint_interval_ms)) {
    log_to(ports_.log, LogLevel::kWarn, warning);
  }
}

Status EngineHost::open() {
  EngineConfig config;
  config.properties = config_.properties;
  if (!equals_ignoring_case(config_.properties.get("sink.third-party-plugins"), "false")) {
    config.plugin_directories =
        plugin_search_path(config_.properties.get("sink.plugin-path"), /*installed=*/{});
  }
  config.preloaded_plugins = plugins_;
  config.log = ports_.log;
  config.on_reject = ports_.on_reject;
  config.on_failure = [notify = ports_.on_failure](const Status&) { notify(); };
  config.writer_index = config_.subtask;
  config.writer_count = config_.parallelism;
  config.all_states_known = config_.all_states_known;
  config.tables_by_name = true;
  config.committer = config_.committer;
  config.hands_over = config_.hands_over;
  config.spill_directory = config_.spill_directory;
  PluginHost plugins(config.plugin_directories, plugins_);
  Result<EngineSetup> setup =
      set_up_engine(config.properties, plugins, {}, RequiredOptions::kWithoutTable);
  if (!setup) return setup.status();
  Result<Target> target = connect_target(setup->properties, ports_.log, ports_.cancel);
  if (!target) return target.status();
  describe_target(*target, *setup, config);
  catalog_ = target->catalog;
  const ServerFacts facts{config.server_major, config.server_minor, {}, {}};
  setup = set_up_engine(config.properties, plugins, facts, RequiredOptions::kWithoutTable);
  if (!setup) return setup.status();
  warn(*setup);
  Result<std::unique_ptr<Engine>> engine = Engine::open(std::move(config));
  if (!engine) return engine.status();
  engine_ = engine.take();
  return Status::ok();
}

bool EngineHost::sanitizes() const {
  return engine_ != nullptr && engine_->properties().get_bool("sink.sanitize-error-log");
}

Result<std::string> EngineHost::add_table(std::string_view encoded) {
  Result<DeclaredTable> declared = read_declared_table(encoded);
  if (!declared) return declared.status();
  Result<TableInfo> info = catalog_->table_info(declared->database, declared->table);
  if (!info) return info.status();
  const std::string name = declared->name();
  Result<CheckedTable> checked = check_table(declared.take(), *info, config_.properties);
  if (!checked) return checked.status();
  for (const std::string& warning : checked->warnings)
    log_to(ports_.log, LogLevel::kWarn, "table " + name + ": " + warning);
  std::shared_ptr<const Schema> schema = checked->spec.schema;
  Result<std::uint32_t> index = engine_->add_table(std::move(checked->spec));
  if (!index) return index.status();
  if (*index >= tables_.size()) tables_.resize(*index + 1);
  tables_[*index] = {name, std::move(schema)};
  WireWriter out;
  out.number(static_cast<std::int32_t>(*index));
  return out.take() + encode_table(*info);
}

std::string EngineHost::table_name(std::uint32_t table) const {
  return table < tables_.size() ? tables_[table].name : "";
}

Status EngineHost::write(const RowMemory& memory, std::size_t rows, std::size_t bytes) {
  if (memory.table >= tables_.size()) {
    return Status::fatal("rows of table number " + std::to_string(memory.table) +
                         ", which was never added");
  }
  const Table& table = tables_[memory.table];
  sl_row_block block{};
  block.struct_size = sizeof block;
  block.flags = table.schema == nullptr ? SL_BLOCK_RAW | kBlockOfLines : 0u;
  block.schema = table.schema == nullptr ? nullptr : table.schema->abi();
  block.row_count = rows;
  block.offsets = memory.offsets();
  block.bytes = memory.bytes();
  block.byte_count = bytes;
  if (rows > memory.row_capacity() || bytes > memory.byte_capacity())
    return Status::fatal("a row block has more rows or bytes than it has room for");
  STARLOAD_TRY(verify_block(block).with_context("table " + table.name));
  return engine_->write(memory.table, block);
}

Status EngineHost::flush() { return engine_->flush(kLongestWait); }

Status EngineHost::restore(const RestoredStates& restored) {
  return engine_->restore(restored.states, kLongestWait, restored.foreign);
}

Status EngineHost::commit_states(const RestoredStates& restored) {
  return engine_->commit_states(restored.states, kLongestWait, restored.foreign);
}

Result<std::string> EngineHost::prepare(std::uint64_t checkpoint) {
  return engine_->prepare(checkpoint, kLongestWait);
}

Status EngineHost::commit(std::uint64_t checkpoint) {
  return engine_->commit(checkpoint, kLongestWait);
}

Status EngineHost::rollback() { return engine_->rollback(kLongestRollback); }

void EngineHost::disconnect() {
  if (catalog_ != nullptr) catalog_->disconnect();
}

}  // namespace starload::flink
