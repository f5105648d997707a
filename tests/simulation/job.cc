#include "tests/simulation/job.h"

#include <algorithm>

namespace starload::simulation {
namespace {

constexpr Time kLongestPrepareMs = 600'000;
constexpr Time kLongestLingerMs = 30'000;

TableName table_name(std::uint32_t table) {
  return {table == 2 ? "other" : "db", "t" + std::to_string(table)};
}

}  // namespace

Job::Job(const Mode& mode, const Setting& setting, const Parts& parts)
    : mode_(mode), setting_(setting), parts_(parts) {
  stored_.positions = committed_ = read_ = Positions(setting.splits, 0);
}

bool Job::all_read(const Positions& positions) const {
  return std::all_of(positions.begin(), positions.end(),
                     [&](std::uint32_t position) { return position == setting_.rows_a_split; });
}

bool Job::done() const { return running_ && all_read(committed_) && phase_ == Phase::kIdle; }

// ---- Attempts.

void Job::restart_after(Time pause) {
  running_ = false;
  parts_.timeline.after(pause, [this] {
    if (!running_ && !gave_up_) start_attempt();
  });
}

void Job::start_attempt() {
  ++attempt_;
  running_ = true;
  phase_ = Phase::kIdle;
  stored_positions_.clear();
  read_ = stored_.positions;
  const bool rescale = setting_.rescales && attempt_ > 1;
  const auto writers = rescale ? static_cast<std::size_t>(parts_.dice.between(1, setting_.splits))
                               : std::size_t{setting_.writers};
  parts_.trace.note("attempt", "", static_cast<std::uint64_t>(attempt_), writers);
  slots_.assign(writers, {});
  for (std::size_t index = 0; index < writers; ++index) start_writer(index);
  for (std::size_t index = 0; index < writers; ++index) write_some(index);
  trigger_checkpoint();
}

Writer::Host Job::listener(std::size_t index) {
  const int attempt = attempt_;
  Writer::Host host;
  host.recovered = [=, this] {
    if (is_current(attempt)) on_recovered(index);
  };
  host.prepared = [=, this](std::uint64_t checkpoint, StoredState state) {
    if (is_current(attempt)) on_prepared(index, checkpoint, std::move(state));
  };
  host.committed = [=, this](std::uint64_t checkpoint) {
    if (is_current(attempt)) on_committed(index, checkpoint);
  };
  host.failed = [=, this](const WriterFailure& failure) {
    if (is_current(attempt)) on_failed(index, failure);
  };
  return host;
}

void Job::start_writer(std::size_t index) {
  WriterSize size;
  size.chunk_rows = setting_.chunk_rows;
  size.memory_rows = setting_.chunk_rows * (mode_.transactions   ? 16
                                            : mode_.exactly_once ? 8
                                                                 : 2) +
                     1;
  size.chunks_are_kept = mode_.transactions;
  Slot& slot = slots_[index];
  const std::string name = "writer " + std::to_string(attempt_) + "." + std::to_string(index);
  slot.writer = std::make_shared<Writer>(name, parts_.network, parts_.timeline, parts_.dice,
                                         parts_.trace, size, listener(index));
  SemanticsWish wish;
  wish.exactly_once = mode_.exactly_once;
  wish.transactions = mode_.transactions;
  wish.prefix = setting_.prefix;
  wish.writer = static_cast<std::uint32_t>(index);
  wish.writers = static_cast<std::uint32_t>(slots_.size());
  wish.epoch = parts_.dice.next();
  wish.memory_bytes = size.memory_rows * Writer::kRowBytes;
  wish.chunk_bytes = size.chunk_rows * Writer::kRowBytes;
  wish.timeout_ms = static_cast<std::uint64_t>(setting_.cluster.timeout_ms);
  slot.writer->start(parts_.plugins.create(wish), setting_.retries);
  for (std::uint32_t table = 0; table + (setting_.late_table ? 1 : 0) < setting_.tables; ++table)
    slot.writer->add_table(table_name(table));
  give_states(index);
  // A host that has nothing to restore may write at once.
  slot.may_write = slot.recovered || (stored_.states.empty() && parts_.dice.chance(300));
}

void Job::give_states(std::size_t index) {
  Writer& writer = *slots_[index].writer;
  for (const auto& [of, state] : stored_.states) {
    const bool all = setting_.all_states;
    if ((all || of % slots_.size() == index) && mode_.exactly_once) writer.restore(state);
  }
  std::uint32_t flags = setting_.all_states ? SL_RECOVER_COMPLETE : 0u;
  if (setting_.listed) {
    flags |= SL_RECOVER_LISTED;
    for (const std::string database : {"db", "other"}) {
      for (const std::string& label : parts_.cluster.running(database))
        writer.open_label(database, label);
    }
  }
  writer.recover(flags);
}

void Job::crash() {
  if (!running_) return;
  parts_.trace.note("the job crashes");
  for (Slot& slot : slots_) {
    // One that is cut off while it settles what others left, and comes back, finds the work of its
    // successor, and nothing tells it who came first: docs/exactly-once.md.
    const bool settled = slot.recovered && !setting_.late_table;  // which is settled when it comes
    const bool may_linger = settled || mode_.hardship == Hardship::kPausedRecovery;
    if (!faults_ || !may_linger || parts_.dice.chance(700)) {
      slot.writer->kill();
      continue;
    }
    // It is cut off from its host, goes on for a while, and does not know that it was replaced.
    slot.writer->forget_host();
    if (parts_.dice.chance(300)) slot.writer->abort(UINT64_MAX);
    lingering_.push_back(slot.writer);
    parts_.timeline.after(parts_.dice.between(1, kLongestLingerMs), [writer = slot.writer] {
      if (!writer->is_dead()) writer->kill();
    });
  }
  slots_.clear();
  restart_after(parts_.dice.between(50, 3000));
}

void Job::end() {
  running_ = false;
  for (Slot& slot : slots_) slot.writer->kill();
  for (const auto& writer : lingering_) {
    if (!writer->is_dead()) writer->kill();
  }
}

// ---- Rows.

std::size_t Job::table_of(std::size_t index, const Row& row) {
  const std::size_t table = (row.sequence / 2 + row.split) % setting_.tables;
  Writer& writer = *slots_[index].writer;
  while (writer.tables() <= table)
    writer.add_table(table_name(static_cast<std::uint32_t>(writer.tables())));
  return table;
}

bool Job::write_row(std::size_t index, std::uint32_t split) {
  if (read_[split] == setting_.rows_a_split) return false;
  const Row row{split, read_[split]};
  if (!slots_[index].writer->write(table_of(index, row), row)) return false;
  ++read_[split];
  return true;
}

void Job::write_some(std::size_t index) {
  const Slot& slot = slots_[index];
  if (slot.may_write && !slot.preparing) {
    for (auto split = static_cast<std::uint32_t>(index); split < setting_.splits;
         split += static_cast<std::uint32_t>(slots_.size())) {
      for (std::int64_t rows = parts_.dice.between(1, 3); rows > 0 && write_row(index, split);)
        --rows;
    }
  }
  const Time pause = parts_.dice.between(1, 2 * setting_.write_pause_ms);
  parts_.timeline.after(pause, [this, index, attempt = attempt_] {
    if (is_current(attempt)) write_some(index);
  });
}

// ---- Checkpoints.

void Job::trigger_checkpoint() {
  const Time pause = parts_.dice.between(1, 2 * setting_.checkpoint_pause_ms);
  parts_.timeline.after(pause, [this, attempt = attempt_] {
    if (!is_current(attempt)) return;
    trigger_checkpoint();
    const bool ready =
        std::all_of(slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.recovered; });
    if (!ready || phase_ != Phase::kIdle || done()) return;
    phase_ = Phase::kPreparing;
    current_ = {next_checkpoint_++, read_, {}};
    parts_.trace.note("checkpoint", "", current_.id);
    for (std::size_t index = 0; index < slots_.size(); ++index) prepare(index);
    const bool abandon = faults_ && parts_.dice.chance(setting_.abandoned_checkpoint);
    const Time limit = abandon ? parts_.dice.between(1, 2000) : kLongestPrepareMs;
    parts_.timeline.after(limit, [this, attempt, id = current_.id] {
      if (is_current(attempt) && phase_ == Phase::kPreparing && current_.id == id)
        abandon_checkpoint();
    });
  });
}

