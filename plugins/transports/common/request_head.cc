#include "plugins/transports/common/request_head.h"

#include <algorithm>
#include <array>
#include <set>
#include <starload/sdk/error.hpp>

#include "plugins/transports/common/text.h"

namespace starload::http {
namespace {

constexpr std::size_t kMaxLabelBytes = 128;
constexpr std::size_t kMaxNameBytes = 1024;

constexpr std::array<std::string_view, 17> kReserved = {"authorization",
                                                        "connection",
                                                        "content-length",
                                                        "content-type",
                                                        "db",
                                                        "expect",
                                                        "host",
                                                        "keep-alive",
                                                        "label",
                                                        "proxy-authorization",
                                                        "proxy-connection",
                                                        "table",
                                                        "te",
                                                        "trailer",
                                                        "transaction_type",
                                                        "transfer-encoding",
                                                        "upgrade"};

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_token_char(char c) {
  return is_alphanumeric(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_bad_value_char(char c) { return is_control(c) && c != '\t'; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string key_of(std::string_view name) {
  return "'sink.properties." + printable(name, 100) + "'";
}

void check_header(std::string_view name, std::string_view value) {
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_token_char)) {
    throw sdk::Error::config("option " + key_of(name) +
                             ": this cannot be the name of an HTTP header");
  }
  const std::string small = lower(name);
  if (std::find(kReserved.begin(), kReserved.end(), small) != kReserved.end()) {
    throw sdk::Error::config("option " + key_of(name) + ": the header '" + small +
                             "' is set by Starload itself and cannot be given");
  }
  if (std::any_of(value.begin(), value.end(), is_bad_value_char)) {
    throw sdk::Error::config(
        "option " + key_of(name) +
        ": the value holds a line break or another control character, which cannot stand in an "
        "HTTP header; write a delimiter as \\n, \\t or \\x01");
  }
}

}  // namespace

void check_label(std::string_view label) {
  const auto allowed = [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; };
  if (!label.empty() && label.size() <= kMaxLabelBytes &&
      std::all_of(label.begin(), label.end(), allowed))
    return;
  throw sdk::Error::config("label '" + printable(label, 150) +
                           "': a label has 1 to 128 characters, letters, digits, '-' and '_' only "
                           "(see sink.label-prefix)");
}

std::string path_segment(std::string_view what, std::string_view name) {
  const bool bad = name.empty() || name.size() > kMaxNameBytes || name == "." || name == ".." ||
                   std::any_of(name.begin(), name.end(), is_control);
  if (bad) {
    throw sdk::Error::config(std::string(what) + "-name '" + printable(name, 200) +
                             "' cannot be the name of a " + std::string(what));
  }
  return percent_encode(name);
}

std::string name_line(std::string_view header, std::string_view what, std::string_view name) {
  // Blanks at the ends of a header's value are not part of it.
  const bool bad = name.empty() || name.size() > kMaxNameBytes || name.front() == ' ' ||
                   name.back() == ' ' || std::any_of(name.begin(), name.end(), is_control);
  if (bad) {
    throw sdk::Error::config(
        std::string(what) + "-name '" + printable(name, 200) +
        "' cannot be sent in an HTTP header: it is empty or too long, begins or "
        "ends with a blank, or holds a control character");
  }
  return std::string(header).append(": ").append(name).append("\r\n");
}

std::string header_lines(std::span<const sl_property> headers) {
  std::string lines;
  std::set<std::string> seen;
  for (const sl_property& header : headers) {
    const std::string_view name = sdk::view(header.key);
    const std::string_view value = sdk::view(header.value);
    check_header(name, value);
    if (!seen.insert(lower(name)).second) {
      throw sdk::Error::config("option " + key_of(name) + ": the header is given twice");
    }
    lines.append(name).append(": ").append(value).append("\r\n");
  }
  return lines;
}

Secret basic_authorization(std::string_view user, const Secret& password) {
  if (user.find(':') != std::string_view::npos) {
    throw sdk::Error::config("username '" + printable(user, 100) +
                             "' holds ':', which HTTP Basic authentication cannot carry");
  }
  if (std::any_of(user.begin(), user.end(), is_control)) {
    throw sdk::Error::config("username '" + printable(user, 100) + "' holds a control character");
  }
  if (std::any_of(password.reveal().begin(), password.reveal().end(), is_control)) {
    throw sdk::Error::config("password holds a control character (a line break at its end?)");
  }
  return Secret("Basic " + base64(std::string(user) + ":" + password.reveal()));
}

std::string request_head(std::string_view method, std::string_view path, const Endpoint& endpoint,
                         std::string_view lines, const Secret& authorization) {
  std::string head;
  head.append(method)
      .append(" ")
      .append(path)
      .append(" HTTP/1.1\r\nHost: ")
      .append(endpoint.authority());
  head.append("\r\nUser-Agent: starload\r\nAccept: */*\r\n").append(lines);
  if (!authorization.empty())
    head.append("Authorization: ").append(authorization.reveal()).append("\r\n");
  return head.append("\r\n");
}

}  // namespace starload::http
