#include "tests/simulation/writer.h"

#include <algorithm>

namespace starload::simulation {
namespace {

Event event_of(std::int32_t kind, std::uint64_t id = 0) {
  Event event;
  event.kind = kind;
  event.id = id;
  return event;
}

}  // namespace

void Writer::start(SemanticsInstance semantics, const RetryLimits& limits) {
  coordinator_ = std::make_unique<Coordinator>(std::move(semantics), *this, limits, dice_);
}

void Writer::kill() {
  trace_.note("dies", name_);
  dead_ = true;
  coordinator_.reset();
}

void Writer::forget_host() { listened_to_ = false; }

void Writer::tell(std::function<void(const Host& host)> news) {
  timeline_.after(0, [self = shared_from_this(), news = std::move(news)] {
    if (!self->dead_ && self->listened_to_) news(self->host_);
  });
}

// ---- Events in, as the engine's loop feeds them: one after the other, and due work behind each.

void Writer::handle(Event event) {
  if (dead_) return;
  events_.push_back(std::move(event));
  if (handling_) return;
  handling_ = true;
  while (!events_.empty()) {
    const Event next = std::move(events_.front());
    events_.pop_front();
    coordinator_->handle(next, timeline_.now());
  }
  handling_ = false;
  schedule_wake();
}

void Writer::run_due() {
  if (dead_) return;
  handling_ = true;
  coordinator_->run_due(timeline_.now());
  handling_ = false;
  if (!events_.empty()) {
    Event first = std::move(events_.front());
    events_.pop_front();
    return handle(std::move(first));
  }
  schedule_wake();
}

void Writer::schedule_wake() {
  const Time due = coordinator_->next_due_ms();
  if (due >= wake_at_ || due == INT64_MAX) return;
  wake_at_ = due;
  timeline_.after(due - timeline_.now(), [self = shared_from_this(), due] {
    if (self->wake_at_ != due) return;  // an earlier one came in between
    self->wake_at_ = INT64_MAX;
    self->run_due();
  });
}

void Writer::add_table(TableName name) {
  Event added = event_of(SL_EVENT_TABLE_ADDED);
  added.table = static_cast<std::uint32_t>(tables_.size());
  added.database = name.database;
  added.table_name = name.name;
  tables_.push_back({std::move(name), {}});
  handle(std::move(added));
}

void Writer::restore(const StoredState& state) {
  Event restored = event_of(SL_EVENT_RESTORE);
  restored.state = state.state;
  restored.chunk_count = state.chunks.size();
  if (!state.chunks.empty()) restored.chunk = next_chunk_;
  for (const StoredChunk& chunk : state.chunks)
    chunks_[next_chunk_++] = {chunk.table, chunk.rows, false};
  handle(std::move(restored));
}

void Writer::open_label(const std::string& database, const std::string& label) {
  Event open = event_of(SL_EVENT_OPEN_LABEL);
  open.database = database;
  open.label = label;
  handle(std::move(open));
}

void Writer::recover(std::uint32_t flags) {
  Event recover = event_of(SL_EVENT_RECOVER);
  recover.flags = flags;
  handle(std::move(recover));
}

void Writer::commit(std::uint64_t checkpoint) { handle(event_of(SL_EVENT_COMMIT, checkpoint)); }
void Writer::abort(std::uint64_t id) { handle(event_of(SL_EVENT_ABORT, id)); }

void Writer::prepare(std::uint64_t checkpoint) {
  for (std::uint32_t table = 0; table < tables_.size(); ++table) close_chunk(table);
  handle(event_of(SL_EVENT_PREPARE, checkpoint));
}

void Writer::answer(std::uint64_t request, const Answer& answer) {
  Event response = event_of(SL_EVENT_RESPONSE);
  response.request = request;
  response.response.struct_size = sizeof(sl_response);
  response.response.verdict = answer.verdict;
  response.response.retry = answer.retry;
  response.response.flags = answer.flags;
  response.response.label_state = answer.label_state;
  response.response.transaction_id = answer.transaction_id;
  response.message = "the server's words";
  handle(std::move(response));
}

// ---- Rows and memory, as the engine's writer has them.

std::size_t Writer::rows_in_memory() const {
  std::size_t rows = 0;
  for (const Table& table : tables_) rows += table.open.size();
  for (const auto& [id, chunk] : chunks_) rows += chunk.in_memory ? chunk.rows.size() : 0;
  return rows;
}

bool Writer::write(std::size_t index, const Row& row) {
  if (dead_) return false;
  if (rows_in_memory() >= size_.memory_rows) {
    make_room();
    return false;
  }
  Table& table = tables_.at(index);
  table.open.push_back(row);
  if (table.open.size() == 1) {
    Event started = event_of(SL_EVENT_CHUNK_STARTED);
    started.table = static_cast<std::uint32_t>(index);
    handle(std::move(started));
  }
  if (table.open.size() >= size_.chunk_rows) close_chunk(static_cast<std::uint32_t>(index));
  return true;
}

void Writer::make_room() {
  const bool holds = std::any_of(chunks_.begin(), chunks_.end(),
                                 [](const auto& entry) { return entry.second.in_memory; });
  std::size_t open = 0;
  std::size_t largest = 0;
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    open += tables_[i].open.size();
    if (tables_[i].open.size() > tables_[largest].open.size()) largest = i;
  }
  if (!holds || (size_.chunks_are_kept && open > size_.memory_rows / 4))
    close_chunk(static_cast<std::uint32_t>(largest));
}

