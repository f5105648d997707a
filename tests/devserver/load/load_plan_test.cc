#include "devserver/load/load_plan.h"

#include <gtest/gtest.h>

#include "tests/devserver/load/sample_tables.h"

namespace starload::devserver {
namespace {

LoadOptions with_columns(std::string_view header) {
  LoadOptions options;
  options.columns = parse_columns_header(header).take();
  options.has_columns = true;
  return options;
}

std::string failure(const LoadOptions& options, const Table& table) {
  const Result<LoadPlan> plan = plan_load(options, LoadFormat::kCsv, table);
  return plan ? "planned" : plan.status().message();
}

std::string columns_failure(std::string_view header, const Table& table) {
  return failure(with_columns(header), table);
}

TEST(LoadPlan, TakesAllBaseColumnsUnlessTold) {
  Table table = events_table();
  Column generated = make_column("g", TypeKind::kInt);
  generated.generated_expression = "id + 1";
  Column automatic = make_column("a", TypeKind::kBigint, false);
  automatic.auto_increment = true;
  table.columns.push_back(generated);
  table.columns.push_back(automatic);
  const Result<LoadPlan> plan = plan_load(LoadOptions(), LoadFormat::kCsv, table);
  ASSERT_TRUE(plan.is_ok()) << plan.status().message();
  EXPECT_EQ(plan->fields, (std::vector<std::string>{"id", "name", "score"}));
  EXPECT_EQ(plan->columns, (std::vector<int>{0, 1, 2}));
}

TEST(LoadPlan, FieldsMatchColumnsWithoutRegardToCaseAndOthersAreTemporary) {
  const Result<LoadPlan> plan =
      plan_load(with_columns("tmp,SCORE,Id"), LoadFormat::kCsv, events_table());
  ASSERT_TRUE(plan.is_ok()) << plan.status().message();
  EXPECT_EQ(plan->columns, (std::vector<int>{2, 0}));
  EXPECT_EQ(plan->field_of_column, (std::vector<int>{1, 2}));
}

TEST(LoadPlan, AMappingMayNameAnotherField) {
  const Result<LoadPlan> plan =
      plan_load(with_columns("a,name,id=a,score=`a`"), LoadFormat::kCsv, events_table());
  ASSERT_TRUE(plan.is_ok()) << plan.status().message();
  EXPECT_EQ(plan->columns, (std::vector<int>{1, 0, 2}));
  EXPECT_EQ(plan->field_of_column, (std::vector<int>{1, 0, 0}));
}

TEST(LoadPlan, RefusesListsThatCannotBe) {
  EXPECT_EQ(columns_failure("id,name,ID", events_table()), "Duplicate column: ID");
  EXPECT_EQ(columns_failure("id,x,name=x,name=x", events_table()),
            "Duplicate column mapping: name");
  EXPECT_EQ(columns_failure("id,x,other=x", events_table()),
            "Mapping column is not in table. column: other");
  EXPECT_EQ(columns_failure("name", events_table()), "Column has no default value. column: id");
  EXPECT_EQ(
      columns_failure("id,name=y", events_table()),
      "Referenced column 'y' in expr 'y' can't be found in column list, derived column is 'name'");
}

TEST(LoadPlan, AColumnThatIsNotListedNeedsADefaultOrNull) {
  Table table = events_table();
  table.columns[0].default_value = "7";
  EXPECT_EQ(columns_failure("name", table), "planned");
}

TEST(LoadPlan, GeneratedColumnsCannotBeLoaded) {
  Table table = events_table();
  table.columns[2].generated_expression = "id * 2";
  EXPECT_EQ(columns_failure("id,score", table), "generated column: score can not be specified");
}

TEST(LoadPlan, ExpressionsTakeOnlyTheFieldsThatTheyName) {
  const Result<LoadPlan> plan =
      plan_load(with_columns("id,x,y,z,name=upper(concat(Z,x))"), LoadFormat::kCsv, events_table());
  ASSERT_TRUE(plan.is_ok()) << plan.status().message();
  EXPECT_EQ(plan->columns, (std::vector<int>{0, 1}));
  EXPECT_EQ(plan->field_of_column, (std::vector<int>{0, -1}));
  EXPECT_EQ(plan->expression_of_column, (std::vector<int>{-1, 0}));
  EXPECT_EQ(plan->inputs, (std::vector<int>{1, 3}));
}

TEST(LoadPlan, ObjectColumnsNeedTheirFunctions) {
  Table table = events_table();
  table.columns[1].type.kind = TypeKind::kBitmap;
  EXPECT_EQ(columns_failure("id,name", table),
            "bitmap column name require the function return type is BITMAP");
  table.columns[1].type.kind = TypeKind::kHll;
  EXPECT_EQ(columns_failure("id,name", table),
            "HLL column must use hll_hash function, like name=hll_hash(xxx) or name=hll_empty()");
  EXPECT_EQ(columns_failure("id,x,name=to_bitmap(x)", table),
            "HLL column must use hll_hash function, like name=hll_hash(xxx) or name=hll_empty()");
  EXPECT_EQ(columns_failure("id,x,name=hll_hash(x)", table), "planned");
}

TEST(LoadPlan, OpIsAFieldOrAConstantOfAPrimaryKeyTable) {
  EXPECT_EQ(
      plan_load(with_columns("id,name,score,__op"), LoadFormat::kCsv, users_table())->op_field, 3);
  const auto constant = [](std::string_view header) {
    return plan_load(with_columns(header), LoadFormat::kCsv, users_table())->op_constant;
  };
  EXPECT_EQ(constant("id,name,score,__op='delete'"), 1);
  EXPECT_EQ(constant("__op='upsert'"), 0);
  EXPECT_EQ(constant("__op=1"), 1);
  EXPECT_EQ(constant("__op=0"), 0);
}

TEST(LoadPlan, BadOpConstantsAreRefused) {
  EXPECT_EQ(columns_failure("id,__op='erase'", users_table()),
            "load op type string not supported: erase");
  EXPECT_EQ(columns_failure("id,__op=2", users_table()),
            "const load op type column should only be upsert(0)/delete(1)");
}

TEST(LoadPlan, OpIsATemporaryFieldOfOtherTables) {
  const Result<LoadPlan> plan =
      plan_load(with_columns("id,__op"), LoadFormat::kCsv, events_table());
  ASSERT_TRUE(plan.is_ok());
  EXPECT_EQ(plan->op_field, -1);
  EXPECT_EQ(columns_failure("id,__op='delete'", events_table()),
            "Mapping column is not in table. column: __op");
}

TEST(LoadPlan, JsonLooksForOpByItselfButNotWithPaths) {
  EXPECT_EQ(plan_load(LoadOptions(), LoadFormat::kJson, users_table())->op_field, 3);
  EXPECT_EQ(plan_load(LoadOptions(), LoadFormat::kCsv, users_table())->op_field, -1);
  LoadOptions paths;
  paths.has_json_paths = true;
  EXPECT_EQ(plan_load(paths, LoadFormat::kJson, users_table())->op_field, -1);
}

TEST(LoadPlan, UpdatesByPartNeedAPrimaryKey) {
  LoadOptions options = with_columns("name,score");
  options.partial_update = true;
  EXPECT_EQ(failure(options, events_table()), "Only primary key table support partial update");
  EXPECT_EQ(failure(options, users_table()), "key column id not in partial update columns");
  options = with_columns("x,score,id=x+1");
  options.partial_update = true;
  EXPECT_EQ(failure(options, users_table()), "planned");
  Table table = users_table();
  table.properties["storage_type"] = "column_with_row";
  EXPECT_EQ(failure(options, table), "planned");
  options.partial_update_mode = PartialUpdateMode::kColumn;
  EXPECT_EQ(failure(options, table), "column with row table only support row mode partial update");
}

TEST(LoadPlan, MergeConditionsAreChecked) {
  LoadOptions options;
  options.merge_condition = "id";
  EXPECT_EQ(failure(options, events_table()),
            "Conditional update only support primary key table events");
  EXPECT_EQ(failure(options, users_table()),
            "Merge condition column id should not be primary key!");
  options.merge_condition = "v6";
  EXPECT_EQ(failure(options, users_table()),
            "Merge condition column v6 does not exist. If you are doing partial update with "
            "condition update, please "
            "check condition column is in the given update columns. Otherwise please check "
            "condition column is in "
            "table users");
  options.merge_condition = "name";
  EXPECT_EQ(failure(options, users_table()),
            "Merge condition column has invalid type maybe bitmap/hll/percentile/json/varchar!");
}

TEST(LoadPlan, NegativeLoadsNeedSums) {
  LoadOptions options;
  options.negative = true;
  EXPECT_EQ(failure(options, users_table()), "Primary key table does not support negative load");
  EXPECT_EQ(failure(options, events_table()), "Column is not SUM AggreateType. column:name");
}

}  // namespace
}  // namespace starload::devserver
