// Exactly-once over stream load: closed loads wait on disk until their checkpoint is complete.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <random>
#include <sstream>

#include "framework/buffer/memory_budget.h"
#include "framework/checkpoint/envelope.h"
#include "tests/framework/engine/engine_fixture.h"

namespace starload {
namespace {

using std::chrono::minutes;
using testing::EngineTest;
using testing::Request;

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

class SpillingEngine : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    set("sink.semantic", "exactly-once");
    set("sink.buffer-flush.max-bytes", "64mb");
    set("sink.spill-directory", folder_.string());
    set("recording.bodies", (folder_ / "bodies").string());
  }
  std::string prepare(std::uint64_t checkpoint) {
    Result<std::string> state = engine_->prepare(checkpoint, minutes(2));
    EXPECT_TRUE(state) << state.status().message();
    return state ? state.take() : std::string();
  }
  void expect_ok(const Status& status) { EXPECT_TRUE(status) << status.message(); }
  std::vector<Request> loads() {
    std::vector<Request> all = requests();
    std::erase_if(all, [](const Request& request) { return request.kind != SL_REQUEST_LOAD; });
    return all;
  }
  // Rows that cannot be compressed much, and differ.
  Status write_noise(std::size_t rows, std::size_t name_bytes) {
    RowBlock block(schema_);
    RowWriter writer(block);
    for (std::size_t i = 0; i < rows; ++i) {
      std::string name(name_bytes, '\0');
      for (char& c : name) c = static_cast<char>('0' + random_() % 64);
      writer.begin_row();
      writer.set_int(0, ++rows_);
      writer.set_bytes(1, name);
      writer.end_row();
      expected_ += std::to_string(rows_) + "\t" + name + "\n";
    }
    return engine_->write(table_, block.abi());
  }

  std::mt19937 random_{1};
  std::int64_t rows_ = 0;
  std::string expected_;
};

