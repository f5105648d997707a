#include "framework/engine/table_check.h"

#include <gtest/gtest.h>

namespace starload {
namespace {

class TableCheckTest : public ::testing::Test {
 protected:
  TableCheckTest() {
    table_.database = "db";
    table_.table = "t";
    table_.server = "fe:9030";
    table_.model = KeysModel::kPrimary;
    add("id", "int").is_key = true;
    table_.columns[0].nullable = false;
    add("name", "varchar");
    add("score", "int");
  }

  ColumnInfo& add(const char* name, const char* type) {
    ColumnInfo& column = table_.columns.emplace_back();
    column.name = name;
    column.type = type;
    column.data_type = type;
    column.column_type = type;
    return column;
  }

  void property(const std::string& name, const std::string& value) {
    properties_.set("sink.properties." + name, value, "test");
  }

  // What is wrong with rows of such fields; "name" or "name:kind".
  std::string refusal(const std::vector<std::pair<const char*, std::int32_t>>& fields) {
    const Result<LoadMapping> mapping = read_load_mapping(properties_);
    if (!mapping) return mapping.status().message();
    TableCheck check(table_, *mapping);
    std::vector<ColumnSpec> rows;
    for (const auto& [name, kind] : fields) rows.push_back({name, {.kind = kind}, ""});
    check.check_rows(rows);
    return check.status().message();
  }

  static void expect_says(const std::string& text, const std::string& wanted) {
    EXPECT_NE(text.find(wanted), std::string::npos) << text;
  }

