// What a host waits for: restore, flush, prepare, commit, rollback, drain.
#include <algorithm>

#include "framework/engine/engine_impl.h"

namespace starload {
namespace {

constexpr std::chrono::milliseconds kDrainSlice{20};
constexpr std::chrono::seconds kLongestFarewell{3};

Event event_of(std::int32_t kind, std::uint64_t id = 0) {
  Event event;
  event.kind = kind;
  event.id = id;
  return event;
}

}  // namespace

Status Engine::Impl::wait_until(std::chrono::milliseconds at_most, std::string_view what,
                                const std::function<bool()>& done) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, at_most, [&] { return !failure_ || ended_ || interrupted_ || done(); });
  if (!failure_) return failure_;
  if (done()) return Status::ok();
  if (interrupted_) return Status::cancelled("interrupted while waiting for " + std::string(what));
  if (ended_) return Status::cancelled("the engine was ended before " + std::string(what));
  return Status::unavailable(std::string(what) + " did not happen within " +
                             std::to_string(at_most.count()) + " ms");
}

void Engine::Impl::recover_once(std::uint32_t flags) {
  if (recovery_asked_) return;
  recovery_asked_ = true;
  if (config_.hands_over) flags |= SL_RECOVER_HANDED_OVER;
  Event recover = event_of(SL_EVENT_RECOVER);
  recover.flags = flags;
  loop_->post(std::move(recover));
}

Status Engine::Impl::write(std::uint32_t table, const sl_row_block& block) {
  recover_once();
  return writer_->write(table, block);
}

Result<bool> Engine::Impl::fill_lines(std::uint32_t table, std::size_t bytes,
                                      const LineFiller& filler) {
  recover_once();
  return writer_->fill_lines(table, bytes, filler);
}

Status Engine::Impl::flush(std::chrono::milliseconds at_most) {
  STARLOAD_TRY(interruption());
  recover_once();
  STARLOAD_TRY(writer_->close_all_chunks());
  std::uint64_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    id = ++flushes_asked_;
  }
  loop_->post(event_of(SL_EVENT_FLUSH, id));
  return wait_until(at_most, "the end of all loads under way", [&] { return flushes_done_ >= id; });
}

EnvelopeOwner Engine::Impl::owner() const {
  return {setup_.semantics->plugin().name, setup_.semantics->plugin().version,
          setup_.transport->plugin().name, has_transactions()};
}

// Reads all states before anything is posted: a state that cannot be read changes nothing.
Result<std::vector<Event>> Engine::Impl::open_states(const std::vector<std::string>& states) {
  std::vector<Envelope> envelopes;
  for (const std::string& state : states) {
    if (state.empty()) continue;  // at-least-once has nothing to remember
    Result<Envelope> envelope = read_envelope(state);
    if (!envelope) return envelope.status();
    STARLOAD_TRY(check_owner(envelope->owner, owner()));
    envelopes.push_back(envelope.take());
  }
  std::vector<Event> events;
  for (const Envelope& envelope : envelopes) {
    Event restore = event_of(SL_EVENT_RESTORE);
    restore.state = envelope.state;
    restore.chunk_count = envelope.chunks.size();
    for (const AttachedChunk& chunk : envelope.chunks) {
      Result<std::uint64_t> id = writer_->restore_chunk(chunk);
      if (!id) return id.status();
      if (restore.chunk == 0) restore.chunk = *id;
    }
    events.push_back(std::move(restore));
  }
  return events;
}

// true: every database's open transactions are known.
bool Engine::Impl::post_open_labels() {
  // Without a prefix nothing that lingers could be told from a stranger's.
  const bool findable = has_transactions() && !setup_.properties.get("sink.label-prefix").empty();
  if (!findable || !config_.running_labels) return false;
  bool complete = true;
  for (const std::string& database : writer_->databases()) {
    const std::optional<std::vector<std::string>> labels = config_.running_labels(database);
    complete = complete && labels.has_value();
    if (!labels) continue;
    for (const std::string& label : *labels) {
      Event open = event_of(SL_EVENT_OPEN_LABEL);
      open.database = database;
      open.label = label;
      loop_->post(std::move(open));
    }
  }
  return complete;
}

Status Engine::Impl::post_states(const std::vector<std::string>& states,
                                 const std::vector<RestoredLabel>& foreign) {
  Result<std::vector<Event>> events = open_states(states);
  if (!events) return events.status();
  for (const RestoredLabel& label : foreign) {
    Event restore = event_of(SL_EVENT_RESTORE_LABEL);
    restore.database = label.database;
    restore.table_name = label.table;
    restore.label = label.label;
    events->push_back(std::move(restore));
  }
  for (Event& event : *events) loop_->post(std::move(event));
  return Status::ok();
}

