#include "devserver/storage/storage.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "tests/devserver/storage/temporary_directory.h"

namespace starload::devserver {
namespace {

Column column(std::string name, TypeKind kind, bool key = false) {
  Column result;
  result.name = std::move(name);
  result.type.kind = kind;
  if (kind == TypeKind::kVarchar) result.type.length = 100;
  if (kind == TypeKind::kDecimal) {
    result.type.precision = 10;
    result.type.scale = 2;
  }
  result.key = key;
  result.nullable = !key;
  return result;
}

Table make_table(KeysType keys_type, std::vector<Column> columns) {
  Table table;
  table.database = "shop";
  table.name = "t";
  table.keys_type = keys_type;
  table.columns = std::move(columns);
  return table;
}

std::unique_ptr<Storage> open_storage(const std::filesystem::path& path) {
  Result<std::unique_ptr<Storage>> storage = Storage::open(path);
  EXPECT_TRUE(storage.is_ok()) << storage.status().message();
  return storage ? storage.take() : nullptr;
}

std::string print(const std::vector<std::vector<Cell>>& rows) {
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += ",";
      if (const auto* integer = std::get_if<std::int64_t>(&row[i]))
        text += std::to_string(*integer);
      if (const auto* real = std::get_if<double>(&row[i])) text += std::to_string(*real);
      if (const auto* string = std::get_if<std::string>(&row[i])) text += *string;
      if (std::holds_alternative<std::monostate>(row[i])) text += "NULL";
    }
    text += ";";
  }
  return text;
}

class StorageTest : public ::testing::Test {
 protected:
  StorageTest() : storage_(open_storage(directory_.path())) {
    EXPECT_TRUE(storage_->create_database("shop", false).is_ok());
  }

  Table create(KeysType keys_type, std::vector<Column> columns) {
    const Status status = storage_->create_table(make_table(keys_type, std::move(columns)), false);
    EXPECT_TRUE(status.is_ok()) << status.message();
    return *storage_->find_table("shop", "t");
  }

  Status load(const Table& table, const RowBatch& batch, const std::string& label) {
    Result<Storage::BeginResult> begun = storage_->begin_load("shop", table.name, label);
    if (!begun) return begun.status();
    LoadRecord record = begun->record;
    record.loaded_rows = static_cast<std::int64_t>(batch.rows.size());
    return storage_->commit_load(record, table, batch);
  }

  std::string query(const std::string& sql) {
    Result<QueryResult> result = storage_->run(sql);
    return result ? print(result->rows) : "error: " + result.status().message();
  }

