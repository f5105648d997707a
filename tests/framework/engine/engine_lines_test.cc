#include <cstring>
#include <thread>

#include "tests/framework/engine/engine_fixture.h"

namespace starload {
namespace {

using std::chrono::minutes;
using testing::EngineTest;
using testing::Request;

// Blocks of lines are copied many at a time; loads end where their bytes or rows do.
class EngineLinesTest : public EngineTest {
 protected:
  void expect_all_lines_in_loads(std::uint64_t most_rows, std::size_t longest = 37) {
    open_raw();
    constexpr std::uint64_t kLines = 200'000;
    std::uint64_t bytes = 0;
    RowBlock block(nullptr);
    for (std::uint64_t i = 0; i < kLines; ++i) {
      const std::string line = std::string(i % longest, 'x') + std::to_string(i);
      bytes += line.size() + 1;
      block.append_line(line);
      if (i % 3001 != 0 && i + 1 < kLines) continue;
      ASSERT_TRUE(engine_->write(table_, block.abi()));
      block.clear();
    }
    ASSERT_TRUE(engine_->flush(minutes(1)));
    std::uint64_t rows = 0;
    for (const Request& request : requests()) {
      EXPECT_LE(request.bytes, 1u << 20);
      EXPECT_LE(request.rows, most_rows);
      rows += request.rows;
      bytes -= request.bytes;
    }
    EXPECT_EQ(rows, kLines);
    EXPECT_EQ(bytes, 0u);
    EXPECT_GT(requests().size(), kLines / most_rows);
  }
};

TEST_F(EngineLinesTest, FillLoadsToTheByte) {
  set("sink.chunk-limit", "1mb");
  expect_all_lines_in_loads(100'000);
}

TEST_F(EngineLinesTest, FillLoadsToTheRow) {
  set("sink.chunk-limit", "1mb");
  set("sink.buffer-flush.max-rows", "64000");
  expect_all_lines_in_loads(64'000, 7);
}

TEST_F(EngineLinesTest, AreJoinedByTheDelimiterOfTheLoad) {
  set("sink.chunk-limit", "1mb");
  set("sink.properties.row_delimiter", "|");
  expect_all_lines_in_loads(100'000);
}

// Lines that the host puts into the load itself.
class EngineFilledLinesTest : public EngineTest {
 protected:
  static constexpr std::size_t kRoomBytes = 10'000;

  // One line, by either way.
  void add(const std::string& line) {
    bytes_ += line.size() + 1;
    ++lines_;
    text_ += line + "\n";
    if (text_.size() < kRoomBytes - 100) return;
    add_text();
  }

  void add_text() {
    while (!text_.empty()) {
      const Result<bool> filled = engine_->fill_lines(
          table_, kRoomBytes, [this](const LineRoom& room) { return fill(room); });
      ASSERT_TRUE(filled) << filled.status().message();
      if (!*filled) write_block();
      filled_ += *filled ? 1 : 0;
    }
  }

  FilledLines fill(const LineRoom& room) {
    EXPECT_EQ(room.bytes.size(), kRoomBytes);
    std::memset(room.bytes.data(), '#', room.bytes.size());
    FilledLines filled;
    while (filled.rows < room.most_rows && filled.bytes < text_.size()) {
      filled.bytes = text_.find('\n', filled.bytes) + 1;
      ++filled.rows;
    }
    std::memcpy(room.bytes.data(), text_.data(), filled.bytes);
    text_.erase(0, filled.bytes);
    return filled;
  }

  void write_block() {
    RowBlock block(nullptr);
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t end = text_.find('\n', at);
      block.append_line(std::string_view(text_).substr(at, end - at));
      at = end + 1;
    }
    ASSERT_TRUE(engine_->write(table_, block.abi()));
    text_.clear();
    ++written_;
  }

  // Every line is in one load, and loads are as full as they may be.
  void expect_all_lines_in_loads(std::uint64_t most_rows, std::size_t longest) {
    open_raw();
    for (std::uint64_t i = 0; i < 200'000; ++i)
      add(std::string(i % longest, 'x') + std::to_string(i));
    add_text();
    ASSERT_TRUE(engine_->flush(minutes(1)));
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    const std::vector<Request> all = requests();
    for (const Request& request : all) {
      EXPECT_LE(request.bytes, 1u << 20);
      EXPECT_LE(request.rows, most_rows);
      const bool full = request.rows == most_rows || request.bytes + longest + 10 > 1u << 20;
      EXPECT_TRUE(full || request.label == all.back().label) << request.bytes;
      rows += request.rows;
      bytes += request.bytes;
    }
    EXPECT_EQ(rows, lines_);
    EXPECT_EQ(bytes, bytes_);
    EXPECT_GT(all.size(), 2u);
    EXPECT_EQ(engine_->counters().written_rows, lines_);
  }

  std::string text_;
  std::uint64_t lines_ = 0, bytes_ = 0;
  int filled_ = 0, written_ = 0;  // pieces
};

TEST_F(EngineFilledLinesTest, FillLoadsToTheByte) {
  set("sink.chunk-limit", "1mb");
  expect_all_lines_in_loads(500'000, 37);
  EXPECT_GT(filled_, 10 * written_);
  EXPECT_GT(written_, 0);
}

TEST_F(EngineFilledLinesTest, FillLoadsToTheRow) {
  set("sink.chunk-limit", "1mb");
  set("sink.buffer-flush.max-rows", "64000");
  expect_all_lines_in_loads(64'000, 7);
}

TEST_F(EngineFilledLinesTest, AreNotTakenWhereTheLoadHasAnotherDelimiter) {
  set("sink.chunk-limit", "1mb");
  set("sink.properties.row_delimiter", "|");
  expect_all_lines_in_loads(500'000, 37);
  EXPECT_EQ(filled_, 0);
}

TEST_F(EngineFilledLinesTest, LeaveTheLoadAsItWasWhenTheFillerFails) {
  open_raw();
  add("one");
  add_text();
  const Result<bool> failed =
      engine_->fill_lines(table_, kRoomBytes, [](const LineRoom& room) -> Result<FilledLines> {
        std::memset(room.bytes.data(), '#', room.bytes.size());
        return Status::data("no more");
      });
  ASSERT_FALSE(failed.is_ok());
  EXPECT_EQ(failed.status().message(), "no more");
  add("two");
  add_text();
  ASSERT_TRUE(engine_->flush(minutes(1)));
  ASSERT_EQ(requests().size(), 1u);
  EXPECT_EQ(requests()[0].rows, 2u);
  EXPECT_EQ(requests()[0].bytes, 8u);
}

TEST_F(EngineFilledLinesTest, AreWaitedForByAFlushOfAnotherThread) {
  open_raw();
  add("one");
  add_text();
  std::thread other;
  const Result<bool> filled =
      engine_->fill_lines(table_, kRoomBytes, [&](const LineRoom& room) -> Result<FilledLines> {
        other = std::thread([&] { EXPECT_TRUE(engine_->flush(minutes(1))); });
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        EXPECT_TRUE(requests().empty());
        std::memcpy(room.bytes.data(), "two\n", 4);
        return FilledLines{4, 1};
      });
  other.join();
  ASSERT_TRUE(filled);
  EXPECT_TRUE(*filled);
  ASSERT_EQ(requests().size(), 1u);
  EXPECT_EQ(requests()[0].rows, 2u);
  EXPECT_EQ(requests()[0].bytes, 8u);
}

// The interval ends while the filler writes into the load.
TEST_F(EngineFilledLinesTest, AreInTheLoadThatWasToBeClosedMeanwhile) {
  set("sink.buffer-flush.interval-ms", "1000");
  open_raw();
  add("one");
  add_text();
  const Result<bool> filled =
      engine_->fill_lines(table_, kRoomBytes, [this](const LineRoom& room) -> Result<FilledLines> {
        std::this_thread::sleep_for(std::chrono::milliseconds(1500));
        EXPECT_TRUE(requests().empty());
        std::memcpy(room.bytes.data(), "two\n", 4);
        return FilledLines{4, 1};
      });
  ASSERT_TRUE(filled);
  EXPECT_TRUE(*filled);
  const auto until = std::chrono::steady_clock::now() + minutes(1);
  while (requests().empty() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ASSERT_EQ(requests().size(), 1u);
  EXPECT_EQ(requests()[0].rows, 2u);
  EXPECT_EQ(requests()[0].bytes, 8u);
}

}  // namespace
}  // namespace starload
