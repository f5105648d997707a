// What an engine offers to hosts that run many of them in one process: tables by name with
// properties of their own, interrupts, memory for blocks, a committer.
#include <gtest/gtest.h>

#include "framework/buffer/memory_budget.h"
#include "framework/engine/target.h"
#include "tests/framework/engine/engine_fixture.h"

namespace starload {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::EngineTest;
using testing::Request;

class EngineHosts : public EngineTest {
 protected:
  std::string headers() {
    std::ifstream in(folder_ / "headers");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  Result<std::uint32_t> add(const std::string& table, const PropertyMap& properties) {
    TableSpec spec{"db", table, schema_, {"id", "name"}};
    spec.properties = properties;
    return engine_->add_table(std::move(spec));
  }
  static PropertyMap one(const std::string& key, const std::string& value) {
    PropertyMap properties;
    properties.set(key, value, "test");
    return properties;
  }
};

TEST_F(EngineHosts, TablesThatAreNamedNeedNoOptions) {
  PropertyMap properties;
  for (const auto& [key, property] : config_.properties.items()) {
    if (key != "database-name" && key != "table-name")
      properties.set(key, property.value, property.origin);
  }
  config_.properties = properties;
  const std::string missing = open_error();
  EXPECT_NE(missing.find("database-name"), std::string::npos) << missing;
  EXPECT_NE(missing.find("table-name"), std::string::npos) << missing;
  config_.tables_by_name = true;
  open();
}

TEST_F(EngineHosts, ATableMayHaveAFormatAndHeadersOfItsOwn) {
  set("recording.headers", (folder_ / "headers").string());
  set("sink.properties.timeout", "77");
  open();
  PropertyMap own = one("sink.properties.format", "json");
  own.set("sink.properties.where", "id > 1", "test");
  const auto table = add("own", own);
  ASSERT_TRUE(table) << table.status().message();
  table_ = *table;
  ASSERT_TRUE(write(2));
  ASSERT_TRUE(engine_->flush(minutes(1)));
  const std::string sent = headers();
  EXPECT_NE(sent.find("json"), std::string::npos) << sent;
  EXPECT_NE(sent.find("id > 1"), std::string::npos) << sent;
  EXPECT_NE(sent.find("77"), std::string::npos) << "the engine's hold, too: " << sent;
}

TEST_F(EngineHosts, OtherPropertiesOfATableAreRefused) {
  open();
  const auto table = add("own", one("sink.max-retries", "1"));
  ASSERT_FALSE(table);
  EXPECT_NE(table.status().message().find("sink.max-retries"), std::string::npos);
  EXPECT_NE(table.status().message().find("db.own"), std::string::npos);
  const auto unknown = add("own", one("sink.serializer", "no_such"));
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.status().message().find("no_such"), std::string::npos);
}

TEST_F(EngineHosts, AnInterruptEndsAFlush) {
  set("recording.gate", (folder_ / "gate").string());
  open();
  ASSERT_TRUE(write(3));
  std::thread other([this] {
    std::this_thread::sleep_for(milliseconds(100));
    engine_->interrupt();
  });
  const Status status = engine_->flush(minutes(1));
  other.join();
  EXPECT_EQ(status.code(), ErrorCode::kCancelled);
  EXPECT_TRUE(engine_->failure()) << "an interrupt is no failure";
  EXPECT_EQ(write(1).code(), ErrorCode::kCancelled);
  std::ofstream(folder_ / "gate") << "open";
}

TEST_F(EngineHosts, MakesRoomForBlocksByClosingChunks) {
  set("sink.buffer-flush.max-bytes", "67108864");
  open();
  ASSERT_TRUE(write(100, 1000));
  MemoryBudget& budget = engine_->budget();
  const std::size_t rest = budget.limit() - budget.used();
  ASSERT_TRUE(budget.try_charge(rest));
  milliseconds waited{0};
  for (int steps = 0; steps < 200 && !budget.has_room(1); ++steps)
    ASSERT_TRUE(engine_->make_room(1, waited));
  EXPECT_TRUE(budget.has_room(1)) << "what a closed chunk does not use";
  budget.release(rest);
  wait_until([this] { return requests().size() == 1; });
}

TEST_F(EngineHosts, OnlyACommitterTakesStatesAgainAndAgain) {
  open();
  EXPECT_FALSE(engine_->commit_states({}, seconds(1)));
  config_.committer = true;
  reopen();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(engine_->commit_states({""}, minutes(1)));
  EXPECT_FALSE(engine_->restore({}, seconds(1)));
}

class CommittingHosts : public EngineHosts {
 protected:
  const char* transport() const override { return "recording_transactions"; }
  void SetUp() override {
    EngineTest::SetUp();
    set("sink.semantic", "exactly-once");
  }
};

TEST_F(CommittingHosts, ACommitterCommitsWhatAWriterPrepared) {
  open();
  ASSERT_TRUE(write(3));
  const Result<std::string> state = engine_->prepare(1, minutes(1));
  ASSERT_TRUE(state) << state.status().message();
  config_.committer = true;
  reopen();
  const Status status = engine_->commit_states({*state}, minutes(1));
  ASSERT_TRUE(status) << status.message();
  EXPECT_EQ(requests().back().kind, SL_REQUEST_COMMIT);
  EXPECT_EQ(engine_->counters().total_flush_rows, 3u);
}

// The host ends the engine at once when it fails; what is open on the server is rolled back first.
TEST_F(CommittingHosts, AWriterThatFailedRollsBackWhatIsOpen) {
  set("recording.script", "load=unknown");
  open();
  ASSERT_TRUE(write(3));
  EXPECT_FALSE(engine_->prepare(1, minutes(1)));
  EXPECT_FALSE(engine_->rollback(minutes(1)));
  EXPECT_EQ(requests().back().kind, SL_REQUEST_ROLLBACK);
}

TEST(EngineSetupOfAuto, WarnsThatEveryLoadSkipsItsHeader) {
  PropertyMap properties;
  for (const char* key : {"database-name", "table-name", "username"})
    properties.set(key, "x", "test");
  properties.set("load-url", "fe:8030", "test");
  properties.set("sink.properties.skip_header", "1", "test");
  PluginHost plugins({BUILTIN_PLUGINS});
  const Result<EngineSetup> setup = set_up_engine(properties, plugins);
  ASSERT_TRUE(setup) << setup.status().message();
  ASSERT_EQ(setup->warnings.size(), 1u);
  EXPECT_NE(setup->warnings[0].find("skip_header = 1: the server leaves out"), std::string::npos)
      << setup->warnings[0];
}

TEST(EngineSetupOfAuto, KeepsBothTransports) {
  PropertyMap properties;
  for (const char* key : {"database-name", "table-name", "username"})
    properties.set(key, "x", "test");
  properties.set("load-url", "fe:8030", "test");
  std::optional<EngineSetup> setup;
  {
    PluginHost plugins({BUILTIN_PLUGINS});
    Result<EngineSetup> made = set_up_engine(properties, plugins);
    ASSERT_TRUE(made) << made.status().message();
    setup = made.take();
  }
  ASSERT_NE(setup->other_transport, nullptr);
  EXPECT_NE(setup->other_transport->name(), setup->transport->name());
  for (const OptionTable::Entry& entry : setup->options.entries())
    EXPECT_NE(std::string(entry.option.key), "") << "plugins that are loaded still";
}

TEST(PreloadedPluginsOfAHost, OutliveTheirFiles) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("starload-preload-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
  std::filesystem::copy(std::filesystem::path(BUILTIN_PLUGINS) / "csv.so", folder / "csv.so");
  const auto preloaded = PreloadedPlugins::load(folder);
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(preloaded) << preloaded.status().message();
  PluginHost plugins({}, *preloaded);
  EXPECT_TRUE(plugins.find(SL_KIND_SERIALIZER, "csv"));
  EXPECT_FALSE(plugins.find(SL_KIND_TRANSPORT, "csv")) << "of another kind";
  EXPECT_FALSE(plugins.find(SL_KIND_SERIALIZER, "json"));
  PluginHost with_directory({BUILTIN_PLUGINS}, *preloaded);
  const auto found = with_directory.find(SL_KIND_SERIALIZER, "csv");
  ASSERT_FALSE(found) << "which of the two is meant?";
  const std::string& message = found.status().message();
  EXPECT_NE(message.find(std::string(BUILTIN_PLUGINS) + "/csv.so"), std::string::npos) << message;
  EXPECT_NE(message.find("this program's own"), std::string::npos) << message;
}

TEST(PreloadedPluginsOfAHost, AFolderWithoutPluginsIsAnError) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("starload-empty-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
  EXPECT_FALSE(PreloadedPlugins::load(folder));
  std::filesystem::remove_all(folder);
  EXPECT_FALSE(PreloadedPlugins::load(folder));
}

}  // namespace
}  // namespace starload
