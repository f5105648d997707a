#include "framework/engine/coordinator.h"

#include "framework/plugin_host/checked_calls.h"

#include <algorithm>
#include <limits>

namespace starload {

Coordinator::Coordinator(SemanticsInstance semantics, CoordinatorPort& port,
                         const RetryLimits& limits, Random& random)
    : semantics_(std::move(semantics)), port_(port), limits_(limits), random_(random) {}

void Coordinator::handle(Event event, std::int64_t now_ms) {
  caused_.push_back(std::move(event));
  while (!caused_.empty() && !failed_) {
    const Event next = std::move(caused_.front());
    caused_.pop_front();
    feed(next, now_ms);
  }
  caused_.clear();
}

void Coordinator::note_answer(const Event& event) {
  Request& request = requests_.at(event.request);
  request.last = {event.response.retry, event.message};
  if (event.response.verdict != SL_VERDICT_OK) refusals_[request.job.table] = request.last;
}

void Coordinator::feed(const Event& event, std::int64_t now_ms) {
  if (event.kind == SL_EVENT_RESPONSE) {
    if (!requests_.contains(event.request)) return;
    note_answer(event);
  }
  std::vector<Action> actions;
  sl_actions sink{sizeof(sl_actions), 0, &actions, [](void* context, const sl_action* action) {
                    static_cast<std::vector<Action>*>(context)->emplace_back(*action);
                  }};
  sl_error error = make_plugin_error();
  const sl_event abi = event.abi();
  const std::int32_t code = checked_on_event(semantics_, abi, sink, error);
  if (code != SL_OK) {
    failed_ = true;
    port_.failed({plugin_status(semantics_.library(), code, error), "", false});
    return;
  }
  for (const Action& action : actions) carry_out(action, now_ms);
}

void Coordinator::carry_out(const Action& action, std::int64_t now_ms) {
  switch (action.abi.kind) {
    case SL_ACTION_CLOSE_CHUNK:
      return port_.close_chunk(action.abi.table);
    case SL_ACTION_REQUEST:
      return start_request(action, now_ms);
    case SL_ACTION_RETRY:
      return retry(action, now_ms);
    case SL_ACTION_END_REQUEST:
      requests_.erase(action.abi.request);
      return;
    case SL_ACTION_RELEASE_CHUNK:
      return port_.release_chunk(action.abi.chunk);
    case SL_ACTION_LOADED:
      return port_.loaded({action.label, action.abi.rows, action.abi.bytes,
                           action.abi.filtered_rows, action.abi.unselected_rows});
    case SL_ACTION_SET_TIMER:
      return set_timer(action, now_ms);
    case SL_ACTION_FLUSH_DONE:
      return port_.flush_done(action.abi.id);
    case SL_ACTION_FAIL:
      return fail(action);
    case SL_ACTION_LOG:
      return port_.log(static_cast<LogLevel>(
                           std::clamp<std::int32_t>(action.abi.code, SL_LOG_DEBUG, SL_LOG_ERROR)),
                       action.message);
    default:
      return carry_out_checkpoint(action);
  }
}

void Coordinator::carry_out_checkpoint(const Action& action) {
  switch (action.abi.kind) {
    case SL_ACTION_SPILL_CHUNK:
      return port_.spill_chunk(action.abi.chunk);
    case SL_ACTION_ATTACH_CHUNK:
      return port_.attach_chunk(action.abi.id, action.abi.chunk);
    case SL_ACTION_PREPARED:
      return port_.prepared(action.abi.id, action.state);
    case SL_ACTION_COMMITTED:
      return port_.committed(action.abi.id);
    case SL_ACTION_ABORTED:
      return port_.aborted(action.abi.id);
    case SL_ACTION_RECOVERED:
      return port_.recovered();
    default:  // a newer plugin's action: it may only add what can be left out
      return;
  }
}

void Coordinator::set_timer(const Action& action, std::int64_t now_ms) {
  const std::uint32_t timer = action.abi.timer;
  std::erase_if(due_, [&](const auto& entry) {
    return entry.second.is_timer && entry.second.timer == timer;
  });
  due_.emplace(now_ms + static_cast<std::int64_t>(action.abi.delay_ms), Due{{}, timer, true});
}

void Coordinator::start_request(const Action& action, std::int64_t now_ms) {
  RequestJob job{
      action.abi.request, action.abi.request_kind, action.abi.table,
      action.label,       action.abi.chunk,        action.abi.chunk_count,
      action.database,    action.table_name,       (action.abi.flags & SL_REQUEST_DECIDES) != 0};
  Request request{job, RetryPolicy(limits_), false, {}};
  if (action.abi.attempt == 0) {
    requests_.emplace(job.request, std::move(request));
    return submit(job);
  }
  const Refusal& before = refusals_[job.table];
  const std::optional<std::int64_t> pause = request.retries.pause_before_replacement(
      action.abi.attempt, before.retry_class == SL_RETRY_LATER, random_.next());
  if (!pause) return exhausted(job.request, before.message);
  requests_.emplace(job.request, std::move(request));
  port_.retried();
  due_.emplace(now_ms + *pause, Due{std::move(job), 0, false});
}

void Coordinator::submit(const RequestJob& job) {
  const auto found = requests_.find(job.request);
  if (found == requests_.end()) return;  // ended while it waited
  found->second.sent = true;
  port_.submit(job);
}

void Coordinator::exhausted(std::uint64_t request, const std::string& message) {
  Event event;
  event.kind = SL_EVENT_RETRIES_EXHAUSTED;
  event.request = request;
  event.message = message;
  caused_.push_back(std::move(event));
}

void Coordinator::retry(const Action& action, std::int64_t now_ms) {
  const auto found = requests_.find(action.abi.request);
  if (found == requests_.end()) return;
  Request& request = found->second;
  const bool ask = action.abi.request_kind == SL_REQUEST_LABEL_STATE;
  const std::optional<std::int64_t> pause =
      ask ? request.retries.pause_before_ask(now_ms, random_.next())
          : request.retries.pause_before_resend(request.last.retry_class == SL_RETRY_LATER,
                                                random_.next());
  if (!pause) return exhausted(request.job.request, request.last.message);
  RequestJob job = request.job;
  if (action.abi.request_kind != 0) job.kind = action.abi.request_kind;
  if (!ask) port_.retried();
  due_.emplace(now_ms + *pause, Due{std::move(job), 0, false});
}

void Coordinator::fail(const Action& action) {
  failed_ = true;
  ErrorCode code = ErrorCode::kRefused;
  if (action.abi.code == SL_ERR_RETRYABLE) code = ErrorCode::kUnavailable;
  if (action.abi.code == SL_ERR_FATAL) code = ErrorCode::kFatal;
  if ((action.abi.flags & SL_FAIL_OUTCOME_UNKNOWN) != 0) code = ErrorCode::kOutcomeUnknown;
  if (code != ErrorCode::kOutcomeUnknown) {
    std::erase_if(requests_,
                  [&](const auto& entry) { return entry.second.job.label == action.label; });
  }
  const bool names_table = !action.database.empty() && !action.table_name.empty();
  port_.failed({Status(code, action.message), action.label,
                (action.abi.flags & SL_FAIL_REPLAY) != 0,
                names_table ? action.database + "." + action.table_name : ""});
}

void Coordinator::run_due(std::int64_t now_ms) {
  while (!due_.empty() && due_.begin()->first <= now_ms && !failed_) {
    const Due due = std::move(due_.begin()->second);
    due_.erase(due_.begin());
    if (!due.is_timer) {
      submit(due.job);
      continue;
    }
    Event timer;
    timer.kind = SL_EVENT_TIMER;
    timer.timer = due.timer;
    handle(std::move(timer), now_ms);
  }
}

std::int64_t Coordinator::next_due_ms() const {
  return due_.empty() || failed_ ? std::numeric_limits<std::int64_t>::max() : due_.begin()->first;
}

std::vector<std::string> Coordinator::unresolved_labels() const {
  std::vector<std::string> labels;
  for (const auto& [id, request] : requests_) {
    if (request.job.decides && request.sent) labels.push_back(request.job.label);
  }
  return labels;
}

}  // namespace starload
