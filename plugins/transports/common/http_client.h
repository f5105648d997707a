// One HTTP request on one connection: 100-continue, body straight from the caller's pieces, early
// answers, deadlines, and the pool of idle connections. No redirects, no retries but the one on a
// stale pooled connection. Owned by a transport; exchange() from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transports/common/compression.h"
#include "plugins/transports/common/connection.h"
#include "plugins/transports/common/response_parser.h"

namespace starload::http {

struct Timeouts {
  Milliseconds connect{1000};
  Milliseconds wait_for_continue{10000};
  Milliseconds idle{60000};  // 0 = none; the total time of the request holds anyway
};

// The head is built by the caller, blank line included. Everything is borrowed until exchange()
// returns.
struct HttpRequest {
  std::string head;
  std::span<const std::string_view> body;  // no empty pieces
  bool expect_continue = false;
  bool repeatable = false;  // without a body: asking twice does no harm (GET)
  ResponseLimits limits;
  Compression compression = Compression::kNone;  // then the body is sent compressed, in chunks
};

enum class Failure : std::uint8_t {
  kNone,
  kConnect,  // no connection, TLS included
  kLost,     // reset or closed before a whole answer
  kTimeout,  // idle or total
  kGarbled,  // not HTTP, cut short, over a cap
  kCancelled,
};

struct Exchange {
  Failure failure = Failure::kNone;
  std::string detail;     // what happened, with the address
  HttpResponse response;  // whole only with kNone
  std::string peer;       // "10.0.0.1:8040", empty without a connection
  bool got_response_byte = false;
  bool body_begun = false;  // at least one byte of the body left
  bool body_sent = false;   // all of it; true for a request without a body once the head is sent
};

class HttpClient final {
 public:
  // All references outlive the client.
  HttpClient(SocketFactory& sockets, const Clock& clock, const CancelToken& token,
             Timeouts timeouts)
      : sockets_(sockets), clock_(clock), token_(token), timeouts_(timeouts) {}

  // Ends at `until` at the latest.
  Exchange exchange(const Endpoint& endpoint, const HttpRequest& request, TimePoint until);

  std::size_t idle_connections() const;

 private:
  struct Idle {
    std::unique_ptr<Connection> connection;
    TimePoint since;
  };

  std::unique_ptr<Connection> take_idle(const Endpoint& endpoint);
  void give_back(const Endpoint& endpoint, std::unique_ptr<Connection> connection);

  SocketFactory& sockets_;
  const Clock& clock_;
  const CancelToken& token_;
  const Timeouts timeouts_;
  mutable std::mutex mutex_;  // guards idle_
  std::map<std::string, std::vector<Idle>> idle_;
};

}  // namespace starload::http
