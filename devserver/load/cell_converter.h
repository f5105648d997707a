// Turns the text of a field into the stored value of one column, by StarRocks' rules. Owned by one
// load; one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "devserver/load/json_reader.h"
#include "devserver/storage/table.h"

namespace starload::devserver {

// A type as messages name it: INT, VARCHAR(10), DECIMAL64(18, 2), ARRAY<INT>.
std::string load_type_text(const Type& type);

class CellConverter final {
 public:
  enum class Outcome : std::uint8_t {
    kOk,
    kInvalid,  // no value of the type: NULL, or a filtered row in strict mode
    kRefused,  // the table refuses the value in any mode; refusal() says why
  };

  // Borrows the column until destruction.
  explicit CellConverter(const Column& column) : column_(&column) {}

  // A CSV field that is not NULL.
  Outcome from_csv(std::string_view text, Cell& cell) { return convert(text, Source::kCsv, cell); }
  // A JSON value; JSON null gives NULL.
  Outcome from_json(const JsonValue& value, Cell& cell);

  // A string that is cast, not read: what is too long is refused, not NULL.
  Outcome from_text(std::string_view text, Cell& cell) {
    return convert(text, Source::kJsonOther, cell);
  }
  // What an expression gave; sets come as they are stored.
  Outcome from_value(const Cell& value, Cell& cell);

  const std::string& refusal() const { return refusal_; }
  const Column& column() const { return *column_; }

 private:
  enum class Source : std::uint8_t { kCsv, kJsonNumber, kJsonOther };

  Outcome convert(std::string_view text, Source source, Cell& cell);
  Outcome convert_integer(std::string_view text, Source source, Cell& cell) const;
  Outcome convert_largeint(std::string_view text, Source source, Cell& cell) const;
  Outcome convert_decimal(std::string_view text, Cell& cell);
  Outcome convert_string(std::string_view text, Source source, Cell& cell);
  Outcome convert_nested(std::string_view text, Cell& cell) const;

  const Column* column_;
  std::string refusal_;
  std::string scratch_;
};

}  // namespace starload::devserver
