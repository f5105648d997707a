#include "plugins/semantics/exactly_once/batch_machine.h"

#include <algorithm>

namespace starload::semantics {

BatchMachine::BatchMachine(LabelLines lines, std::set<std::string> settled)
    : lines_(std::move(lines)), settled_(std::move(settled)) {}

template <typename Predicate>
bool BatchMachine::any_batch(Predicate predicate) const {
  const auto in = [&](const std::deque<Lane>& lanes) {
    return std::any_of(lanes.begin(), lanes.end(), [&](const Lane& lane) {
      return std::any_of(lane.batches.begin(), lane.batches.end(), predicate);
    });
  };
  return in(tables_) || in(restored_);
}

void BatchMachine::on_event(const sl_event& event, const sdk::Actions& actions) {
  if (failed_) return;
  Outbox out(actions, next_request_);
  dispatch(event, out);
  if (!failed_) advance_all(out);
  if (!failed_) settle(out);
}

void BatchMachine::dispatch(const sl_event& event, Outbox& out) {
  switch (event.kind) {
    case SL_EVENT_TABLE_ADDED:
      return add_table(event);
    case SL_EVENT_CHUNK_CLOSED:
      return on_chunk_closed(event, out);
    case SL_EVENT_RESPONSE:
      return on_response(event, out);
    case SL_EVENT_RETRIES_EXHAUSTED:
      return on_exhausted(event, out);
    case SL_EVENT_FLUSH:
      return on_flush(event.id);
    case SL_EVENT_PREPARE:
      return on_prepare(event, out);
    case SL_EVENT_COMMIT:
      return on_commit(event.id);
    case SL_EVENT_ABORT:
      return on_abort(event.id, out);
    case SL_EVENT_RESTORE:
      return restore(event, out);
    case SL_EVENT_RESTORE_LABEL:
      return restore_label(event);
    case SL_EVENT_RECOVER:
      return recover(event, out);
    default:  // no timers; open transactions are none of stream load's
      return;
  }
}

void BatchMachine::add_table(const sl_event& event) {
  if (event.table >= tables_.size()) tables_.resize(event.table + 1);
  Lane& lane = tables_[event.table];
  lane.table = event.table;
  lane.database = sdk::view(event.database);
  lane.name = sdk::view(event.table_name);
  lines_.add(event.table, lane.database, lane.name);
}

void BatchMachine::on_chunk_closed(const sl_event& event, Outbox& out) {
  if (ended_) return out.release(event.chunk);
  Lane& lane = tables_.at(event.table);
  Batch& batch = lane.batches.emplace_back();
  batch.chunk = event.chunk;
  batch.serial = ++newest_serial_;
  batch.label = lines_.label(event.table, lines_.take(event.table));
  batch.rows = event.rows;
  batch.bytes = event.bytes;
  out.spill(event.chunk);
}

// The state lists what is not in the table yet; restored batches first, then the tables' in order.
void BatchMachine::on_prepare(const sl_event& event, Outbox& out) {
  const std::uint64_t checkpoint = event.id;
  CheckpointState state;
  state.kind = StateKind::kBatches;
  state.writer = lines_.writer();
  state.writer_count = lines_.writer_count();
  const auto add = [&](const Lane& lane, const Batch& batch) {
    state.entries.push_back({lane.database, lane.name, batch.label, batch.rows, batch.bytes});
    out.attach(checkpoint, batch.chunk);
  };
  for (const Lane& lane : restored_) {
    for (const Batch& batch : lane.batches) add(lane, batch);
  }
  for (Lane& lane : tables_) {
    for (Batch& batch : lane.batches) {
      if (!batch.checkpoint) batch.checkpoint = checkpoint;
      add(lane, batch);
    }
  }
  state.lines = lines_.lines({});
  out.prepared(checkpoint, encode_state(state));
  if ((event.flags & SL_PREPARE_HAND_OVER) != 0) hand_over(out);
}

// Somebody else sends what the state holds. The state has its bytes by now.
void BatchMachine::hand_over(Outbox& out) {
  for (Lane& lane : tables_) {
    std::erase_if(lane.batches, [&](const Batch& batch) {
      if (batch.send_wanted) return false;
      out.loaded({batch.label, batch.rows, batch.bytes});
      out.release(batch.chunk);
      return true;
    });
  }
}

void BatchMachine::on_commit(std::uint64_t checkpoint) {
  for (Lane& lane : tables_) {
    for (Batch& batch : lane.batches) {
      if (batch.checkpoint && *batch.checkpoint <= checkpoint) batch.send_wanted = true;
    }
  }
  commits_.push_back(checkpoint);
}

void BatchMachine::on_abort(std::uint64_t checkpoint, Outbox& out) {
  for (Lane& lane : tables_) {
    if (checkpoint == UINT64_MAX) {  // what was never to be sent is in a state, or replayed
      std::erase_if(lane.batches, [&](const Batch& batch) {
        if (!batch.send_wanted) out.release(batch.chunk);
        return !batch.send_wanted;
      });
      continue;
    }
    for (Batch& batch : lane.batches) {
      if (batch.checkpoint == checkpoint && !batch.send_wanted) batch.checkpoint.reset();
    }
  }
  ended_ = ended_ || checkpoint == UINT64_MAX;
  out.aborted(checkpoint);
}

void BatchMachine::on_flush(std::uint64_t id) {
  for (Lane& lane : tables_) {
    for (Batch& batch : lane.batches) batch.send_wanted = true;
  }
  flushes_.push_back({id, newest_serial_});
}

void BatchMachine::restore(const sl_event& event, Outbox& out) {
  const CheckpointState state = decode_state(sdk::view(event.state));
  if (state.kind != StateKind::kBatches && !state.entries.empty()) {
    throw sdk::Error::config(
        "the checkpoint holds prepared transactions (sink.version = V2): restore it with "
        "sink.version = V2; after the next checkpoint the version may be changed");
  }
  if (event.chunk_count != state.entries.size()) {
    throw sdk::Error::config("the checkpoint names " + std::to_string(state.entries.size()) +
                             " loads and holds the rows of " + std::to_string(event.chunk_count));
  }
  for (std::size_t i = 0; i < state.entries.size(); ++i) {
    const StateEntry& entry = state.entries[i];
    const std::uint64_t chunk = event.chunk + i;
    if (lines_.holds(entry.label) || settled_.contains(entry.label)) {
      if (settled_.contains(entry.label)) {
        out.log(SL_LOG_WARN, "load " + entry.label + " (table " + entry.database + "." +
                                 entry.table + ", " + std::to_string(entry.rows) +
                                 " rows) is left out: sink.exactly-once.settled-labels");
      }
      out.release(chunk);
      continue;
    }
    Batch& batch = restored_lane(entry).batches.emplace_back();
    batch.chunk = chunk;
    batch.label = entry.label;
    batch.rows = entry.rows;
    batch.bytes = entry.bytes;
    batch.send_wanted = true;
  }
  lines_.restore(state);
}

void BatchMachine::restore_label(const sl_event& event) const {
  const std::string label(sdk::view(event.label));
  if (settled_.contains(label)) return;
  throw sdk::Error::config("the checkpoint holds the prepared transaction " + label + " (table " +
                           std::string(sdk::view(event.database)) + "." +
                           std::string(sdk::view(event.table_name)) +
                           "), which only sink.version = V2 can commit; restore it with that, "
                           "after the next checkpoint the version may be changed");
}

BatchMachine::Lane& BatchMachine::restored_lane(const StateEntry& entry) {
  const auto found = std::find_if(restored_.begin(), restored_.end(), [&](const Lane& lane) {
    return lane.database == entry.database && lane.name == entry.table;
  });
  if (found != restored_.end()) return *found;
  Lane& lane = restored_.emplace_back();
  lane.database = entry.database;
  lane.name = entry.table;
  return lane;
}

void BatchMachine::recover(const sl_event& event, Outbox& out) {
  recovering_ = true;
  commit_only_ = (event.flags & SL_RECOVER_COMMIT_ONLY) != 0;
  if (!commit_only_) lines_.recover(event.flags, out);
}

void BatchMachine::advance_all(Outbox& out) {
  for (Lane& lane : restored_) advance(lane, out);
  if (recovering_) return;  // the restored rows of a table come before its new ones
  for (Lane& lane : tables_) advance(lane, out);
}

void BatchMachine::advance(Lane& lane, Outbox& out) {
  if (lane.batches.empty()) return;
  const auto batch = lane.batches.begin();
  const bool may_start = lane.table != SL_NO_TABLE || recovering_;
  if (batch->request != 0 || !batch->send_wanted || !may_start) return;
  NewRequest request;
  request.kind = SL_REQUEST_LOAD;
  request.target = {lane.table, lane.database, lane.name};
  request.label = batch->label;
  request.chunk = batch->chunk;
  request.decides = true;
  batch->request = out.request(request);
  requests_.emplace(batch->request, Ref{&lane, batch});
}

void BatchMachine::on_response(const sl_event& event, Outbox& out) {
  const LabelLines::Outcome outcome = lines_.on_response(event, out);
  if (outcome != LabelLines::Outcome::kNotMine) return;  // they only inform
  const auto found = requests_.find(event.request);
  if (found == requests_.end()) return;
  const Ref ref = found->second;
  Batch& batch = *ref.batch;
  const sl_response& response = *event.response;
  const Decision decision = batch.asking ? decide_state(Step::kWholeLoad, response, batch.arrived)
                                         : decide_try(Step::kWholeLoad, response, batch.arrived);
  if (!batch.asking && response.verdict != SL_VERDICT_NO) batch.arrived = true;
  const std::string why(sdk::view(event.message));
  switch (decision) {
    case Decision::kDone:
      return finish(ref, response, out);
    case Decision::kAgain:
      batch.asking = false;
      return out.again(batch.request, SL_REQUEST_LOAD);
    case Decision::kAsk:
      batch.asking = true;
      return out.ask(batch.request);
    case Decision::kUnclear:
      return fail(ref, SL_ERR_RETRYABLE, SL_FAIL_OUTCOME_UNKNOWN, why, out);
    default:
      return fail(ref, SL_ERR_CONFIG, 0, why, out);
  }
}

void BatchMachine::on_exhausted(const sl_event& event, Outbox& out) {
  if (lines_.on_exhausted(event, out) != LabelLines::Outcome::kNotMine) return;
  const auto found = requests_.find(event.request);
  if (found == requests_.end()) return;
  const Ref ref = found->second;
  const Batch& batch = *ref.batch;
  const std::string why(sdk::view(event.message));
  fail(ref, SL_ERR_RETRYABLE, batch.asking || batch.arrived ? SL_FAIL_OUTCOME_UNKNOWN : 0,
       batch.asking
           ? "the outcome stayed unclear within sink.label-state.timeout-ms; last answer: " + why
           : "still failing after sink.max-retries tries; last answer: " + why,
       out);
}

// A state answer carries no counters: they are 0 then.
void BatchMachine::finish(const Ref& ref, const sl_response& response, Outbox& out) {
  const Batch& batch = *ref.batch;
  out.loaded({batch.label, batch.rows, batch.bytes,
              static_cast<std::uint64_t>(response.filtered_rows),
              static_cast<std::uint64_t>(response.unselected_rows)});
  out.end(batch.request);
  out.release(batch.chunk);
  requests_.erase(batch.request);
  ref.lane->batches.erase(ref.batch);
}

void BatchMachine::fail(const Ref& ref, std::int32_t code, std::uint32_t flags,
                        const std::string& why, Outbox& out) {
  failed_ = true;
  out.fail({code, flags, ref.batch->label,
            "load into " + ref.lane->database + "." + ref.lane->name + " (label " +
                ref.batch->label + ", " + std::to_string(ref.batch->rows) + " rows): " + why,
            ref.lane->database, ref.lane->name});
}

void BatchMachine::settle(Outbox& out) {
  const bool restored_done = std::all_of(restored_.begin(), restored_.end(),
                                         [](const Lane& lane) { return lane.batches.empty(); });
  if (recovering_ && restored_done && !lines_.is_searching()) {
    recovering_ = false;
    if (commit_only_) lines_.forget_restored();
    out.recovered();
    advance_all(out);
  }
  while (!commits_.empty() && !any_batch([&](const Batch& batch) {
    return batch.checkpoint && *batch.checkpoint <= commits_.front();
  })) {
    out.committed(commits_.front());
    commits_.pop_front();
  }
  while (!flushes_.empty() &&
         !any_batch([&](const Batch& batch) { return batch.serial <= flushes_.front().serial; })) {
    out.flush_done(flushes_.front().id);
    flushes_.pop_front();
  }
}

}  // namespace starload::semantics
