#include "devserver/fault/fault_handler.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace starload::devserver {
namespace {

struct Target {
  FaultStep step = FaultStep::kOther;
  std::string database;
};

constexpr std::array<std::pair<std::string_view, FaultStep>, 5> kTransactionSteps{{
    {"begin", FaultStep::kBegin},
    {"load", FaultStep::kLoad},
    {"prepare", FaultStep::kPrepare},
    {"commit", FaultStep::kCommit},
    {"rollback", FaultStep::kRollback},
}};

Target target_of(const HttpRequest& request) {
  const std::vector<std::string>& path = request.path_segments;
  Target target;
  if (path.size() == 3 && path[1] == "transaction") {
    for (const auto& [name, step] : kTransactionSteps) {
      if (path[2] == name) target.step = step;
    }
    target.database = request.header_or_empty("db");
    return target;
  }
  if (path.size() == 4 && path[3] == "_stream_load") target.step = FaultStep::kStreamLoad;
  if (path.size() == 3 && path[2] == "get_load_state") target.step = FaultStep::kLabelState;
  if (path.size() == 2 && path[1] == "_load_error_log") target.step = FaultStep::kErrorLog;
  if (path.size() >= 3) target.database = path[1];
  return target;
}

// One request that meets a fault. Lives on the stack of the connection's thread.
class Injection final : public HttpBody {
 public:
  Injection(FaultInjector& injector, FaultState due, const HttpRequest& request, HttpBody& body)
      : injector_(injector), due_(std::move(due)), request_(request), body_(body) {}

  HttpResponse run(const HttpHandler& handler) {
    if (fault().phase == FaultPhase::kBefore) {
      HttpResponse response;
      if (happens_before(response)) return response;
      return handler(request_, body_);
    }
    if (fault().phase == FaultPhase::kBody) {
      HttpResponse response = handler(request_, *this);
      if (is_cut_) response.delivery = Delivery::kReset;
      return response;
    }
    HttpResponse response = handler(request_, body_);
    happens_after(response);
    return response;
  }

  // Phase body: the fault happens behind so many bytes, at the body's end at the latest.
  Result<std::size_t> read(char* buffer, std::size_t capacity,
                           std::chrono::steady_clock::time_point deadline) override {
    if (is_cut_) return cut_off();
    if (has_happened_) return body_.read(buffer, capacity, deadline);
    const std::uint64_t left = fault().body_bytes - read_bytes_;
    if (left == 0) return happen_in_body(buffer, capacity, deadline);
    Result<std::size_t> count = body_.read(
        buffer, static_cast<std::size_t>(std::min<std::uint64_t>(capacity, left)), deadline);
    if (!count) return count;
    read_bytes_ += *count;
    if (*count == 0) return happen_in_body(buffer, capacity, deadline);
    return count;
  }

 private:
  const Fault& fault() const { return due_.fault; }
  std::chrono::milliseconds time() const {
    const bool is_default = fault().action == FaultAction::kHold && !fault().has_value;
    return std::chrono::milliseconds(is_default ? kDefaultHoldMs : fault().number);
  }
  static Status cut_off() {
    return Status::unavailable("receive body don't equal with body bytes");
  }

  // Delay, hold and exit, which leave the exchange as it is. False: another action.
  bool wait_or_exit() {
    injector_.note_fired(due_.id);
    if (fault().action == FaultAction::kExit) end_process();
    if (fault().action == FaultAction::kDelay) injector_.delay(time());
    if (fault().action == FaultAction::kHold) injector_.hold(due_.id, time());
    return fault().action == FaultAction::kDelay || fault().action == FaultAction::kHold;
  }

  Result<std::size_t> happen_in_body(char* buffer, std::size_t capacity,
                                     std::chrono::steady_clock::time_point deadline) {
    has_happened_ = true;
    if (wait_or_exit()) return body_.read(buffer, capacity, deadline);
    is_cut_ = true;
    return cut_off();
  }

  // True: `response` is the answer, and nothing is done.
  bool happens_before(HttpResponse& response) {
    if (wait_or_exit()) return false;
    if (fault().action == FaultAction::kDropRequest) {
      response.delivery = Delivery::kNothing;
      return true;
    }
    if (fault().action == FaultAction::kRedirect) {
      redirect(response);
      return true;
    }
    replace(response);
    return true;
  }

  void happens_after(HttpResponse& response) {
    if (wait_or_exit()) return;
    switch (fault().action) {
      case FaultAction::kTruncate:
        response.delivery = Delivery::kTruncated;
        response.delivered_body_bytes =
            fault().has_value ? fault().number : response.body.size() / 2;
        return;
      case FaultAction::kGarble:
        std::replace(response.body.begin(), response.body.end(), '"', '~');
        return;
      case FaultAction::kStatus:
      case FaultAction::kBody:
        response = HttpResponse();
        replace(response);
        return;
      default:
        response.delivery = Delivery::kNothing;
    }
  }

  void redirect(HttpResponse& response) {
    response.status = 307;
    response.close = true;
    response.headers.emplace_back(
        "Location", fault().has_value ? fault().text
                                      : fmt::format("http://127.0.0.1:{}{}", injector_.dead_port(),
                                                    request_.target));
  }

  // What a proxy would say, or any text in place of the reply.
  void replace(HttpResponse& response) const {
    response.close = true;
    if (fault().action == FaultAction::kBody) {
      response.body = fault().text;
      return;
    }
    response.status = static_cast<int>(fault().number);
    response.content_type = "text/html";
    response.body = fmt::format("<html><body>{} {}</body></html>", response.status,
                                http_reason(response.status));
    if (response.status == 401)
      response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"\"");
  }

  FaultInjector& injector_;
  const FaultState due_;
  const HttpRequest& request_;
  HttpBody& body_;
  std::uint64_t read_bytes_ = 0;
  bool has_happened_ = false;
  bool is_cut_ = false;
};

}  // namespace

HttpHandler with_faults(HttpHandler handler, FaultSide side, FaultInjector& injector) {
  return
      [handler = std::move(handler), side, &injector](const HttpRequest& request, HttpBody& body) {
        const std::vector<std::string>& path = request.path_segments;
        if (!path.empty() && path[0] == "admin") return handler(request, body);
        const Target target = target_of(request);
        std::optional<FaultState> due = injector.next(target.step, side, target.database);
        if (!due) return handler(request, body);
        return Injection(injector, std::move(*due), request, body).run(handler);
      };
}

}  // namespace starload::devserver
