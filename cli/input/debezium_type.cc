#include "cli/input/debezium_type.h"

#include <starload/sdk/format.hpp>

#include <array>

#include "cli/input/number_text.h"
#include "framework/base/base64.h"
#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

namespace format = sdk::format;

constexpr std::size_t kShownBytes = 60;
constexpr std::int64_t kMicrosPerDay = 86'400'000'000;
// Where kBySize draws its lines: milliseconds up to the year 5138, microseconds from 1973 on.
constexpr std::int64_t kMostMillis = 100'000'000'000'000;
constexpr std::int64_t kMostMicros = 100'000'000'000'000'000;
constexpr int kMostScale = 1000;

bool is_numeric(CellKind kind) {
  return kind == CellKind::kInt || kind == CellKind::kLargeint || kind == CellKind::kFloat ||
         kind == CellKind::kDouble || kind == CellKind::kDecimal;
}

std::string date_text(std::int64_t days) {
  std::array<char, format::kMaxScalarText> text{};
  return {text.data(), format::date(days, text.data())};
}

// [-]HH:mm:ss[.ffffff]; MySQL's TIME may be negative or above a day.
std::string time_text(std::int64_t micros) {
  const bool negative = micros < 0;
  const std::uint64_t rest =
      negative ? 0 - static_cast<std::uint64_t>(micros) : static_cast<std::uint64_t>(micros);
  const auto padded = [](std::uint64_t value, std::size_t width) {
    std::string digits = std::to_string(value);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
  };
  std::string text = negative ? "-" : "";
  text += padded(rest / 3'600'000'000, 2) + ":" + padded(rest / 60'000'000 % 60, 2) + ":" +
          padded(rest / 1'000'000 % 60, 2);
  if (rest % 1'000'000 != 0) text += "." + padded(rest % 1'000'000, 6);
  return text;
}

std::string timestamp_text(std::int64_t micros) {
  const std::int64_t days = format::floor_div(micros, kMicrosPerDay);
  return date_text(days) + " " + time_text(micros - days * kMicrosPerDay);
}

// Two's complement, the highest byte first. false: longer than 16 bytes.
bool read_unscaled(const std::string& bytes, sdk::Int128& value) {
  if (bytes.empty() || bytes.size() > sizeof(value)) return false;
  sdk::Uint128 bits = (static_cast<unsigned char>(bytes[0]) & 0x80u) != 0 ? ~sdk::Uint128{0} : 0;
  for (const char byte : bytes) bits = bits << 8 | static_cast<unsigned char>(byte);
  value = static_cast<sdk::Int128>(bits);
  return true;
}

// The decimal point put `scale` digits from the right; a negative scale appends zeros.
std::string with_scale(sdk::Int128 unscaled, int scale) {
  std::array<char, format::kMaxScalarText> buffer{};
  std::string text(buffer.data(), format::largeint(unscaled, buffer.data()));
  if (scale <= 0) {
    if (unscaled != 0) text.append(static_cast<std::size_t>(-scale), '0');
    return text;
  }
  const std::size_t sign = text[0] == '-' ? 1 : 0;
  const auto digits = static_cast<std::size_t>(scale);
  if (text.size() - sign <= digits) text.insert(sign, digits - (text.size() - sign) + 1, '0');
  return text.insert(text.size() - digits, ".");
}

std::string hexadecimal(const std::string& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

}  // namespace

bool DebeziumDecoder::refuse(const JsonMember& member, std::string_view wanted) {
  reason_ = "value '" + printable(member.text, kShownBytes) + "' is not " + std::string(wanted);
  return false;
}

bool DebeziumDecoder::decode_time(const JsonMember& member, DebeziumKind kind,
                                  std::string_view& text) {
  std::int64_t value = 0;
  if (member.kind != JsonKind::kNumber || parse_int64(member.text, value) != TextError::kNone)
    return refuse(member, "a whole number, as its Debezium type says");
  std::int64_t micros = value;
  if (kind == DebeziumKind::kTimestampNanos || kind == DebeziumKind::kTimeNanos)
    micros = format::floor_div(value, 1000);
  if (kind == DebeziumKind::kTimestampMillis || kind == DebeziumKind::kTimeMillis) {
    if (__builtin_mul_overflow(value, 1000, &micros)) return refuse(member, "a date that exists");
  }
  switch (kind) {
    case DebeziumKind::kDate:
      if (value < format::kFirstDay || value > format::kLastDay)
        return refuse(member, "a number of days since 1970 in the years 0 to 9999");
      buffer_ = date_text(value);
      break;
    case DebeziumKind::kTimeMillis:
    case DebeziumKind::kTimeMicros:
    case DebeziumKind::kTimeNanos:
      buffer_ = time_text(micros);
      break;
    default: {
      const std::int64_t days = format::floor_div(micros, kMicrosPerDay);
      if (days < format::kFirstDay || days > format::kLastDay)
        return refuse(member, "a time since 1970 in the years 0 to 9999");
      buffer_ = timestamp_text(micros);
    }
  }
  text = buffer_;
  return true;
}

bool DebeziumDecoder::decode_decimal(std::string_view base64, int scale, std::string_view& text) {
  const std::optional<std::string> bytes = from_base64(base64);
  sdk::Int128 unscaled = 0;
  if (!bytes || scale > kMostScale || scale < -kMostScale || !read_unscaled(*bytes, unscaled)) {
    reason_ = "value '" + printable(base64, kShownBytes) +
              "' is not base64 of a DECIMAL of at most 38 digits";
    return false;
  }
  buffer_ = with_scale(unscaled, scale);
  text = buffer_;
  return true;
}

bool DebeziumDecoder::decode_variable_decimal(const JsonMember& member, std::string_view& text) {
  constexpr std::string_view kWanted = "{\"scale\":NUMBER,\"value\":\"BASE64\"}";
  if (member.kind != JsonKind::kObject || !object_.parse(member.raw))
    return refuse(member, kWanted);
  std::int64_t scale = kMostScale + 1;
  std::string_view base64;
  for (const JsonMember& part : object_.members()) {
    if (part.key == "value" && part.kind == JsonKind::kString) base64 = part.text;
    if (part.key == "scale" && parse_int64(part.text, scale) != TextError::kNone)
      return refuse(member, kWanted);
  }
  if (scale > kMostScale || scale < -kMostScale) return refuse(member, kWanted);
  return decode_decimal(base64, static_cast<int>(scale), text);
}

// As a number where the column holds numbers, as bytes elsewhere.
bool DebeziumDecoder::decode_bits(const JsonMember& member, const CellColumn& column,
                                  std::string_view& text) {
  const std::optional<std::string> bytes = from_base64(member.text);
  if (!bytes) return refuse(member, "base64 of bits");
  if (!is_numeric(column.kind)) {
    buffer_ = hexadecimal(*bytes);
  } else {
    std::string highest_first("\0", 1);
    highest_first.append(bytes->rbegin(), bytes->rend());
    sdk::Int128 value = 0;
    if (!read_unscaled(highest_first, value)) return refuse(member, "a number of 120 bits");
    buffer_ = with_scale(value, 0);
  }
  text = buffer_;
  return true;
}

bool DebeziumDecoder::decode_bytes(const JsonMember& member, const CellColumn& column,
                                   std::string_view& text) {
  text = member.text;
  if (column.kind != CellKind::kBinary) return true;
  const std::optional<std::string> bytes = from_base64(member.text);
  if (!bytes) return refuse(member, "base64, as Debezium writes bytes");
  buffer_ = hexadecimal(*bytes);
  text = buffer_;
  return true;
}

// Without a schema the column tells what a number or a text means, as far as there is one meaning
// only.
bool DebeziumDecoder::decode_unknown(const JsonMember& member, const CellColumn& column,
                                     std::string_view& text) {
  const bool is_number = member.kind == JsonKind::kNumber;
  const bool is_text = member.kind == JsonKind::kString;
  if (column.kind == CellKind::kDate && is_number)
    return decode_time(member, DebeziumKind::kDate, text);
  if (column.kind == CellKind::kDateTime && is_number) {
    constexpr DebeziumKind kKinds[] = {DebeziumKind::kTimestampMillis,
                                       DebeziumKind::kTimestampMicros,
                                       DebeziumKind::kTimestampNanos};
    if (unit_ == EpochUnit::kNotGiven) {
      return refuse(member,
                    "clear in a DATETIME column without a schema: it may be milliseconds, "
                    "microseconds or nanoseconds; give --datetime-unit, or let the converter write "
                    "schemas (schemas.enable=true)");
    }
    if (unit_ != EpochUnit::kBySize) {
      const auto index = static_cast<std::size_t>(unit_) - 1;
      return decode_time(member, kKinds[index], text);
    }
    std::int64_t value = 0;
    if (parse_int64(member.text, value) != TextError::kNone)
      return refuse(member, "a whole number");
    const auto within = [&](std::int64_t most) { return value < most && value > -most; };
    return decode_time(member, kKinds[within(kMostMillis) ? 0 : within(kMostMicros) ? 1 : 2], text);
  }
  if (column.kind == CellKind::kBinary && is_text) return decode_bytes(member, column, text);
  // JSON columns of the source arrive as text.
  text = column.is_json() && !is_text ? member.raw : member.text;
  return true;
}

bool DebeziumDecoder::decode(const JsonMember& member, DebeziumType type, const CellColumn& column,
                             std::string_view& text) {
  switch (type.kind) {
    case DebeziumKind::kNotKnown:
      return decode_unknown(member, column, text);
    case DebeziumKind::kPlain:
      text = column.is_json() ? member.raw : member.text;
      if (column.kind == CellKind::kBinary && member.kind == JsonKind::kString)
        return decode_bytes(member, column, text);
      return true;
    case DebeziumKind::kJson:
      text = member.text;
      return true;
    case DebeziumKind::kDecimal:
      // decimal.handling.mode=double or string
      if (member.kind == JsonKind::kNumber) return text = member.text, true;
      return decode_decimal(member.text, type.scale, text);
    case DebeziumKind::kVariableDecimal:
      return decode_variable_decimal(member, text);
    case DebeziumKind::kBits:
      return decode_bits(member, column, text);
    case DebeziumKind::kBytes:
      return decode_bytes(member, column, text);
    default:
      break;
  }
  // A number column takes days, milliseconds and so on as they are.
  if (is_numeric(column.kind)) return text = member.text, true;
  return decode_time(member, type.kind, text);
}

}  // namespace starload::cli