void Writer::close_chunk(std::uint32_t index) {
  Table& table = tables_.at(index);
  if (table.open.empty()) return;
  Event closed = event_of(SL_EVENT_CHUNK_CLOSED);
  closed.table = index;
  closed.chunk = next_chunk_++;
  closed.rows = table.open.size();
  closed.bytes = table.open.size() * kRowBytes;
  chunks_[closed.chunk] = {table.name, std::exchange(table.open, {}), true};
  handle(std::move(closed));
}

void Writer::release_chunk(std::uint64_t chunk) {
  if (chunks_.erase(chunk) == 0) trace_.note("releases a chunk that is not there", name_, chunk);
}

void Writer::spill_chunk(std::uint64_t chunk) { chunks_.at(chunk).in_memory = false; }

void Writer::submit(const RequestJob& job) {
  Call call;
  call.kind = job.kind;
  call.label = job.label;
  const bool known = job.table != SL_NO_TABLE;
  call.database = known ? tables_.at(job.table).name.database : job.database;
  call.table = known ? tables_.at(job.table).name.name : job.table_name;
  for (std::uint64_t id = job.first_chunk;
       job.kind == SL_REQUEST_LOAD && id < job.first_chunk + job.chunk_count; ++id) {
    const Chunk& chunk = chunks_.at(id);  // throws: a chunk that was released is sent
    call.database = chunk.table.database;
    call.table = chunk.table.name;
    call.rows.insert(call.rows.end(), chunk.rows.begin(), chunk.rows.end());
  }
  network_.send(std::move(call), [self = shared_from_this(), request = job.request](
                                     const Answer& answer) { self->answer(request, answer); });
}

// ---- News for the host.

void Writer::prepared(std::uint64_t checkpoint, std::string state) {
  StoredState stored{std::move(state), {}};
  for (const std::uint64_t id : std::exchange(attached_, {}))
    stored.chunks.push_back({chunks_.at(id).table, chunks_.at(id).rows});
  trace_.note("prepared", name_, checkpoint, stored.chunks.size());
  tell([checkpoint, stored = std::move(stored)](const Host& host) {
    host.prepared(checkpoint, stored);
  });
}

void Writer::committed(std::uint64_t checkpoint) {
  trace_.note("committed", name_, checkpoint);
  tell([checkpoint](const Host& host) { host.committed(checkpoint); });
}

void Writer::recovered() {
  trace_.note("recovered", name_);
  tell([](const Host& host) { host.recovered(); });
}

void Writer::failed(const WriterFailure& failure) {
  trace_.note("fails: " + failure.status.message(), name_);
  tell([failure](const Host& host) { host.failed(failure); });
}

}  // namespace starload::simulation
