#include "plugins/transports/common/conversation.h"

#include <algorithm>
#include <array>

#include "plugins/transports/common/chunked_body.h"

namespace starload::http {
namespace {

constexpr std::size_t kReceiveBytes = std::size_t{16} * 1024;

// Drops `count` sent bytes from the front of pieces[first...].
void advance(std::vector<std::string_view>& pieces, std::size_t& first, std::size_t count) {
  while (count > 0) {
    const std::size_t step = std::min(count, pieces[first].size());
    pieces[first].remove_prefix(step);
    count -= step;
    if (pieces[first].empty()) ++first;
  }
}

}  // namespace

Conversation::Conversation(Connection& connection, const HttpRequest& request, const Clock& clock,
                           const CancelToken& token, const Timeouts& timeouts, TimePoint until)
    : connection_(connection),
      request_(request),
      clock_(clock),
      token_(token),
      timeouts_(timeouts),
      until_(until),
      parser_(request.limits),
      last_progress_(clock.now()) {
  result_.peer = connection.peer();
}

Exchange Conversation::run() {
  if (send_all({request_.head}, false)) {
    const bool go_on = request_.body.empty() || !request_.expect_continue || await_continue();
    if (go_on && !failed_ && send_body()) result_.body_sent = true;
  }
  if (!failed_) await_answer();
  result_.got_response_byte = parser_.saw_any_byte();
  if (!failed_) {
    const bool success = parser_.response().status >= 200 && parser_.response().status < 300;
    reusable_ = parser_.can_reuse_connection() && result_.body_sent && !stray_bytes_ &&
                (success || request_.body.empty());
    result_.response = parser_.take_response();
  }
  return std::move(result_);
}

bool Conversation::send_body() {
  if (request_.compression == Compression::kNone)
    return send_all({request_.body.begin(), request_.body.end()}, true);
  ChunkedBody body(request_.body, request_.compression);
  for (auto parts = body.next(); !parts.empty(); parts = body.next()) {
    if (token_.cancelled() || clock_.now() >= until_)
      return wait_or_fail(kWritable, "while the request was sent");
    const bool sent = send_all({parts.begin(), parts.end()}, true);
    if (body.ended()) return sent;
    if (!sent || parser_.has_final_head() || parser_.done() || failed_) return false;
  }
  return true;
}

// True: everything is sent. False: an answer came before that, or the conversation failed.
bool Conversation::send_all(std::vector<std::string_view> pieces, bool is_body) {
  std::size_t first = 0;
  while (first < pieces.size()) {
    const IoResult sent = connection_.send({pieces.data() + first, pieces.size() - first});
    if (sent.status == IoStatus::kDone) {
      result_.body_begun = result_.body_begun || is_body;
      last_progress_ = clock_.now();
      advance(pieces, first, sent.bytes);
      // A request that has left whole may be carried out: only the wait for its answer ends.
      const bool is_over = token_.cancelled() || last_progress_ >= until_;
      if (is_over && first < pieces.size()) {
        return wait_or_fail(kWritable, "while the request was sent");
      }
    } else if (sent.status == IoStatus::kAgain) {
      const unsigned events = is_body ? kWritable | kReadable : kWritable;
      if (!wait_or_fail(events, "while the request was sent")) return false;
    } else {
      // The server may have answered and closed; its answer is still there to be read.
      while (receive_available()) {
        if (connection_.wait(kReadable, clock_.now()) == 0) break;
      }
      if (!parser_.has_final_head() && !failed_) peer_is_gone(connection_.failure());
      return false;
    }
    if (is_body) {
      if (!receive_available() || parser_.has_final_head()) return first == pieces.size();
    }
  }
  return true;
}

// True: send the body (100, or the time for it is over). False: a final answer, or failed.
bool Conversation::await_continue() {
  const TimePoint limit = std::min(clock_.now() + timeouts_.wait_for_continue, until_);
  while (!parser_.saw_continue() && !parser_.has_final_head()) {
    if (connection_.wait(kReadable, limit) == 0) {
      if (token_.cancelled() || clock_.now() >= until_)
        return wait_or_fail(kReadable, "waiting for 100 Continue");
      if (clock_.now() >= limit) return true;
      continue;
    }
    if (!receive_available()) return false;
  }
  last_progress_ = clock_.now();
  return !parser_.has_final_head();
}

void Conversation::await_answer() {
  while (!failed_ && !parser_.done()) {
    if (!wait_or_fail(kReadable, "waiting for the answer")) return;
    if (!receive_available()) return;
  }
}

bool Conversation::receive_available() {
  std::array<char, kReceiveBytes> buffer;
  while (!parser_.done() && !failed_) {
    const IoResult got = connection_.receive(buffer.data(), buffer.size());
    if (got.status == IoStatus::kAgain) return true;
    if (got.status != IoStatus::kDone) {
      peer_is_gone(got.status == IoStatus::kFailed ? connection_.failure() : "");
      return false;
    }
    last_progress_ = clock_.now();
    const std::size_t used = parser_.feed({buffer.data(), got.bytes});
    stray_bytes_ = stray_bytes_ || used < got.bytes;
    if (parser_.bad())
      fail(Failure::kGarbled, "the answer of " + connection_.peer() + ": " + parser_.problem());
    if (last_progress_ >= until_ && !parser_.done())
      return !failed_ && wait_or_fail(kReadable, "reading the answer");
  }
  return false;
}

void Conversation::peer_is_gone(const std::string& how) {
  if (how.empty()) {
    parser_.finish();
    if (parser_.done()) return;
  }
  const std::string what = "the connection to " + connection_.peer();
  if (!parser_.saw_any_byte()) {
    return fail(Failure::kLost,
                what + (how.empty() ? " was closed without an answer" : " was lost: " + how));
  }
  fail(Failure::kLost, what + (how.empty() ? " was closed in the middle of the answer"
                                           : " was lost in the middle of the answer: " + how));
}

TimePoint Conversation::idle_limit() const {
  if (timeouts_.idle.count() <= 0) return until_;
  return std::min(until_, last_progress_ + timeouts_.idle);
}

bool Conversation::wait_or_fail(unsigned events, const char* doing) {
  while (true) {
    if (token_.cancelled()) {
      fail(Failure::kCancelled, std::string("cancelled ") + doing);
      return false;
    }
    const TimePoint now = clock_.now();
    if (now >= until_) {
      fail(Failure::kTimeout, connection_.peer() + ": the request's total time was over " + doing);
      return false;
    }
    const TimePoint limit = idle_limit();
    if (now >= limit) {
      fail(Failure::kTimeout, connection_.peer() + ": nothing moved for " +
                                  std::to_string(timeouts_.idle.count()) +
                                  " ms (sink.socket.timeout-ms) " + doing);
      return false;
    }
    if (connection_.wait(events, limit) != 0) return true;
  }
}

void Conversation::fail(Failure failure, std::string detail) {
  if (failed_) return;
  failed_ = true;
  result_.failure = failure;
  result_.detail = std::move(detail);
}

}  // namespace starload::http
