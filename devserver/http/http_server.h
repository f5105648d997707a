// An HTTP/1.1 server on one port: bounded threads, one connection a thread, keep-alive.
//
// Owned by DevServer. The handler is called from several threads at once and must be thread-safe;
// stop() ends all connections and waits for their threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "devserver/http/http_connection.h"
#include "devserver/http/http_message.h"
#include "framework/base/status.h"

namespace starload::devserver {

using HttpHandler = std::function<HttpResponse(const HttpRequest&, HttpBody&)>;

struct HttpServerConfig {
  std::string name;  // for messages: "FE HTTP", "BE HTTP"
  std::string bind_address = "127.0.0.1";
  std::uint16_t port = 0;  // 0 = any free port
  int max_threads = 64;
  std::chrono::milliseconds keep_alive_limit{30'000};
  std::function<bool()> admit;  // false: a new connection is reset; may be empty
};

class HttpServer final {
 public:
  // A port in use is a failure that names address and port.
  static Result<std::unique_ptr<HttpServer>> start(const HttpServerConfig& config,
                                                   HttpHandler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;
  void stop();

 private:
  class Implementation;
  explicit HttpServer(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace starload::devserver
