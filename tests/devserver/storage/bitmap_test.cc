#include "devserver/storage/bitmap.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace starload::devserver {
namespace {

constexpr std::uint64_t kMax = ~std::uint64_t{0};

Bitmap bitmap_of(const std::vector<std::uint64_t>& values) {
  Bitmap bitmap;
  for (const std::uint64_t value : values) bitmap.add(value);
  return bitmap;
}

TEST(Bitmap, HoldsEachNumberOnceAndInOrder) {
  const Bitmap bitmap = bitmap_of({5, 1, kMax, 5, 0, 1});
  EXPECT_EQ(bitmap.text(), "0,1,5,18446744073709551615");
  EXPECT_EQ(bitmap.count(), 4U);
  EXPECT_TRUE(bitmap.contains(kMax));
  EXPECT_FALSE(bitmap.contains(2));
}

TEST(Bitmap, ComesBackFromItsStoredForm) {
  for (const Bitmap& bitmap : {Bitmap(), bitmap_of({0}), bitmap_of({kMax}), bitmap_of({kMax, 0}),
                               bitmap_of({3, 1000000, 2, kMax - 1})}) {
    const std::optional<Bitmap> back = Bitmap::parse(bitmap.serialized());
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->values(), bitmap.values());
  }
}

TEST(Bitmap, RefusesWhatItDidNotStore) {
  const std::string bytes = bitmap_of({1, 2, 300}).serialized();
  EXPECT_FALSE(Bitmap::parse(""));
  EXPECT_FALSE(Bitmap::parse("13"));
  const std::string greatest = std::string(9, '\xFF') + "\x01";
  EXPECT_TRUE(Bitmap::parse("B1\x01" + greatest));
  EXPECT_FALSE(Bitmap::parse("B1\x02\x05" + greatest)) << "5, then one that is less";
  EXPECT_FALSE(Bitmap::parse("B1\x02" + greatest + "\x01")) << "after the greatest";
  EXPECT_FALSE(Bitmap::parse(bytes + "x"));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(Bitmap::parse(bytes.substr(0, size))) << size;
  EXPECT_FALSE(Bitmap::parse("B1\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"))
      << "a count beyond the bytes";
}

TEST(Bitmap, DenseSetsTakeAboutAByteANumber) {
  Bitmap bitmap;
  for (std::uint64_t i = 0; i < 100000; ++i) bitmap.add(1000000 + i);
  EXPECT_LT(bitmap.serialized().size(), 100020U);
}

TEST(Bitmap, ActsLikeASet) {
  std::mt19937_64 random(7);  // NOLINT(cert-msc51-cpp): the same numbers each time
  std::set<std::uint64_t> expected;
  Bitmap whole;
  for (int part = 0; part < 20; ++part) {
    Bitmap piece;
    for (int i = 0; i < 3000; ++i) {
      const std::uint64_t value = random() % 20000;
      piece.add(value);
      expected.insert(value);
    }
    whole.unite(piece);
  }
  EXPECT_EQ(whole.values(), std::vector<std::uint64_t>(expected.begin(), expected.end()));
}

TEST(Bitmap, IntersectsAndSubtracts) {
  const Bitmap left = bitmap_of({1, 2, 3});
  const Bitmap right = bitmap_of({3, 4, 1});
  EXPECT_EQ(left.intersected(right).text(), "1,3");
  EXPECT_EQ(left.without(right).text(), "2");
}

TEST(Bitmap, ReadsListsOfNumbers) {
  EXPECT_EQ(Bitmap::from_text(" 3, 1,2 ")->text(), "1,2,3");
  EXPECT_EQ(Bitmap::from_text("")->count(), 0U);
  for (const char* bad : {"1,", ",", "-1", "1 2", "a", "18446744073709551616"})
    EXPECT_FALSE(Bitmap::from_text(bad)) << bad;
}

}  // namespace
}  // namespace starload::devserver
