// Incremental parser of one HTTP/1.x answer: interim 1xx answers, Content-Length, chunked and
// close-delimited bodies, all under caps. Pure: bytes in, state out. One owner, no threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace starload::http {

struct HttpResponse {
  int status = 0;
  int minor_version = 1;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool body_was_cut = false;  // ended at the cap, with ResponseLimits::cut_long_body

  // The first header of that name in any case, or nullptr.
  const std::string* header(std::string_view name) const;
  // Header `name` is a comma list that holds `token`.
  bool header_has_token(std::string_view name, std::string_view token) const;
};

struct ResponseLimits {
  std::size_t max_head_bytes =
      std::size_t{64} * 1024;  // interim answers, chunk lines and trailers count too
  std::size_t max_body_bytes = std::size_t{1024} * 1024;
  bool cut_long_body = false;  // true: a longer body ends there; false: it is an error
};

class ResponseParser final {
 public:
  enum class State : std::uint8_t { kHead, kBody, kDone, kBad };

  explicit ResponseParser(ResponseLimits limits = {}) : limits_(limits) {}

  // Takes bytes and returns how many it used: all, unless the answer ended before or is bad.
  std::size_t feed(std::string_view bytes);
  // The peer has closed: ends a close-delimited body, else the answer is bad (cut short).
  void finish();

  State state() const { return state_; }
  bool done() const { return state_ == State::kDone; }
  bool bad() const { return state_ == State::kBad; }
  // A final (not 1xx) status line and its headers are there.
  bool has_final_head() const { return has_final_head_; }
  bool saw_continue() const { return saw_continue_; }
  bool saw_any_byte() const { return saw_any_byte_; }
  // The connection may carry another request after this answer.
  bool can_reuse_connection() const;
  const std::string& problem() const { return problem_; }
  const HttpResponse& response() const { return response_; }
  HttpResponse take_response() { return std::move(response_); }

 private:
  enum class Framing : std::uint8_t { kNone, kLength, kChunked, kClose };
  enum class Chunk : std::uint8_t { kSize, kData, kDataEnd, kTrailer };

  std::size_t feed_line(std::string_view bytes);
  std::size_t feed_data(std::string_view bytes);
  void take_line(std::string_view line);
  void take_status_line(std::string_view line);
  void take_header_line(std::string_view line);
  void take_chunk_line(std::string_view line);
  void end_of_head();
  void choose_framing();
  bool take_content_length();
  bool wants_line() const;
  void fail(std::string problem);

  ResponseLimits limits_;
  State state_ = State::kHead;
  Framing framing_ = Framing::kNone;
  Chunk chunk_ = Chunk::kSize;
  HttpResponse response_;
  std::string line_;
  std::string problem_;
  std::size_t head_bytes_ = 0;
  std::uint64_t remaining_ = 0;
  bool has_status_line_ = false;
  bool has_final_head_ = false;
  bool saw_continue_ = false;
  bool saw_any_byte_ = false;
};

}  // namespace starload::http
