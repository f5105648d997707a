// Column types from the data, for --create-table. Value types; one thread.
#pragma once

#include <starload/sdk/row_layout.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace starload::cli {

// Watches a column's values and says which StarRocks type holds all of them. In order of
// preference: BOOLEAN (true/false only), INT, BIGINT, LARGEINT, DOUBLE (DECIMAL where a DOUBLE
// would lose digits), DATE, DATETIME, JSON (nested values), VARCHAR. Numbers with leading zeros or
// a plus sign, "nan" and "inf" are text.
class ColumnInference final {
 public:
  void add_text(std::string_view text);         // a cell, a JSON string; not NULL
  void add_json_string(std::string_view text);  // as add_text, but a number in quotes stays text
  void add_nested(std::string_view json);       // a JSON object or array

  // The type in DDL spelling. is_sample: more values will follow: INT widens to BIGINT, texts get
  // the longest VARCHAR.
  std::string ddl_type(bool is_sample) const;
  bool can_be_key(bool is_sample) const;  // not for DOUBLE and JSON

 private:
  bool watch_integer(std::string_view text);
  void watch_number(std::string_view text);
  void watch_time(std::string_view text);
  std::string integer_type(bool is_sample) const;
  std::string number_type() const;
  std::string text_type(bool is_sample) const;

  std::uint64_t values_ = 0;
  std::size_t longest_ = 0;
  bool maybe_bool_ = true;
  bool maybe_integer_ = true;
  bool maybe_number_ = true;
  bool maybe_date_ = true;
  bool maybe_date_time_ = true;
  bool all_nested_ = true;
  bool has_exponent_ = false;
  std::size_t whole_digits_ = 0;     // the longest part before the point
  std::size_t fraction_digits_ = 0;  // the longest part behind it
  sdk::Int128 smallest_ = 0;
  sdk::Int128 largest_ = 0;
};

}  // namespace starload::cli
