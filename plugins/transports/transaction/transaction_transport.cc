#include "plugins/transports/transaction/transaction_transport.h"

#include "plugins/transports/common/request_head.h"
#include "plugins/transports/transaction/verdict.h"

namespace starload::transaction {
namespace {

using http::Delivery;
using http::LoadReply;

http::Sent what_was_sent(Step step, const http::Exchange& exchange) {
  if (step != Step::kLoad) return http::Sent::kStep;
  return exchange.body_begun ? http::Sent::kBody : http::Sent::kHeadOnly;
}

std::string advice(const sl_response& response) {
  if ((response.flags & SL_RESPONSE_TRANSACTION_LOST) == 0) return {};
  return " (the transaction is gone: it failed, timed out, was rolled back, or its backend was "
         "restarted)";
}

std::string joined(std::string_view status, const std::string& text) {
  return std::string(status) + (status.empty() || text.empty() ? "" : ": ") + text;
}

std::string cancel_path(const sl_request& request) {
  return "/api/" + http::path_segment("database", sdk::view(request.database)) + "/" +
         http::path_segment("table", sdk::view(request.table)) +
         "/_cancel?label=" + http::percent_encode(sdk::view(request.label));
}

}  // namespace

TransactionTransport::TransactionTransport(const sl_transport_config& config,
                                           std::unique_ptr<http::SocketFactory> sockets,
                                           std::unique_ptr<http::Clock> clock)
    : HttpTransport("transaction", config, std::move(sockets), std::move(clock)) {
  if (const std::string refused = refused_properties(sdk::Properties(config.properties));
      !refused.empty())
    throw sdk::Error::config(refused);
  const std::string ignored = ignored_properties(sdk::Properties(config.properties));
  if (!ignored.empty()) {
    host().warn("transaction: loads of a transaction do not honour " + ignored +
                ", not sent; set sink.version=V1 if they are needed");
  }
}

void TransactionTransport::execute(const sl_request& request, sl_response& response,
                                   std::string& message) {
  http::clear_response(response);
  if (const auto step = step_of(request.kind)) return run_step(*step, request, response, message);
  if (request.kind == SL_REQUEST_LABEL_STATE) return ask_label(request, response, message);
  if (request.kind == SL_REQUEST_PROBE) return probe(request, response, message);
  throw sdk::Error::config("the transaction transport has no request of kind " +
                           std::to_string(request.kind));
}

void TransactionTransport::run_step(Step step, const sl_request& request, sl_response& response,
                                    std::string& message) {
  const http::TimePoint until = deadline(request);
  const bool is_load = step == Step::kLoad;
  const auto pieces = is_load ? http::body_pieces(request) : std::vector<std::string_view>();
  http::Message outgoing;
  outgoing.method = is_load ? "PUT" : "POST";
  outgoing.path = step_path(step);
  if (is_load) outgoing.compression = http::load_compression(request);
  outgoing.lines = step_lines(step, request, http::total_size(pieces), outgoing.compression);
  outgoing.body = pieces;
  outgoing.expect_continue = is_load;
  outgoing.repeatable = step == Step::kRollback;
  const Delivery delivery = deliver(outgoing, until);
  if (delivery.end == Delivery::End::kAnswered) {
    judge_answer(step, request, delivery, until, response, message);
  } else {
    const http::Exchange& exchange = delivery.exchange;
    const bool sent = pieces.empty() ? exchange.body_sent : exchange.body_begun;
    http::judge_delivery_failure(delivery, sent, response);
    message = std::string(name_of(step)) + ": " + masker().mask(delivery.problem) +
              http::place_of(request, delivery);
  }
  const bool no_backend = (response.flags & SL_RESPONSE_NOTHING_SENT) != 0 &&
                          delivery.trail.find("->") != std::string::npos;
  const bool is_lost = (response.flags & SL_RESPONSE_TRANSACTION_LOST) != 0;
  if (step == Step::kRollback && (no_backend || is_lost) && request.table.size > 0) {
    cancel_at_frontend(request, until, response, message);
  }
}

void TransactionTransport::judge_answer(Step step, const sl_request& request,
                                        const Delivery& delivery, http::TimePoint until,
                                        sl_response& response, std::string& message) {
  const http::Exchange& exchange = delivery.exchange;
  const std::string start = std::string(name_of(step)) + ": ";
  const std::string place = http::place_of(request, delivery);
  response.http_status = exchange.response.status;
  if (step == Step::kLoad && !delivery.body_begun) response.flags |= SL_RESPONSE_NOTHING_SENT;
  if (exchange.response.status != 200) {
    const http::Sent sent = what_was_sent(step, exchange);
    http::set_verdict(response, http::judge_http_status(exchange.response.status, sent));
    message = start + http_status_text(delivery) + place;
    return;
  }
  LoadReply reply = http::parse_load_reply(exchange.response.body);
  const bool foreign = !reply.label.empty() && reply.label != sdk::view(request.label);
  if (reply.problem.empty() && foreign) reply.problem = "it is about another label";
  const Judgement judgement = judge_reply(step, reply, exchange.body_sent);
  http::set_verdict(response, judgement.verdict);
  response.label_state = judgement.label_state;
  if (!reply.problem.empty()) {
    message = start + not_understood(delivery, reply.problem) + place;
    return;
  }
  http::copy_counters(reply, response);
  // The log is the transaction's: what a load finds in it, prepare finds again.
  const bool is_told_later = step == Step::kLoad && response.verdict == SL_VERDICT_OK;
  const std::string reasons =
      is_told_later ? "" : take_error_log(reply.error_url, delivery, until, response);
  if (response.verdict == SL_VERDICT_OK) return;
  const std::string status = reply.status == "FAILED" ? "" : masker().show(reply.status);
  message = start + joined(status, refusal_text(reply, reasons)) + advice(response) + place;
}

void TransactionTransport::cancel_at_frontend(const sl_request& request, http::TimePoint until,
                                              sl_response& response, std::string& message) {
  http::Message outgoing;
  outgoing.method = "POST";
  outgoing.path = cancel_path(request);
  outgoing.lines = "Content-Length: 0\r\n";
  outgoing.repeatable = true;
  const Delivery delivery = deliver(outgoing, until);
  if (delivery.end != Delivery::End::kAnswered || delivery.exchange.response.status != 200) return;
  const LoadReply reply = http::parse_load_reply(delivery.exchange.response.body);
  if (!reply.problem.empty() || !reply.is_envelope || reply.status != "OK") return;
  response.flags = 0;
  http::set_verdict(response, http::kOk);
  response.label_state = SL_LABEL_ABORTED;
  message.clear();
}

void TransactionTransport::probe(const sl_request& request, sl_response& response,
                                 std::string& message) {
  const http::TimePoint until = deadline(request);
  // Without a label nothing can come of it but a complaint.
  http::Message outgoing;
  outgoing.method = "PUT";
  outgoing.path = step_path(Step::kLoad);
  outgoing.lines = "Content-Length: 0\r\n";
  outgoing.repeatable = true;
  const Delivery delivery = deliver(outgoing, until);
  if (delivery.end != Delivery::End::kAnswered) {
    http::judge_delivery_failure(delivery, delivery.exchange.body_sent, response);
    response.verdict = SL_VERDICT_UNKNOWN;
    message = "the server could not be asked whether it has transactions: " +
              masker().mask(delivery.problem);
    return;
  }
  const http::HttpResponse& answer = delivery.exchange.response;
  response.http_status = answer.status;
  http::set_verdict(response, judge_probe(answer.status, answer.body));
  if (response.verdict == SL_VERDICT_OK) return;
  const std::string what = answer.status == 200
                               ? not_understood(delivery, "it is not of the transaction interface")
                               : http_status_text(delivery);
  message = (response.verdict == SL_VERDICT_NO
                 ? "the server has no transaction interface (StarRocks 2.4 and later have it): "
                 : "the server does not say whether it has transactions: ") +
            what;
}

}  // namespace starload::transaction