Status Engine::Impl::restore(const std::vector<std::string>& states,
                             const std::vector<RestoredLabel>& foreign,
                             std::chrono::milliseconds at_most) {
  STARLOAD_TRY(interruption());
  if (recovery_asked_ || config_.committer) {
    return Status::fatal(
        "states can be restored once, and only before the first row is written; a committer takes "
        "them through commit_states()");
  }
  STARLOAD_TRY(post_states(states, foreign));
  std::uint32_t flags = config_.all_states_known ? SL_RECOVER_COMPLETE : 0u;
  if (post_open_labels()) flags |= SL_RECOVER_LISTED;
  recover_once(flags);
  return wait_until(at_most, "settling what earlier attempts left", [&] { return recovered_; });
}

Status Engine::Impl::commit_states(const std::vector<std::string>& states,
                                   const std::vector<RestoredLabel>& foreign,
                                   std::chrono::milliseconds at_most) {
  STARLOAD_TRY(interruption());
  if (!config_.committer) {
    return Status::fatal("commit_states() is for an engine that was opened as a committer");
  }
  recovery_asked_ = true;
  {
    const std::lock_guard lock(mutex_);
    recovered_ = false;
  }
  STARLOAD_TRY(post_states(states, foreign));
  Event recover = event_of(SL_EVENT_RECOVER);
  recover.flags = SL_RECOVER_COMMIT_ONLY;
  loop_->post(std::move(recover));
  return wait_until(at_most, "committing what the states hold", [&] { return recovered_; });
}

Result<std::string> Engine::Impl::prepare(std::uint64_t checkpoint,
                                          std::chrono::milliseconds at_most) {
  STARLOAD_TRY(interruption());
  recover_once();
  STARLOAD_TRY(writer_->close_all_chunks());
  Event prepare = event_of(SL_EVENT_PREPARE, checkpoint);
  if (config_.hands_over) prepare.flags = SL_PREPARE_HAND_OVER;
  loop_->post(std::move(prepare));
  while (interruption() && writer_->help_to_spill()) {
  }
  std::string state;
  const auto done = [&] {
    if (!prepared_ || prepared_->checkpoint != checkpoint) return false;
    state = std::move(prepared_->state);
    prepared_.reset();
    return true;
  };
  bool is_done = false;
  STARLOAD_TRY(wait_until(at_most, "preparing checkpoint " + std::to_string(checkpoint),
                          [&] { return is_done = is_done || done(); }));
  return state;
}

Status Engine::Impl::commit(std::uint64_t checkpoint, std::chrono::milliseconds at_most) {
  STARLOAD_TRY(interruption());
  recover_once();
  loop_->post(event_of(SL_EVENT_COMMIT, checkpoint));
  return wait_until(at_most, "committing checkpoint " + std::to_string(checkpoint),
                    [&] { return committed_ && *committed_ >= checkpoint; });
}

void Engine::Impl::abort_checkpoint(std::uint64_t checkpoint) {
  loop_->post(event_of(SL_EVENT_ABORT, checkpoint));
}

Status Engine::Impl::rollback(std::chrono::milliseconds at_most) {
  {
    const std::lock_guard lock(mutex_);
    interrupted_ = false;  // of what was waited for before
  }
  Status status = failure();
  if (status) {
    loop_->post(event_of(SL_EVENT_ABORT, UINT64_MAX));
    status = wait_until(at_most, "rolling back what is open", [&] { return rolled_back_; });
  } else if (senders_) {
    // A writer that fails asks for the rollback of what is open on its own.
    senders_->wait_idle(std::min<std::chrono::milliseconds>(at_most, kLongestFarewell));
  }
  abort();
  return status;
}

Status Engine::Impl::drain(std::chrono::milliseconds at_most) {
  const std::int64_t deadline_ms = config_.clock->now_ms() + at_most.count();
  // The loads of an open transaction are worth nothing without its commit.
  const bool roll_back = has_transactions() && failure();
  if (roll_back) loop_->post(event_of(SL_EVENT_ABORT, UINT64_MAX));
  bool idle = false;
  const auto is_idle = [&] {
    loop_->run_between_events([&] { idle = coordinator_->idle(); });
    const std::lock_guard lock(mutex_);
    return idle && (!roll_back || rolled_back_);
  };
  bool done = is_idle();
  while (!done && config_.clock->now_ms() < deadline_ms && failure()) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, kDrainSlice,
                        [&] { return !failure_ || (roll_back && rolled_back_); });
    }
    done = is_idle();
  }
  abort();
  return done ? Status::ok()
              : Status::unavailable("loads were still under way when the time was over");
}

}  // namespace starload
