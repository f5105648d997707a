// The states of a label in storage, and data directories of earlier versions.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "devserver/storage/storage.h"
#include "tests/devserver/storage/temporary_directory.h"

namespace starload::devserver {
namespace {

class LabelStates : public ::testing::Test {
 protected:
  void SetUp() override {
    open();
    ASSERT_TRUE(storage_->create_database("shop", false).is_ok());
    Table table;
    table.database = "shop";
    table.name = "t";
    Column column;
    column.name = "k";
    column.type.kind = TypeKind::kInt;
    table.columns = {column};
    ASSERT_TRUE(storage_->create_table(table, false).is_ok());
  }
  void open() {
    storage_.reset();
    Result<std::unique_ptr<Storage>> storage = Storage::open(directory_.path());
    ASSERT_TRUE(storage.is_ok()) << storage.status().message();
    storage_ = storage.take();
  }

  LoadRecord begin(const std::string& label) {
    return storage_->begin_load("shop", "t", label)->record;
  }
  LoadRecord prepared(const std::string& label) {
    LoadRecord record = begin(label);
    record.staged = "here";
    record.loaded_rows = 7;
    EXPECT_TRUE(storage_->prepare_load(record).is_ok());
    return record;
  }
  LabelState state(const std::string& label) { return storage_->find_label("shop", label)->state; }
  Status commit(const LoadRecord& record, std::int64_t value) {
    RowBatch batch;
    batch.columns = {0};
    batch.rows = {{value}};
    return storage_->commit_load(record, *storage_->find_table("shop", "t"), batch);
  }
  std::size_t row_count() { return storage_->run("SELECT * FROM \"shop.t\"")->rows.size(); }

  TemporaryDirectory directory_;
  std::unique_ptr<Storage> storage_;
};

TEST_F(LabelStates, PreparedLabelsSurviveAReopen) {
  prepared("p");
  begin("open");
  LoadRecord committed = prepared("c");
  ASSERT_TRUE(storage_->commit_later(committed).is_ok());
  open();
  EXPECT_EQ(state("p"), LabelState::kPrepared);
  EXPECT_EQ(state("c"), LabelState::kCommitted);
  EXPECT_EQ(state("open"), LabelState::kAborted);
  const LoadRecord record = *storage_->find_label("shop", "p");
  EXPECT_EQ(record.staged, "here");
  EXPECT_EQ(record.loaded_rows, 7);
  EXPECT_GT(record.prepared_ms, 0);
  EXPECT_EQ(record.commit_ms, 0);
  EXPECT_GT(storage_->find_label("shop", "c")->commit_ms, 0);
}

TEST_F(LabelStates, OnlyAnOpenLabelIsPrepared) {
  const LoadRecord record = prepared("l");
  EXPECT_EQ(storage_->prepare_load(record).message(),
            "transaction 1001 of label l in database shop is not open");
  ASSERT_TRUE(storage_->abort_load(record).is_ok());
  EXPECT_FALSE(storage_->prepare_load(record).is_ok());
  EXPECT_EQ(state("l"), LabelState::kAborted);
}

TEST_F(LabelStates, AFinishedLabelAppliesNoRowsAgain) {
  const LoadRecord record = prepared("l");
  ASSERT_TRUE(commit(record, 1).is_ok());
  EXPECT_FALSE(commit(record, 2).is_ok());
  EXPECT_EQ(row_count(), 1U);
  EXPECT_FALSE(storage_->abort_load(record).is_ok());
  EXPECT_EQ(state("l"), LabelState::kVisible);
}

TEST_F(LabelStates, WhatIsCommittedIsNotAborted) {
  const LoadRecord record = prepared("l");
  ASSERT_TRUE(storage_->commit_later(record).is_ok());
  EXPECT_FALSE(storage_->abort_load(record).is_ok());
  EXPECT_FALSE(storage_->commit_later(record).is_ok());
  EXPECT_EQ(state("l"), LabelState::kCommitted);
  ASSERT_TRUE(commit(record, 1).is_ok());
  EXPECT_EQ(state("l"), LabelState::kVisible);
}

TEST_F(LabelStates, AFailureOfTheSourceAppliesNothing) {
  const LoadRecord record = prepared("l");
  int calls = 0;
  const Status failed = storage_->commit_rows(record, *storage_->find_table("shop", "t"),
                                              [&calls](RowBatch& batch) -> Result<bool> {
                                                if (++calls == 2) return Status::fatal("no more");
                                                batch.columns = {0};
                                                batch.rows = {{std::int64_t{1}}};
                                                return true;
                                              });
  EXPECT_EQ(failed.message(), "no more");
  EXPECT_EQ(row_count(), 0U);
  EXPECT_EQ(state("l"), LabelState::kPrepared);
}

TEST_F(LabelStates, OpenLoadsAreThoseThatAreNotFinished) {
  begin("a");
  prepared("b");
  ASSERT_TRUE(commit(begin("c"), 1).is_ok());
  ASSERT_TRUE(storage_->abort_load(begin("d")).is_ok());
  const std::vector<LoadRecord> open = storage_->open_loads();
  ASSERT_EQ(open.size(), 2U);
  EXPECT_EQ(open[0].label, "b");
  EXPECT_EQ(open[1].label, "a");
}

TEST_F(LabelStates, RunningLabelsAreCountedByDatabase) {
  ASSERT_TRUE(storage_->create_database("other", false).is_ok());
  BeginRequest request;
  request.database = "shop";
  request.table = "t";
  request.label = "a";
  request.max_running = 1;
  EXPECT_TRUE(storage_->begin_transaction(request)->created);
  EXPECT_FALSE(storage_->begin_transaction(request)->created) << "the label is looked at first";
  request.label = "b";
  EXPECT_EQ(storage_->begin_transaction(request).status().message(),
            "current running txns on db 20001 is 1, larger than limit 1");
  request.database = "other";
  EXPECT_TRUE(storage_->begin_transaction(request)->created);
}

TEST_F(LabelStates, ReadsADirectoryOfAnEarlierVersion) {
  ASSERT_TRUE(commit(begin("old"), 1).is_ok());
  storage_.reset();
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open((directory_.path() / "starload-dev.sqlite").c_str(), &handle), SQLITE_OK);
  const char* downgrade =
      "DROP INDEX starload_labels_open; ALTER TABLE starload_labels DROP COLUMN prepared_ms; ALTER "
      "TABLE starload_labels DROP COLUMN commit_ms; ALTER TABLE starload_labels DROP COLUMN "
      "timeout_ms; ALTER TABLE starload_labels DROP COLUMN prepared_timeout_ms; ALTER TABLE "
      "starload_labels DROP COLUMN staged";
  EXPECT_EQ(sqlite3_exec(handle, downgrade, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(handle);
  open();
  EXPECT_EQ(state("old"), LabelState::kVisible);
  prepared("new");
  EXPECT_EQ(state("new"), LabelState::kPrepared);
}

}  // namespace
}  // namespace starload::devserver
