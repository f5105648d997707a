#include "devserver/sql/function_table.h"

namespace starload::devserver {

const std::unordered_map<std::string, Function>& functions() {
  static const std::unordered_map<std::string, Function> kFunctions = {
      // text
      {"concat", {"sl_concat", 1, kAny, Gives::kText}},
      {"concat_ws", {"sl_concat_ws", 2, kAny, Gives::kText}},
      {"left", {"sl_left", 2, 2, Gives::kText}},
      {"strleft", {"sl_left", 2, 2, Gives::kText}},
      {"right", {"sl_right", 2, 2, Gives::kText}},
      {"strright", {"sl_right", 2, 2, Gives::kText}},
      {"upper", {"upper", 1, 1, Gives::kText}},
      {"ucase", {"upper", 1, 1, Gives::kText}},
      {"lower", {"lower", 1, 1, Gives::kText}},
      {"lcase", {"lower", 1, 1, Gives::kText}},
      {"length", {"sl_byte_length", 1, 1, Gives::kInt}},
      {"octet_length", {"sl_byte_length", 1, 1, Gives::kInt}},
      {"char_length", {"sl_char_length", 1, 1, Gives::kInt}},
      {"character_length", {"sl_char_length", 1, 1, Gives::kInt}},
      {"replace", {"replace", 3, 3, Gives::kText}},
      {"reverse", {"sl_reverse", 1, 1, Gives::kText}},
      {"repeat", {"sl_repeat", 2, 2, Gives::kText}},
      {"space", {"sl_space", 1, 1, Gives::kText}},
      {"lpad", {"sl_lpad", 2, 3, Gives::kText}},
      {"rpad", {"sl_rpad", 2, 3, Gives::kText}},
      {"ltrim", {"ltrim", 1, 2, Gives::kText}},
      {"rtrim", {"rtrim", 1, 2, Gives::kText}},
      {"instr", {"instr", 2, 2, Gives::kInt}},
      {"locate", {"sl_locate", 2, 3, Gives::kInt}},
      {"starts_with", {"sl_starts_with", 2, 2, Gives::kBoolean}},
      {"ends_with", {"sl_ends_with", 2, 2, Gives::kBoolean}},
      {"split_part", {"sl_split_part", 3, 3, Gives::kText}},
      {"ascii", {"sl_ascii", 1, 1, Gives::kInt}},
      {"hex", {"sl_hex", 1, 1, Gives::kText}},
      {"unhex", {"sl_unhex", 1, 1, Gives::kText}},
      {"md5", {"sl_md5", 1, 1, Gives::kText}},
      {"md5sum", {"sl_md5", 1, 1, Gives::kText}},
      {"crc32", {"sl_crc32", 1, 1, Gives::kBigint}},
      {"uuid", {"sl_uuid", 0, 0, Gives::kText}},
      // numbers
      {"abs", {"sl_abs", 1, 1, Gives::kFirst}},
      {"negative", {"-", 1, 1, Gives::kFirst}},
      {"round", {"sl_round", 1, 2, Gives::kFirst}},
      {"dround", {"sl_round", 1, 2, Gives::kFirst}},
      {"truncate", {"sl_truncate", 2, 2, Gives::kFirst}},
      {"ceil", {"sl_ceil", 1, 1, Gives::kBigint}},
      {"ceiling", {"sl_ceil", 1, 1, Gives::kBigint}},
      {"floor", {"sl_floor", 1, 1, Gives::kBigint}},
      {"sign", {"sign", 1, 1, Gives::kInt}},
      {"mod", {"mod", 2, 2, Gives::kFirst}},
      {"pow", {"pow", 2, 2, Gives::kDouble}},
      {"power", {"pow", 2, 2, Gives::kDouble}},
      {"sqrt", {"sqrt", 1, 1, Gives::kDouble}},
      {"exp", {"exp", 1, 1, Gives::kDouble}},
      {"ln", {"ln", 1, 1, Gives::kDouble}},
      {"log2", {"log2", 1, 1, Gives::kDouble}},
      {"log10", {"log10", 1, 1, Gives::kDouble}},
      {"pi", {"pi", 0, 0, Gives::kDouble}},
      {"sin", {"sin", 1, 1, Gives::kDouble}},
      {"cos", {"cos", 1, 1, Gives::kDouble}},
      {"tan", {"tan", 1, 1, Gives::kDouble}},
      {"radians", {"radians", 1, 1, Gives::kDouble}},
      {"degrees", {"degrees", 1, 1, Gives::kDouble}},
      {"rand", {"sl_rand", 0, 0, Gives::kDouble}},
      {"random", {"sl_rand", 0, 0, Gives::kDouble}},
      {"greatest", {"max", 2, kAny, Gives::kFirst}},
      {"least", {"min", 2, kAny, Gives::kFirst}},
      // dates
      {"now", {"sl_now", 0, 1, Gives::kDatetime}},
      {"current_timestamp", {"sl_now", 0, 1, Gives::kDatetime}},
      {"localtime", {"sl_now", 0, 0, Gives::kDatetime}},
      {"utc_timestamp", {"sl_utc_now", 0, 0, Gives::kDatetime}},
      {"curdate", {"sl_today", 0, 0, Gives::kDate}},
      {"current_date", {"sl_today", 0, 0, Gives::kDate}},
      {"date", {"sl_date", 1, 1, Gives::kDate}},
      {"to_date", {"sl_date", 1, 1, Gives::kDate}},
      {"date_format", {"sl_date_format", 2, 2, Gives::kText}},
      {"str_to_date", {"sl_str_to_date", 2, 2, Gives::kDatetime}},
      {"date_trunc", {"sl_date_trunc", 2, 2, Gives::kDatetime}},
      {"datediff", {"sl_datediff", 2, 2, Gives::kInt}},
      {"unix_timestamp", {"sl_unix_timestamp", 0, 1, Gives::kBigint}},
      {"from_unixtime", {"sl_from_unixtime", 1, 2, Gives::kText}},
      {"last_day", {"sl_last_day", 1, 1, Gives::kDate}},
      {"dayname", {"sl_day_name", 1, 1, Gives::kText}},
      {"monthname", {"sl_month_name", 1, 1, Gives::kText}},
      // JSON and arrays
      {"parse_json", {"json", 1, 1, Gives::kJson}},
      {"json_query", {"sl_json_query", 2, 2, Gives::kJson}},
      {"get_json_string", {"sl_json_string", 2, 2, Gives::kText}},
      {"get_json_int", {"json_extract", 2, 2, Gives::kBigint}},
      {"get_json_double", {"json_extract", 2, 2, Gives::kDouble}},
      {"json_length", {"json_array_length", 1, 2, Gives::kInt}},
      {"array_length", {"json_array_length", 1, 1, Gives::kInt}},
      {"cardinality", {"json_array_length", 1, 1, Gives::kInt}},
      {"json_object", {"json_object", 0, kAny, Gives::kJson}},
      {"json_array", {"json_array", 0, kAny, Gives::kJson}},
      // BITMAP and HLL
      {"to_bitmap", {"to_bitmap", 1, 1, Gives::kBitmap}},
      {"bitmap_hash", {"bitmap_hash", 1, 1, Gives::kBitmap}},
      {"bitmap_hash64", {"bitmap_hash64", 1, 1, Gives::kBitmap}},
      {"bitmap_empty", {"bitmap_empty", 0, 0, Gives::kBitmap}},
      {"bitmap_from_string", {"bitmap_from_string", 1, 1, Gives::kBitmap}},
      {"bitmap_from_binary", {"bitmap_from_binary", 1, 1, Gives::kBitmap}},
      {"array_to_bitmap", {"array_to_bitmap", 1, 1, Gives::kBitmap}},
      {"bitmap_to_binary", {"bitmap_to_binary", 1, 1, Gives::kText}},
      {"bitmap_count", {"bitmap_count", 1, 1, Gives::kBigint}},
      {"bitmap_to_string", {"bitmap_to_string", 1, 1, Gives::kText}},
      {"bitmap_to_array", {"bitmap_to_array", 1, 1, Gives::kArray}},
      {"bitmap_contains", {"bitmap_contains", 2, 2, Gives::kBoolean}},
      {"bitmap_has_any", {"bitmap_has_any", 2, 2, Gives::kBoolean}},
      {"bitmap_min", {"bitmap_min", 1, 1, Gives::kBigint}},
      {"bitmap_max", {"bitmap_max", 1, 1, Gives::kBigint}},
      {"bitmap_or", {"bitmap_or", 2, kAny, Gives::kBitmap}},
      {"bitmap_and", {"bitmap_and", 2, kAny, Gives::kBitmap}},
      {"bitmap_andnot", {"bitmap_andnot", 2, 2, Gives::kBitmap}},
      {"bitmap_xor", {"bitmap_xor", 2, 2, Gives::kBitmap}},
      {"bitmap_remove", {"bitmap_remove", 2, 2, Gives::kBitmap}},
      {"hll_hash", {"hll_hash", 1, 1, Gives::kHll}},
      {"hll_empty", {"hll_empty", 0, 0, Gives::kHll}},
      {"hll_cardinality", {"hll_cardinality", 1, 1, Gives::kBigint}},
      // conditions
      {"nullif", {"nullif", 2, 2, Gives::kFirst}},
      {"regexp", {"sl_regexp", 2, 2, Gives::kBoolean}},
      // window functions
      {"row_number", {"row_number", 0, 0, Gives::kBigint}},
      {"rank", {"rank", 0, 0, Gives::kBigint}},
      {"dense_rank", {"dense_rank", 0, 0, Gives::kBigint}},
      {"ntile", {"ntile", 1, 1, Gives::kBigint}},
      {"lag", {"lag", 1, 3, Gives::kFirst}},
      {"lead", {"lead", 1, 3, Gives::kFirst}},
      {"first_value", {"first_value", 1, 1, Gives::kFirst}},
      {"last_value", {"last_value", 1, 1, Gives::kFirst}}};
  return kFunctions;
}

const std::unordered_map<std::string, Function>& object_aggregates() {
  static const std::unordered_map<std::string, Function> kFunctions = {
      {"bitmap_union", {"bitmap_union", 1, 1, Gives::kBitmap}},
      {"bitmap_intersect", {"bitmap_intersect", 1, 1, Gives::kBitmap}},
      {"bitmap_agg", {"bitmap_agg", 1, 1, Gives::kBitmap}},
      {"bitmap_union_count", {"bitmap_union_count", 1, 1, Gives::kBigint}},
      {"bitmap_union_int", {"bitmap_union_int", 1, 1, Gives::kBigint}},
      {"hll_union", {"hll_union", 1, 1, Gives::kHll}},
      {"hll_raw_agg", {"hll_union", 1, 1, Gives::kHll}},
      {"hll_union_agg", {"hll_union_agg", 1, 1, Gives::kBigint}},
      {"approx_count_distinct", {"approx_count_distinct", 1, 1, Gives::kBigint}},
      {"ndv", {"approx_count_distinct", 1, 1, Gives::kBigint}}};
  return kFunctions;
}

Gives wanted_argument(const std::string& name) {
  if (name.starts_with("hll_")) return name == "hll_hash" ? Gives::kFirst : Gives::kHll;
  if (!name.starts_with("bitmap_")) return Gives::kFirst;
  for (const char* maker : {"bitmap_hash", "bitmap_hash64", "bitmap_from_string",
                            "bitmap_from_binary", "bitmap_agg", "bitmap_union_int"}) {
    if (name == maker) return Gives::kFirst;
  }
  return Gives::kBitmap;
}

const std::unordered_map<std::string, const char*>& date_parts() {
  static const std::unordered_map<std::string, const char*> kParts = {
      {"year", "year"},      {"quarter", "quarter"},     {"month", "month"},
      {"week", "week"},      {"weekofyear", "week"},     {"day", "day"},
      {"dayofmonth", "day"}, {"dayofweek", "dayofweek"}, {"dayofyear", "dayofyear"},
      {"hour", "hour"},      {"minute", "minute"},       {"second", "second"},
      {"weekday", "weekday"}};
  return kParts;
}

}  // namespace starload::devserver
