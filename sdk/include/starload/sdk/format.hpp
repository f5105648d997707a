// Values as text, fast: every function writes at `out` and returns the new end. Nothing is
// allocated, nothing depends on the locale, and 64 bytes (kMaxScalarText) are always room enough.
// Functions may write scratch bytes behind the end that they return, inside those 64. Pure
// functions; any thread.
#pragma once

#include <starload/sdk/calendar.hpp>
#include <starload/sdk/digits.hpp>
#include <starload/sdk/fixed_point.hpp>
#include <starload/sdk/reals.hpp>
#include <starload/sdk/row.hpp>

namespace starload::sdk::format {

constexpr std::size_t kMaxScalarText = 64;

// Plain, with exactly `scale` digits behind the point; never scientific. Always inlined: with a
// constant scale nothing is divided at run time. REQUIRES: scale <= 19.
[[gnu::always_inline]] inline char* decimal64(std::int64_t unscaled, std::size_t scale, char* out) {
  if (scale == 0) return int64(unscaled, out);
  const auto bits = static_cast<std::uint64_t>(unscaled);
  *out = '-';
  out += unscaled < 0 ? 1 : 0;
  return detail::fixed_point(unscaled < 0 ? 0 - bits : bits, scale, out);
}

// The same of any size. REQUIRES: scale <= 38.
inline char* decimal(const Decimal& value, char* out) {
  auto magnitude = static_cast<Uint128>(value.unscaled);
  if (value.unscaled < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  const auto scale = static_cast<std::size_t>(value.scale);
  if (scale == 0) return uint128(magnitude, out);
  if (magnitude <= UINT64_MAX && scale < std::size(detail::kPowers.value)) {
    return detail::fixed_point(static_cast<std::uint64_t>(magnitude), scale, out);
  }
  return detail::insert_point(out, uint128(magnitude, out), scale);
}

// Any scalar that is neither text nor bytes: BOOLEAN as 1 or 0, an instant as its UTC time.
inline char* scalar(const Field& field, char* out) {
  switch (field.type().kind) {
    case SL_TYPE_BOOLEAN:
      *out = field.as_bool() ? '1' : '0';
      return out + 1;
    case SL_TYPE_LARGEINT:
      return largeint(field.as_largeint(), out);
    case SL_TYPE_FLOAT:
      return float32(field.as_float(), out);
    case SL_TYPE_DOUBLE:
      return float64(field.as_double(), out);
    case SL_TYPE_DECIMAL:
      return decimal(field.as_decimal(), out);
    case SL_TYPE_DATE:
      return date(field.as_int64(), out);
    case SL_TYPE_TIME:
      return time_of_day(static_cast<std::int32_t>(field.as_int64()), out);
    case SL_TYPE_TIMESTAMP:
    case SL_TYPE_TIMESTAMP_LTZ:
      return timestamp(field.as_timestamp(), out);
    default:
      return int64(field.as_int64(), out);
  }
}

}  // namespace starload::sdk::format
