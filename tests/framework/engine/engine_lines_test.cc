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
    config_.plugin_directories = {TEST_PLUGINS, BUILTIN_PLUGINS};
    auto engine = Engine::open(config_);
    ASSERT_TRUE(engine) << engine.status().message();
    engine_ = engine.take();
    const auto table = engine_->add_table({"db", "t", nullptr, {}});
    ASSERT_TRUE(table) << table.status().message();
    constexpr std::uint64_t kLines = 200'000;
    std::uint64_t bytes = 0;
    RowBlock block(nullptr);
    for (std::uint64_t i = 0; i < kLines; ++i) {
      const std::string line = std::string(i % longest, 'x') + std::to_string(i);
      bytes += line.size() + 1;
      block.append_line(line);
      if (i % 3001 != 0 && i + 1 < kLines) continue;
      ASSERT_TRUE(engine_->write(*table, block.abi()));
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

}  // namespace
}  // namespace starload
