#include "plugins/serializers/csv/csv_format.h"

#include <optional>
#include <utility>

#include "framework/base/hex.h"

namespace starload::serializers {
namespace {

constexpr std::size_t kMaxDelimiter = 50;
constexpr char kDefaultEnclose = '"';

[[noreturn]] void refuse(std::string_view key, std::string_view value, std::string_view why) {
  throw sdk::Error::config("option '" + std::string(key) + "' = '" + std::string(value) +
                           "': " + std::string(why));
}

std::string parse_hex(std::string_view key, std::string_view text) {
  const std::string_view digits = text.substr(2);
  if (digits.empty()) refuse(key, text, "no hex digits behind the prefix; write \\x01");
  if (digits.size() % 2 != 0) refuse(key, text, "an odd number of hex digits; write \\x01");
  std::optional<std::string> bytes = bytes_of_hex(digits);
  if (!bytes) refuse(key, text, "not a hex number; write \\x01");
  return std::move(*bytes);
}

bool is_hex_form(std::string_view text) {
  return text.starts_with("\\x") || text.starts_with("\\X") || text.starts_with("0x");
}

// A header value that means the same and survives HTTP: control characters and blanks at the ends
// go as hex.
std::string header_value(std::string_view text, const std::string& bytes) {
  bool plain = text.front() != ' ' && text.back() != ' ';
  for (const char c : text) plain = plain && static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
  if (plain) return std::string(text);
  constexpr char kHex[] = "0123456789abcdef";
  std::string value = "\\x";
  for (const char c : bytes) {
    value += kHex[static_cast<unsigned char>(c) >> 4];
    value += kHex[static_cast<unsigned char>(c) & 15];
  }
  return value;
}

std::string read_delimiter(const sdk::Properties& properties, const char* key, const char* header,
                           std::string_view fallback, sdk::LoadHeaders& headers) {
  const std::string_view text = properties.find(key).value_or("");
  if (text.empty()) return std::string(fallback);
  std::string bytes = parse_delimiter(key, text);
  if (bytes != fallback) headers.emplace_back(header, header_value(text, bytes));
  return bytes;
}

// A delimiter with a backslash, or beginning with N, could not be told from NULL's \N.
void check_against_null(const char* key, const std::string& bytes) {
  if (bytes.find('\\') != std::string::npos || bytes.front() == 'N') {
    refuse(key, bytes, "it would cut the text \\N, which stands for NULL; choose other characters");
  }
}

std::optional<char> read_enclose(const sdk::Properties& properties, const CsvFormat& format) {
  const auto text = properties.find(kEncloseKey);
  const bool given = text && !text->empty();
  if (text && text->empty()) return std::nullopt;  // switched off
  if (given && text->size() > 1) refuse(kEncloseKey, *text, "must be one character");
  const char enclose = given ? text->front() : kDefaultEnclose;
  const bool clash = format.separator.find(enclose) != std::string::npos ||
                     format.row_delimiter.find(enclose) != std::string::npos;
  if (!clash && enclose != '\\' && static_cast<unsigned char>(enclose) > 0x20 &&
      static_cast<unsigned char>(enclose) < 0x7F) {
    return enclose;
  }
  if (given) refuse(kEncloseKey, *text, "must be a visible character that no delimiter has");
  return std::nullopt;
}

}  // namespace

std::string parse_delimiter(std::string_view key, std::string_view text) {
  std::string bytes = is_hex_form(text) ? parse_hex(key, text) : std::string(text);
  if (text == "\\t") bytes = "\t";
  if (text == "\\n") bytes = "\n";
  if (text == "\\r") bytes = "\r";
  if (text == "\\r\\n") bytes = "\r\n";
  if (bytes.empty() || bytes.size() > kMaxDelimiter) {
    refuse(key, text,
           "a delimiter has 1 to 50 bytes, this one has " + std::to_string(bytes.size()));
  }
  return bytes;
}

CsvFormat CsvFormat::parse(const sdk::Properties& properties, bool may_enclose) {
  CsvFormat format;
  format.headers.emplace_back("format", "csv");
  format.separator =
      read_delimiter(properties, kSeparatorKey, "column_separator", "\t", format.headers);
  format.row_delimiter =
      read_delimiter(properties, kRowDelimiterKey, "row_delimiter", "\n", format.headers);
  check_against_null(kSeparatorKey, format.separator);
  check_against_null(kRowDelimiterKey, format.row_delimiter);
  if (format.separator == format.row_delimiter) {
    refuse(kSeparatorKey, properties.find(kSeparatorKey).value_or("\\t"),
           std::string("is the same as '") + kRowDelimiterKey + "'; they must differ");
  }
  if (!may_enclose) return format;
  format.enclose = read_enclose(properties, format);
  if (!format.enclose) return format;
  const std::string_view escape = properties.find(kEscapeKey).value_or("");
  if (!escape.empty()) {
    refuse(kEscapeKey, escape,
           "values are enclosed where they need it and an escape character would change them; "
           "remove the option");
  }
  format.headers.emplace_back("enclose", std::string(1, *format.enclose));
  return format;
}

}  // namespace starload::serializers
