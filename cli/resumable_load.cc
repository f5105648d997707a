#include "cli/resumable_load.h"

#include <algorithm>
#include <thread>

#include "cli/progress/human_format.h"

namespace starload::cli {
namespace {

// Everything below has limits of its own (request timeouts, retries); this one is for what nobody
// thought of.
constexpr std::chrono::hours kLongestWait{24};
constexpr std::chrono::seconds kLongestCommitAfterInterrupt{5};
constexpr std::chrono::seconds kLongestDrain{5};
constexpr std::chrono::milliseconds kPoll{20};
constexpr std::chrono::milliseconds kFirstPause{1000};
// With stream load the rows of a checkpoint are in its state, which is in memory together with its
// text. Spilling may lag behind, so what was read counts, too.
constexpr std::uint64_t kMostSpilledBytes = 8u << 20;
constexpr std::uint64_t kMostReadBytes = 24u << 20;
// A checkpoint in one transaction is in the table at once; serialized rows are seldom four times as
// long as what was read.
constexpr std::uint64_t kLongestInput = 4;

void add(CounterSnapshot& sum, const CounterSnapshot& more) {
  sum.written_rows += more.written_rows;
  sum.refused_rows += more.refused_rows;
  sum.total_flush_bytes += more.total_flush_bytes;
  sum.total_flush_rows += more.total_flush_rows;
  sum.total_flush_succeeded_times += more.total_flush_succeeded_times;
  sum.total_flush_failed_times += more.total_flush_failed_times;
  sum.total_filtered_rows += more.total_filtered_rows;
  sum.total_unselected_rows += more.total_unselected_rows;
  sum.retries += more.retries;
  sum.blocked_ms += more.blocked_ms;
  sum.request_ms += more.request_ms;
}

}  // namespace

ResumableLoad::ResumableLoad(LoadJob& job, const LoadTools& tools, ResumeState& resume)
    : job_(job),
      tools_(tools),
      resume_(resume),
      state_(resume.state),
      start_(resume.state.committed),
      had_pending_(resume.state.pending.has_value()),
      interval_(job.arguments.checkpoint_interval_ms),
      most_bytes_(job.arguments.checkpoint_bytes) {
  const EffectiveProperties& properties = job.effective();
  if (!properties.get("sink.transaction.max-bytes").empty()) {
    const auto largest =
        static_cast<std::uint64_t>(properties.get_int("sink.transaction.max-bytes"));
    most_bytes_ = std::min(most_bytes_, largest / kLongestInput);
  }
}

void ResumableLoad::run(LoadSummary& summary) {
  Status status = run_once();
  while (may_go_back(status)) {
    status = go_back(status);
    if (status) status = run_once();
  }
  if (must_replay_ && replays_in_a_row_ > 0) {
    status = status.with_context("gone back to the last checkpoint " +
                                 std::to_string(replays_in_a_row_) +
                                 " times without getting further; last");
  }
  fill(summary, status);
}

Status ResumableLoad::run_once() {
  must_replay_ = false;
  settled_ = {};
  const RejectMark& before = state_.committed.rejects;
  STARLOAD_TRY(state_.pending
                   ? tools_.rejects.rewind_to_pending(state_.pending->checkpoint.rejects, before)
                   : tools_.rejects.rewind(before));
  Result<std::unique_ptr<LoadRun>> run =
      LoadRun::open(tools_.rejects, tools_.console.log_sink(), job_.config, job_.table);
  if (!run) return run.status();
  run_ = run.take();
  tools_.interrupt.set_action([this] { end_when_interrupted(); });
  Status status = work();
  end_engine(status);
  return status;
}

Status ResumableLoad::work() {
  STARLOAD_TRY(settle_pending());
  base_ = state_.committed.counts;
  last_checkpoint_ = Clock::now();
  STARLOAD_TRY(load_rest());
  return finish();
}

// Also without a pending checkpoint: a killed load may have left transactions open.
Status ResumableLoad::settle_pending() {
  std::vector<std::string> states;
  if (state_.pending) states.push_back(state_.pending->engine_state);
  STARLOAD_TRY(run_->engine().restore(states, kLongestWait));
  if (!state_.pending) return Status::ok();
  STARLOAD_TRY(complete());
  return resume_.write();
}

Status ResumableLoad::load_rest() {
  const LoadPosition from = state_.committed.position;
  for (std::size_t index = from.input; index < job_.inputs.size(); ++index) {
    STARLOAD_TRY(load_input(index, index == from.input ? from.at : InputPosition{}));
  }
  return Status::ok();
}

Status ResumableLoad::load_input(std::size_t index, InputPosition start) {
  LoadInput& input = job_.inputs[index];
  STARLOAD_TRY(input.file->seek(start.offset));
  Result<std::unique_ptr<RecordReader>> reader = reader_of(job_, input, start);
  if (!reader) return reader.status();
  std::uint64_t last = start.offset;
  return run_->load(**reader, job_.table.schema, *input.file, [&](const InputPosition& end) {
    bytes_read_ += end.offset - std::exchange(last, end.offset);
    return after_block({index, end});
  });
}

Status ResumableLoad::after_block(const LoadPosition& position) {
  if (*tools_.interrupt.flag()) return Status::cancelled("interrupted");
  if (tools_.on_progress)
    tools_.on_progress({base_.input_rows + run_->rows(), bytes_until(position)});
  return checkpoint_is_due(position) ? checkpoint(position, false) : Status::ok();
}

bool ResumableLoad::checkpoint_is_due(const LoadPosition& position) const {
  if (Clock::now() - last_checkpoint_ >= interval_) return true;
  const std::uint64_t read = bytes_until(position) - bytes_until(state_.committed.position);
  const std::uint64_t spilled = run_->engine().counters().spilled_bytes;
  return read >= most_bytes_ || spilled >= kMostSpilledBytes ||
         (spilled > 0 && read >= kMostReadBytes);
}

// ---- Checkpoints: prepare, record, commit, record that it is done.

Status ResumableLoad::checkpoint(const LoadPosition& position, bool last) {
  STARLOAD_TRY(check_before(last));
  Result<PendingCheckpoint> pending = prepare(position);
  committing_ = pending.is_ok();
  Status status = pending ? record_and_commit(pending.take()) : pending.status();
  committing_ = false;
  STARLOAD_TRY(status);
  STARLOAD_TRY(complete());
  state_.finished = last;
  STARLOAD_TRY(resume_.write());
  ++checkpoints_;
  replays_in_a_row_ = 0;
  last_checkpoint_ = Clock::now();
  return Status::ok();
}

Status ResumableLoad::check_before(bool last) {
  for (std::size_t i = 0; i < job_.inputs.size(); ++i) {
    Result<FileFacts> facts = job_.inputs[i].file->facts();
    if (!facts) return facts.status();
    if (*facts == state_.identity.inputs[i].facts) continue;
    return Status::data("'" + job_.inputs[i].file->name() +
                        "' was changed while it was being loaded; a changed file cannot be gone on "
                        "with");
  }
  const LoadCounts counts = counts_here();
  Status ratio = check_filter_ratio(counts.rejected_by_client, counts.input_rows,
                                    max_filter_ratio(job_.effective()));
  if (ratio || last) return ratio;
  if (!told_ratio_) {
    tools_.console.warn("so far " + ratio.message() +
                        "; the load fails at its end unless the rest is better");
  }
  told_ratio_ = true;
  return Status::ok();
}

Result<PendingCheckpoint> ResumableLoad::prepare(const LoadPosition& position) {
  PendingCheckpoint pending;
  pending.checkpoint.id = state_.committed.id + 1;
  pending.checkpoint.position = position;
  Result<std::string> prepared = run_->engine().prepare(pending.checkpoint.id, kLongestWait);
  if (!prepared) return prepared.status();
  pending.engine_state = prepared.take();
  Result<RejectMark> mark = tools_.rejects.mark();
  if (!mark) return mark.status();
  pending.checkpoint.rejects = *mark;
  pending.checkpoint.counts = counts_here();
  return pending;
}

Status ResumableLoad::record_and_commit(PendingCheckpoint pending) {
  const std::uint64_t id = pending.checkpoint.id;
  state_.pending = std::move(pending);
  if (const Status written = resume_.write(); !written) {
    state_.pending.reset();
    return Status(written.code(), written.message() +
                                      ". The checkpoint is not committed; the next start with the "
                                      "same arguments goes on behind the one before");
  }
  return run_->engine().commit(id, kLongestWait);
}

// The pending checkpoint is in the table. What the server refused of it is told with the answer to
// a load, to prepare or to commit; when that answer came to a start that was killed, the rows that
// it named are what is known.
Status ResumableLoad::complete() {
  Result<RejectMark> mark = tools_.rejects.mark();
  if (!mark) return mark.status();
  const CounterSnapshot now = run_->engine().counters();
  const LoadCheckpoint& before = state_.committed;
  LoadCheckpoint done = state_.pending->checkpoint;
  const std::uint64_t named = std::max(done.rejects.by_server - before.rejects.by_server,
                                       mark->by_server - done.rejects.by_server);
  const std::uint64_t counted = now.total_filtered_rows - settled_.total_filtered_rows;
  const std::uint64_t not_counted = std::max(named, counted) - counted;
  const std::uint64_t loaded = now.total_flush_rows - settled_.total_flush_rows;
  done.rejects = *mark;
  done.counts.loaded = before.counts.loaded + loaded - std::min(loaded, not_counted);
  done.counts.rejected_by_server = before.counts.rejected_by_server + counted + not_counted;
  done.counts.unselected =
      before.counts.unselected + now.total_unselected_rows - settled_.total_unselected_rows;
  state_.committed = done;
  state_.pending.reset();
  settled_ = now;
  return Status::ok();
}

Status ResumableLoad::finish() {
  const LoadPosition end{job_.inputs.size(), {}};
  if (counts_here().input_rows > state_.committed.counts.input_rows) return checkpoint(end, true);
  STARLOAD_TRY(check_before(true));
  state_.committed.counts.skipped = counts_here().skipped;
  state_.committed.position = end;
  state_.finished = true;
  return resume_.write();
}

// ---- Ends.

void ResumableLoad::end_when_interrupted() {
  tools_.console.note(
      "interrupted: ending; the next start with the same arguments goes on (again to stop at "
      "once)");
  const Clock::time_point deadline = Clock::now() + kLongestCommitAfterInterrupt;
  while (committing_ && Clock::now() < deadline) std::this_thread::sleep_for(kPoll);
  const Status ignored = run_->engine().drain(kLongestDrain);
  static_cast<void>(ignored);  // what stayed unclear is told by unresolved_labels()
}

void ResumableLoad::end_engine(const Status& status) {
  tools_.interrupt.set_action(nullptr);  // waits for one that runs
  Engine& engine = run_->engine();
  must_replay_ = !status && engine.must_replay();
  const std::string failed_label = engine.failed_label();
  if (!status) {
    const Status ignored =
        engine.rollback(kLongestDrain);  // does nothing where it failed by itself
    static_cast<void>(ignored);
  }
  engine.abort();
  unresolved_ = must_replay_ ? std::vector<std::string>() : engine.unresolved_labels();
  if (status.code() == ErrorCode::kOutcomeUnknown && unresolved_.empty())
    unresolved_.push_back(failed_label);
  add(counters_, engine.counters());
  run_.reset();
}

bool ResumableLoad::may_go_back(const Status& status) const {
  return !status && must_replay_ && !*tools_.interrupt.flag() &&
         replays_in_a_row_ < job_.effective().get_int("sink.max-retries");
}

// The rows of a pending checkpoint are not in the table, and never will be, when the engine asks
// for a replay.
Status ResumableLoad::go_back(const Status& why) {
  must_replay_ = false;
  const std::int64_t tries = replays_in_a_row_++;
  ++replays_;
  tools_.console.warn(why.message() + ". Going back to " + place(state_.committed.position));
  if (state_.pending) {
    state_.pending.reset();
    STARLOAD_TRY(resume_.write());
  }
  const std::chrono::milliseconds longest(job_.effective().get_int("sink.retry.interval-ms"));
  const auto pause = std::min(kFirstPause * (1 << std::min<std::int64_t>(tries, 20)), longest);
  const Clock::time_point until = Clock::now() + pause;
  while (Clock::now() < until && !*tools_.interrupt.flag()) std::this_thread::sleep_for(kPoll);
  if (*tools_.interrupt.flag()) return Status::cancelled("interrupted");
  return Status::ok();
}

// ---- Figures.

LoadCounts ResumableLoad::counts_here() const {
  LoadCounts counts = state_.committed.counts;
  counts.input_rows = base_.input_rows + run_->input_rows();
  counts.skipped = base_.skipped + run_->skipped();
  counts.rejected_by_client = tools_.rejects.by_client();
  return counts;
}

std::uint64_t ResumableLoad::bytes_until(const LoadPosition& position) const {
  std::uint64_t bytes = position.at.offset;
  for (std::size_t i = 0; i < position.input && i < state_.identity.inputs.size(); ++i)
    bytes += state_.identity.inputs[i].facts.size;
  return bytes;
}

std::string ResumableLoad::place(const LoadPosition& position) const {
  if (position.input >= job_.inputs.size()) return "the end of the input";
  const std::string line = std::to_string(position.at.line);
  return job_.inputs[position.input].file->name() + " line " + line;
}

void ResumableLoad::fill(LoadSummary& summary, const Status& status) const {
  summary.interrupted = tools_.interrupt.by_signal() && !status;
  summary.status = summary.interrupted ? Status::cancelled("interrupted") : status;
  summary.unresolved_labels = unresolved_;
  summary.counters = counters_;
  summary.input_bytes = bytes_read_;
  summary.input_rows = state_.committed.counts.input_rows;
  summary.skipped_records = state_.committed.counts.skipped;
  summary.rejected_by_client = tools_.rejects.by_client();
  summary.rejects_named = tools_.rejects.by_client() + tools_.rejects.by_server();
  summary.first_rejects = tools_.rejects.first_reasons();
  ResumeSummary& resume = summary.resume.emplace();
  resume.file = resume_.file->path();
  resume.resumed_rows = start_.counts.input_rows;
  resume.resumed = !resume_.is_new;
  resume.finished = state_.finished;
  resume.pending = state_.pending.has_value();
  resume.total = state_.committed.counts;
  resume.place = place(state_.committed.position);
  const std::uint64_t all = bytes_until({job_.inputs.size(), {}});
  resume.percent = all == 0 ? 100 : 100 * bytes_until(state_.committed.position) / all;
  resume.replays = replays_;
  resume.checkpoints = checkpoints_;
}

}  // namespace starload::cli
