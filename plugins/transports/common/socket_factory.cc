#include "plugins/transports/common/socket_factory.h"

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <mutex>
#include <starload/sdk/error.hpp>
#include <system_error>

#include "plugins/transports/common/socket_connection.h"
#include "plugins/transports/common/tls_context.h"

namespace starload::http {
namespace {

using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

struct Resolved {
  std::vector<SocketAddress> addresses;
  std::string error;
};

// Asks the resolver each time: an address may change between two attempts. It is bounded by the
// resolver's own limits.
Resolved resolve_all(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  if (is_address(host)) hints.ai_flags = AI_NUMERICHOST;
  addrinfo* list = nullptr;
  Resolved result;
  if (const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &list); code != 0) {
    result.error = ::gai_strerror(code);
    return result;
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    const SocketAddress address(entry->ai_addr, entry->ai_addrlen);
    const SocketAddress place(address.host(), port);
    if (std::find(result.addresses.begin(), result.addresses.end(), place) ==
        result.addresses.end()) {
      result.addresses.push_back(place);
    }
  }
  return result;
}

// A peer that vanished is found by keep-alive probes within a minute, also where the user switched
// the idle limit off.
void set_options(StreamSocket& socket) {
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  socket.setOption(IPPROTO_TCP, TCP_KEEPIDLE, 20);
  socket.setOption(IPPROTO_TCP, TCP_KEEPINTVL, 10);
  socket.setOption(IPPROTO_TCP, TCP_KEEPCNT, 4);
}

// "" or what went wrong.
std::string open_socket(StreamSocket& socket, const SocketAddress& address, TimePoint until,
                        const CancelToken& token) {
  try {
    socket.connectNB(address);
    const int descriptor = socket.impl()->sockfd();
    if (wait_for(descriptor, kWritable, until, token) == 0) {
      return token.cancelled()
                 ? "cancelled"
                 : "no answer within the connect time limit (sink.connect.timeout-ms)";
    }
    if (const int error = socket.impl()->socketError(); error != 0) {
      return std::generic_category().message(error);
    }
    set_options(socket);
    return {};
  } catch (const Poco::Exception& e) {
    return e.displayText();
  }
}

class PocoSocketFactory final : public SocketFactory {
 public:
  PocoSocketFactory(TlsOptions tls, const CancelToken& token)
      : tls_(std::move(tls)), token_(token) {}

  ConnectResult connect(const Endpoint& endpoint, Milliseconds per_address,
                        TimePoint until) override;
  std::vector<std::string> resolve(const std::string& host) override;
  Poco::Net::Context::Ptr tls_context();

 private:
  // "" and *connection, or what went wrong.
  std::string connect_to(const SocketAddress& address, const Endpoint& endpoint, TimePoint until,
                         std::unique_ptr<Connection>* connection);

  const TlsOptions tls_;
  const CancelToken& token_;
  std::mutex mutex_;  // guards context_
  Poco::Net::Context::Ptr context_;
};

Poco::Net::Context::Ptr PocoSocketFactory::tls_context() {
  const std::lock_guard lock(mutex_);
  if (context_.isNull()) context_ = make_tls_context(tls_);
  return context_;
}

std::vector<std::string> PocoSocketFactory::resolve(const std::string& host) {
  std::vector<std::string> texts;
  for (const SocketAddress& address : resolve_all(host, 1).addresses)
    texts.push_back(address.host().toString());
  return texts;
}

ConnectResult PocoSocketFactory::connect(const Endpoint& endpoint, Milliseconds per_address,
                                         TimePoint until) {
  const std::string what = "cannot connect to " + endpoint.authority();
  const std::string& name =
      endpoint.pinned_address.empty() ? endpoint.host : endpoint.pinned_address;
  const Resolved resolved = resolve_all(name, endpoint.port);
  if (resolved.addresses.empty()) {
    return {nullptr, what + ": the host name cannot be resolved: " + resolved.error};
  }
  ConnectResult result;
  for (const SocketAddress& address : resolved.addresses) {
    if (token_.cancelled()) return {nullptr, what + ": cancelled"};
    const TimePoint limit = std::min(until, std::chrono::steady_clock::now() + per_address);
    const std::string error = connect_to(address, endpoint, limit, &result.connection);
    if (error.empty()) return {std::move(result.connection), {}};
    const bool literal = address.host().toString() == endpoint.host;
    result.error += (result.error.empty() ? what : "; " + endpoint.authority()) +
                    (literal ? "" : " (" + address.toString() + ")") + ": " + error;
  }
  return result;
}

std::string PocoSocketFactory::connect_to(const SocketAddress& address, const Endpoint& endpoint,
                                          TimePoint until,
                                          std::unique_ptr<Connection>* connection) {
  StreamSocket socket;
  std::string error = open_socket(socket, address, until, token_);
  if (!error.empty()) return error;
  if (!endpoint.tls) {
    *connection = std::make_unique<PlainConnection>(socket, address.toString(), token_);
    return {};
  }
  auto secure = std::make_unique<TlsConnection>(socket, endpoint.host, tls_context(),
                                                address.toString(), token_);
  error = secure->handshake(until);
  if (error.empty()) *connection = std::move(secure);
  return error;
}

}  // namespace

std::unique_ptr<SocketFactory> make_socket_factory(TlsOptions tls, const CancelToken& token,
                                                   bool tls_now) {
  auto factory = std::make_unique<PocoSocketFactory>(std::move(tls), token);
  if (tls_now) factory->tls_context();
  return factory;
}

}  // namespace starload::http
