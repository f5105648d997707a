#include "tests/crash/loader/host.h"

#include <signal.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

namespace starload::crash {
namespace {

constexpr std::chrono::minutes kStepLimit{2};
constexpr std::uint64_t kRowsOfABlock = 64;

void print_log(LogLevel level, std::string_view message) {
  if (level < LogLevel::kInfo) return;
  std::fprintf(stderr, "log: %.*s\n", static_cast<int>(message.size()), message.data());
}

}  // namespace

struct Host::Writer {
  std::unique_ptr<Engine> engine;
  std::vector<std::uint32_t> tables;  // the engine's ids, in the order of options.tables
  // The rows of the block that is being written, for the reject file; the host's thread only.
  std::uint32_t split = 0;
  std::uint64_t first = 0;
};

Host::Host(LoaderOptions options)
    : options_(std::move(options)),
      source_(options_.seed, options_.payload_bytes, options_.bad_every),
      block_(source_.schema()) {}

Host::~Host() = default;

bool Host::must_replay() const {
  for (const auto& writer : writers_) {
    if (writer->engine && writer->engine->must_replay()) return true;
  }
  return false;
}

// kill -9 at a moment that no request marks.
void Host::pass(KillPoint point) {
  if (point == options_.kill_point && ++passes_ == options_.kill_count) ::raise(SIGKILL);
}

Status Host::run() {
  Result<Checkpoint> stored = read_checkpoint(options_.state_file);
  if (!stored) return stored.status();
  stored_ = stored.take();
  if (stored_.done) return Status::ok();
  last_id_ = stored_.id;
  positions_ = stored_.positions;
  positions_.resize(options_.splits, 0);
  STARLOAD_TRY(open_writers());
  STARLOAD_TRY(restore());
  while (!is_last()) {
    STARLOAD_TRY(take_checkpoint());
    std::this_thread::sleep_for(std::chrono::milliseconds(options_.pause_ms));
  }
  STARLOAD_TRY(take_checkpoint());
  return finish();
}

bool Host::is_last() const {
  return last_id_ + 1 >= options_.checkpoints || std::filesystem::exists(options_.end_file);
}

Status Host::open_writers() {
  for (std::uint32_t index = 0; index < options_.writers; ++index) {
    STARLOAD_TRY(open_writer(index));
  }
  pass(KillPoint::kOpened);
  return Status::ok();
}

Status Host::open_writer(std::uint32_t index) {
  auto writer = std::make_unique<Writer>();
  EngineConfig config;
  config.properties = options_.properties;
  // A folder that is named holds all plugins, a faulty one in place of the built-in.
  const std::string folder = options_.properties.get("sink.plugin-path");
  config.plugin_directories =
      plugin_search_path(folder, folder.empty() ? installed_plugin_directory() : "");
  config.log = print_log;
  config.on_reject = [file = options_.reject_file, writer = writer.get()](const RejectedRow& row) {
    nlohmann::json json{{"by_server", row.by_server}, {"reason", row.reason}, {"row", row.row}};
    if (!row.by_server) {
      json["split"] = writer->split;
      json["seq"] = writer->first + row.block_row;
    }
    (void)append_line(file, json.dump());  // a row that is missing there is found to be lost
  };
  config.writer_index = index;
  config.writer_count = options_.writers;
  config.all_states_known = options_.writers == 1;
  Result<std::unique_ptr<Engine>> engine = Engine::open(std::move(config));
  if (!engine) return engine.status();
  writer->engine = engine.take();
  for (const std::string& table : options_.tables) {
    Result<std::uint32_t> id =
        writer->engine->add_table({.database = options_.database,
                                   .table = table,
                                   .schema = source_.schema(),
                                   .columns = {"split", "seq", "payload", "crc"}});
    if (!id) return id.status();
    writer->tables.push_back(*id);
  }
  writers_.push_back(std::move(writer));
  return Status::ok();
}

// The states are shared out, as Flink does after rescaling.
Status Host::restore() {
  for (std::size_t w = 0; w < writers_.size(); ++w) {
    std::vector<std::string> states;
    for (std::size_t i = w; i < stored_.states.size(); i += writers_.size()) {
      states.push_back(stored_.states[i]);
    }
    STARLOAD_TRY(writers_[w]->engine->restore(states, kStepLimit));
  }
  pass(KillPoint::kRestored);
  return Status::ok();
}

Status Host::take_checkpoint() {
  const bool is_given_up =
      options_.abort_every > 0 && !is_last() && (last_id_ + 1) % options_.abort_every == 0;
  STARLOAD_TRY(write_rows());
  const std::uint64_t id = ++last_id_;
  std::string line = std::to_string(id);
  for (const std::uint64_t position : positions_) line += " " + std::to_string(position);
  STARLOAD_TRY(append_line(options_.boundary_file, line));
  STARLOAD_TRY(prepare(id));
  pass(KillPoint::kPrepared);
  if (is_given_up) return give_up(id);
  stored_ = Checkpoint{id, positions_, states_, false};
  STARLOAD_TRY(write_checkpoint(options_.state_file, stored_, [this] { pass(KillPoint::kTorn); }));
  pass(KillPoint::kStored);
  return commit(id);
}

// Round robin over the splits, a block at a time.
Status Host::write_rows() {
  const std::uint64_t of_a_split = (options_.rows + options_.splits - 1) / options_.splits;
  for (std::uint64_t written = 0; written < of_a_split; written += kRowsOfABlock) {
    const std::uint64_t count = std::min(kRowsOfABlock, of_a_split - written);
    for (std::uint32_t split = 0; split < options_.splits; ++split) {
      STARLOAD_TRY(write_block(*writers_[split % writers_.size()], split, count));
    }
    pass(KillPoint::kWritten);
  }
  return Status::ok();
}

Status Host::write_block(Writer& writer, std::uint32_t split, std::uint64_t count) {
  block_.clear();
  source_.append(block_, split, positions_[split], count);
  writer.split = split;
  writer.first = positions_[split];
  const std::uint32_t table = writer.tables[split % writer.tables.size()];
  const sl_row_block rows = block_.abi();
  STARLOAD_TRY(writer.engine->write(table, rows));
  positions_[split] += count;
  return Status::ok();
}

Status Host::prepare(std::uint64_t id) {
  states_.clear();
  for (const auto& writer : writers_) {
    Result<std::string> state = writer->engine->prepare(id, kStepLimit);
    if (!state) return state.status();
    states_.push_back(state.take());
  }
  return Status::ok();
}

Status Host::give_up(std::uint64_t id) {
  for (const auto& writer : writers_) writer->engine->abort_checkpoint(id);
  return Status::ok();
}

Status Host::commit(std::uint64_t id) {
  for (const auto& writer : writers_) STARLOAD_TRY(writer->engine->commit(id, kStepLimit));
  pass(KillPoint::kCommitted);
  return Status::ok();
}

Status Host::finish() {
  std::uint64_t retries = 0;
  for (const auto& writer : writers_) retries += writer->engine->counters().retries;
  std::fprintf(stderr, "retries: %llu\n", static_cast<unsigned long long>(retries));
  stored_.done = true;
  STARLOAD_TRY(write_checkpoint(options_.state_file, stored_, [] {}));
  for (const auto& writer : writers_) STARLOAD_TRY(writer->engine->close(kStepLimit));
  return Status::ok();
}

}  // namespace starload::crash