TEST_F(SpillingEngine, SendsNothingBeforeTheCheckpointIsComplete) {
  open();
  expect_ok(write_noise(30'000, 1000));
  prepare(1);
  EXPECT_TRUE(requests().empty());
  EXPECT_GT(engine_->counters().spilled_bytes, 10u << 20);
  expect_ok(engine_->commit(1, minutes(2)));
  EXPECT_EQ(engine_->counters().total_flush_rows, 30'000u);
  EXPECT_EQ(engine_->counters().spilled_bytes, 0u);
  EXPECT_EQ(text_of(folder_ / "bodies"), expected_);
}

TEST_F(SpillingEngine, NeverWaitsForMemoryBeforeACheckpoint) {
  open();
  for (int i = 0; i < 15; ++i) expect_ok(write_noise(10'000, 1000));  // more than twice the budget
  EXPECT_TRUE(requests().empty());
  EXPECT_LE(engine_->budget().peak(), 64u << 20);
  prepare(1);
  expect_ok(engine_->commit(1, minutes(5)));
  EXPECT_EQ(engine_->counters().total_flush_rows, 150'000u);
  EXPECT_TRUE(text_of(folder_ / "bodies") == expected_);
  EXPECT_LE(engine_->budget().peak(), 64u << 20);
}

TEST_F(SpillingEngine, TheStateBringsItsRowsIntoAnotherRun) {
  open();
  expect_ok(write_noise(12'000, 1000));
  const std::string state = prepare(1);
  std::filesystem::remove(folder_ / "bodies");
  reopen();
  expect_ok(engine_->restore({state}, minutes(2)));
  EXPECT_TRUE(text_of(folder_ / "bodies") == expected_);
  EXPECT_EQ(engine_->counters().spilled_bytes, 0u);
}

TEST_F(SpillingEngine, RestoredRowsGoWithTheirOwnTableAndHeaders) {
  set("recording.headers", (folder_ / "headers").string());
  set("sink.properties.strict_mode", "true");
  open();
  expect_ok(write_noise(2, 10));
  const std::string state = prepare(1);
  engine_.reset();
  set("sink.properties.strict_mode", "false");
  config_.plugin_directories = {TEST_PLUGINS, BUILTIN_PLUGINS};
  auto engine = Engine::open(config_);
  ASSERT_TRUE(engine) << engine.status().message();
  ASSERT_TRUE((*engine)->add_table({"other", "u", schema_, {"x", "y"}}));
  expect_ok((*engine)->restore({state}, minutes(1)));
  ASSERT_EQ(loads().size(), 1u);
  EXPECT_EQ(loads()[0].table, "db.t");
  EXPECT_EQ(loads()[0].rows, 2u);
  const std::string headers = text_of(folder_ / "headers");
  EXPECT_NE(headers.find("columns=`id`,`name`"), std::string::npos) << headers;
  EXPECT_NE(headers.find("strict_mode=true"), std::string::npos) << headers;
}

TEST_F(SpillingEngine, RestoringTwiceSendsTheSameLabels) {
  open();
  expect_ok(write_noise(2, 10));
  const std::string state = prepare(1);
  reopen();
  expect_ok(engine_->restore({state}, minutes(1)));
  set("recording.script", "load=exists");
  reopen();
  expect_ok(engine_->restore({state}, minutes(1)));
  ASSERT_EQ(loads().size(), 2u);
  EXPECT_EQ(loads()[0].label, loads()[1].label);
  EXPECT_EQ(engine_->counters().total_flush_rows, 2u);
}

TEST_F(SpillingEngine, WhatIsNotSentYetIsInTheNextStateToo) {
  open();
  expect_ok(write_noise(1, 10));
  prepare(1);
  expect_ok(write_noise(1, 10));
  const std::string second = prepare(2);
  const Result<Envelope> envelope = read_envelope(second);
  ASSERT_TRUE(envelope) << envelope.status().message();
  EXPECT_EQ(envelope->chunks.size(), 2u);
}

TEST_F(SpillingEngine, ACutStateIsRefusedBeforeAnythingIsSent) {
  open();
  expect_ok(write_noise(2, 10));
  const std::string state = prepare(1);
  reopen();
  const Status status = engine_->restore({state.substr(0, state.size() - 1)}, minutes(1));
  EXPECT_NE(status.message().find("cut short"), std::string::npos) << status.message();
  EXPECT_TRUE(requests().empty());
}

// Writers that wait for memory and senders that read back share one budget.
TEST_F(SpillingEngine, AWriterAndCommitsShareTheMemoryWithoutStandingStill) {
  open();
  std::vector<std::uint32_t> tables = {table_};
  for (int i = 0; i < 9; ++i) {
    const auto table = engine_->add_table({"db", "t" + std::to_string(i), schema_, {"id", "name"}});
    ASSERT_TRUE(table) << table.status().message();
    tables.push_back(*table);
  }
  std::uint64_t rows = 0;
  for (std::uint64_t checkpoint = 1; checkpoint <= 4; ++checkpoint) {
    for (const std::uint32_t table : tables) {
      table_ = table;
      expect_ok(write(4'000, 1000));
      rows += 4'000;
    }
    prepare(checkpoint);
    std::thread committer([&] { expect_ok(engine_->commit(checkpoint, minutes(2))); });
    table_ = tables[checkpoint];
    expect_ok(write(20'000, 1000));
    rows += 20'000;
    committer.join();
  }
  expect_ok(engine_->close(minutes(2)));
  EXPECT_EQ(engine_->counters().total_flush_rows, rows);
  EXPECT_LE(engine_->budget().peak(), 64u << 20);
}

TEST_F(SpillingEngine, AFullDiskIsAClearFailureAndLosesNothingSilently) {
  open();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 10 << 20;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  Status status;
  for (int i = 0; i < 50 && status; ++i) status = write_noise(1'000, 1000);
  if (status) status = engine_->prepare(1, minutes(1)).status();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ASSERT_FALSE(status);
  EXPECT_NE(status.message().find(folder_.string()), std::string::npos) << status.message();
  EXPECT_NE(status.message().find("point sink.spill-directory to a larger disk"), std::string::npos)
      << status.message();
  EXPECT_FALSE(engine_->prepare(2, minutes(1)));
  EXPECT_TRUE(requests().empty());
}

TEST_F(SpillingEngine, ADirectoryThatIsNotThereIsNamed) {
  set("sink.spill-directory", (folder_ / "absent").string());
  open();
  expect_ok(write_noise(1, 10));
  const Result<std::string> state = engine_->prepare(1, minutes(1));
  ASSERT_FALSE(state);
  EXPECT_NE(state.status().message().find((folder_ / "absent").string()), std::string::npos)
      << state.status().message();
}

}  // namespace
}  // namespace starload
