#include "plugins/transports/common/router.h"

#include <starload/abi/base.h>

#include "plugins/transports/common/request_head.h"
#include "plugins/transports/common/text.h"

namespace starload::http {
namespace {

constexpr int kMaxRedirects = 3;
constexpr std::size_t kMaxToldRedirects = 256;

bool is_redirect(const Exchange& exchange) {
  return exchange.failure == Failure::kNone &&
         (exchange.response.status == 307 || exchange.response.status == 308);
}

// Nothing can have happened there, so that the next frontend may be tried. A request without a body
// is all there once its head has been sent.
bool is_unused(const Delivery& delivery, const Message& message) {
  const Exchange& exchange = delivery.exchange;
  if (delivery.end != Delivery::End::kFailed || delivery.body_begun) return false;
  if (exchange.failure == Failure::kConnect) return true;
  const bool may_be_done = message.body.empty() && !message.repeatable && exchange.body_sent;
  return exchange.failure == Failure::kLost && !exchange.got_response_byte && !may_be_done;
}

std::string unreachable(const Endpoint& frontend, const std::string& location,
                        const Exchange& exchange) {
  return "frontend " + frontend.authority() + " redirected the load to " + location +
         ", which cannot be reached from here: " + exchange.detail +
         "; if that node has another address here, set sink.backend-address-map='" + location +
         "=<host:port>'";
}

}  // namespace

Delivery Router::deliver(const Message& message, TimePoint until) {
  const auto& frontends = policy_.frontends();
  const std::size_t start = next_frontend_.fetch_add(1, std::memory_order_relaxed);
  std::string causes;
  Delivery delivery;
  for (std::size_t i = 0; i < frontends.size(); ++i) {
    delivery = follow(frontends[(start + i) % frontends.size()], message, until);
    const bool failed_at_frontend =
        is_unused(delivery, message) && delivery.trail.find("->") == std::string::npos;
    if (!failed_at_frontend) return delivery;
    causes += (causes.empty() ? "" : "; ") + delivery.problem;
  }
  if (frontends.size() > 1)
    delivery.problem = "none of the frontends in load-url can be used: " + causes;
  return delivery;
}

Delivery Router::follow(const Endpoint& frontend, const Message& message, TimePoint until) {
  Delivery delivery;
  Endpoint next = frontend;
  std::string path = message.path;
  std::string location = frontend.authority();
  std::set<std::string> visited;
  for (int hop = 0;; ++hop) {
    visited.insert(next.url() + path);
    delivery.last = next;
    delivery.trail += (hop == 0 ? "" : " -> ") + next.authority();
    const std::string head =
        request_head(message.method, path, next, message.lines, authorization_);
    const HttpRequest request = {
        head, message.body, message.expect_continue, message.repeatable, {}, message.compression};
    delivery.exchange = client_.exchange(next, request, until);
    delivery.body_begun = delivery.body_begun || delivery.exchange.body_begun;
    if (!is_redirect(delivery.exchange)) break;
    const Endpoint from = next;
    delivery.problem = take_redirect(delivery.exchange.response, next, path);
    if (!delivery.problem.empty()) {
      delivery.end = Delivery::End::kRefused;
      return delivery;
    }
    location = next.authority();
    if (hop == kMaxRedirects || visited.contains(next.url() + path)) {
      delivery.end = Delivery::End::kRedirectLoop;
      delivery.problem =
          "the servers redirect in a circle or more than 3 times: " + delivery.trail + " -> " +
          location;
      return delivery;
    }
    tell_redirect(from, next);
  }
  const bool failed = delivery.exchange.failure != Failure::kNone;
  delivery.end = failed ? Delivery::End::kFailed : Delivery::End::kAnswered;
  if (failed) {
    const bool dead_backend =
        delivery.exchange.failure == Failure::kConnect && !next.same_place(frontend);
    delivery.problem = dead_backend ? unreachable(frontend, location, delivery.exchange)
                                    : delivery.exchange.detail;
  }
  return delivery;
}

std::string Router::take_redirect(const HttpResponse& response, Endpoint& next, std::string& path) {
  const std::string from =
      next.authority() + " redirected (HTTP " + std::to_string(response.status) + ")";
  const std::string* location = response.header("Location");
  if (location == nullptr) return from + " without a Location";
  std::string why;
  const auto url = parse_url(*location, &why);
  if (!url) return from + " to '" + printable(*location, 200) + "', which is not followed: " + why;
  if (next.tls && !url->endpoint.tls) {
    return from + " from https to " + url->endpoint.url() +
           ", which is not followed: the password would go in clear";
  }
  Endpoint target = policy_.rewrite(url->endpoint);
  const Trust trust = policy_.check(target);
  if (trust == Trust::kRefused) {
    return from + " to " + target.authority() +
           ", which is neither in load-url nor among the nodes of the cluster (SHOW BACKENDS, SHOW "
           "COMPUTE NODES): the "
           "password was not sent there; allow it with sink.allowed-backends=" +
           target.authority() + " or rewrite it with sink.backend-address-map='" +
           url->endpoint.authority() + "=<host:port>'";
  }
  if (trust == Trust::kUnproven) warn_unproven(target);
  next = std::move(target);
  path = url->path;
  return {};
}

void Router::warn_unproven(const Endpoint& endpoint) {
  {
    const std::lock_guard lock(mutex_);
    if (warned_) return;
    warned_ = true;
  }
  log_(SL_LOG_WARN,
       "the nodes of the cluster are not known (jdbc-url is missing, or the user may not SHOW "
       "BACKENDS): "
       "the password goes to every host that a frontend redirects to, the first being " +
           endpoint.authority() + "; list the hosts in sink.allowed-backends to check them");
}

void Router::tell_redirect(const Endpoint& from, const Endpoint& to) {
  {
    const std::lock_guard lock(mutex_);
    if (told_.size() >= kMaxToldRedirects || !told_.insert(from.url() + to.url()).second) return;
  }
  log_(SL_LOG_INFO, from.authority() + " redirects loads to " + to.authority());
}

}  // namespace starload::http
