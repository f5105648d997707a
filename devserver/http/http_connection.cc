#include "devserver/http/http_connection.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocket.h>

#include "devserver/http/socket_buffer.h"

namespace starload::devserver {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxChunkLineBytes = 1024;
constexpr std::uint64_t kMaxDrainedBytes = 64ULL << 20;
constexpr std::chrono::milliseconds kDrainLimit{2000};

std::size_t head_end(std::string_view data, std::size_t& body_start) {
  const std::size_t crlf = data.find("\r\n\r\n");
  const std::size_t lf = data.find("\n\n");
  if (crlf == std::string_view::npos && lf == std::string_view::npos) return std::string_view::npos;
  const bool use_crlf = crlf < lf;
  body_start = use_crlf ? crlf + 4 : lf + 2;
  return use_crlf ? crlf : lf;
}

Status short_body() { return Status::unavailable("receive body don't equal with body bytes"); }

}  // namespace

class HttpConnection::Implementation final : public HttpBody {
 public:
  Implementation(Poco::Net::StreamSocket& socket, const StopFlag& stop)
      : socket_(socket), buffer_(socket, stop) {}

  HeadOutcome read_head(std::chrono::milliseconds idle_limit, HttpRequest& request,
                        std::string& reason);
  bool reply(const HttpRequest& request, const HttpResponse& response);
  Result<std::size_t> read(char* out, std::size_t capacity, Clock::time_point deadline) override;

 private:
  HeadOutcome parse_head(std::string_view head, HttpRequest& request, std::string& reason);
  void start_body(const HttpRequest& request);
  Result<std::size_t> read_bytes(char* out, std::size_t capacity, Clock::time_point deadline);
  Result<std::string> read_line(Clock::time_point deadline);
  Status next_chunk(Clock::time_point deadline);
  bool drain();
  void linger();
  void break_off(const HttpResponse& response);

  Poco::Net::StreamSocket& socket_;
  SocketBuffer buffer_;
  bool send_continue_ = false;
  bool chunked_ = false;
  bool first_chunk_ = true;
  bool complete_ = true;
  bool broken_ = false;
  std::uint64_t left_ = 0;  // of the body, or of the chunk
};

HttpConnection::HeadOutcome HttpConnection::Implementation::parse_head(std::string_view head,
                                                                       HttpRequest& request,
                                                                       std::string& reason) {
  const std::size_t line_end = std::min(head.find('\n'), head.size());
  if (line_end > kMaxRequestLineBytes) {
    reason = "An HTTP line is larger than 4096 bytes.";
    return HeadOutcome::kBadRequest;
  }
  if (head.size() - line_end > kMaxHeaderBytes) return HeadOutcome::kTooLarge;
  Result<HttpRequest> parsed = parse_request_head(head);
  if (!parsed) {
    reason = parsed.status().message();
    return HeadOutcome::kBadRequest;
  }
  request = parsed.take();
  request.client_host = socket_.peerAddress().host().toString();
  request.local_host = socket_.address().host().toString();
  request.local_port = socket_.address().port();
  start_body(request);
  return HeadOutcome::kRequest;
}

HttpConnection::HeadOutcome HttpConnection::Implementation::read_head(
    std::chrono::milliseconds idle_limit, HttpRequest& request, std::string& reason) {
  const auto deadline = Clock::now() + idle_limit;
  while (true) {
    const std::string_view data = buffer_.available();
    std::size_t skipped = 0;  // empty lines before a request are allowed
    while (skipped < data.size() && (data[skipped] == '\r' || data[skipped] == '\n')) ++skipped;
    buffer_.take(skipped);
    std::size_t body_start = 0;
    const std::size_t end = head_end(buffer_.available(), body_start);
    if (end != std::string_view::npos) {
      const HeadOutcome outcome = parse_head(buffer_.available().substr(0, end), request, reason);
      buffer_.take(body_start);
      return outcome;
    }
    const std::string_view rest = buffer_.available();
    if (rest.size() > kMaxRequestLineBytes && rest.find('\n') == std::string_view::npos) {
      reason = "An HTTP line is larger than 4096 bytes.";
      return HeadOutcome::kBadRequest;
    }
    if (rest.size() > kMaxRequestLineBytes + kMaxHeaderBytes) return HeadOutcome::kTooLarge;
    Result<std::size_t> received = buffer_.fill(deadline);
    if (!received || *received == 0) return HeadOutcome::kClosed;
  }
}

void HttpConnection::Implementation::start_body(const HttpRequest& request) {
  send_continue_ = request.expects_continue();
  chunked_ = request.chunked;
  first_chunk_ = true;
  broken_ = false;
  left_ = request.content_length;
  complete_ = !chunked_ && left_ == 0;
}

Result<std::size_t> HttpConnection::Implementation::read(char* out, std::size_t capacity,
                                                         Clock::time_point deadline) {
  if (complete_) return std::size_t{0};
  if (broken_) return short_body();
  if (send_continue_) {
    send_continue_ = false;
    STARLOAD_TRY(buffer_.send_all("HTTP/1.1 100 Continue\r\n\r\n"));
  }
  if (chunked_ && left_ == 0) {
    Status chunk = next_chunk(deadline);
    if (!chunk) {
      broken_ = true;
      return chunk;
    }
    if (complete_) return std::size_t{0};
  }
  Result<std::size_t> count = read_bytes(out, capacity, deadline);
  if (!count) return count;
  left_ -= *count;
  if (!chunked_ && left_ == 0) complete_ = true;
  return count;
}

