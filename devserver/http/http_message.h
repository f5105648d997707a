// HTTP/1.x messages of the development server: a parsed request head and a reply. Plain values, no
// I/O.
//
// The server frames messages itself, on Poco's sockets and thread pool: Poco::Net::HTTPServer ends
// a header value at 8 KiB (StarRocks takes 32 KiB of headers), sends 100 Continue on its own and
// hides a body that ended too early.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/base/status.h"

namespace starload::devserver {

// Limits of the FE's HTTP server (StarRocks' defaults).
constexpr std::size_t kMaxRequestLineBytes = 4096;
constexpr std::size_t kMaxHeaderBytes = 32768;

struct HttpRequest {
  std::string method;
  std::string target;                      // as sent: path and query
  std::vector<std::string> path_segments;  // percent-decoded
  std::string query;                       // without '?', as sent
  bool http_1_0 = false;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string client_host;  // address of the peer, without port
  std::string local_host;   // address that the peer connected to, without port
  std::uint16_t local_port = 0;
  bool has_content_length = false;
  std::uint64_t content_length = 0;
  bool chunked = false;

  // The value of a header (name without regard to case); nullptr = not sent. The first one when it
  // came twice.
  const std::string* header(std::string_view name) const;
  // Empty when the header was not sent.
  std::string_view header_or_empty(std::string_view name) const;
  // The percent-decoded value of a query parameter.
  std::optional<std::string> query_parameter(std::string_view name) const;
  bool expects_continue() const;
  bool wants_keep_alive() const;
};

// How a reply reaches the client. All but kWhole are injected faults.
enum class Delivery : std::uint8_t {
  kWhole,
  kTruncated,  // the first delivered_body_bytes of the body, then the connection ends
  kNothing,    // the connection ends
  kReset,      // the connection is reset
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json; charset=UTF-8";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool close = false;  // ends the connection after the reply
  Delivery delivery = Delivery::kWhole;
  std::size_t delivered_body_bytes = 0;
};

std::string_view http_reason(int status);

// Parses everything before the empty line (which is not part of `head`). A failure's message is the
// reason of a 400.
Result<HttpRequest> parse_request_head(std::string_view head);

// The reply's bytes; keep_alive decides on the Connection header.
std::string format_response(const HttpResponse& response, bool keep_alive, bool head_only);

// nullopt: a '%' that is not followed by two hex digits, or a NUL byte.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

bool equals_ignoring_case(std::string_view left, std::string_view right);
std::string_view trim_blanks(std::string_view text);

}  // namespace starload::devserver
