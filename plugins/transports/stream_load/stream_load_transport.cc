#include "plugins/transports/stream_load/stream_load_transport.h"

#include <algorithm>

#include "plugins/transports/common/request_head.h"
#include "plugins/transports/stream_load/verdict.h"

namespace starload::stream_load {
namespace {

using http::Delivery;
using http::LoadReply;

std::string load_lines(const sl_request& request, std::span<const std::string_view> pieces,
                       http::Compression compression) {
  http::check_label(sdk::view(request.label));
  const auto headers =
      http::compressed_headers({request.headers, request.header_count}, compression);
  return "Expect: 100-continue\r\nlabel: " + std::string(sdk::view(request.label)) + "\r\n" +
         http::header_lines(headers) + "Content-Type: application/octet-stream\r\n" +
         http::length_line(compression, http::total_size(pieces));
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

}  // namespace

void StreamLoadTransport::execute(const sl_request& request, sl_response& response,
                                  std::string& message) {
  http::clear_response(response);
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
  const auto pieces = http::body_pieces(request);
  http::Message outgoing;
  outgoing.method = "PUT";
  outgoing.path = load_path(request);
  outgoing.compression = http::load_compression(request);
  outgoing.lines = load_lines(request, pieces, outgoing.compression);
  outgoing.body = pieces;
  outgoing.expect_continue = true;
  const Delivery delivery = deliver(outgoing, until);
  if (delivery.end == Delivery::End::kAnswered) {
    return judge_answer(request, delivery, until, response, message);
  }
  const bool sent = delivery.exchange.body_begun || (pieces.empty() && delivery.exchange.body_sent);
  http::judge_delivery_failure(delivery, sent, response);
  message = masker().mask(delivery.problem) + http::place_of(request, delivery);
}

void StreamLoadTransport::judge_answer(const sl_request& request, const Delivery& delivery,
                                       http::TimePoint until, sl_response& response,
                                       std::string& message) {
  const http::Exchange& exchange = delivery.exchange;
  response.http_status = exchange.response.status;
  if (!delivery.body_begun) response.flags |= SL_RESPONSE_NOTHING_SENT;
  if (exchange.response.status != 200) {
    const http::Sent sent = exchange.body_begun ? http::Sent::kBody : http::Sent::kHeadOnly;
    http::set_verdict(response, http::judge_http_status(exchange.response.status, sent));
    message = http_status_text(delivery) + http::place_of(request, delivery);
    return;
  }
  LoadReply reply = http::parse_load_reply(exchange.response.body);
  const bool foreign = !reply.label.empty() && reply.label != sdk::view(request.label) &&
                       !server_makes_label(request);
  if (reply.problem.empty() && foreign) reply.problem = "it is about another label";
  http::set_verdict(response, judge_reply(reply, exchange.body_sent));
  if (!reply.problem.empty()) {
    message = not_understood(delivery, reply.problem) + http::place_of(request, delivery);
    return;
  }
  http::copy_counters(reply, response);
  const std::string reasons = take_error_log(reply.error_url, delivery, until, response);
  if (response.verdict == SL_VERDICT_OK) return;
  const bool failed = reply.status == "Fail" || reply.status == "FAILED";
  message = (failed ? "" : masker().show(reply.status) + ": ") + refusal_text(reply, reasons) +
            http::place_of(request, delivery);
}

}  // namespace starload::stream_load
