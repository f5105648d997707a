#include "framework/properties/property_map.h"

#include <gtest/gtest.h>

namespace starload {
namespace {

TEST(PropertyMap, ReadsLinesAndRemembersWhereEachValueCameFrom) {
  PropertyMap map;
  ASSERT_TRUE(map.add_text("# a job\n\nload-url = fe1:8030;fe2:8030\r\n! more\ntable-name=t=1\n",
                           "job.properties"));
  EXPECT_EQ(map.get("load-url"), "fe1:8030;fe2:8030");
  EXPECT_EQ(map.items().at("load-url").origin, "job.properties:3");
  EXPECT_EQ(map.get("table-name"), "t=1");
}

TEST(PropertyMap, NamesFileAndLineOfABadLineWithoutRepeatingIt) {
  PropertyMap map;
  const Status status = map.add_text("a=1\npassword secret\n", "job.properties");
  EXPECT_EQ(status.message(), "job.properties:2: expected key=value");
  EXPECT_EQ(status.code(), ErrorCode::kConfig);
}

TEST(PropertyMap, LaterValueReplacesEarlierOne) {
  PropertyMap map;
  map.set("a", "1", "file:1");
  map.set("a", "2", "--set");
  EXPECT_EQ(map.get("a"), "2");
  EXPECT_EQ(map.items().at("a").origin, "--set");
}

TEST(PropertyMap, LowersTheNameOfALoadPropertyButNotItsValue) {
  PropertyMap map;
  map.set("sink.properties.Format", "JSON", "--set");
  EXPECT_EQ(map.get("sink.properties.format"), "JSON");
}

TEST(PropertyMap, KeepsALastLineWithoutLineBreak) {
  PropertyMap map;
  ASSERT_TRUE(map.add_text("a=1\nb=2", "f"));
  EXPECT_EQ(map.get("b"), "2");
}

}  // namespace
}  // namespace starload
