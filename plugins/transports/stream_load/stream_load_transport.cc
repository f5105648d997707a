#include "plugins/transports/stream_load/stream_load_transport.h"

#include <algorithm>
#include <vector>

#include "plugins/transports/common/error_log.h"
#include "plugins/transports/common/label_state.h"
#include "plugins/transports/common/request_head.h"
#include "plugins/transports/common/socket_factory.h"
#include "plugins/transports/stream_load/load_reply.h"
#include "plugins/transports/stream_load/verdict.h"

namespace starload::stream_load {
namespace {

using http::Delivery;
using http::Failure;

constexpr std::uint64_t kMaxTimeoutMs = 30ull * 24 * 3600 * 1000;
constexpr std::size_t kShownReplyBytes = 200;

std::vector<std::string_view> body_pieces(const sl_request& request) {
  std::vector<std::string_view> pieces;
  pieces.reserve(request.body_count);
  for (std::size_t i = 0; i < request.body_count; ++i) {
    if (request.body[i].size > 0) pieces.push_back(sdk::view(request.body[i]));
  }
  return pieces;
}

std::string load_lines(const sl_request& request, std::span<const std::string_view> pieces) {
  std::uint64_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  http::check_label(sdk::view(request.label));
  return "Expect: 100-continue\r\nlabel: " + std::string(sdk::view(request.label)) + "\r\n" +
         http::header_lines({request.headers, request.header_count}) +
         "Content-Type: application/octet-stream\r\nContent-Length: " + std::to_string(size) +
         "\r\n";
}

std::string load_path(const sl_request& request) {
  return "/api/" + http::path_segment("database", sdk::view(request.database)) + "/" +
         http::path_segment("table", sdk::view(request.table)) + "/_stream_load";
}

// Merge commit replies carry a label that the server made.
bool server_makes_label(const sl_request& request) {
  return std::any_of(
      request.headers, request.headers + request.header_count, [](const sl_property& header) {
        return http::equals_ignore_case(sdk::view(header.key), "enable_merge_commit") &&
               http::equals_ignore_case(sdk::view(header.value), "true");
      });
}

std::string what(const sl_request& request, const Delivery& delivery) {
  const std::string place = delivery.trail.empty() ? "" : ", " + delivery.trail;
  return " [label " + std::string(sdk::view(request.label)) + ", " +
         http::printable(sdk::view(request.database), 100) + "." +
         http::printable(sdk::view(request.table), 100) + place + "]";
}

void set(sl_response& response, const Verdict& verdict) {
  response.verdict = verdict.verdict;
  response.retry = verdict.retry;
  response.flags |= verdict.flags;
}

void clear(sl_response& response) {
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

void copy_counters(const LoadReply& reply, sl_response& response) {
  response.transaction_id = reply.transaction_id;
  response.total_rows = reply.total_rows;
  response.loaded_rows = reply.loaded_rows;
  response.filtered_rows = reply.filtered_rows;
  response.unselected_rows = reply.unselected_rows;
  response.load_bytes = reply.load_bytes;
  response.load_time_ms = reply.load_time_ms;
}

// No whole answer to judge. A load is undone for certain only when no byte of its body has left:
// the server waits for Content-Length bytes. `sent`: the server may have all that it needs.
void judge_delivery_failure(const Delivery& delivery, bool sent, sl_response& response) {
  const bool refused = delivery.end == Delivery::End::kRefused;
  const bool redirected = refused || delivery.end == Delivery::End::kRedirectLoop;
  if (!redirected && sent) return set(response, {SL_VERDICT_UNKNOWN, SL_RETRY_SOON});
  set(response, {SL_VERDICT_NO, refused ? SL_RETRY_NEVER : SL_RETRY_SOON});
  if (!delivery.body_begun) response.flags |= SL_RESPONSE_NOTHING_SENT;
}

std::string counts(const LoadReply& reply) {
  if (reply.filtered_rows == 0) return {};
  return " (" + std::to_string(reply.filtered_rows) + " of " + std::to_string(reply.total_rows) +
         " rows)";
}

std::string http_status_text(const Delivery& delivery, const http::Masker& masker) {
  const http::HttpResponse& response = delivery.exchange.response;
  LoadReply reply = parse_load_reply(response.body);
  const std::string& shown = reply.message.empty() ? response.body : reply.message;
  std::string text =
      delivery.last.authority() + " answered HTTP " + std::to_string(response.status);
  if (!shown.empty()) text += ": " + masker.show(shown, kShownReplyBytes);
  if (response.status == 401 || response.status == 403)
    text += " (check username, password and the user's rights)";
  if (response.status == 404) text += " (is load-url the HTTP port of a StarRocks frontend?)";
  if (response.status >= 300 && response.status < 400) text += " (this redirect is not followed)";
  return text;
}

}  // namespace

StreamLoadTransport::StreamLoadTransport(const sl_transport_config& config)
    : StreamLoadTransport(config, nullptr, std::make_unique<http::SteadyClock>()) {}

StreamLoadTransport::StreamLoadTransport(const sl_transport_config& config,
                                         std::unique_ptr<http::SocketFactory> sockets,
                                         std::unique_ptr<http::Clock> clock)
    : host_(config.host),
      settings_(read_settings(config)),
      clock_(std::move(clock)),
      sockets_(sockets != nullptr
                   ? std::move(sockets)
                   : http::make_socket_factory(settings_.tls, token_, settings_.uses_tls)),
      client_(*sockets_, *clock_, token_, settings_.timeouts),
      policy_(settings_.hosts, *sockets_),
      router_(client_, policy_, settings_.authorization,
              [this](std::int32_t level, const std::string& line) {
                level == SL_LOG_WARN ? host_.warn("stream_load: " + line)
                                     : host_.info("stream_load: " + line);
              }) {
  if (!settings_.tls.verify) {
    host_.warn(
        "stream_load: sink.ssl.verify=false: the servers' certificates are not checked, anybody on "
        "the way can "
        "read the data and the password");
  }
}

http::TimePoint StreamLoadTransport::deadline(const sl_request& request) const {
  if (request.timeout_ms == 0)
    throw sdk::Error::config("a request needs a time limit (timeout_ms is 0)");
  return clock_->now() + http::Milliseconds(std::min(request.timeout_ms, kMaxTimeoutMs));
}

void StreamLoadTransport::execute(const sl_request& request, sl_response& response,
                                  std::string& message) {
  clear(response);
  switch (request.kind) {
    case SL_REQUEST_LOAD:
      return load(request, response, message);
    case SL_REQUEST_LABEL_STATE:
      return ask_label(request, response, message);
    default:
      throw sdk::Error::config(
          "stream_load has no transactions; set sink.version=V2 or sink.transport=transaction");
  }
}

void StreamLoadTransport::load(const sl_request& request, sl_response& response,
                               std::string& message) {
  const http::TimePoint until = deadline(request);
  const auto pieces = body_pieces(request);
  http::Message outgoing;
  outgoing.method = "PUT";
  outgoing.path = load_path(request);
  outgoing.lines = load_lines(request, pieces);
  outgoing.body = pieces;
  outgoing.expect_continue = true;
  const Delivery delivery = router_.deliver(outgoing, until);
  if (delivery.end == Delivery::End::kAnswered) {
    return judge_answer(request, delivery, until, response, message);
  }
  const bool sent = delivery.exchange.body_begun || (pieces.empty() && delivery.exchange.body_sent);
  judge_delivery_failure(delivery, sent, response);
  message = settings_.masker.mask(delivery.problem) + what(request, delivery);
}

void StreamLoadTransport::judge_answer(const sl_request& request, const Delivery& delivery,
                                       http::TimePoint until, sl_response& response,
                                       std::string& message) {
  const http::Exchange& exchange = delivery.exchange;
  response.http_status = exchange.response.status;
  if (!delivery.body_begun) response.flags |= SL_RESPONSE_NOTHING_SENT;
  if (exchange.response.status != 200) {
    set(response, judge_http_status(exchange.response.status, exchange.body_begun));
    message = http_status_text(delivery, settings_.masker) + what(request, delivery);
    return;
  }
  LoadReply reply = parse_load_reply(exchange.response.body);
  const bool foreign = !reply.label.empty() && reply.label != sdk::view(request.label) &&
                       !server_makes_label(request);
  if (reply.problem.empty() && foreign) reply.problem = "it is about another label";
  set(response, judge_reply(reply, exchange.body_sent));
  if (!reply.problem.empty()) {
    message = "the answer of " + delivery.last.authority() +
              " cannot be understood: " + reply.problem + ": '" +
              settings_.masker.show(exchange.response.body, kShownReplyBytes) + "'" +
              what(request, delivery);
    return;
  }
  copy_counters(reply, response);
  std::string reasons = take_error_log(reply.error_url, delivery, until, response);
  if (response.verdict == SL_VERDICT_OK) return;
  const bool failed = reply.status == "Fail" || reply.status == "FAILED";
  message = failed ? "" : settings_.masker.show(reply.status) + ": ";
  message += settings_.masker.show(reply.message) + counts(reply) + reasons;
  if (!reply.existing_job_status.empty()) {
    message += " (ExistingJobStatus " + settings_.masker.show(reply.existing_job_status, 50) + ")";
  }
  message += what(request, delivery);
}

std::string StreamLoadTransport::take_error_log(const std::string& url, const Delivery& delivery,
                                                http::TimePoint until,
                                                const sl_response& response) {
  const bool wanted = response.verdict != SL_VERDICT_OK || response.on_rejected_row != nullptr;
  if (url.empty() || !wanted) return {};
  const http::ErrorLog log =
      http::fetch_error_log(client_, policy_, delivery.last, url, clock_->now(), until);
  if (!log.problem.empty()) {
    const std::string line = "the error log was not fetched: " + settings_.masker.show(log.problem);
    host_.warn("stream_load: " + line);
    return "; " + line;
  }
  if (response.on_rejected_row != nullptr) {
    for (const http::RejectedRow& row : log.rows) {
      response.on_rejected_row(response.reject_context, sdk::str(row.reason), sdk::str(row.row));
    }
  }
  const std::string reasons = settings_.masker.mask(http::summarize_reasons(log.rows));
  return reasons.empty() ? "" : ": " + reasons;
}

void StreamLoadTransport::ask_label(const sl_request& request, sl_response& response,
                                    std::string& message) {
  const http::TimePoint until = deadline(request);
  http::Message outgoing;
  outgoing.method = "GET";
  outgoing.path = http::label_state_path(sdk::view(request.database), sdk::view(request.label));
  outgoing.repeatable = true;
  const Delivery delivery = router_.deliver(outgoing, until);
  if (delivery.end != Delivery::End::kAnswered) {
    judge_delivery_failure(delivery, delivery.exchange.body_sent, response);
    message = "the state of the label is not known: " + settings_.masker.mask(delivery.problem) +
              what(request, delivery);
    return;
  }
  const http::HttpResponse& reply = delivery.exchange.response;
  response.http_status = reply.status;
  if (reply.status != 200) {
    set(response, judge_http_status(reply.status, false));
    message = http_status_text(delivery, settings_.masker) + what(request, delivery);
    return;
  }
  const http::LabelAnswer answer = http::parse_label_answer(reply.body);
  response.label_state = answer.state;
  if (answer.state != SL_LABEL_NOT_ASKED) {
    set(response, {SL_VERDICT_OK, SL_RETRY_NEVER});
    message = settings_.masker.show(answer.reason);
    return;
  }
  set(response, answer.refused ? judge_failure_text(answer.reason)
                               : Verdict{SL_VERDICT_UNKNOWN, SL_RETRY_SOON});
  message = delivery.last.authority() +
            (answer.refused ? " does not tell the label's state: "
                            : "'s answer about the label cannot be understood: ") +
            settings_.masker.show(answer.reason) + what(request, delivery);
}

}  // namespace starload::stream_load
