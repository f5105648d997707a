#include "devserver/storage/hyper_log_log.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace starload::devserver {
namespace {

HyperLogLog of_numbers(int from, int to) {
  HyperLogLog hll;
  for (int i = from; i < to; ++i) hll.add_hash(hash64(std::to_string(i)));
  return hll;
}

TEST(HyperLogLog, CountsFewValuesExactly) {
  EXPECT_EQ(HyperLogLog().estimate(), 0);
  for (const int count : {1, 2, 100, 160}) {
    HyperLogLog hll = of_numbers(0, count);
    hll.unite(of_numbers(0, count));
    EXPECT_EQ(hll.estimate(), count);
  }
}

// The standard error is 1.04 / sqrt(16384) = 0.8 %; the values are the same in each run.
TEST(HyperLogLog, EstimatesManyWithinThreePercent) {
  for (const int count : {161, 1000, 5000, 20000, 40000, 80000, 300000}) {
    const auto estimate = static_cast<double>(of_numbers(0, count).estimate());
    EXPECT_NEAR(estimate, count, 0.03 * count) << count;
  }
}

TEST(HyperLogLog, AUnionCountsWhatBothHaveOnce) {
  HyperLogLog left = of_numbers(0, 30000);
  left.unite(of_numbers(20000, 50000));
  EXPECT_EQ(left.estimate(), of_numbers(0, 50000).estimate());
  HyperLogLog few = of_numbers(0, 10);
  few.unite(of_numbers(0, 5000));
  EXPECT_EQ(few.estimate(), of_numbers(0, 5000).estimate());
}

TEST(HyperLogLog, ComesBackFromItsStoredForms) {
  std::set<std::string> forms;
  for (const int count : {0, 3, 160, 161, 2000, 100000}) {
    const HyperLogLog hll = of_numbers(0, count);
    const std::string bytes = hll.serialized();
    forms.insert(bytes.substr(0, 2));
    const std::optional<HyperLogLog> back = HyperLogLog::parse(bytes);
    ASSERT_TRUE(back.has_value()) << count;
    EXPECT_EQ(back->estimate(), hll.estimate());
    EXPECT_EQ(back->serialized(), bytes);
  }
  EXPECT_EQ(forms.size(), 3U) << "hashes, sparse, dense";
}

TEST(HyperLogLog, RefusesWhatItDidNotStore) {
  for (const std::string& bytes :
       {std::string(), std::string("H"), std::string("H1abc"), std::string("H2ab"),
        std::string("H2\xFF\xFF\x01", 5), std::string("H3short"), std::string("B1x")})
    EXPECT_FALSE(HyperLogLog::parse(bytes)) << bytes;
  std::string wild = of_numbers(0, 100000).serialized();
  wild[100] = '\x7F';
  EXPECT_FALSE(HyperLogLog::parse(wild)) << "a register beyond the bits of a hash";
}

TEST(Hash64, DependsOnEveryByteAndOnTheLength) {
  std::set<std::uint64_t> seen;
  for (const std::string& text :
       {std::string(), std::string(1, '\0'), std::string(8, '\0'), std::string(9, '\0'),
        std::string("a"), std::string("b"), std::string("ab"), std::string("12345678"),
        std::string("123456789"), std::string("123456788")})
    seen.insert(hash64(text));
  EXPECT_EQ(seen.size(), 10U);
}

}  // namespace
}  // namespace starload::devserver
