// The functions of BITMAP and HLL values that work row by row.
#include "devserver/storage/bitmap.h"
#include "devserver/storage/function_support.h"
#include "devserver/storage/hyper_log_log.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace starload::devserver {
namespace {

using Cells = std::vector<Cell>;

bool is_null(const Cell& cell) { return std::holds_alternative<std::monostate>(cell); }

Bitmap bitmap_of(const Cell& cell) {
  const auto* bytes = std::get_if<std::string>(&cell);
  return bytes == nullptr ? Bitmap() : Bitmap::parse(*bytes).value_or(Bitmap());
}

std::optional<std::uint64_t> member_of(const Cell& cell) {
  return parse_unsigned(text_argument(cell));
}

// What does not fit into 63 bits stays text, as a LARGEINT is.
Cell number_cell(std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return std::to_string(value);
  return static_cast<std::int64_t>(value);
}

Cell to_bitmap(const Cells& a) {
  const std::optional<std::uint64_t> value = member_of(a[0]);
  if (!value) return std::monostate{};
  Bitmap bitmap;
  bitmap.add(*value);
  return bitmap.serialized();
}

Cell hashed(const Cell& value, std::uint64_t mask) {
  Bitmap bitmap;
  if (!is_null(value)) bitmap.add(hash64(text_argument(value)) & mask);
  return bitmap.serialized();
}

Cell bitmap_hash(const Cells& a) { return hashed(a[0], 0xFFFFFFFFULL); }
Cell bitmap_hash64(const Cells& a) { return hashed(a[0], ~0ULL); }
Cell bitmap_empty(const Cells&) { return Bitmap().serialized(); }

Cell bitmap_from_string(const Cells& a) {
  const std::optional<Bitmap> bitmap = Bitmap::from_text(text_argument(a[0]));
  return bitmap ? Cell(bitmap->serialized()) : Cell();
}

// Only what bitmap_to_binary() of this server gave.
Cell bitmap_from_binary(const Cells& a) {
  const std::optional<Bitmap> bitmap = Bitmap::parse(text_argument(a[0]));
  return bitmap ? Cell(bitmap->serialized()) : Cell();
}

Cell array_to_bitmap(const Cells& a) {
  const nlohmann::json items = nlohmann::json::parse(text_argument(a[0]), nullptr, false);
  Bitmap bitmap;
  if (!items.is_array()) return std::monostate{};
  for (const nlohmann::json& item : items) {
    if (item.is_number_unsigned()) bitmap.add(item.get<std::uint64_t>());
  }
  return bitmap.serialized();
}

Cell bitmap_to_binary(const Cells& a) { return bitmap_of(a[0]).serialized(); }

Cell bitmap_count(const Cells& a) { return static_cast<std::int64_t>(bitmap_of(a[0]).count()); }
Cell bitmap_to_string(const Cells& a) { return bitmap_of(a[0]).text(); }
Cell bitmap_to_array(const Cells& a) { return "[" + bitmap_of(a[0]).text() + "]"; }

Cell bitmap_contains(const Cells& a) {
  const std::optional<std::uint64_t> value = member_of(a[1]);
  return std::int64_t{value && bitmap_of(a[0]).contains(*value) ? 1 : 0};
}

Cell bitmap_has_any(const Cells& a) {
  return std::int64_t{bitmap_of(a[0]).intersected(bitmap_of(a[1])).count() > 0 ? 1 : 0};
}

Cell bitmap_min(const Cells& a) {
  const Bitmap bitmap = bitmap_of(a[0]);
  return bitmap.count() == 0 ? Cell() : number_cell(bitmap.values().front());
}

Cell bitmap_max(const Cells& a) {
  const Bitmap bitmap = bitmap_of(a[0]);
  return bitmap.count() == 0 ? Cell() : number_cell(bitmap.values().back());
}

Cell bitmap_or(const Cells& a) {
  Bitmap result = bitmap_of(a[0]);
  for (std::size_t i = 1; i < a.size(); ++i) result.unite(bitmap_of(a[i]));
  return result.serialized();
}

Cell bitmap_and(const Cells& a) {
  Bitmap result = bitmap_of(a[0]);
  for (std::size_t i = 1; i < a.size(); ++i) result = result.intersected(bitmap_of(a[i]));
  return result.serialized();
}

Cell bitmap_andnot(const Cells& a) { return bitmap_of(a[0]).without(bitmap_of(a[1])).serialized(); }

Cell bitmap_xor(const Cells& a) {
  const Bitmap left = bitmap_of(a[0]);
  const Bitmap right = bitmap_of(a[1]);
  Bitmap result = left.without(right);
  result.unite(right.without(left));
  return result.serialized();
}

Cell bitmap_remove(const Cells& a) {
  Bitmap removed;
  if (const std::optional<std::uint64_t> value = member_of(a[1])) removed.add(*value);
  return bitmap_of(a[0]).without(removed).serialized();
}

HyperLogLog hll_of(const Cell& cell) {
  const auto* bytes = std::get_if<std::string>(&cell);
  return bytes == nullptr ? HyperLogLog() : HyperLogLog::parse(*bytes).value_or(HyperLogLog());
}

Cell hll_hash(const Cells& a) {
  HyperLogLog result;
  if (!is_null(a[0])) result.add_hash(hash64(text_argument(a[0])));
  return result.serialized();
}

Cell hll_empty(const Cells&) { return HyperLogLog().serialized(); }
Cell hll_cardinality(const Cells& a) { return hll_of(a[0]).estimate(); }

Cell hll_merge(const Cells& a) {
  HyperLogLog result = hll_of(a[0]);
  result.unite(hll_of(a[1]));
  return result.serialized();
}

// The flags: takes NULL, gives the same each time, gives bytes.
ScalarFunction bytes(const char* name, int arguments, FunctionBody body, bool takes_null = false) {
  return {name, arguments, body, takes_null, true, true};
}

}  // namespace

std::vector<ScalarFunction> object_functions() {
  return {bytes("to_bitmap", 1, to_bitmap),
          bytes("bitmap_hash", 1, bitmap_hash, true),
          bytes("bitmap_hash64", 1, bitmap_hash64, true),
          bytes("bitmap_empty", 0, bitmap_empty),
          bytes("bitmap_from_string", 1, bitmap_from_string),
          bytes("bitmap_from_binary", 1, bitmap_from_binary),
          bytes("bitmap_to_binary", 1, bitmap_to_binary),
          bytes("array_to_bitmap", 1, array_to_bitmap),
          {"bitmap_count", 1, bitmap_count, true},
          {"bitmap_to_string", 1, bitmap_to_string},
          {"bitmap_to_array", 1, bitmap_to_array},
          {"bitmap_contains", 2, bitmap_contains},
          {"bitmap_has_any", 2, bitmap_has_any},
          {"bitmap_min", 1, bitmap_min},
          {"bitmap_max", 1, bitmap_max},
          bytes("bitmap_or", -1, bitmap_or),
          bytes("bitmap_and", -1, bitmap_and),
          bytes("bitmap_andnot", 2, bitmap_andnot),
          bytes("bitmap_xor", 2, bitmap_xor),
          bytes("bitmap_remove", 2, bitmap_remove),
          bytes("hll_hash", 1, hll_hash, true),
          bytes("hll_empty", 0, hll_empty),
          bytes("sl_hll_merge", 2, hll_merge),
          {"hll_cardinality", 1, hll_cardinality, true}};
}

}  // namespace starload::devserver
