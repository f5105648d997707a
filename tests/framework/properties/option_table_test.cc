#include "framework/properties/option_table.h"

#include <gtest/gtest.h>

#include <starload/sdk/option.hpp>

namespace starload {
namespace {

using sdk::option;

constexpr sl_option kOptions[] = {
    option({.key = "load-url", .flags = SL_OPTION_REQUIRED, .help = "FE addresses"}),
    option({.type = SL_OPTION_ENUM,
            .key = "sink.version",
            .default_value = "AUTO",
            .choices = "V1 | V2 | AUTO"}),
    option({.type = SL_OPTION_BYTES,
            .key = "sink.bytes",
            .default_value = "94371840",
            .unit = "bytes",
            .min = 67108864,
            .max = 10737418240}),
    option({.type = SL_OPTION_DURATION_MS,
            .key = "sink.connect",
            .default_value = "1000",
            .unit = "ms",
            .min = 100,
            .max = 60000,
            .flags = SL_OPTION_CLAMP}),
    option({.type = SL_OPTION_BOOL, .key = "sink.flag", .default_value = "true"}),
    option({.type = SL_OPTION_INT,
            .key = "sink.rows",
            .default_value = "500000",
            .unit = "rows",
            .min = 64000,
            .max = 5000000}),
    option({.type = SL_OPTION_SECRET, .key = "password", .default_value = ""}),
};

Result<EffectiveProperties> apply(std::initializer_list<std::pair<const char*, const char*>> given,
                                  std::vector<std::string>* warnings = nullptr) {
  PropertyMap map;
  map.set("load-url", "fe:8030", "test");
  for (const auto& [key, value] : given) map.set(key, value, "test");
  OptionTable table;
  table.add("engine", kOptions);
  std::vector<std::string> ignored;
  return table.apply(map, warnings == nullptr ? ignored : *warnings);
}

TEST(OptionTable, FillsDefaults) {
  const auto properties = apply({});
  ASSERT_TRUE(properties);
  EXPECT_EQ(properties->get("sink.version"), "AUTO");
  EXPECT_EQ(properties->get_int("sink.bytes"), 94371840);
  EXPECT_TRUE(properties->get_bool("sink.flag"));
}

TEST(OptionTable, SuggestsTheNearestKeyForAnUnknownOne) {
  EXPECT_EQ(apply({{"sink.versoin", "V1"}}).status().message(),
            "Unsupported option 'sink.versoin' (from test). Did you mean 'sink.version'?");
}

TEST(OptionTable, AcceptsAnyKeyBelowSinkProperties) {
  EXPECT_TRUE(apply({{"sink.properties.whatever", "x"}}));
}

TEST(OptionTable, NamesKeyValueAndRangeOfANumberOutOfRange) {
  EXPECT_EQ(apply({{"sink.rows", "5"}}).status().message(),
            "Unsupported value '5' for 'sink.rows'. Supported value range: [64000, 5000000] rows. "
            "(from test)");
  EXPECT_TRUE(apply({{"sink.rows", "64000"}}));
  EXPECT_TRUE(apply({{"sink.rows", "5000000"}}));
  EXPECT_FALSE(apply({{"sink.rows", "5000001"}}));
}

TEST(OptionTable, ClampsWithAWarningWhereTheOptionSaysSo) {
  std::vector<std::string> warnings;
  const auto properties = apply({{"sink.connect", "5"}}, &warnings);
  ASSERT_TRUE(properties);
  EXPECT_EQ(properties->get_int("sink.connect"), 100);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0], "'sink.connect' = 5 is outside [100, 60000] ms; 100 is used");
}

TEST(OptionTable, ReadsSizesAndTimesInFlinksSpelling) {
  EXPECT_EQ(apply({{"sink.bytes", "90mb"}})->get_int("sink.bytes"), 94371840);
  EXPECT_EQ(apply({{"sink.bytes", "64 MiB"}})->get_int("sink.bytes"), 67108864);
  EXPECT_EQ(apply({{"sink.connect", "5 s"}})->get_int("sink.connect"), 5000);
  EXPECT_EQ(apply({{"sink.connect", "1min"}})->get_int("sink.connect"), 60000);
}

TEST(OptionTable, RefusesNumbersThatAreNone) {
  EXPECT_FALSE(apply({{"sink.rows", "many"}}));
  EXPECT_FALSE(apply({{"sink.rows", "70000x"}}));
  EXPECT_FALSE(apply({{"sink.rows", "99999999999999999999"}}));
  EXPECT_FALSE(apply({{"sink.bytes", "9223372036854775807kb"}}));
  EXPECT_FALSE(apply({{"sink.flag", "yes"}}));
}

TEST(OptionTable, TakesAnEnumInAnyCaseAndYieldsItsOwnSpelling) {
  EXPECT_EQ(apply({{"sink.version", "v1"}})->get("sink.version"), "V1");
  EXPECT_EQ(apply({{"sink.version", "V3"}}).status().message(),
            "Unsupported value 'V3' for 'sink.version'. Supported values are V1 | V2 | AUTO. (from "
            "test)");
}

TEST(OptionTable, ReportsEveryProblemAtOnce) {
  PropertyMap map;
  map.set("sink.rows", "1", "a:1");
  map.set("colour", "red", "a:2");
  OptionTable table;
  table.add("engine", kOptions);
  std::vector<std::string> warnings;
  const std::string message = table.apply(map, warnings).status().message();
  EXPECT_NE(message.find("'sink.rows'"), std::string::npos);
  EXPECT_NE(message.find("'colour'"), std::string::npos);
  EXPECT_NE(message.find("Missing required option 'load-url': FE addresses"), std::string::npos);
}

TEST(OptionTable, GivesDefaultsAsPlainNumbers) {
  constexpr sl_option kDefaults[] = {
      sdk::option({.type = SL_OPTION_BYTES, .key = "size", .default_value = "64mb"}),
      sdk::option({.type = SL_OPTION_DURATION_MS, .key = "wait", .default_value = "5 s"}),
      sdk::option({.type = SL_OPTION_INT, .key = "count", .default_value = ""})};
  OptionTable table;
  table.add("plugin", kDefaults);
  std::vector<std::string> warnings;
  const auto properties = table.apply(PropertyMap(), warnings);
  ASSERT_TRUE(properties) << properties.status().message();
  EXPECT_EQ(properties->get("size"), "67108864");
  EXPECT_EQ(properties->get("wait"), "5000");
  EXPECT_EQ(properties->get("count"), "");
}

TEST(OptionTable, KnowsWhichValuesAreSecret) {
  const auto properties = apply({{"password", "hush"}});
  EXPECT_TRUE(properties->is_secret("password"));
  EXPECT_FALSE(properties->is_secret("load-url"));
}

}  // namespace
}  // namespace starload
