// What the HTTP transports are made of: their parts, the question after a label, error logs, and
// how their messages are worded. execute() and cancel() from any thread.
#pragma once

#include <memory>
#include <span>
#include <starload/sdk/transport.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transports/common/clock.h"
#include "plugins/transports/common/connection.h"
#include "plugins/transports/common/http_client.h"
#include "plugins/transports/common/load_reply.h"
#include "plugins/transports/common/router.h"
#include "plugins/transports/common/settings.h"
#include "plugins/transports/common/verdict.h"

namespace starload::http {

class HttpTransport : public sdk::Transport {
 public:
  void cancel() noexcept final { token_.cancel(); }

 protected:
  // `name`: in front of log lines. `sockets` may be null: real ones.
  HttpTransport(std::string name, const sl_transport_config& config,
                std::unique_ptr<SocketFactory> sockets, std::unique_ptr<Clock> clock);

  TimePoint deadline(const sl_request& request) const;
  Delivery deliver(const Message& message, TimePoint until) {
    return router_.deliver(message, until);
  }
  void ask_label(const sl_request& request, sl_response& response, std::string& message);
  // Fetches the error log, hands its rows over, and returns what the message should say about it.
  std::string take_error_log(const std::string& url, const Delivery& delivery, TimePoint until,
                             const sl_response& response);

  const sdk::Host& host() const { return host_; }
  const Masker& masker() const { return settings_.masker; }

  // "be1:8040 answered HTTP 503: ..."
  std::string http_status_text(const Delivery& delivery) const;
  // The answer of HTTP 200 that is no answer, because of `problem`.
  std::string not_understood(const Delivery& delivery, const std::string& problem) const;
  // "<message> (3 of 10 rows)<reasons> (ExistingJobStatus RUNNING)"
  std::string refusal_text(const LoadReply& reply, const std::string& reasons) const;

 private:
  const std::string name_;
  const sdk::Host host_;
  const Settings settings_;
  CancelToken token_;
  const std::unique_ptr<Clock> clock_;
  const std::unique_ptr<SocketFactory> sockets_;
  HttpClient client_;
  HostPolicy policy_;
  Router router_;
};

// The body's pieces that are not empty.
std::vector<std::string_view> body_pieces(const sl_request& request);
std::uint64_t total_size(std::span<const std::string_view> pieces);
// An empty body stays as it is. Throws as compression_of() does.
Compression load_compression(const sl_request& request);

void clear_response(sl_response& response);
void set_verdict(sl_response& response, const Verdict& verdict);
void copy_counters(const LoadReply& reply, sl_response& response);

// No whole answer to judge. A request is undone for certain only when no byte of its body has left,
// or, without a body, not its whole head: `sent` = the server may have all that it needs.
void judge_delivery_failure(const Delivery& delivery, bool sent, sl_response& response);

// " [label l1, db.t, fe1:8030 -> be1:8040]"
std::string place_of(const sl_request& request, const Delivery& delivery);

}  // namespace starload::http
