#include "devserver/http/http_message.h"

#include <charconv>

#include <fmt/format.h>

#include "framework/base/hex.h"

namespace starload::devserver {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_token(std::string_view text) {
  constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
  if (text.empty()) return false;
  for (const char c : text) {
    const bool alphanumeric =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!alphanumeric && kSymbols.find(c) == std::string_view::npos) return false;
  }
  return true;
}

// Calls visit(line) for each line of `text`; lines end with CR LF or LF.
template <typename Visit>
Status for_each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    STARLOAD_TRY(visit(line));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return Status::ok();
}

Status parse_target(HttpRequest& request) {
  const std::string_view target = request.target;
  if (target.empty() || target.front() != '/') return Status::config("invalid request target");
  const std::size_t question = target.find('?');
  if (question != std::string_view::npos) request.query = target.substr(question + 1);
  std::string_view path =
      target.substr(1, question == std::string_view::npos ? question : question - 1);
  while (true) {
    const std::size_t slash = path.find('/');
    std::optional<std::string> segment = percent_decode(path.substr(0, slash), false);
    if (!segment) return Status::config("invalid percent-encoding in the path");
    request.path_segments.push_back(std::move(*segment));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return Status::ok();
}

Status parse_request_line(std::string_view line, HttpRequest& request) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return Status::config("invalid request line");
  }
  const std::string_view version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return Status::config("unsupported protocol version");
  }
  request.http_1_0 = version == "HTTP/1.0";
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, last - first - 1);
  if (!is_token(request.method)) return Status::config("invalid method");
  for (const char c : request.target) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 127) {
      return Status::config("invalid character in the request target");
    }
  }
  return parse_target(request);
}

Status parse_header_line(std::string_view line, HttpRequest& request) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return Status::config("header line without a colon");
  const std::string_view name = line.substr(0, colon);
  if (!is_token(name)) return Status::config("invalid header name");
  const std::string_view value = trim_blanks(line.substr(colon + 1));
  for (const char c : value) {
    if (c == '\0' || c == '\r') return Status::config("invalid character in a header value");
  }
  request.headers.emplace_back(name, value);
  return Status::ok();
}

// Two framings of one body are how requests get smuggled: refused, as RFC 9112 demands.
Status parse_framing(HttpRequest& request) {
  for (const auto& [name, value] : request.headers) {
    if (equals_ignoring_case(name, "Content-Length")) {
      std::uint64_t length = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
      if (error != std::errc() || end != value.data() + value.size() || value.empty()) {
        return Status::config("invalid Content-Length");
      }
      if (request.has_content_length && request.content_length != length) {
        return Status::config("two Content-Length headers");
      }
      request.has_content_length = true;
      request.content_length = length;
    } else if (equals_ignoring_case(name, "Transfer-Encoding")) {
      if (!equals_ignoring_case(value, "chunked")) {
        return Status::config("unsupported Transfer-Encoding");
      }
      request.chunked = true;
    }
  }
  if (request.chunked && request.has_content_length) {
    return Status::config("both Content-Length and Transfer-Encoding");
  }
  return Status::ok();
}

}  // namespace

bool equals_ignoring_case(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (lower(left[i]) != lower(right[i])) return false;
  }
  return true;
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

const std::string* HttpRequest::header(std::string_view name) const {
  for (const auto& entry : headers) {
    if (equals_ignoring_case(entry.first, name)) return &entry.second;
  }
  return nullptr;
}

std::string_view HttpRequest::header_or_empty(std::string_view name) const {
  const std::string* value = header(name);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

std::optional<std::string> HttpRequest::query_parameter(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const std::string_view pair = rest.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) == name) {
      if (equals == std::string_view::npos) return std::string();
      return percent_decode(pair.substr(equals + 1), true);
    }
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return std::nullopt;
}

bool HttpRequest::expects_continue() const {
  return !http_1_0 && equals_ignoring_case(header_or_empty("Expect"), "100-continue");
}

bool HttpRequest::wants_keep_alive() const {
  const std::string_view connection = header_or_empty("Connection");
  if (http_1_0) return equals_ignoring_case(connection, "keep-alive");
  return !equals_ignoring_case(connection, "close");
}

std::string_view http_reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 307:
      return "Temporary Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 431:
      return "Request Header Fields Too Large";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Unknown";
  }
}

Result<HttpRequest> parse_request_head(std::string_view head) {
  HttpRequest request;
  bool first = true;
  Status parsed = for_each_line(head, [&](std::string_view line) {
    if (first) {
      first = false;
      return parse_request_line(line, request);
    }
    return parse_header_line(line, request);
  });
  if (parsed.is_ok()) parsed = first ? Status::config("empty request") : parse_framing(request);
  if (parsed.is_ok() && !request.http_1_0 && request.header("Host") == nullptr) {
    parsed = Status::config("missing Host header");
  }
  if (!parsed) return parsed;
  return request;
}

std::string format_response(const HttpResponse& response, bool keep_alive, bool head_only) {
  std::string text =
      fmt::format("HTTP/1.1 {} {}\r\n", response.status, http_reason(response.status));
  for (const auto& [name, value] : response.headers) {
    fmt::format_to(std::back_inserter(text), "{}: {}\r\n", name, value);
  }
  if (!response.body.empty()) {
    fmt::format_to(std::back_inserter(text), "Content-Type: {}\r\n", response.content_type);
  }
  fmt::format_to(std::back_inserter(text), "Content-Length: {}\r\nConnection: {}\r\n\r\n",
                 response.body.size(), keep_alive ? "keep-alive" : "close");
  if (!head_only) text += response.body;
  return text;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return decoded;
}

}  // namespace starload::devserver
