#include "plugins/transports/common/http_client.h"

#include "plugins/transports/common/conversation.h"

namespace starload::http {
namespace {

constexpr std::size_t kMaxIdlePerServer = 8;
constexpr std::chrono::seconds kMaxIdleTime{30};

std::string pool_key(const Endpoint& endpoint) {
  return endpoint.url() + "/" + endpoint.pinned_address;
}

// A server may close an idle connection at any moment; then the request was never seen.
bool is_stale_failure(const Exchange& exchange, const HttpRequest& request) {
  const bool nothing_done = request.body.empty() ? request.repeatable : !exchange.body_begun;
  return exchange.failure == Failure::kLost && !exchange.got_response_byte && nothing_done;
}

}  // namespace

Exchange HttpClient::exchange(const Endpoint& endpoint, const HttpRequest& request,
                              TimePoint until) {
  if (auto connection = take_idle(endpoint)) {
    Conversation talk(*connection, request, clock_, token_, timeouts_, until);
    Exchange result = talk.run();
    if (talk.can_reuse_connection()) give_back(endpoint, std::move(connection));
    if (!is_stale_failure(result, request)) return result;
  }
  Exchange result;
  if (token_.cancelled()) {
    result.failure = Failure::kCancelled;
    result.detail = "cancelled before " + endpoint.authority() + " was asked";
    return result;
  }
  ConnectResult connected = sockets_.connect(endpoint, timeouts_.connect, until);
  if (connected.connection == nullptr) {
    result.failure = token_.cancelled() ? Failure::kCancelled : Failure::kConnect;
    result.detail = std::move(connected.error);
    return result;
  }
  Conversation talk(*connected.connection, request, clock_, token_, timeouts_, until);
  result = talk.run();
  if (talk.can_reuse_connection()) give_back(endpoint, std::move(connected.connection));
  return result;
}

std::unique_ptr<Connection> HttpClient::take_idle(const Endpoint& endpoint) {
  const std::lock_guard lock(mutex_);
  auto& idle = idle_[pool_key(endpoint)];
  while (!idle.empty()) {
    Idle candidate = std::move(idle.back());
    idle.pop_back();
    const bool fresh = clock_.now() - candidate.since < kMaxIdleTime;
    if (fresh && candidate.connection->is_idle()) return std::move(candidate.connection);
  }
  return nullptr;
}

void HttpClient::give_back(const Endpoint& endpoint, std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  auto& idle = idle_[pool_key(endpoint)];
  if (idle.size() < kMaxIdlePerServer) idle.push_back({std::move(connection), clock_.now()});
}

std::size_t HttpClient::idle_connections() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& [key, idle] : idle_) count += idle.size();
  return count;
}

}  // namespace starload::http
