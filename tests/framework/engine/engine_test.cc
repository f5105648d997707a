// The whole engine with real plugins; only the transport is a recorder, so that every request can
// be looked at.
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "framework/buffer/memory_budget.h"
#include "tests/framework/engine/engine_fixture.h"

namespace starload {
namespace {

namespace fs = std::filesystem;
using std::chrono::minutes;
using testing::EngineTest;
using testing::Request;

TEST_F(EngineTest, FlushOnRequestLoadsWhatWasWritten) {
  open();
  ASSERT_TRUE(write(3));
  EXPECT_TRUE(requests().empty());
  ASSERT_TRUE(engine_->flush(minutes(1)));
  ASSERT_EQ(requests().size(), 1u);
  EXPECT_EQ(requests()[0].table, "db.t");
  EXPECT_EQ(requests()[0].rows, 3u);
  EXPECT_EQ(requests()[0].bytes,
            std::string("0\tnnnnnnnnnn\n1\tnnnnnnnnnn\n2\tnnnnnnnnnn\n").size());
  EXPECT_EQ(engine_->counters().total_flush_rows, 3u);
  EXPECT_EQ(engine_->counters().total_flush_succeeded_times, 1u);
}

TEST_F(EngineTest, FlushOfNothingSendsNothing) {
  open();
  ASSERT_TRUE(engine_->flush(minutes(1)));
  EXPECT_TRUE(requests().empty());
}

TEST_F(EngineTest, FlushesOnRows) {
  set("sink.buffer-flush.max-rows", "64000");
  open();
  ASSERT_TRUE(write(150'000));
  ASSERT_TRUE(engine_->flush(minutes(1)));
  ASSERT_EQ(requests().size(), 3u);
  EXPECT_EQ(requests()[0].rows, 64'000u);
  EXPECT_EQ(requests()[1].rows, 64'000u);
  EXPECT_EQ(requests()[2].rows, 22'000u);
}

TEST_F(EngineTest, FlushesOnBytes) {
  set("sink.buffer-flush.max-bytes", "64mb");
  open();
  for (int i = 0; i < 80; ++i) ASSERT_TRUE(write(1000, 1000));
  ASSERT_TRUE(engine_->flush(minutes(1)));
  ASSERT_GE(requests().size(), 3u);
  EXPECT_LE(requests()[0].bytes, 32u << 20);
  EXPECT_GE(requests()[0].bytes, 29u << 20);
  EXPECT_LE(engine_->budget().peak(), 64u << 20);
}

TEST_F(EngineTest, ChunkLimitBoundsOneRequest) {
  set("sink.chunk-limit", "1mb");
  open();
  ASSERT_TRUE(write(3000, 1000));
  ASSERT_TRUE(engine_->flush(minutes(1)));
  ASSERT_GE(requests().size(), 3u);
  for (const Request& request : requests()) EXPECT_LE(request.bytes, 1u << 20);
}

TEST_F(EngineTest, FlushesOnInterval) {
  set("sink.buffer-flush.interval-ms", "1000");
  open();
  ASSERT_TRUE(write(5));
  wait_until([&] { return requests().size() == 1; });
  EXPECT_EQ(requests()[0].rows, 5u);
}

TEST_F(EngineTest, RefusesFlushOptionsOutOfTheirRanges) {
  const auto refuses = [&](const std::string& key, const std::string& value,
                           const std::string& range) {
    const std::string before = config_.properties.get(key);
    set(key, value);
    const std::string message = open_error();
    EXPECT_NE(message.find("'" + value + "' for '" + key + "'. Supported value range: " + range),
              std::string::npos)
        << message;
    config_.properties = PropertyMap(config_.properties);
    set(key, before);
  };
  refuses("sink.buffer-flush.max-bytes", "67108863", "[67108864, 10737418240] bytes");
  set("sink.buffer-flush.max-bytes", "64mb");
  refuses("sink.buffer-flush.max-rows", "63999", "[64000, 5000000] rows");
  set("sink.buffer-flush.max-rows", "64000");
  refuses("sink.buffer-flush.interval-ms", "0", "[1, 3600000] ms");
}

TEST_F(EngineTest, AWriterWaitsForMemoryAndGoesOnWhenLoadsEnd) {
  set("sink.buffer-flush.max-bytes", "64mb");
  const fs::path gate = folder_ / "gate";
  set("recording.gate", gate.string());
  open();
  std::atomic<bool> written = false;
  std::thread writer([&] {
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(write(1000, 1000));
    written = true;
  });
  wait_until([&] { return engine_->counters().blocked_ms > 0; });
  EXPECT_FALSE(written);
  EXPECT_LE(engine_->budget().used(), 64u << 20);
  std::ofstream(gate) << "open";
  writer.join();
  ASSERT_TRUE(engine_->flush(minutes(1)));
  EXPECT_EQ(engine_->counters().total_flush_rows, 100'000u);
  EXPECT_LE(engine_->budget().peak(), 64u << 20);
}

TEST_F(EngineTest, GivesItsMemoryBackWhenIdle) {
  open();
  ASSERT_TRUE(write(10'000, 1000));
  ASSERT_TRUE(engine_->flush(minutes(1)));
  EXPECT_EQ(engine_->budget().used(), 0u);
}

TEST_F(EngineTest, AFailureEndsABlockedWriteAtOnce) {
  set("sink.buffer-flush.max-bytes", "64mb");
  const fs::path gate = folder_ / "gate";
  set("recording.gate", gate.string());
  set("recording.script", "no-never");
  open();
  Status status;
  std::thread writer([&] {
    while (status) status = write(1000, 1000);
  });
  wait_until([&] { return engine_->counters().blocked_ms > 0; });
  std::ofstream(gate) << "open";
  writer.join();
  EXPECT_EQ(status.code(), ErrorCode::kRefused);
  EXPECT_NE(status.message().find("scripted answer no-never"), std::string::npos);
}

TEST_F(EngineTest, AFailureIsReportedWithoutAnotherRow) {
  std::atomic<bool> reported = false;
  config_.on_failure = [&](const Status& status) {
    reported = status.code() == ErrorCode::kRefused;
  };
  set("recording.script", "no-never");
  set("sink.buffer-flush.interval-ms", "1000");
  open();
  ASSERT_TRUE(write(1));
  wait_until([&] { return reported.load(); });
  EXPECT_FALSE(engine_->failure());
}

TEST_F(EngineTest, RetriesWithTheSameLabelUntilItIsLoaded) {
  set("sink.retry.interval-ms", "5");
  set("recording.script", "no-soon;unknown;PREPARE;UNKNOWN;exists;VISIBLE");
  open();
  ASSERT_TRUE(write(4));
  ASSERT_TRUE(engine_->flush(minutes(1)));
  const auto all = requests();
  ASSERT_EQ(all.size(), 6u);
  const std::vector<int> kinds = {SL_REQUEST_LOAD,        SL_REQUEST_LOAD, SL_REQUEST_LABEL_STATE,
                                  SL_REQUEST_LABEL_STATE, SL_REQUEST_LOAD, SL_REQUEST_LABEL_STATE};
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].kind, kinds[i]) << i;
    EXPECT_EQ(all[i].label, all[0].label);
  }
  EXPECT_EQ(engine_->counters().total_flush_rows, 4u);
  EXPECT_EQ(engine_->counters().retries, 2u);
}

TEST_F(EngineTest, NeverReusesALabelInASecondRun) {
  open();
  ASSERT_TRUE(write(1));
  ASSERT_TRUE(engine_->close(minutes(1)));
  open();
  ASSERT_TRUE(write(1));
  ASSERT_TRUE(engine_->close(minutes(1)));
  ASSERT_EQ(requests().size(), 2u);
  EXPECT_NE(requests()[0].label, requests()[1].label);
}

TEST_F(EngineTest, HandsOnTheServersRejectedRows) {
  std::vector<RejectedRow> rejected;
  config_.on_reject = [&](const RejectedRow& row) { rejected.push_back(row); };
  set("recording.script", "filtered");
  open();
  ASSERT_TRUE(write(4));
  ASSERT_TRUE(engine_->flush(minutes(1)));
  ASSERT_EQ(rejected.size(), 1u);
  EXPECT_TRUE(rejected[0].by_server);
  EXPECT_EQ(rejected[0].reason, "scripted reason");
  EXPECT_EQ(engine_->counters().total_filtered_rows, 1u);
  EXPECT_EQ(engine_->counters().total_flush_rows, 3u);
}

TEST_F(EngineTest, ARowThatCannotBeSerializedFailsTheWriteAndNamesTheColumn) {
  open();
  RowBlock block(schema_);
  RowWriter writer(block);
  writer.begin_row();
  writer.set_int(0, 1);
  writer.set_bytes(1, "\\N");  // no CSV can tell this text from NULL
  writer.end_row();
  const Status status = engine_->write(table_, block.abi());
  EXPECT_EQ(status.code(), ErrorCode::kData);
  EXPECT_NE(status.message().find("name"), std::string::npos) << status.message();
}

TEST_F(EngineTest, WithAFilterRatioABadRowIsReportedAndLeftOut) {
  std::vector<RejectedRow> rejected;
  config_.on_reject = [&](const RejectedRow& row) { rejected.push_back(row); };
  set("sink.properties.max_filter_ratio", "0.5");
  open();
  RowBlock block(schema_);
  RowWriter writer(block);
  for (const char* name : {"good", "\\N", "fine"}) {
    writer.begin_row();
    writer.set_int(0, 1);
    writer.set_bytes(1, name);
    writer.end_row();
  }
  ASSERT_TRUE(engine_->write(table_, block.abi()));
  ASSERT_TRUE(engine_->flush(minutes(1)));
  ASSERT_EQ(rejected.size(), 1u);
  EXPECT_EQ(rejected[0].block_row, 2u - 1u);
  EXPECT_FALSE(rejected[0].by_server);
  EXPECT_EQ(requests()[0].rows, 2u);
}

TEST_F(EngineTest, ARowLargerThanALoadIsAClearError) {
  set("sink.chunk-limit", "1mb");
  open();
  const Status status = write(1, 2 << 20);
  EXPECT_EQ(status.code(), ErrorCode::kData);
  EXPECT_NE(status.message().find("one row is larger than a load may be"), std::string::npos)
      << status.message();
}

TEST_F(EngineTest, RawRecordsAreFramedAndSentAsTheyAre) {
  open_raw();
  RowBlock block(nullptr);
  block.append_raw("1\ta");
  block.append_raw("2\tb");
  ASSERT_TRUE(engine_->write(table_, block.abi()));
  ASSERT_TRUE(engine_->flush(minutes(1)));
  EXPECT_EQ(requests()[0].rows, 2u);
  EXPECT_EQ(requests()[0].bytes, std::string("1\ta\n2\tb\n").size());
}

TEST_F(EngineTest, DrainForgetsOpenRowsAndWaitsForLoadsUnderWay) {
  open();
  ASSERT_TRUE(write(3));
  EXPECT_TRUE(engine_->drain(minutes(1)));
  EXPECT_TRUE(requests().empty());
  EXPECT_TRUE(engine_->unresolved_labels().empty());
}

TEST_F(EngineTest, AbortNamesLoadsWhoseOutcomeIsNotKnown) {
  set("recording.gate", (folder_ / "never").string());
  set("sink.buffer-flush.max-rows", "64000");
  open();
  ASSERT_TRUE(write(64'000));
  wait_until([&] { return requests().size() == 1; });
  engine_->abort();
  EXPECT_EQ(engine_->unresolved_labels(), (std::vector<std::string>{requests()[0].label}));
  EXPECT_FALSE(write(1));
}

TEST_F(EngineTest, FlushEndsWhenItsTimeIsOver) {
  set("recording.gate", (folder_ / "never").string());
  open();
  ASSERT_TRUE(write(3));
  const Status status = engine_->flush(std::chrono::milliseconds(50));
  EXPECT_EQ(status.code(), ErrorCode::kUnavailable);
}

TEST_F(EngineTest, SetupErrorsNameEveryProblem) {
  set("sink.versoin", "V1");
  set("sink.max-retries", "-1");
  const std::string message = open_error();
  EXPECT_NE(message.find("Did you mean 'sink.version'?"), std::string::npos) << message;
  EXPECT_NE(message.find("'sink.max-retries'"), std::string::npos) << message;
}

TEST_F(EngineTest, ALabelPrefixThatNoLabelCanHaveIsRefused) {
  set("sink.label-prefix", "my job");
  EXPECT_NE(open_error().find("Unsupported value 'my job' for 'sink.label-prefix'"),
            std::string::npos);
}

}  // namespace
}  // namespace starload