  void reopen() {
    storage_.reset();
    storage_ = open_storage(directory_.path());
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Storage> storage_;
};

RowBatch batch_of(std::vector<int> columns, std::vector<std::vector<Cell>> rows) {
  RowBatch batch;
  batch.columns = std::move(columns);
  batch.rows = std::move(rows);
  return batch;
}

const std::int64_t kOne = 1;
const std::int64_t kTwo = 2;

TEST_F(StorageTest, DuplicateTableKeepsEveryRow) {
  const Table table = create(KeysType::kDuplicate,
                             {column("k", TypeKind::kInt, true), column("v", TypeKind::kVarchar)});
  ASSERT_TRUE(load(table, batch_of({0, 1}, {{kOne, "a"}, {kOne, "a"}}), "l1").is_ok());
  EXPECT_EQ(query(R"(SELECT * FROM "shop.t")"), "1,a;1,a;");
}

TEST_F(StorageTest, PrimaryKeyTableReplacesAndDeletesInOrderOfTheRows) {
  const Table table = create(KeysType::kPrimary,
                             {column("k", TypeKind::kInt, true), column("v", TypeKind::kVarchar)});
  RowBatch batch =
      batch_of({0, 1}, {{kOne, "a"}, {kTwo, "b"}, {kOne, "c"}, {kTwo, std::monostate{}}});
  batch.op = {0, 0, 0, 1};
  ASSERT_TRUE(load(table, batch, "l1").is_ok());
  EXPECT_EQ(query(R"(SELECT * FROM "shop.t")"), "1,c;");
}

TEST_F(StorageTest, PartialUpdateKeepsTheOtherColumns) {
  const Table table =
      create(KeysType::kPrimary, {column("k", TypeKind::kInt, true), column("a", TypeKind::kInt),
                                  column("b", TypeKind::kInt)});
  ASSERT_TRUE(load(table, batch_of({0, 1, 2}, {{kOne, kOne, kOne}}), "l1").is_ok());
  RowBatch batch = batch_of({0, 2}, {{kOne, kTwo}, {kTwo, kTwo}});
  batch.partial_update = true;
  ASSERT_TRUE(load(table, batch, "l2").is_ok());
  EXPECT_EQ(query(R"(SELECT * FROM "shop.t")"), "1,1,2;2,NULL,2;");
}

TEST_F(StorageTest, MergeConditionLetsGreaterOrEqualWin) {
  const Table table =
      create(KeysType::kPrimary, {column("k", TypeKind::kInt, true), column("v", TypeKind::kInt)});
  RowBatch batch = batch_of({0, 1}, {{kOne, kTwo}, {kOne, kOne}});
  batch.merge_condition = "v";
  ASSERT_TRUE(load(table, batch, "l1").is_ok());
  EXPECT_EQ(query(R"(SELECT * FROM "shop.t")"), "1,2;");
}

TEST_F(StorageTest, UniqueTableReplacesAlsoUnderANullKey) {
  std::vector<Column> columns = {column("k", TypeKind::kInt, true),
                                 column("v", TypeKind::kVarchar)};
  columns[0].nullable = true;
  const Table table = create(KeysType::kUnique, columns);
  ASSERT_TRUE(
      load(table, batch_of({0, 1}, {{std::monostate{}, "a"}, {std::monostate{}, "b"}}), "l1")
          .is_ok());
  EXPECT_EQ(query(R"(SELECT * FROM "shop.t")"), "NULL,b;");
}

TEST_F(StorageTest, AggregateTableMergesByFunction) {
  std::vector<Column> columns = {
      column("k", TypeKind::kInt, true),  column("s", TypeKind::kDecimal),
      column("hi", TypeKind::kInt),       column("lo", TypeKind::kInt),
      column("last", TypeKind::kVarchar), column("kept", TypeKind::kVarchar)};
  columns[1].aggregation = Aggregation::kSum;
  columns[2].aggregation = Aggregation::kMax;
  columns[3].aggregation = Aggregation::kMin;
  columns[4].aggregation = Aggregation::kReplace;
  columns[5].aggregation = Aggregation::kReplaceIfNotNull;
  const Table table = create(KeysType::kAggregate, columns);
  ASSERT_TRUE(load(table,
                   batch_of({0, 1, 2, 3, 4, 5},
                            {{kOne, "99999999.99", kOne, kTwo, "a", "a"},
                             {kOne, "0.02", kTwo, kOne, std::monostate{}, std::monostate{}}}),
                   "l1")
                  .is_ok());
  EXPECT_EQ(query(R"(SELECT * FROM "shop.t")"), "1,100000000.01,2,1,NULL,a;");
}

TEST_F(StorageTest, ColumnsThatTheBatchLacksGetTheirDefault) {
  std::vector<Column> columns = {column("k", TypeKind::kInt, true), column("v", TypeKind::kVarchar),
                                 column("n", TypeKind::kInt), column("id", TypeKind::kBigint)};
  columns[1].default_value = "none";
  columns[1].nullable = false;
  columns[3].auto_increment = true;
  columns[3].nullable = false;
  const Table table = create(KeysType::kDuplicate, columns);
  ASSERT_TRUE(load(table, batch_of({0}, {{kOne}, {kTwo}}), "l1").is_ok());
  reopen();
  ASSERT_TRUE(load(table, batch_of({0}, {{kTwo}}), "l2").is_ok());
  EXPECT_EQ(query(R"(SELECT * FROM "shop.t" ORDER BY id)"),
            "1,none,NULL,1;2,none,NULL,2;2,none,NULL,3;");
}

TEST_F(StorageTest, RefusesNullInANotNullColumnAndAppliesNothing) {
  const Table table = create(KeysType::kDuplicate, {column("k", TypeKind::kInt, true)});
  const Status status = load(table, batch_of({0}, {{kOne}, {std::monostate{}}}), "l1");
  EXPECT_EQ(status.message(), "NULL value in non-nullable column 'k'");
  EXPECT_EQ(query(R"(SELECT count(*) FROM "shop.t")"), "0;");
  EXPECT_EQ(storage_->find_label("shop", "l1")->state, LabelState::kPrepare);
}

TEST_F(StorageTest, AFailedReplacementKeepsTheRows) {
  const Table table = create(KeysType::kDuplicate, {column("k", TypeKind::kInt, true)});
  ASSERT_TRUE(load(table, batch_of({0}, {{kOne}}), "l1").is_ok());
  EXPECT_FALSE(storage_->replace_rows(table, batch_of({0}, {{kTwo}, {std::monostate{}}})));
  EXPECT_EQ(query(R"(SELECT * FROM "shop.t")"), "1;");
  EXPECT_TRUE(storage_->replace_rows(table, batch_of({0}, {{kTwo}})));
  EXPECT_EQ(query(R"(SELECT * FROM "shop.t")"), "2;");
  EXPECT_TRUE(storage_->replace_rows(table, batch_of({0}, {})));
  EXPECT_EQ(query(R"(SELECT count(*) FROM "shop.t")"), "0;");
}

TEST_F(StorageTest, RefusesPercentileColumnsByName) {
  const Table table = create(KeysType::kDuplicate, {column("k", TypeKind::kInt, true),
                                                    column("p", TypeKind::kPercentile)});
  EXPECT_EQ(
      load(table, batch_of({0}, {{kOne}}), "l1").message(),
      "the development server does not support writing percentile columns (column 'p' of shop.t)");
}

TEST_F(StorageTest, DecimalsAndLargeintsCompareAndSumExactly) {
  const Table table = create(KeysType::kDuplicate,
                             {column("d", TypeKind::kDecimal), column("l", TypeKind::kLargeint)});
  ASSERT_TRUE(load(table,
                   batch_of({0, 1}, {{"9.50", "170141183460469231731687303715884105727"},
                                     {"10.25", "-5"},
                                     {"0.10", "7"}}),
                   "l1")
                  .is_ok());
  EXPECT_EQ(query(R"(SELECT d FROM "shop.t" ORDER BY d)"), "0.10;9.50;10.25;");
  EXPECT_EQ(query(R"(SELECT max(l), min(l), sum(l) FROM "shop.t")"),
            "170141183460469231731687303715884105727,-5,170141183460469231731687303715884105729;");
  EXPECT_EQ(query(R"(SELECT sum(d), avg(d), max(d) FROM "shop.t")"), "19.85,6.61666667,10.25;");
  EXPECT_EQ(query(R"(SELECT count(*) FROM "shop.t" WHERE d > 9.6)"), "1;");
}

TEST_F(StorageTest, ALabelIsUsedOnceUntilItIsAborted) {
  const Table table = create(KeysType::kDuplicate, {column("k", TypeKind::kInt, true)});
  const auto first = storage_->begin_load("shop", "t", "l");
  ASSERT_TRUE(first.is_ok());
  EXPECT_TRUE(first->created);
  EXPECT_FALSE(storage_->begin_load("shop", "t", "l")->created);
  ASSERT_TRUE(storage_->abort_load(first->record).is_ok());
  const auto second = storage_->begin_load("shop", "t", "l");
  EXPECT_TRUE(second->created);
  EXPECT_GT(second->record.transaction_id, first->record.transaction_id);
  ASSERT_TRUE(storage_->commit_load(second->record, table, batch_of({0}, {{kOne}})).is_ok());
  EXPECT_EQ(storage_->begin_load("shop", "t", "l")->record.state, LabelState::kVisible);
  EXPECT_EQ(storage_->commit_load(second->record, table, batch_of({0}, {{kOne}})).code(),
            ErrorCode::kRefused);
  EXPECT_EQ(query(R"(SELECT count(*) FROM "shop.t")"), "1;");
  EXPECT_EQ(storage_->loads("shop").size(), 2U);
}

TEST_F(StorageTest, LabelsLeftOpenAreAbortedWhenTheFileIsOpenedAgain) {
  create(KeysType::kDuplicate, {column("k", TypeKind::kInt, true)});
  ASSERT_TRUE(storage_->begin_load("shop", "t", "open").is_ok());
  reopen();
  EXPECT_EQ(storage_->find_label("shop", "open")->state, LabelState::kAborted);
  EXPECT_EQ(storage_->find_label("shop", "open")->reason, "the server was restarted");
}

TEST_F(StorageTest, ForgetsOldLabelsAndAllButTheNewest) {
  const Table table = create(KeysType::kDuplicate, {column("k", TypeKind::kInt, true)});
  for (const char* label : {"a", "b", "c"})
    ASSERT_TRUE(load(table, batch_of({0}, {{kOne}}), label).is_ok());
  ASSERT_TRUE(storage_->begin_load("shop", "t", "open").is_ok());
  EXPECT_EQ(*storage_->forget_labels(0, 2), 1);
  EXPECT_FALSE(storage_->find_label("shop", "a").has_value());
  EXPECT_TRUE(storage_->find_label("shop", "c").has_value());
  EXPECT_EQ(*storage_->forget_labels(4'000'000'000'000, 1000), 2);
  EXPECT_TRUE(storage_->find_label("shop", "open").has_value());
}

TEST_F(StorageTest, DefinitionsSurviveAReopen) {
  std::vector<Column> columns = {column("k", TypeKind::kInt, true), column("m", TypeKind::kStruct)};
  columns[1].type.children = {Type{}, Type{}};
  columns[1].type.member_names = {"a", "b"};
  columns[1].comment = "it's";
  create(KeysType::kDuplicate, columns);
  reopen();
  const std::optional<Table> table = storage_->find_table("shop", "t");
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(type_text(table->columns[1].type), "struct<a int, b int>");
  EXPECT_EQ(table->columns[1].comment, "it's");
  EXPECT_EQ(table->find_column("K"), 0);
}

TEST_F(StorageTest, TableMadeAnewDoesNotTakeRowsForTheOldOne) {
  const Table table = create(KeysType::kDuplicate, {column("k", TypeKind::kInt, true)});
  ASSERT_TRUE(storage_->drop_table("shop", "t", false).is_ok());
  create(KeysType::kDuplicate, {column("k", TypeKind::kInt, true)});
  EXPECT_EQ(load(table, batch_of({0}, {{kOne}}), "l").message(), "unknown table, table=t");
}

TEST_F(StorageTest, DroppingADatabaseDropsItsTablesAndLabels) {
  const Table table = create(KeysType::kDuplicate, {column("k", TypeKind::kInt, true)});
  ASSERT_TRUE(load(table, batch_of({0}, {{kOne}}), "l").is_ok());
  ASSERT_TRUE(storage_->drop_database("shop", false).is_ok());
  EXPECT_FALSE(storage_->has_database("shop"));
  EXPECT_FALSE(storage_->find_table("shop", "t").has_value());
  EXPECT_FALSE(storage_->find_label("shop", "l").has_value());
  EXPECT_EQ(storage_->drop_database("shop", false).message(),
            "Can't drop database 'shop'; database doesn't exist");
}

// What commit_load acknowledged is there after the process is killed at that moment.
TEST(StorageDurability, AnAcknowledgedCommitSurvivesKillMinusNine) {
  const TemporaryDirectory directory;
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto storage = open_storage(directory.path());
    bool fine =
        storage->create_database("shop", false).is_ok() &&
        storage
            ->create_table(make_table(KeysType::kDuplicate, {column("k", TypeKind::kInt, true)}),
                           false)
            .is_ok();
    const auto begun = storage->begin_load("shop", "t", "l");
    fine =
        fine && storage->begin_load("shop", "t", "open").is_ok() &&
        storage
            ->commit_load(begun->record, *storage->find_table("shop", "t"), batch_of({0}, {{kOne}}))
            .is_ok();
    const char answer = fine ? 'y' : 'n';
    if (write(pipe_ends[1], &answer, 1) != 1) _exit(1);
    sleep(60);
    _exit(1);
  }
  char answer = 0;
  ASSERT_EQ(read(pipe_ends[0], &answer, 1), 1);
  kill(child, SIGKILL);
  int state = 0;
  waitpid(child, &state, 0);
  ASSERT_TRUE(WIFSIGNALED(state));
  EXPECT_EQ(answer, 'y');
  const auto storage = open_storage(directory.path());
  EXPECT_EQ(print(storage->run(R"(SELECT k FROM "shop.t")")->rows), "1;");
  EXPECT_EQ(storage->find_label("shop", "l")->state, LabelState::kVisible);
  EXPECT_EQ(storage->find_label("shop", "open")->state, LabelState::kAborted);
}

}  // namespace
}  // namespace starload::devserver
