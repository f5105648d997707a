#include "plugins/serializers/common/scalar_cells.h"

#include <algorithm>
#include <array>
#include <utility>

namespace starload::serializers {
namespace {

constexpr const char* kDateRange =
    "a date is outside the years 0000 to 9999, which StarRocks takes";
constexpr const char* kTimeRange = "a time is outside 00:00:00 to 23:59:59.999";

char* write_bool(Column&, RowContext&, const std::uint8_t* slot, char* out) {
  *out = static_cast<char>('0' + (*slot != 0 ? 1 : 0));
  return out + 1;
}

// TINYINT, SMALLINT, INT.
template <typename Int>
char* write_int(Column&, RowContext&, const std::uint8_t* slot, char* out) {
  return format::int32(layout::load<Int>(slot), out);
}

char* write_bigint(Column&, RowContext&, const std::uint8_t* slot, char* out) {
  return format::int64(layout::load<std::int64_t>(slot), out);
}

char* write_largeint(Column&, RowContext& context, const std::uint8_t* slot, char* out) {
  const layout::Extent extent = layout::extent(layout::load<std::uint64_t>(slot));
  return format::largeint(layout::load<sdk::Int128>(context.row + extent.offset), out);
}

char* write_null(char* out) {
  std::memcpy(out, "null", 4);
  return out + 4;
}

template <Style style>
char* write_float(Column&, RowContext&, const std::uint8_t* slot, char* out) {
  const auto value = layout::load<float>(slot);
  if (style == Style::kJson && !std::isfinite(value)) return write_null(out);
  return format::float32(value, out);
}

template <Style style>
char* write_double(Column&, RowContext&, const std::uint8_t* slot, char* out) {
  const auto value = layout::load<double>(slot);
  if (style == Style::kJson && !std::isfinite(value)) return write_null(out);
  return format::float64(value, out);
}

// A function for each scale: dividing by a constant is no division.
template <std::size_t scale>
char* write_decimal(Column&, RowContext&, const std::uint8_t* slot, char* out) {
  return format::decimal64(layout::load<std::int64_t>(slot), scale, out);
}

template <std::size_t... scales>
constexpr std::array<WriteCell, sizeof...(scales)> decimal_cells(std::index_sequence<scales...>) {
  return {&write_decimal<scales>...};
}
constexpr auto kDecimalCells =
    decimal_cells(std::make_index_sequence<layout::kCompactDecimalPrecision + 1>());

char* write_wide_decimal(Column& column, RowContext& context, const std::uint8_t* slot, char* out) {
  const layout::Extent extent = layout::extent(layout::load<std::uint64_t>(slot));
  const sdk::Int128 unscaled = sdk::decimal_from_bytes(context.row + extent.offset, extent.size);
  return format::decimal({unscaled, static_cast<std::int32_t>(column.scale)}, out);
}

template <Style style>
char* quote(char* out) {
  if (style == Style::kJson) *out++ = '"';
  return out;
}

// The day that begins at that many milliseconds, found in the calendar. Not inlined: rare.
[[gnu::noinline]] void find_day(Column& column, std::int64_t first_ms) {
  const std::int64_t day = format::floor_div(first_ms, format::kMsPerDay);
  if (day < format::kFirstDay || day > format::kLastDay) throw_bad_value(column, kDateRange);
  format::date(day, column.day.text);
  column.day.first_ms = day * format::kMsPerDay;
}

// The date of an instant; what of its day has gone by. Writes sixteen bytes.
std::uint64_t write_day(Column& column, std::int64_t ms, char* out) {
  auto ms_of_day = static_cast<std::uint64_t>(ms) - static_cast<std::uint64_t>(column.day.first_ms);
  if (ms_of_day >= format::kMsPerDay) {
    find_day(column, ms);
    ms_of_day = static_cast<std::uint64_t>(ms - column.day.first_ms);
  }
  std::memcpy(out, column.day.text, sizeof(column.day.text));
  return ms_of_day;
}

template <Style style>
char* write_date(Column& column, RowContext&, const std::uint8_t* slot, char* out) {
  out = quote<style>(out);
  write_day(column, layout::load<std::int32_t>(slot) * format::kMsPerDay, out);
  return quote<style>(out + format::kDateText);
}

template <Style style>
char* write_time(Column& column, RowContext&, const std::uint8_t* slot, char* out) {
  const auto ms = layout::load<std::int32_t>(slot);
  if (ms < 0 || ms >= format::kMsPerDay) throw_bad_value(column, kTimeRange);
  return quote<style>(format::time_of_day(ms, quote<style>(out)));
}

std::int64_t to_local(Column& column, std::int64_t ms) {
  if (ms < (format::kFirstDay - 2) * format::kMsPerDay ||
      ms > (format::kLastDay + 2) * format::kMsPerDay) {
    throw_bad_value(column, kDateRange);
  }
  return column.zone->to_local_ms(ms);
}

// wide: more than three digits of fraction, so the milliseconds lie in the variable part.
template <Style style, bool wide, bool local_zone>
char* write_timestamp(Column& column, RowContext& context, const std::uint8_t* slot, char* out) {
  auto ms = layout::load<std::int64_t>(slot);
  std::int32_t nanos = 0;
  if (wide) {
    const layout::Extent extent = layout::extent(static_cast<std::uint64_t>(ms));
    nanos = static_cast<std::int32_t>(extent.size);
    ms = layout::load<std::int64_t>(context.row + extent.offset);
  }
  if (local_zone) ms = to_local(column, ms);
  out = quote<style>(out);
  const auto ms_of_day = static_cast<std::uint32_t>(write_day(column, ms, out));
  return quote<style>(format::clock(ms_of_day, nanos, out + format::kDateText));
}

template <std::size_t max_bytes>
char* write_bytes_as_number(Column& column, RowContext& context, const std::uint8_t* slot,
                            char* out) {
  const std::string_view bytes = text_of(context, slot);
  if (bytes.size() > max_bytes) {
    throw_bad_value(column, max_bytes == 8 ? "a binary value of more than 8 bytes is no integer"
                                           : "a binary value of more than 16 bytes is no LARGEINT");
  }
  sdk::Uint128 value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return format::uint128(value, out);
}

template <Style style>
WriteCell timestamp_cell(bool wide, bool local_zone) {
  if (wide) {
    return local_zone ? &write_timestamp<style, true, true> : &write_timestamp<style, true, false>;
  }
  return local_zone ? &write_timestamp<style, false, true> : &write_timestamp<style, false, false>;
}

template <Style style>
WriteCell scalar_cell(const sl_type& type) {
  switch (type.kind) {
    case SL_TYPE_BOOLEAN:
      return &write_bool;
    case SL_TYPE_TINYINT:
      return &write_int<std::int8_t>;
    case SL_TYPE_SMALLINT:
      return &write_int<std::int16_t>;
    case SL_TYPE_INT:
      return &write_int<std::int32_t>;
    case SL_TYPE_BIGINT:
      return &write_bigint;
    case SL_TYPE_LARGEINT:
      return &write_largeint;
    case SL_TYPE_FLOAT:
      return &write_float<style>;
    case SL_TYPE_DOUBLE:
      return &write_double<style>;
    case SL_TYPE_DECIMAL:
      return layout::is_wide_decimal(type) ? &write_wide_decimal
                                           : kDecimalCells[static_cast<std::size_t>(type.scale)];
    case SL_TYPE_DATE:
      return &write_date<style>;
    case SL_TYPE_TIME:
      return &write_time<style>;
    case SL_TYPE_TIMESTAMP:
      return timestamp_cell<style>(layout::is_wide_timestamp(type), false);
    case SL_TYPE_TIMESTAMP_LTZ:
      return timestamp_cell<style>(layout::is_wide_timestamp(type), true);
    default:
      return nullptr;
  }
}

template <std::size_t count>
bool one_of(std::string_view text, const std::array<std::string_view, count>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 9> kIntegers = {"tinyint",         "smallint", "int",
                                                       "integer",         "bigint",   "largeint",
                                                       "bigint unsigned", "boolean",  "tinyint(1)"};
constexpr std::array<std::string_view, 2> kLargeints = {"largeint", "bigint unsigned"};
constexpr std::array<std::string_view, 4> kTexts = {"char", "varchar", "string", "text"};
constexpr std::array<std::string_view, 4> kJsons = {"json", "array", "map", "struct"};

}  // namespace

bool choose_scalar_cell(Column& column, Style style, const std::shared_ptr<const TimeZone>& zone) {
  const sl_type& type = *column.type;
  column.write =
      style == Style::kCsv ? scalar_cell<Style::kCsv>(type) : scalar_cell<Style::kJson>(type);
  column.bound = format::kMaxScalarText;
  if (type.kind == SL_TYPE_TIMESTAMP_LTZ) column.zone = std::make_shared<ZoneCursor>(zone);
  return column.write != nullptr;
}

void choose_bytes_as_number(Column& column, bool largeint) {
  column.write = largeint ? &write_bytes_as_number<16> : &write_bytes_as_number<8>;
  column.bound = format::kMaxScalarText;
}

bool is_integer_target(std::string_view target_type) { return one_of(target_type, kIntegers); }
bool is_largeint_target(std::string_view target_type) { return one_of(target_type, kLargeints); }
bool is_text_target(std::string_view target_type) { return one_of(target_type, kTexts); }
bool is_json_target(std::string_view target_type) {
  // information_schema may give the inner types too: array<int(11)>.
  return one_of(target_type.substr(0, target_type.find('<')), kJsons);
}

}  // namespace starload::serializers
