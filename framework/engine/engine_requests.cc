// What the coordinator asks for: requests with their bytes, and the news that go to the host.
#include <algorithm>

#include "framework/engine/engine_impl.h"

namespace starload {
namespace {

sl_str to_abi(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Status Engine::Impl::fill(const RequestJob& job, SenderPool::Parts& parts) {
  std::shared_ptr<const LoadTarget> target;
  if (job.kind == SL_REQUEST_LOAD) STARLOAD_TRY(fill_body(job, parts, target));
  if (!target && job.table != SL_NO_TABLE) target = writer_->target(job.table);
  sl_request& request = parts.request;
  request.struct_size = sizeof request;
  request.kind = job.kind;
  request.database = to_abi(target ? target->database : job.database);
  request.table = to_abi(target ? target->table : job.table_name);
  request.label = to_abi(job.label);
  request.timeout_ms = request_timeout_ms(job.kind, server_timeout_ms_);
  if (target) {
    for (const auto& [name, value] : target->headers)
      parts.headers.push_back({to_abi(name), to_abi(value)});
    parts.keep.push_back(std::move(target));
  }
  request.headers = parts.headers.data();
  request.header_count = parts.headers.size();
  request.body = parts.body.data();
  request.body_count = parts.body.size();
  return Status::ok();
}

// The first chunk says where the load goes: a restored one knows that itself.
Status Engine::Impl::fill_body(const RequestJob& job, SenderPool::Parts& parts,
                               std::shared_ptr<const LoadTarget>& target) {
  Result<std::vector<ChunkBody>> bodies =
      writer_->chunks().bodies(job.first_chunk, job.chunk_count);
  if (!bodies) return bodies.status();
  for (ChunkBody& body : *bodies) {
    parts.body.push_back(body.bytes);
    parts.request.row_count += body.rows;
    parts.keep.push_back(std::move(body.keep));
    if (!target) target = std::move(body.target);
  }
  return Status::ok();
}

void Engine::Impl::on_answer(const RequestJob& job, Event answer, std::int64_t took_ms) {
  counters_.request_ms += static_cast<std::uint64_t>(took_ms);
  if (job.kind == SL_REQUEST_LOAD) counters_.last_load_ms = static_cast<std::uint64_t>(took_ms);
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

void Engine::Impl::spill_chunk(std::uint64_t chunk) {
  if (const Status status = writer_->chunks().spill(chunk); !status) failed({status, "", false});
}

void Engine::Impl::attach_chunk(std::uint64_t, std::uint64_t chunk) { attached_.push_back(chunk); }

void Engine::Impl::prepared(std::uint64_t checkpoint, std::string state) {
  const std::vector<std::uint64_t> chunks = std::exchange(attached_, {});
  if (!state.empty() || !chunks.empty()) {  // at-least-once has nothing to remember
    Result<std::string> sealed = writer_->chunks().seal(owner(), state, chunks);
    if (!sealed) return failed({sealed.status(), "", false});
    state = sealed.take();
  }
  const std::lock_guard lock(mutex_);
  prepared_ = Prepared{checkpoint, std::move(state)};
  changed_.notify_all();
}

void Engine::Impl::give_idle_memory_back() {
  if (writer_->idle()) writer_->give_memory_back();
}

void Engine::Impl::flush_done(std::uint64_t id) {
  give_idle_memory_back();
  const std::lock_guard lock(mutex_);
  flushes_done_ = std::max(flushes_done_, id);
  changed_.notify_all();
}

void Engine::Impl::committed(std::uint64_t checkpoint) {
  give_idle_memory_back();
  const std::lock_guard lock(mutex_);
  committed_ = std::max(committed_.value_or(0), checkpoint);
  changed_.notify_all();
}

void Engine::Impl::aborted(std::uint64_t id) {
  if (id != UINT64_MAX) return;  // nobody waits for a checkpoint that was given up
  const std::lock_guard lock(mutex_);
  rolled_back_ = true;
  changed_.notify_all();
}

void Engine::Impl::recovered() {
  const std::lock_guard lock(mutex_);
  recovered_ = true;
  changed_.notify_all();
}

void Engine::Impl::log(LogLevel level, const std::string& message) {
  log_to(config_.log, level, message);
}

void Engine::Impl::failed(const WriterFailure& failure) {
  {
    const std::lock_guard lock(mutex_);
    if (!failure_) return;  // the first failure is the one to tell
    failure_ = failure.status;
    failed_label_ = failure.label;
    failed_table_ = failure.table;
    must_replay_ = failure.replay;
    changed_.notify_all();
  }
  ++counters_.total_flush_failed_times;
  writer_->budget().wake();
  if (config_.on_failure) config_.on_failure(failure.status);
}

}  // namespace starload
