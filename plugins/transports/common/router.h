// Brings one request to whoever answers it: the frontends in turn, then up to three 307/308
// redirects. Decides who gets the password. One attempt; no retries. Any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "plugins/transports/common/host_policy.h"
#include "plugins/transports/common/http_client.h"
#include "plugins/transports/common/secret.h"

namespace starload::http {

struct Message {
  std::string_view method;
  std::string path;   // with the query
  std::string lines;  // header lines, each with CR LF; neither Host nor Authorization
  std::span<const std::string_view> body;  // no empty pieces
  bool expect_continue = false;
  bool repeatable = false;
  Compression compression = Compression::kNone;  // of the body, which is given as it is
};

struct Delivery {
  enum class End : std::uint8_t {
    kAnswered,      // exchange.response is the answer, and no redirect
    kFailed,        // exchange.failure says how the last talk ended
    kRedirectLoop,  // too many redirects, or in a circle
    kRefused,       // a redirect that must not be followed
  };
  End end = End::kFailed;
  Exchange exchange;        // of the last hop
  Endpoint last;            // who was talked to last
  std::string trail;        // "fe1:8030 -> be1:8040"
  std::string problem;      // for all but kAnswered: what happened, with the addresses
  bool body_begun = false;  // on any hop
};

class Router final {
 public:
  using Log = std::function<void(std::int32_t level, const std::string& line)>;  // SL_LOG_*

  // The references outlive the router.
  Router(HttpClient& client, const HostPolicy& policy, Secret authorization, Log log)
      : client_(client),
        policy_(policy),
        authorization_(std::move(authorization)),
        log_(std::move(log)) {}

  Delivery deliver(const Message& message, TimePoint until);

 private:
  Delivery follow(const Endpoint& frontend, const Message& message, TimePoint until);
  // Moves `next` and `path` to where the answer points. "" or why not.
  std::string take_redirect(const HttpResponse& response, Endpoint& next, std::string& path);
  void warn_unproven(const Endpoint& endpoint);
  void tell_redirect(const Endpoint& from, const Endpoint& to);

  HttpClient& client_;
  const HostPolicy& policy_;
  const Secret authorization_;
  const Log log_;
  std::atomic<std::size_t> next_frontend_{0};
  std::mutex mutex_;  // guards told_ and warned_
  std::set<std::string> told_;
  bool warned_ = false;
};

}  // namespace starload::http
