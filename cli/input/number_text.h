// Numbers from text: exact, without locale, without undefined behaviour. Pure functions; any
// thread.
#pragma once

#include <starload/sdk/row_layout.hpp>

#include <cstdint>
#include <string_view>

namespace starload::cli {

enum class TextError : std::uint8_t { kNone, kSyntax, kRange };

// An optional sign and digits. kRange: outside what the result can hold.
TextError parse_int64(std::string_view text, std::int64_t& value);
TextError parse_int128(std::string_view text, sdk::Int128& value);

// Digits with point and exponent, "inf", "infinity", "nan" (any case). Too small for the type gives
// 0.
TextError parse_double(std::string_view text, double& value);
TextError parse_float(std::string_view text, float& value);

// The value times 10^scale, fraction digits beyond scale rounded half away from zero (as the server
// does). kRange: more than precision - scale digits before the point. REQUIRES: 1 <= precision
// <= 38.
TextError parse_decimal(std::string_view text, int precision, int scale, sdk::Int128& unscaled);

// true/false, t/f, yes/no, y/n, on/off (any case), 1/0.
TextError parse_bool(std::string_view text, bool& value);

}  // namespace starload::cli
