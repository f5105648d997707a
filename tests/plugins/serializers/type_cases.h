// Every type with a usual value, its extremes and NULL, and the text that CSV, JSON and a nested
// value make of it.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "tests/plugins/serializers/serializer_harness.h"

namespace starload::test {

struct TypeCase {
  std::string name;
  DataType type;
  Fill fill;  // sets field 0
  std::string csv;
  std::string json;    // of a top-level column; empty = the key is left out
  std::string nested;  // as a ROW member
  std::function<void(NestedWriter&)> fill_nested;
};

// A case whose value is set the same way at the top and nested.
template <typename Set>
TypeCase type_case(std::string name, DataType type, Set set, std::string csv, std::string json,
                   std::string nested) {
  return {std::move(name),
          std::move(type),
          [set](RowWriter& writer) { set(writer); },
          std::move(csv),
          std::move(json),
          std::move(nested),
          [set](NestedWriter& writer) { set(writer); }};
}

inline TypeCase int_case(std::string name, std::int32_t kind, std::int64_t value, std::string text,
                         std::string json = "") {
  if (json.empty()) json = text;
  return type_case(
      std::move(name), {.kind = kind}, [value](auto& w) { w.set_int(0, value); }, text, json, json);
}

inline TypeCase double_case(std::string name, double value, std::string csv,
                            std::string json = "") {
  if (json.empty()) json = csv;
  return type_case(
      std::move(name), {.kind = SL_TYPE_DOUBLE}, [value](auto& w) { w.set_double(0, value); },
      std::move(csv), json, json);
}

inline TypeCase float_case(std::string name, float value, std::string csv, std::string json = "") {
  if (json.empty()) json = csv;
  return type_case(
      std::move(name), {.kind = SL_TYPE_FLOAT}, [value](auto& w) { w.set_float(0, value); },
      std::move(csv), json, json);
}

inline TypeCase decimal_case(std::string name, std::int32_t precision, std::int32_t scale,
                             sdk::Int128 unscaled, std::string text) {
  return type_case(
      std::move(name), {.kind = SL_TYPE_DECIMAL, .precision = precision, .scale = scale},
      [unscaled](auto& w) { w.set_decimal(0, unscaled); }, text, text, text);
}

inline TypeCase text_case(std::string name, std::int32_t kind, std::string value, std::string csv,
                          std::string json, std::string nested = "") {
  if (nested.empty()) nested = json;
  return type_case(
      std::move(name), {.kind = kind}, [value](auto& w) { w.set_bytes(0, value); }, std::move(csv),
      std::move(json), std::move(nested));
}

inline TypeCase timestamp_case(std::string name, std::int32_t kind, std::int32_t precision,
                               std::int64_t ms, std::int32_t nanos, const std::string& text) {
  return type_case(
      std::move(name), {.kind = kind, .precision = precision},
      [ms, nanos](auto& w) { w.set_timestamp(0, ms, nanos); }, text, '"' + text + '"',
      '"' + text + '"');
}

inline TypeCase null_case(std::string name, DataType type) {
  return type_case(
      std::move(name), std::move(type), [](auto&) {}, "\\N", "", "null");
}

std::vector<TypeCase> type_cases();

}  // namespace starload::test
