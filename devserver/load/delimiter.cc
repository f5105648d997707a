#include "devserver/load/delimiter.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "framework/base/hex.h"

namespace starload::devserver {
namespace {

constexpr std::size_t kMaxDelimiterBytes = 50;

Result<std::string> decode_hex(std::string_view written) {
  const std::string_view hex = written.substr(2);
  const auto invalid = [written](std::string_view why) {
    return Status::refused(fmt::format("Invalid delimiter '{}': {}", written, why));
  };
  if (hex.empty()) return invalid("empty hex string");
  if (hex.size() % 2 != 0) return invalid("hex length must be a even number");
  std::optional<std::string> bytes = bytes_of_hex(hex);
  if (!bytes) return invalid("invalid hex format");
  return std::move(*bytes);
}

std::string unescape(std::string_view written) {
  std::string bytes;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const char next = i + 1 < written.size() ? written[i + 1] : '\0';
    if (written[i] == '\\' && (next == 't' || next == 'n')) {
      bytes += next == 't' ? '\t' : '\n';
      ++i;
    } else {
      bytes += written[i];
    }
  }
  return bytes;
}

}  // namespace

Result<std::string> parse_delimiter(std::string_view header_value, std::string_view name) {
  const std::string_view prefix = header_value.substr(0, 2);
  const bool is_hex = prefix == "\\x" || prefix == "\\X" || prefix == "0x" || prefix == "0X";
  Result<std::string> bytes =
      is_hex ? decode_hex(header_value) : Result<std::string>(unescape(header_value));
  if (!bytes) return bytes;
  if (bytes->empty() || bytes->size() > kMaxDelimiterBytes) {
    return Status::refused(
        fmt::format("The valid bytes length for '{}' is [1, {}]", name, kMaxDelimiterBytes));
  }
  return bytes;
}

std::string printable_delimiter(std::string_view delimiter) {
  std::string text = "'";
  for (const char c : delimiter) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\t') {
      text += "\\t";
    } else if (c == '\n') {
      text += "\\n";
    } else if (byte >= 0x20 && byte < 0x7F) {
      text += c;
    } else {
      text += fmt::format("0x{:02X}", byte);
    }
  }
  return text + "'";
}

}  // namespace starload::devserver
