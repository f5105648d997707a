// The `stream_load` transport: one HTTP load a request, under its label, and the question after a
// label. execute() and cancel() from any thread.
#pragma once

#include <memory>
#include <string>

#include "plugins/transports/common/http_transport.h"

namespace starload::stream_load {

class StreamLoadTransport final : public http::HttpTransport {
 public:
  explicit StreamLoadTransport(const sl_transport_config& config)
      : StreamLoadTransport(config, nullptr, nullptr) {}
  // For tests: other sockets, another clock; null: the real ones.
  StreamLoadTransport(const sl_transport_config& config,
                      std::unique_ptr<http::SocketFactory> sockets,
                      std::unique_ptr<http::Clock> clock)
      : HttpTransport("stream_load", config, std::move(sockets), std::move(clock)) {}

  void execute(const sl_request& request, sl_response& response, std::string& message) override;

 private:
  void load(const sl_request& request, sl_response& response, std::string& message);
  void judge_answer(const sl_request& request, const http::Delivery& delivery,
                    http::TimePoint until, sl_response& response, std::string& message);
};

}  // namespace starload::stream_load
