#include "plugins/transports/common/http_transport.h"

#include <algorithm>

#include "plugins/transports/common/error_log.h"
#include "plugins/transports/common/failure_text.h"
#include "plugins/transports/common/label_state.h"
#include "plugins/transports/common/socket_factory.h"

namespace starload::http {
namespace {

constexpr std::uint64_t kMaxTimeoutMs = 30ull * 24 * 3600 * 1000;
constexpr std::size_t kShownReplyBytes = 200;
constexpr std::size_t kShownNameBytes = 100;

std::string counts(const LoadReply& reply) {
  if (reply.filtered_rows == 0) return {};
  return " (" + std::to_string(reply.filtered_rows) + " of " + std::to_string(reply.total_rows) +
         " rows)";
}

}  // namespace

HttpTransport::HttpTransport(std::string name, const sl_transport_config& config,
                             std::unique_ptr<SocketFactory> sockets, std::unique_ptr<Clock> clock)
    : name_(std::move(name)),
      host_(config.host),
      settings_(read_settings(config)),
      clock_(clock != nullptr ? std::move(clock) : std::make_unique<SteadyClock>()),
      sockets_(sockets != nullptr ? std::move(sockets)
                                  : make_socket_factory(settings_.tls, token_, settings_.uses_tls)),
      client_(*sockets_, *clock_, token_, settings_.timeouts),
      policy_(settings_.hosts, *sockets_),
      router_(client_, policy_, settings_.authorization,
              [this](std::int32_t level, const std::string& line) {
                level == SL_LOG_WARN ? host_.warn(name_ + ": " + line)
                                     : host_.info(name_ + ": " + line);
              }) {
  if (!settings_.tls.verify) {
    host_.warn(name_ +
               ": sink.ssl.verify=false: the servers' certificates are not checked, anybody on the "
               "way can read the data and the password");
  }
}

TimePoint HttpTransport::deadline(const sl_request& request) const {
  if (request.timeout_ms == 0)
    throw sdk::Error::config("a request needs a time limit (timeout_ms is 0)");
  return clock_->now() + Milliseconds(std::min(request.timeout_ms, kMaxTimeoutMs));
}

void HttpTransport::ask_label(const sl_request& request, sl_response& response,
                              std::string& message) {
  const TimePoint until = deadline(request);
  Message outgoing;
  outgoing.method = "GET";
  outgoing.path = label_state_path(sdk::view(request.database), sdk::view(request.label));
  outgoing.repeatable = true;
  const Delivery delivery = deliver(outgoing, until);
  if (delivery.end != Delivery::End::kAnswered) {
    judge_delivery_failure(delivery, delivery.exchange.body_sent, response);
    message = "the state of the label is not known: " + masker().mask(delivery.problem) +
              place_of(request, delivery);
    return;
  }
  const HttpResponse& reply = delivery.exchange.response;
  response.http_status = reply.status;
  if (reply.status != 200) {
    set_verdict(response, judge_http_status(reply.status, Sent::kHeadOnly));
    message = http_status_text(delivery) + place_of(request, delivery);
    return;
  }
  const LabelAnswer answer = parse_label_answer(reply.body);
  response.label_state = answer.state;
  if (answer.state != SL_LABEL_NOT_ASKED) {
    set_verdict(response, kOk);
    message = masker().show(answer.reason);
    return;
  }
  set_verdict(response, answer.refused
                            ? find_failure_text(unwrap_message(answer.reason)).value_or(kSoon)
                            : kUnknown);
  message = delivery.last.authority() +
            (answer.refused ? " does not tell the label's state: "
                            : "'s answer about the label cannot be understood: ") +
            masker().show(answer.reason) + place_of(request, delivery);
}

std::string HttpTransport::take_error_log(const std::string& url, const Delivery& delivery,
                                          TimePoint until, const sl_response& response) {
  const bool wanted = response.verdict != SL_VERDICT_OK || response.on_rejected_row != nullptr;
  if (url.empty() || !wanted) return {};
  const ErrorLog log = fetch_error_log(client_, policy_, delivery.last, url, clock_->now(), until);
  if (!log.problem.empty()) {
    const std::string line = "the error log was not fetched: " + masker().show(log.problem);
    host_.warn(name_ + ": " + line);
    return "; " + line;
  }
  if (response.on_rejected_row != nullptr) {
    for (const RejectedRow& row : log.rows) {
      response.on_rejected_row(response.reject_context, sdk::str(row.reason), sdk::str(row.row));
    }
  }
  const std::string reasons = masker().mask(summarize_reasons(log.rows));
  return reasons.empty() ? "" : ": " + reasons;
}

std::string HttpTransport::http_status_text(const Delivery& delivery) const {
  const HttpResponse& response = delivery.exchange.response;
  const LoadReply reply = parse_load_reply(response.body);
  const std::string& shown = reply.message.empty() ? response.body : reply.message;
  std::string text =
      delivery.last.authority() + " answered HTTP " + std::to_string(response.status);
  if (!shown.empty()) text += ": " + masker().show(shown, kShownReplyBytes);
  if (response.status == 401 || response.status == 403)
    text += " (check username, password and the user's rights)";
  if (response.status == 404) text += " (is load-url the HTTP port of a StarRocks frontend?)";
  if (response.status >= 300 && response.status < 400) text += " (this redirect is not followed)";
  return text;
}

std::string HttpTransport::not_understood(const Delivery& delivery,
                                          const std::string& problem) const {
  return "the answer of " + delivery.last.authority() + " cannot be understood: " + problem +
         ": '" + masker().show(delivery.exchange.response.body, kShownReplyBytes) + "'";
}

std::string HttpTransport::refusal_text(const LoadReply& reply, const std::string& reasons) const {
  std::string text = masker().show(reply.message) + counts(reply) + reasons;
  if (!reply.existing_job_status.empty()) {
    text += " (ExistingJobStatus " + masker().show(reply.existing_job_status, 50) + ")";
  }
  return text;
}

std::vector<std::string_view> body_pieces(const sl_request& request) {
  std::vector<std::string_view> pieces;
  pieces.reserve(request.body_count);
  for (std::size_t i = 0; i < request.body_count; ++i) {
    if (request.body[i].size > 0) pieces.push_back(sdk::view(request.body[i]));
  }
  return pieces;
}

std::uint64_t total_size(std::span<const std::string_view> pieces) {
  std::uint64_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  return size;
}

Compression load_compression(const sl_request& request) {
  const Compression wanted = compression_of({request.headers, request.header_count});
  return body_pieces(request).empty() ? Compression::kNone : wanted;
}

void clear_response(sl_response& response) {
  response.verdict = SL_VERDICT_UNKNOWN;
  response.retry = SL_RETRY_SOON;
  response.label_state = SL_LABEL_NOT_ASKED;
  response.flags = 0;
  response.http_status = 0;
  response.transaction_id = -1;
  response.total_rows = response.loaded_rows = response.filtered_rows = response.unselected_rows =
      0;
  response.load_bytes = response.load_time_ms = 0;
}

void set_verdict(sl_response& response, const Verdict& verdict) {
  response.verdict = verdict.verdict;
  response.retry = verdict.retry;
  response.flags |= verdict.flags;
}

void copy_counters(const LoadReply& reply, sl_response& response) {
  response.transaction_id = reply.transaction_id;
  response.total_rows = reply.total_rows;
  response.loaded_rows = reply.loaded_rows;
  response.filtered_rows = reply.filtered_rows;
  response.unselected_rows = reply.unselected_rows;
  response.load_bytes = reply.load_bytes;
  response.load_time_ms = reply.load_time_ms;
}

void judge_delivery_failure(const Delivery& delivery, bool sent, sl_response& response) {
  const bool refused = delivery.end == Delivery::End::kRefused;
  const bool redirected = refused || delivery.end == Delivery::End::kRedirectLoop;
  if (!redirected && sent) return set_verdict(response, kUnknown);
  set_verdict(response, refused ? kNever : kSoon);
  if (!delivery.body_begun) response.flags |= SL_RESPONSE_NOTHING_SENT;
}

std::string place_of(const sl_request& request, const Delivery& delivery) {
  const std::string place = delivery.trail.empty() ? "" : ", " + delivery.trail;
  return " [label " + std::string(sdk::view(request.label)) + ", " +
         printable(sdk::view(request.database), kShownNameBytes) + "." +
         printable(sdk::view(request.table), kShownNameBytes) + place + "]";
}

}  // namespace starload::http
