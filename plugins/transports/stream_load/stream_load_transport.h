// The `stream_load` transport: one HTTP load a request, under its label, and the question after a
// label. execute() and cancel() from any thread.
#pragma once

#include <memory>
#include <starload/sdk/transport.hpp>
#include <string>

#include "plugins/transports/common/clock.h"
#include "plugins/transports/common/connection.h"
#include "plugins/transports/common/http_client.h"
#include "plugins/transports/common/router.h"
#include "plugins/transports/stream_load/settings.h"

namespace starload::stream_load {

class StreamLoadTransport final : public sdk::Transport {
 public:
  explicit StreamLoadTransport(const sl_transport_config& config);
  // For tests: other sockets, another clock.
  StreamLoadTransport(const sl_transport_config& config,
                      std::unique_ptr<http::SocketFactory> sockets,
                      std::unique_ptr<http::Clock> clock);

  void execute(const sl_request& request, sl_response& response, std::string& message) override;
  void cancel() noexcept override { token_.cancel(); }

 private:
  void load(const sl_request& request, sl_response& response, std::string& message);
  void ask_label(const sl_request& request, sl_response& response, std::string& message);
  void judge_answer(const sl_request& request, const http::Delivery& delivery,
                    http::TimePoint until, sl_response& response, std::string& message);
  // Fetches the error log, hands its rows over, and returns what the message should say about it.
  std::string take_error_log(const std::string& url, const http::Delivery& delivery,
                             http::TimePoint until, const sl_response& response);
  http::TimePoint deadline(const sl_request& request) const;

  const sdk::Host host_;
  const Settings settings_;
  http::CancelToken token_;
  const std::unique_ptr<http::Clock> clock_;
  const std::unique_ptr<http::SocketFactory> sockets_;
  http::HttpClient client_;
  http::HostPolicy policy_;
  http::Router router_;
};

}  // namespace starload::stream_load
