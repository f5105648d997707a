#include "plugins/semantics/common/label_namer.h"

#include <gtest/gtest.h>

#include <starload/sdk/error.hpp>

namespace starload::semantics {
namespace {

TEST(LabelNamer, SpellsOutWhatALabelIsMadeOf) {
  const LabelNamer namer("orders", 3, 0x1f);
  EXPECT_EQ(namer.label(namer.stem("shop", "sales"), 12),
            "orders-shop-sales-3-000000000000001f-12");
}

TEST(LabelNamer, HasAPrefixOfItsOwnWhenNoneIsGiven) {
  EXPECT_TRUE(LabelNamer("", 0, 1).stem("d", "t").starts_with("starload-d-t-"));
}

TEST(LabelNamer, DiffersBetweenWritersAndEpochs) {
  EXPECT_NE(LabelNamer("p", 0, 1).stem("d", "t"), LabelNamer("p", 1, 1).stem("d", "t"));
  EXPECT_NE(LabelNamer("p", 0, 1).stem("d", "t"), LabelNamer("p", 0, 2).stem("d", "t"));
}

TEST(LabelNamer, HashesNamesThatALabelCannotHold) {
  const LabelNamer namer("p", 0, 1);
  const std::string stem = namer.stem("d", "order lines");
  EXPECT_TRUE(is_label_text(stem)) << stem;
  EXPECT_NE(stem, namer.stem("d", "order-lines"));
  EXPECT_NE(stem, namer.stem("d order", "lines"));
}

TEST(LabelNamer, HashesNamesThatWouldMakeALabelTooLong) {
  const LabelNamer namer(std::string(62, 'p'), 4'000'000'000u, UINT64_MAX);
  const std::string label = namer.label(namer.stem("d", std::string(200, 't')), UINT64_MAX);
  EXPECT_LE(label.size(), kMaxLabelLength);
  EXPECT_TRUE(is_label_text(label));
}

TEST(LabelNamer, SpellsCountedEpochsAsNumbers) {
  EXPECT_EQ(counted_label("p-d-t", {3, 17, 5}), "p-d-t-3-17-5");
  EXPECT_EQ(random_label("p-d-t", {3, 17, 5}), "p-d-t-3-0000000000000011-5");
}

TEST(LabelNamer, HasOneBaseForAllWritersAndEpochs) {
  EXPECT_EQ(LabelNamer("p", 0, 1).base("d", "t"), "p-d-t");
  const std::string long_name(60, 't');  // a longer writer or epoch must not turn it into a hash
  EXPECT_EQ(LabelNamer("p", 0, 1).base("d", long_name),
            LabelNamer("p", 4'000'000'000u, UINT64_MAX).base("d", long_name));
}

TEST(LabelNamer, FindsThePlaceOfACountedLabel) {
  EXPECT_EQ(find_place("p-d-t", "p-d-t-3-17-5"), (LabelPlace{3, 17, 5}));
  EXPECT_EQ(find_place("p-d-t", "p-d-t-0-1-1"), (LabelPlace{0, 1, 1}));
}

TEST(LabelNamer, TakesNoOtherLabelForACountedOne) {
  for (const char* label :
       {"p-d-t-3-17", "p-d-t-3-17-5-1", "p-d-t-3-0000000000000011-5", "p-d-t-3-17-5x",
        "p-d-t3-17-5", "p-d-u-3-17-5", "p-d-t-3-017-5", "p-d-t-3-0-5", "p-d-t-3-17-0", "p-d-t-3--5",
        "p-d-t-03-1-5", "p-d-t-99999999999-1-1", "p-d-t-1-1-99999999999999999999",
        "p-d-t-1-1234567890123456-1", "p-d-t", "", "p-d-t-+3-1-1"}) {
    EXPECT_FALSE(find_place("p-d-t", label)) << label;
  }
}

TEST(LabelNamer, RefusesAPrefixThatNoLabelCanHave) {
  EXPECT_THROW(LabelNamer("my job", 0, 1), sdk::Error);
  EXPECT_THROW(LabelNamer("pr\xc3\xa4"
                          "fix",
                          0, 1),
               sdk::Error);
  EXPECT_THROW(LabelNamer(std::string(63, 'p'), 0, 1), sdk::Error);
}

}  // namespace
}  // namespace starload::semantics