Result<std::size_t> HttpConnection::Implementation::read_bytes(char* out, std::size_t capacity,
                                                               Clock::time_point deadline) {
  const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(capacity, left_));
  const std::string_view ready = buffer_.available();
  if (!ready.empty()) {
    const std::size_t count = std::min(wanted, ready.size());
    std::memcpy(out, ready.data(), count);
    buffer_.take(count);
    return count;
  }
  Result<std::size_t> received = buffer_.receive(out, wanted, deadline);
  if (received && *received > 0) return received;
  broken_ = true;
  if (!received && received.status().code() == ErrorCode::kCancelled) return received;
  return short_body();
}

Result<std::string> HttpConnection::Implementation::read_line(Clock::time_point deadline) {
  while (true) {
    const std::string_view data = buffer_.available();
    const std::size_t end = data.find('\n');
    if (end != std::string_view::npos) {
      std::string line(data.substr(0, end));
      if (!line.empty() && line.back() == '\r') line.pop_back();
      buffer_.take(end + 1);
      return line;
    }
    if (data.size() > kMaxChunkLineBytes) return Status::config("a chunk's size line is too long");
    Result<std::size_t> received = buffer_.fill(deadline);
    if (!received && received.status().code() == ErrorCode::kCancelled) return received.status();
    if (!received || *received == 0) return short_body();
  }
}

// chunk = size-in-hex [;extension] CRLF bytes CRLF ... 0 CRLF trailers CRLF
Status HttpConnection::Implementation::next_chunk(Clock::time_point deadline) {
  if (!first_chunk_) {
    Result<std::string> end_of_chunk = read_line(deadline);
    if (!end_of_chunk) return end_of_chunk.status();
    if (!end_of_chunk->empty()) return Status::config("a chunk is longer than its size says");
  }
  first_chunk_ = false;
  Result<std::string> line = read_line(deadline);
  if (!line) return line.status();
  const std::string_view size = trim_blanks(std::string_view(*line).substr(0, line->find(';')));
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), left_, 16);
  if (error != std::errc() || end != size.data() + size.size() || size.empty()) {
    return Status::config("invalid chunk size");
  }
  if (left_ > 0) return Status::ok();
  for (std::size_t trailers = 0; trailers < 64; ++trailers) {
    Result<std::string> trailer = read_line(deadline);
    if (!trailer) return trailer.status();
    if (trailer->empty()) {
      complete_ = true;
      return Status::ok();
    }
  }
  return Status::config("too many trailers");
}

// Reads the rest of a body that the handler did not want, so that the connection can go on. False:
// too much of it.
bool HttpConnection::Implementation::drain() {
  char scratch[16 * 1024];
  std::uint64_t drained = 0;
  const auto deadline = Clock::now() + kDrainLimit;
  while (!complete_ && drained < kMaxDrainedBytes) {
    Result<std::size_t> count = read(scratch, sizeof scratch, deadline);
    if (!count) return false;
    drained += *count;
  }
  return complete_;
}

// A socket that is closed with unread data resets the connection, and the reply may be lost with
// it.
void HttpConnection::Implementation::linger() {
  try {
    socket_.shutdownSend();
  } catch (const Poco::Exception&) {
    return;
  }
  char scratch[16 * 1024];
  std::uint64_t drained = 0;
  const auto deadline = Clock::now() + kDrainLimit;
  buffer_.take(buffer_.available().size());
  while (drained < kMaxDrainedBytes) {
    Result<std::size_t> count = buffer_.receive(scratch, sizeof scratch, deadline);
    if (!count || *count == 0) return;
    drained += *count;
  }
}

// An injected fault: a part of the reply or nothing, and the end of the connection.
void HttpConnection::Implementation::break_off(const HttpResponse& response) {
  if (response.delivery == Delivery::kTruncated) {
    std::string bytes = format_response(response, false, false);
    const std::size_t head_bytes = bytes.size() - response.body.size();
    bytes.resize(std::min(bytes.size(), head_bytes + response.delivered_body_bytes));
    if (buffer_.send_all(bytes)) linger();
  } else if (response.delivery == Delivery::kReset) {
    socket_.setLinger(true, 0);
  }
}

bool HttpConnection::Implementation::reply(const HttpRequest& request,
                                           const HttpResponse& response) {
  if (response.delivery != Delivery::kWhole) {
    break_off(response);
    return false;
  }
  const bool client_still_waits = send_continue_ && !complete_;
  bool keep_alive =
      !response.close && request.wants_keep_alive() && !client_still_waits && !broken_;
  if (keep_alive && !complete_) keep_alive = drain();
  const Status sent =
      buffer_.send_all(format_response(response, keep_alive, request.method == "HEAD"));
  if (keep_alive && sent) return true;
  if (sent) linger();
  return false;
}

HttpConnection::HttpConnection(Poco::Net::StreamSocket& socket, const StopFlag& stop)
    : implementation_(std::make_unique<Implementation>(socket, stop)) {}

HttpConnection::~HttpConnection() = default;

HttpConnection::HeadOutcome HttpConnection::read_head(std::chrono::milliseconds idle_limit,
                                                      HttpRequest& request, std::string& reason) {
  return implementation_->read_head(idle_limit, request, reason);
}

HttpBody& HttpConnection::body() { return *implementation_; }

bool HttpConnection::reply(const HttpRequest& request, const HttpResponse& response) {
  return implementation_->reply(request, response);
}

}  // namespace starload::devserver
