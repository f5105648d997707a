#include "framework/engine/load_headers.h"

#include <algorithm>

#include "framework/base/text.h"

namespace starload {
namespace {

// Set by the transport from the engine's own options; a property may not replace them.
constexpr std::string_view kReserved[] = {
    "authorization", "host", "content-length", "transfer-encoding", "expect", "label",
    "connection",    "db",   "table",          "transaction_type"};
constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";

bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kTokenMarks.find(c) != std::string_view::npos;
  });
}

bool has_control_character(std::string_view value) {
  return std::any_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
  });
}

void put(LoadHeaders& headers, std::string_view name, std::string_view value) {
  const auto same = [&](const auto& header) { return header.first == name; };
  if (const auto found = std::find_if(headers.begin(), headers.end(), same);
      found != headers.end()) {
    found->second = value;
  } else {
    headers.emplace_back(name, value);
  }
}

bool names_op(std::string_view columns) {
  return to_lower(columns).find("__op") != std::string::npos;
}

}  // namespace

Status check_load_header(std::string_view key, std::string_view name, std::string_view value) {
  if (!is_token(name)) {
    return Status::config("'" + std::string(key) + "' cannot be sent: '" + std::string(name) +
                          "' is no header name");
  }
  if (std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved)) {
    return Status::config("'" + std::string(key) +
                          "' is not allowed: the connector sets the header '" + std::string(name) +
                          "' itself");
  }
  if (has_control_character(value)) {
    return Status::config("the value of '" + std::string(key) +
                          "' holds a control character (a line break?); write "
                          "delimiters like \\x01 or \\n as text");
  }
  return Status::ok();
}

std::string quote_columns(const std::vector<std::string>& columns, bool has_op) {
  std::string list;
  for (std::string name : columns) {
    std::erase(name, '`');
    list += (list.empty() ? "`" : ",`") + name + "`";
  }
  if (has_op) list += ",`__op`";
  return list;
}

Result<LoadHeaders> build_load_headers(const sl_body_format& format,
                                       const EffectiveProperties& properties,
                                       const std::vector<std::string>& columns, bool has_op) {
  LoadHeaders headers;
  for (std::size_t i = 0; i < format.header_count; ++i) {
    const sl_property& header = format.headers[i];
    put(headers, {header.key.data, header.key.size}, {header.value.data, header.value.size});
  }
  bool user_columns = false;
  for (const auto& [key, property] : properties.map().items()) {
    if (!key.starts_with(kLoadPropertyPrefix)) continue;
    const std::string_view name = std::string_view(key).substr(kLoadPropertyPrefix.size());
    STARLOAD_TRY(check_load_header(key, name, property.value));
    std::string value = property.value;
    if (name == "columns") {
      user_columns = true;
      if (has_op && !names_op(value)) value += ",`__op`";
    }
    put(headers, name, value);
  }
  if (!user_columns && !columns.empty()) {
    const std::string list = quote_columns(columns, has_op);
    if (has_control_character(list))
      return Status::config("a column's name holds a control character: " + list);
    put(headers, "columns", list);
  }
  return headers;
}

}  // namespace starload
