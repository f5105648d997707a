// Which plugins and options a property map means when some of the plugins are a stranger's.
#include "framework/engine/engine_setup.h"

#include <gtest/gtest.h>

#include "framework/engine/target.h"

namespace starload {
namespace {

PropertyMap job_with(std::initializer_list<std::pair<const char*, const char*>> more) {
  PropertyMap properties;
  for (const char* key : {"database-name", "table-name", "username"})
    properties.set(key, "x", "test");
  for (const auto& [key, value] : more) properties.set(key, value, "test");
  return properties;
}

TEST(EngineSetupOfStrangers, HowStarRocksIsReachedMayStayInTheJob) {
  PluginHost plugins({TEST_PLUGINS, BUILTIN_PLUGINS});
  const Result<EngineSetup> setup = set_up_engine(job_with({{"sink.transport", "recording"},
                                                            {"load-url", "fe:8030"},
                                                            {"sink.connect.timeout-ms", "500"}}),
                                                  plugins);
  ASSERT_TRUE(setup) << setup.status().message();
  ASSERT_EQ(setup->warnings.size(), 1u);
  EXPECT_EQ(setup->warnings[0],
            "without effect: load-url, sink.connect.timeout-ms (the transport 'recording' has no "
            "such option)");
  EXPECT_FALSE(setup->properties.contains("load-url"));
}

TEST(EngineSetupOfStrangers, StarRocksOwnTransportsNeedALoadUrl) {
  PluginHost plugins({TEST_PLUGINS, BUILTIN_PLUGINS});
  const Result<EngineSetup> setup = set_up_engine(job_with({{"sink.version", "V1"}}), plugins);
  ASSERT_FALSE(setup);
  EXPECT_NE(setup.status().message().find("Missing required option 'load-url'"), std::string::npos)
      << setup.status().message();
}

TEST(EngineSetupOfStrangers, TypingErrorsAreRefusedWithThemToo) {
  PluginHost plugins({TEST_PLUGINS, BUILTIN_PLUGINS});
  const Result<EngineSetup> setup = set_up_engine(
      job_with({{"sink.transport", "recording"}, {"serializer.pipe.separator", ";"}}), plugins);
  ASSERT_FALSE(setup);
  EXPECT_EQ(setup.status().message(),
            "Unsupported option 'serializer.pipe.separator' (from test). It looks like one of the "
            "serializer 'pipe', which has no such option, or is not chosen (sink.serializer = "
            "pipe).");
}

TEST(EngineSetupOfStrangers, ATableOfItsOwnIsSetUpBesideOptionsWithoutEffect) {
  PluginHost plugins({TEST_PLUGINS, BUILTIN_PLUGINS});
  const Result<EngineSetup> setup =
      set_up_engine(job_with({{"sink.transport", "recording"}, {"load-url", "fe:8030"}}), plugins);
  ASSERT_TRUE(setup) << setup.status().message();
  PropertyMap own;
  own.set("sink.properties.format", "json", "test");
  const Result<TableSetup> table = set_up_table(*setup, own, plugins);
  ASSERT_TRUE(table) << table.status().message();
  EXPECT_EQ(table->serializer->name(), "json");
}

TEST(EngineSetupOfStrangers, OnlyTransportsWithALoadUrlHaveTheirLabelsInStarRocksList) {
  PluginHost plugins({TEST_PLUGINS, BUILTIN_PLUGINS});
  const auto lists = [&](const PropertyMap& properties) {
    const Result<EngineSetup> setup = set_up_engine(properties, plugins);
    EXPECT_TRUE(setup) << setup.status().message();
    EngineConfig config;
    if (setup) describe_target({}, *setup, config);
    return config.running_labels != nullptr;
  };
  EXPECT_FALSE(lists(job_with({{"sink.transport", "recording"}})));
  EXPECT_TRUE(lists(job_with({{"sink.transport", "transaction"}, {"load-url", "fe:8030"}})));
}

TEST(EngineSetupOfStrangers, SemanticsAreChosenByNameToo) {
  PluginHost plugins({TEST_PLUGINS, BUILTIN_PLUGINS});
  const auto with = [&](const char* name) {
    return set_up_engine(
        job_with({{"sink.transport", "recording"}, {"sink.semantics-plugin", name}}), plugins);
  };
  const Result<EngineSetup> chosen = with("exactly_once");
  ASSERT_TRUE(chosen) << chosen.status().message();
  EXPECT_EQ(chosen->semantics->name(), "exactly_once");
  EXPECT_FALSE(chosen->exactly_once) << "what the host does is sink.semantic's";
  const Result<EngineSetup> missing = with("no_such");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.status().message().find("no semantics plugin named 'no_such'"),
            std::string::npos);
}

}  // namespace
}  // namespace starload
