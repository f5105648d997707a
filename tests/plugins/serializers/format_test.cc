#include <starload/sdk/format.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <random>
#include <string>

namespace starload::sdk::format {
namespace {

template <typename Write>
std::string text(Write write) {
  char buffer[kMaxScalarText];
  return {buffer, write(buffer)};
}
std::string real(double value) {
  return text([&](char* out) { return float64(value, out); });
}
std::string real32(float value) {
  return text([&](char* out) { return float32(value, out); });
}
std::string plain(Int128 unscaled, std::int32_t scale) {
  return text([&](char* out) { return decimal({unscaled, scale}, out); });
}

TEST(Format, IntegersOfEveryLength) {
  std::uint64_t value = 1;
  for (int digits = 1; digits <= 19; ++digits, value *= 10) {
    for (const std::uint64_t v : {value - 1, value, value * 9 + 7}) {
      EXPECT_EQ(text([&](char* out) { return uint64(v, out); }), std::to_string(v));
    }
  }
  EXPECT_EQ(text([](char* out) { return int64(INT64_MIN, out); }), "-9223372036854775808");
  EXPECT_EQ(text([](char* out) { return uint64(UINT64_MAX, out); }), "18446744073709551615");
}

TEST(Format, LargeintsUpToTheirLimits) {
  const Int128 least = std::numeric_limits<Int128>::min();
  EXPECT_EQ(text([&](char* out) { return largeint(least, out); }),
            "-170141183460469231731687303715884105728");
  EXPECT_EQ(text([&](char* out) { return largeint(-(least + 1), out); }),
            "170141183460469231731687303715884105727");
  EXPECT_EQ(text([&](char* out) {
              return largeint(static_cast<Int128>(1'000'000'000'000'000'000) * 100, out);
            }),
            "100000000000000000000");
}

TEST(Format, DecimalsArePlainWithTheirScale) {
  EXPECT_EQ(plain(1234560, 2), "12345.60");
  EXPECT_EQ(plain(-5, 2), "-0.05");
  EXPECT_EQ(plain(0, 18), "0.000000000000000000");
  EXPECT_EQ(plain(7, 0), "7");
  EXPECT_EQ(plain(123456789, 9), "0.123456789");
  EXPECT_EQ(plain(1, 38), "0.00000000000000000000000000000000000001");
  EXPECT_EQ(text([](char* out) { return decimal64(INT64_MIN, 18, out); }), "-9.223372036854775808");
}

TEST(Format, DoublesAreShortestAndReadBack) {
  EXPECT_EQ(real(0.0), "0.0");
  EXPECT_EQ(real(-0.0), "-0.0");
  EXPECT_EQ(real(1.0), "1.0");
  EXPECT_EQ(real(200000.0), "200000.0");
  EXPECT_EQ(real(0.1), "0.1");
  EXPECT_EQ(real(-123.25), "-123.25");
  EXPECT_EQ(real(1e-5), "0.00001");
  EXPECT_EQ(real(1.5e-7), "1.5e-07");
  EXPECT_EQ(real(2.0 / 3.0), "0.6666666666666666");
  EXPECT_EQ(real(1e16), "10000000000000000.0");
  EXPECT_EQ(real(1e17), "1e+17");
  EXPECT_EQ(real(1.7976931348623157e308), "1.7976931348623157e+308");
  EXPECT_EQ(real(5e-324), "5e-324");
  EXPECT_EQ(real(std::numeric_limits<double>::quiet_NaN()), "NaN");
  EXPECT_EQ(real(-std::numeric_limits<double>::infinity()), "-Infinity");
}

TEST(Format, FloatsAreShortestForTheirOwnWidth) {
  EXPECT_EQ(real32(0.1f), "0.1");
  EXPECT_EQ(real32(-0.0f), "-0.0");
  EXPECT_EQ(real32(16777216.0f), "16777216.0");
  EXPECT_EQ(real32(3.4028235e38f), "3.4028235e+38");
  EXPECT_EQ(real32(std::numeric_limits<float>::infinity()), "Infinity");
}

TEST(Format, EveryDoubleReadsBackAsItself) {
  std::mt19937_64 random(3);
  constexpr double kPowers[] = {1, 10, 100, 1e4, 1e5, 1e6, 1e9, 1e12};
  for (int i = 0; i < 200'000; ++i) {
    double value = static_cast<double>(random() >> (random() % 64)) / kPowers[random() % 8];
    if (i % 2 == 0) {
      const std::uint64_t bits = random();
      std::memcpy(&value, &bits, sizeof(value));
    }
    if (!std::isfinite(value)) continue;
    ASSERT_EQ(std::strtod(real(value).c_str(), nullptr), value) << real(value);
  }
}

TEST(Format, DatesOfTheProlepticCalendar) {
  const auto day = [](std::int64_t days) {
    return text([&](char* out) { return date(days, out); });
  };
  EXPECT_EQ(day(0), "1970-01-01");
  EXPECT_EQ(day(-1), "1969-12-31");
  EXPECT_EQ(day(11016), "2000-02-29");
  EXPECT_EQ(day(kFirstDay), "0000-01-01");
  EXPECT_EQ(day(kLastDay), "9999-12-31");
  EXPECT_EQ(day(-141428), "1582-10-14");
  EXPECT_EQ(day(kLastDay + 1), "10000-01-01");
}

TEST(Format, TimesAndTimestamps) {
  const auto at = [](std::int64_t ms, std::int32_t nanos) {
    return text([&](char* out) { return timestamp({ms, nanos}, out); });
  };
  EXPECT_EQ(at(0, 0), "1970-01-01 00:00:00");
  EXPECT_EQ(at(120, 0), "1970-01-01 00:00:00.120000");
  EXPECT_EQ(at(-1, 999'999), "1969-12-31 23:59:59.999999");
  EXPECT_EQ(at(0, 999), "1970-01-01 00:00:00");
  EXPECT_EQ(text([](char* out) { return time_of_day(3'661'001, out); }), "01:01:01.001");
  EXPECT_EQ(text([](char* out) { return time_of_day(86'399'000, out); }), "23:59:59");
}

}  // namespace
}  // namespace starload::sdk::format
