// What Debezium's encoded values mean: its logical types, from an event's schema or, where that is
// missing, from the column that a value goes to. Values come out as the text that a cell of the
// column is parsed from.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "cli/input/cell_parser.h"
#include "cli/input/json_object.h"

namespace starload::cli {

// The unit of a whole number in a DATETIME column where no schema tells it.
enum class EpochUnit : std::uint8_t { kNotGiven, kMillis, kMicros, kNanos, kBySize };

enum class DebeziumKind : std::uint8_t {
  kNotKnown,  // no schema
  kPlain,     // as it stands
  kDate,      // days
  kTimestampMillis,
  kTimestampMicros,
  kTimestampNanos,
  kTimeMillis,
  kTimeMicros,
  kTimeNanos,
  kDecimal,          // base64 of the unscaled value
  kVariableDecimal,  // {"scale":2,"value":"base64"}
  kBits,             // base64, the lowest byte first
  kBytes,            // base64
  kJson,             // a text that is JSON
};

struct DebeziumType {
  DebeziumKind kind = DebeziumKind::kNotKnown;
  int scale = 0;  // kDecimal
};

// The types of a row's fields by name. One thread.
class DebeziumSchema final {
 public:
  // schema: the envelope's, whose fields `after` and `before` have the rows' types. false: it has
  // not the form that Kafka Connect gives it.
  bool parse(std::string_view schema);
  // Ignoring case, as fields are found; kPlain for one that it does not name.
  DebeziumType type_of(const std::string& field) const;

 private:
  std::unordered_map<std::string, DebeziumType> types_;  // by lower-case name
};

// One thread.
class DebeziumDecoder final {
 public:
  explicit DebeziumDecoder(EpochUnit unit) : unit_(unit) {}

  // The text for a cell of the column; borrowed until the next call, or a part of the member.
  // false: the value is not what its type says; reason() says why. REQUIRES: not null.
  bool decode(const JsonMember& member, DebeziumType type, const CellColumn& column,
              std::string_view& text);
  const std::string& reason() const { return reason_; }

 private:
  bool decode_unknown(const JsonMember& member, const CellColumn& column, std::string_view& text);
  bool decode_time(const JsonMember& member, DebeziumKind kind, std::string_view& text);
  bool decode_decimal(std::string_view base64, int scale, std::string_view& text);
  bool decode_variable_decimal(const JsonMember& member, std::string_view& text);
  bool decode_bits(const JsonMember& member, const CellColumn& column, std::string_view& text);
  bool decode_bytes(const JsonMember& member, const CellColumn& column, std::string_view& text);
  bool refuse(const JsonMember& member, std::string_view wanted);

  const EpochUnit unit_;
  JsonObjectParser object_;
  std::string buffer_;
  std::string reason_;
};

}  // namespace starload::cli
