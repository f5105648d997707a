#include "devserver/storage/decimal.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

TEST(DecimalTest, ComparesByValue) {
  EXPECT_EQ(compare_decimals("1.50", "1.5"), 0);
  EXPECT_EQ(compare_decimals("-0", "0.00"), 0);
  EXPECT_EQ(compare_decimals("9", "10"), -1);
  EXPECT_EQ(compare_decimals("-9", "-10"), 1);
  EXPECT_EQ(compare_decimals("-1", "1"), -1);
  EXPECT_EQ(compare_decimals("0.09", "0.1"), -1);
  EXPECT_EQ(compare_decimals("170141183460469231731687303715884105727",
                             "170141183460469231731687303715884105726"),
            1);
  EXPECT_EQ(compare_decimals("5", "abc"), -1);
}

TEST(DecimalTest, PlainFormResolvesExponents) {
  EXPECT_EQ(plain_decimal("1.5e3"), "1500");
  EXPECT_EQ(plain_decimal("-12E-3"), "-0.012");
  EXPECT_EQ(plain_decimal("007.50"), "7.5");
  EXPECT_EQ(plain_decimal("1e500"), std::nullopt);
  EXPECT_EQ(plain_decimal("1e"), std::nullopt);
  EXPECT_EQ(plain_decimal("."), std::nullopt);
  EXPECT_EQ(plain_decimal("1.2.3"), std::nullopt);
}

TEST(DecimalTest, FitsToPrecisionAndScale) {
  EXPECT_EQ(fit_decimal("1.005", 10, 2), "1.01");
  EXPECT_EQ(fit_decimal("-1.005", 10, 2), "-1.01");
  EXPECT_EQ(fit_decimal("1", 10, 2), "1.00");
  EXPECT_EQ(fit_decimal("-0.001", 10, 2), "0.00");
  EXPECT_EQ(fit_decimal("99.995", 4, 2), std::nullopt);
  EXPECT_EQ(fit_decimal("99.99", 4, 2), "99.99");
  EXPECT_EQ(fit_decimal("x", 4, 2), std::nullopt);
}

TEST(DecimalTest, SumsMultipliesAndAverages) {
  DecimalSum sum;
  sum.add("99999999999999999999999999999999999999.5");
  sum.add("0.55");
  EXPECT_EQ(sum.text(), "100000000000000000000000000000000000000.05");
  sum.subtract("100000000000000000000000000000000000000.05");
  EXPECT_EQ(sum.text(), "0.00");
  sum.add("-10.00");
  EXPECT_EQ(sum.average_text(3, 6), "-3.33333333");
  EXPECT_EQ(multiply_decimals("-1.5", "2.25"), "-3.375");
}

}  // namespace
}  // namespace starload::devserver