void Job::prepare(std::size_t index) {
  const Time delay = parts_.dice.between(0, 50);
  parts_.timeline.after(delay, [this, index, attempt = attempt_, id = current_.id] {
    if (!is_current(attempt) || phase_ != Phase::kPreparing || current_.id != id) return;
    for (std::size_t split = index; split < setting_.splits; split += slots_.size())
      current_.positions[split] = read_[split];
    slots_[index].preparing = true;
    slots_[index].writer->prepare(id);
  });
}

void Job::on_prepared(std::size_t index, std::uint64_t checkpoint, StoredState state) {
  if (phase_ != Phase::kPreparing || checkpoint != current_.id) return;
  slots_[index].preparing = false;
  current_.states[index] = std::move(state);
  if (current_.states.size() < slots_.size()) return;
  phase_ = Phase::kStoring;
  parts_.timeline.after(parts_.dice.between(1, 100), [this, attempt = attempt_] {
    if (is_current(attempt)) store();
  });
}

void Job::abandon_checkpoint() {
  parts_.trace.note("gives up checkpoint", "", current_.id);
  phase_ = Phase::kIdle;
  for (Slot& slot : slots_) {
    slot.preparing = false;
    if (parts_.dice.chance(700)) slot.writer->abort(current_.id);
  }
}

