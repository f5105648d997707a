// An engine with real plugins but for the transport, which is a recorder: every request can be
// looked at.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "framework/engine/engine.h"
#include "framework/rows/row_block.h"
#include "framework/rows/row_writer.h"

namespace starload::testing {

namespace fs = std::filesystem;

struct Request {
  int kind;
  std::string table, label;
  std::uint64_t rows, bytes;
};

class EngineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = fs::temp_directory_path() / ("starload-engine-" + name + std::to_string(::getpid()));
    fs::create_directories(folder_);
    set("database-name", "db");
    set("table-name", "t");
    set("username", "root");
    set("sink.transport", transport());
    set("recording.file", (folder_ / "requests").string());
    schema_ = *Schema::make({{"id", {.kind = SL_TYPE_BIGINT}, "bigint"},
                             {"name", {.kind = SL_TYPE_VARCHAR}, "varchar"}},
                            false);
  }
  void TearDown() override {
    engine_.reset();
    fs::remove_all(folder_);
  }

  virtual const char* transport() const { return "recording"; }

  void set(const std::string& key, const std::string& value) {
    config_.properties.set(key, value, "test");
  }

  void open() { open({"db", "t", schema_, {"id", "name"}}); }
  // A table of records that are sent as they are.
  void open_raw() { open({"db", "t", nullptr, {}}); }
  void open(TableSpec spec) {
    config_.plugin_directories = {TEST_PLUGINS, BUILTIN_PLUGINS};
    auto engine = Engine::open(config_);
    ASSERT_TRUE(engine) << engine.status().message();
    engine_ = engine.take();
    auto table = engine_->add_table(std::move(spec));
    ASSERT_TRUE(table) << table.status().message();
    table_ = *table;
  }
  // Ends the engine as a crash would, as far as the host's state goes, and starts another.
  void reopen() {
    engine_.reset();
    open();
  }

  std::string open_error() {
    config_.plugin_directories = {TEST_PLUGINS, BUILTIN_PLUGINS};
    return Engine::open(config_).status().message();
  }

  Status write(std::size_t rows, std::size_t name_bytes = 10) {
    RowBlock block(schema_);
    RowWriter writer(block);
    for (std::size_t i = 0; i < rows; ++i) {
      writer.begin_row();
      writer.set_int(0, static_cast<std::int64_t>(i));
      writer.set_bytes(1, std::string(name_bytes, 'n'));
      writer.end_row();
    }
    const sl_row_block abi = block.abi();
    return engine_->write(table_, abi);
  }

  std::vector<Request> requests() {
    std::vector<Request> all;
    std::ifstream in(folder_ / "requests");
    Request request;
    while (in >> request.kind >> request.table >> request.label >> request.rows >> request.bytes) {
      all.push_back(request);
    }
    return all;
  }

  void wait_until(const std::function<bool()>& done) {
    for (int i = 0; i < 6000 && !done(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ASSERT_TRUE(done());
  }

  EngineConfig config_;
  fs::path folder_;
  std::shared_ptr<const Schema> schema_;
  std::unique_ptr<Engine> engine_;
  std::uint32_t table_ = 0;
};

}  // namespace starload::testing