  TableInfo table_;
  PropertyMap properties_;
};

TEST_F(TableCheckTest, EveryProblemIsInOneMessageThatNamesTheTable) {
  add("made", "date").is_generated = true;
  add("must", "int").nullable = false;
  const std::string said =
      refusal({{"id", SL_TYPE_DATE}, {"nmae", SL_TYPE_VARCHAR}, {"made", SL_TYPE_DATE}});
  expect_says(said, "the rows do not fit table db.t at fe:9030:");
  expect_says(said, "\n  column 'id': is DATE in the rows and INT in the table");
  expect_says(said, "\n  column 'nmae': StarRocks does not have column nmae; did you mean 'name'");
  expect_says(said, "\n  column 'made': is computed by the server");
  expect_says(said, "\n  column 'must': is INT NOT NULL without a default and not loaded");
}

TEST_F(TableCheckTest, ColumnsWithADefaultOrNullMayBeLeftOut) {
  ColumnInfo& column = add("must", "int");
  column.nullable = false;
  column.has_default = true;
  EXPECT_EQ(refusal({{"id", SL_TYPE_INT}}), "");
}

TEST_F(TableCheckTest, AKeyThatIsNotLoadedIsSaidOnce) {
  const std::string said = refusal({{"name", SL_TYPE_VARCHAR}});
  expect_says(said, "column 'id': is of the PRIMARY KEY and not loaded");
  EXPECT_EQ(said.find("column 'id'"), said.rfind("column 'id'")) << said;
}

TEST_F(TableCheckTest, PartialUpdateLeavesColumnsOutButNotTheKey) {
  add("must", "int").nullable = false;
  property("partial_update", "TRUE");
  EXPECT_EQ(refusal({{"id", SL_TYPE_INT}, {"name", SL_TYPE_VARCHAR}}), "");
  expect_says(refusal({{"name", SL_TYPE_VARCHAR}}), "'id': is of the PRIMARY KEY and not loaded");
  property("columns", "name,score=1");
  expect_says(refusal({{"name", SL_TYPE_VARCHAR}}), "'id': is of the PRIMARY KEY and not loaded");
}

TEST_F(TableCheckTest, PartialUpdateIsForPrimaryKeyTables) {
  table_.model = KeysModel::kDuplicate;
  property("partial_update", "true");
  expect_says(refusal({{"id", SL_TYPE_INT}}), "only PRIMARY KEY tables have partial updates");
}

TEST_F(TableCheckTest, MergeConditionIsALoadedColumnThatIsNoKey) {
  property("merge_condition", "score");
  EXPECT_EQ(refusal({{"id", SL_TYPE_INT}, {"SCORE", SL_TYPE_INT}}), "");
  expect_says(refusal({{"id", SL_TYPE_INT}}), "merge_condition = score: the column is not loaded");
  property("merge_condition", "scroe");
  expect_says(refusal({{"id", SL_TYPE_INT}}), "no such column; did you mean 'score'?");
  property("merge_condition", "id");
  expect_says(refusal({{"id", SL_TYPE_INT}}), "is of the PRIMARY KEY; name a column that is not");
  property("merge_condition", "name");
  expect_says(refusal({{"id", SL_TYPE_INT}, {"name", SL_TYPE_VARCHAR}}), "is VARCHAR; name a");
  table_.model = KeysModel::kUnique;
  expect_says(refusal({{"id", SL_TYPE_INT}}), "only PRIMARY KEY tables have conditional updates");
}

TEST_F(TableCheckTest, MappedFieldsAreTheServersBusinessButTargetsMustExist) {
  property("columns", "id,when,name=upper(when),scroe=1");
  const std::string said = refusal({{"id", SL_TYPE_DATE}, {"when", SL_TYPE_VARCHAR}});
  expect_says(said, "'scroe' has an expression, and StarRocks does not have column scroe");
  EXPECT_EQ(said.find("'id'"), std::string::npos) << said;
  EXPECT_EQ(said.find("'when'"), std::string::npos) << said;
  property("columns", "id,when,name=upper(when),__op='delete'");
  EXPECT_EQ(refusal({{"id", SL_TYPE_INT}, {"when", SL_TYPE_VARCHAR}}), "");
}

TEST_F(TableCheckTest, AnObjectColumnWithoutAnExpressionSaysWhatToWrite) {
  table_.model = KeysModel::kAggregate;
  add("users", "bitmap").nullable = false;
  expect_says(refusal({{"id", SL_TYPE_INT}, {"user_id", SL_TYPE_BIGINT}}),
              "'users': is BITMAP and not loaded; set 'sink.properties.columns' = "
              "'`id`,`user_id`,`users`=to_bitmap(`user_id`)'");
  expect_says(refusal({{"id", SL_TYPE_INT}, {"users", SL_TYPE_VARCHAR}}),
              "'users': is BITMAP, which is loaded through an expression only; name the field "
              "'users_value' and set 'sink.properties.columns' = "
              "'`id`,`users_value`,`users`=bitmap_hash(`users_value`)'");
  expect_says(
      refusal({{"id", SL_TYPE_INT}}),
      "set 'sink.properties.columns' = '`id`,`users_value`,`users`=to_bitmap(`users_value`)'");
  property("columns", "id,users");
  expect_says(refusal({{"id", SL_TYPE_INT}, {"users", SL_TYPE_INT}}),
              "through an expression only: rename the field, and add "
              "`users`=to_bitmap(`users_value`)");
  property("columns", "id,u,users=to_bitmap(u)");
  EXPECT_EQ(refusal({{"id", SL_TYPE_INT}, {"u", SL_TYPE_INT}}), "");
}

TEST_F(TableCheckTest, HllHasItsOwnExpression) {
  add("users", "hll");
  expect_says(refusal({{"id", SL_TYPE_INT}, {"users", SL_TYPE_BIGINT}}),
              "`users`=hll_hash(`users_value`)'");
}

TEST_F(TableCheckTest, ATablesPropertiesComeBeforeTheJobs) {
  PropertyMap job, own;
  job.set("sink.properties.columns", "a,b", "job");
  job.set("sink.properties.merge_condition", "x", "job");
  own.set("sink.properties.columns", "c", "table");
  const Result<LoadMapping> mapping = read_load_mapping(job, own);
  ASSERT_TRUE(mapping);
  ASSERT_EQ(mapping->columns->size(), 1u);
  EXPECT_EQ(mapping->merge_condition, "x");
}

}  // namespace
}  // namespace starload