void Job::store() {
  parts_.trace.note("stores checkpoint", "", current_.id);
  phase_ = Phase::kIdle;
  stored_ = current_;
  stored_positions_[stored_.id] = stored_.positions;
  parts_.oracle.stored(stored_.positions);
  if (!mode_.exactly_once) {
    parts_.oracle.promised(stored_.positions, "checkpoint " + std::to_string(stored_.id));
    stored_.states.clear();
  }
  notify();
}

void Job::notify() {
  for (std::size_t index = 0; index < slots_.size(); ++index) {
    if (faults_ && parts_.dice.chance(setting_.lost_notification)) continue;
    parts_.timeline.after(parts_.dice.between(0, 50),
                          [this, index, attempt = attempt_, id = stored_.id] {
                            if (is_current(attempt)) slots_[index].writer->commit(id);
                          });
  }
}

void Job::on_recovered(std::size_t index) {
  slots_[index].recovered = slots_[index].may_write = true;
  const bool all =
      std::all_of(slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.recovered; });
  if (!all || stored_.states.empty()) return;
  committed_ = stored_.positions;
  parts_.oracle.promised(committed_, "a restore");
}

void Job::on_committed(std::size_t index, std::uint64_t checkpoint) {
  slots_[index].committed = std::max(slots_[index].committed, checkpoint);
  std::uint64_t by_all = UINT64_MAX;
  for (const Slot& slot : slots_) by_all = std::min(by_all, slot.committed);
  const auto behind = stored_positions_.upper_bound(by_all);
  if (behind == stored_positions_.begin()) return;
  const auto& [id, positions] = *std::prev(behind);
  committed_ = positions;
  parts_.oracle.promised(positions, "the commit of checkpoint " + std::to_string(id));
}

// ---- Failures.

void Job::judge_failure(const WriterFailure& failure) {
  const ErrorCode code = failure.status.code();
  const bool passing = code == ErrorCode::kUnavailable || code == ErrorCode::kOutcomeUnknown;
  if (passing) return;
  if (code != ErrorCode::kFatal || mode_.hardship == Hardship::kNone)
    return parts_.oracle.broke("REFUSED: " + failure.status.message());
  if (!failure.replay) {
    gave_up_ = true;
    return;
  }
  // The newest checkpoint cannot come into the table any more, and nothing of it is there.
  stored_ = {};
  stored_.positions = committed_;
  parts_.oracle.stored(committed_);
}

void Job::on_failed(std::size_t, const WriterFailure& failure) {
  judge_failure(failure);
  crash();
}

}  // namespace starload::simulation
