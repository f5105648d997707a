// The fast paths of sdk/digits.hpp, sdk/reals.hpp and sdk/format.hpp beside slow and obvious ones:
// the same bytes for random values and for values around every limit.
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <random>
#include <starload/sdk/format.hpp>
#include <string>
#include <vector>

namespace starload::sdk::format {
namespace {

constexpr int kRandomValues = 300'000;

// Writes into exactly the room that is promised; what lies behind it must stay as it was.
template <typename Write>
std::string text(Write write) {
  char buffer[kMaxScalarText + 16];
  std::fill(std::begin(buffer), std::end(buffer), '#');
  char* const end = write(buffer);
  EXPECT_EQ(std::count(buffer + kMaxScalarText, std::end(buffer), '#'), 16);
  return {buffer, end};
}

std::string slow_digits(Uint128 value) {
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  return {digits.rbegin(), digits.rend()};
}

std::string slow_decimal(Int128 unscaled, std::size_t scale) {
  const auto bits = static_cast<Uint128>(unscaled);
  std::string digits = slow_digits(unscaled < 0 ? 0 - bits : bits);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - scale, ".");
  return (unscaled < 0 ? "-" : "") + digits;
}

// What docs/types.md says of FLOAT and DOUBLE, with nothing but std::to_chars.
template <typename Real>
std::string slow_real(Real value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (value == 0) return std::signbit(value) ? "-0.0" : "0.0";
  const bool plain = std::fabs(value) >= Real(1e-5) && std::fabs(value) < Real(1e17);
  char buffer[64];
  const auto style = plain ? std::chars_format::fixed : std::chars_format::scientific;
  std::string digits(buffer, std::to_chars(buffer, std::end(buffer), value, style).ptr);
  return plain && digits.find('.') == std::string::npos ? digits + ".0" : digits;
}

// All lengths alike, with many values at the limits of a length.
std::uint64_t random_integer(std::mt19937_64& random) {
  const std::uint64_t power = detail::kPowers.value[random() % 20];
  switch (random() % 4) {
    case 0:
      return power + random() % 3 - 1;
    case 1:
      return power * (random() % 10);
    default:
      return random() >> (random() % 64);
  }
}

TEST(NumberText, IntegersAsDigitByDigit) {
  std::mt19937_64 random(1);
  for (int i = 0; i < kRandomValues; ++i) {
    const std::uint64_t value = random_integer(random);
    ASSERT_EQ(text([&](char* out) { return uint64(value, out); }), slow_digits(value));
    const auto low = static_cast<std::uint32_t>(value);
    ASSERT_EQ(text([&](char* out) { return uint32(low, out); }), slow_digits(low));
    const auto signed_value = static_cast<std::int64_t>(value);
    ASSERT_EQ(text([&](char* out) { return int64(signed_value, out); }),
              slow_decimal(signed_value, 0));
    const auto signed_low = static_cast<std::int32_t>(low);
    ASSERT_EQ(text([&](char* out) { return int32(signed_low, out); }), slow_decimal(signed_low, 0));
  }
}

TEST(NumberText, EveryNumberOfFourDigits) {
  for (std::uint32_t value = 0; value < 10'000; ++value) {
    const std::string plain = slow_digits(value);
    const std::string four = std::string(4 - plain.size(), '0') + plain;
    ASSERT_EQ(text([&](char* out) { return below_ten_thousand(value, out); }), plain);
    ASSERT_EQ(text([&](char* out) { return digits4(value, out); }), four);
    ASSERT_EQ(text([&](char* out) { return digits8(value * 10'000 + value, out); }), four + four);
    if (value < 100) {
      ASSERT_EQ(text([&](char* out) { return digits2(value, out); }), four.substr(2));
    }
  }
}

TEST(NumberText, PaddedNumbersOfEveryWidth) {
  std::mt19937_64 random(2);
  for (int i = 0; i < kRandomValues; ++i) {
    const std::size_t width = 1 + random() % 19;
    const std::uint64_t value = random_integer(random) % detail::kPowers.value[width];
    const std::string plain = slow_digits(value);
    ASSERT_EQ(text([&](char* out) { return padded(value, width, out); }),
              std::string(width - plain.size(), '0') + plain);
  }
}

TEST(NumberText, LargeintsAndDecimalsOfEveryScale) {
  std::mt19937_64 random(3);
  for (int i = 0; i < kRandomValues; ++i) {
    const auto wide = static_cast<Int128>(
        (static_cast<Uint128>(random()) << 64 | random_integer(random)) >> (random() % 128));
    const Int128 value = random() % 2 == 0 ? wide : -wide;
    const std::size_t scale = random() % 39;
    ASSERT_EQ(text([&](char* out) { return largeint(value, out); }), slow_decimal(value, 0));
    ASSERT_EQ(text([&](char* out) {
                return decimal({value, static_cast<std::int32_t>(scale)}, out);
              }),
              slow_decimal(value, scale));
    const auto compact = static_cast<std::int64_t>(random_integer(random));
    ASSERT_EQ(text([&](char* out) { return decimal64(compact, scale % 19, out); }),
              slow_decimal(compact, scale % 19));
  }
}

template <typename Real>
void expect_real(Real value) {
  const auto fast = [&](char* out) {
    if constexpr (sizeof(Real) == sizeof(double)) return float64(value, out);
    if constexpr (sizeof(Real) == sizeof(float)) return float32(value, out);
  };
  ASSERT_EQ(text(fast), slow_real(value));
}

// Short decimals, their neighbours, numbers of every size, and plain random bits.
template <typename Real, typename Bits>
void expect_random_reals(int count) {
  std::mt19937_64 random(4);
  for (int i = 0; i < count; ++i) {
    const auto unscaled = static_cast<double>(random() >> (random() % 64));
    const auto decimal = static_cast<Real>(unscaled / std::pow(10.0, double(random() % 20)));
    for (const Real value : {decimal, -decimal, std::nextafter(decimal, Real(0)),
                             std::nextafter(decimal, Real(1e30))}) {
      ASSERT_NO_FATAL_FAILURE(expect_real(value));
    }
    const auto bits = static_cast<Bits>(random());
    Real any;
    std::memcpy(&any, &bits, sizeof(any));
    ASSERT_NO_FATAL_FAILURE(expect_real(any));
  }
}

TEST(NumberText, DoublesAsToCharsWritesThem) {
  expect_random_reals<double, std::uint64_t>(kRandomValues);
}
TEST(NumberText, FloatsAsToCharsWritesThem) {
  expect_random_reals<float, std::uint32_t>(kRandomValues);
}

TEST(NumberText, RealsAroundTheLimitsOfTheirForms) {
  for (const double limit : {0.0, 1e-9, 1e-6, 1e-5, 0.1, 1.0, 1e5, 1e6, 1e7, 1e9, 1e14, 1e15, 1e16,
                             9007199254740992.0, 1e17, 1e18, 4.9e-324, 1.7976931348623157e308}) {
    double below = limit;
    double above = limit;
    for (int steps = 0; steps < 1000; ++steps) {
      ASSERT_NO_FATAL_FAILURE(expect_real(below));
      ASSERT_NO_FATAL_FAILURE(expect_real(above));
      ASSERT_NO_FATAL_FAILURE(expect_real(static_cast<float>(below)));
      below = std::nextafter(below, -1e300);
      above = std::nextafter(above, 1e300);
    }
    auto narrow = static_cast<float>(limit);
    for (int steps = 0; steps < 1000; ++steps) {
      ASSERT_NO_FATAL_FAILURE(expect_real(narrow));
      narrow = std::nextafter(narrow, steps % 2 == 0 ? 3e38f : -1.0f);
    }
  }
}

TEST(NumberText, WholeAndHalfAndTenthNumbers) {
  for (std::int64_t i = -30'000; i < 30'000; ++i) {
    for (const double unit : {1.0, 2.0, 10.0, 100.0, 1e3, 1e-3, 1e6, 1e-6, 1e9, 1e-9}) {
      const double value = static_cast<double>(i) / unit;
      ASSERT_NO_FATAL_FAILURE(expect_real(value));
      ASSERT_NO_FATAL_FAILURE(expect_real(static_cast<float>(value)));
    }
  }
}

}  // namespace
}  // namespace starload::sdk::format
