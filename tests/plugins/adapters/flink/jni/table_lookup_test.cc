#include "plugins/adapters/flink/jni/table_lookup.h"

#include <gtest/gtest.h>

#include "plugins/adapters/flink/jni/wire.h"

namespace starload::flink {
namespace {

TableInfo info_of(KeysModel model) {
  TableInfo info;
  info.database = "db";
  info.table = "t";
  info.server = "fe:9030";
  info.model = model;
  for (const char* name : {"id", "Name", "score"}) {
    ColumnInfo& column = info.columns.emplace_back();
    column.name = name;
    column.type = "varchar";
  }
  info.columns[0].is_key = true;
  info.columns[0].type = "bigint";
  return info;
}

DeclaredTable declared_of(const std::vector<std::string>& columns) {
  DeclaredTable declared;
  declared.database = "db";
  declared.table = "t";
  declared.columns.emplace();
  for (const std::string& name : columns)
    declared.columns->push_back({name, {.kind = SL_TYPE_VARCHAR}, ""});
  return declared;
}

std::string refusal(const DeclaredTable& declared, const TableInfo& info,
                    bool maps_columns = false) {
  const Result<TableSpec> spec = check_table(declared, info, maps_columns);
  return spec ? "" : spec.status().message();
}

TEST(CheckTable, TakesColumnsInTheJobsOrderAndSpelling) {
  const auto spec = check_table(declared_of({"NAME", "ID"}), info_of(KeysModel::kDuplicate), false);
  ASSERT_TRUE(spec) << spec.status().message();
  EXPECT_EQ(spec->columns, (std::vector<std::string>{"NAME", "ID"}));
  EXPECT_EQ(spec->schema->columns()[1].target_type, "bigint");
  EXPECT_EQ(spec->schema->abi()->flags & SL_SCHEMA_HAS_OP, 0u);
}

TEST(CheckTable, NamesEveryColumnThatIsNotThere) {
  const std::string said =
      refusal(declared_of({"id", "nmae", "scroe"}), info_of(KeysModel::kDuplicate));
  EXPECT_NE(said.find("(nmae, scroe)"), std::string::npos) << said;
  EXPECT_NE(said.find("(id, Name, score)"), std::string::npos) << said;
  EXPECT_NE(said.find("db.t"), std::string::npos) << said;
}

TEST(CheckTable, ColumnsThatAreMappedNeedNotBeTheTables) {
  EXPECT_EQ(refusal(declared_of({"raw_id"}), info_of(KeysModel::kDuplicate), true), "");
}

TEST(CheckTable, RefusesComputedColumns) {
  TableInfo info = info_of(KeysModel::kDuplicate);
  info.columns[2].is_generated = true;
  EXPECT_NE(refusal(declared_of({"id", "score"}), info).find("(score)"), std::string::npos);
}

TEST(CheckTable, AMissingPrimaryKeyIsNamed) {
  const std::string said = refusal(declared_of({"id"}), info_of(KeysModel::kPrimary));
  EXPECT_NE(said.find("PRIMARY KEY (id)"), std::string::npos) << said;
  EXPECT_NE(said.find("declares none"), std::string::npos) << said;
}

TEST(CheckTable, ADifferentPrimaryKeyIsNamedBesideTheTables) {
  DeclaredTable declared = declared_of({"id", "name"});
  declared.primary_key = {"id", "name"};
  const std::string said = refusal(declared, info_of(KeysModel::kPrimary));
  EXPECT_NE(said.find("(id)"), std::string::npos) << said;
  EXPECT_NE(said.find("(id, name)"), std::string::npos) << said;
}

TEST(CheckTable, RowsOfAPrimaryKeyTableSayWhetherTheyArePutOrDeleted) {
  DeclaredTable declared = declared_of({"id"});
  declared.primary_key = {"ID"};
  const auto spec = check_table(declared, info_of(KeysModel::kPrimary), false);
  ASSERT_TRUE(spec) << spec.status().message();
  EXPECT_NE(spec->schema->abi()->flags & SL_SCHEMA_HAS_OP, 0u);
}

TEST(CheckTable, AKeyThatOtherModelsDoNotHaveIsFine) {
  DeclaredTable declared = declared_of({"id"});
  declared.primary_key = {"name"};
  EXPECT_EQ(refusal(declared, info_of(KeysModel::kDuplicate)), "");
}

TEST(CheckTable, RawRecordsNeedNothing) {
  DeclaredTable declared = declared_of({});
  declared.columns.reset();
  const auto spec = check_table(declared, info_of(KeysModel::kPrimary), false);
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->schema, nullptr);
  EXPECT_TRUE(spec->columns.empty());
}

std::string encoded_table() {
  WireWriter out;
  out.text("db").text("t").boolean(true).number(1).text("items");
  out.number(SL_TYPE_ARRAY).number(0).number(0).number(0).number(0).boolean(true).number(1);
  out.number(SL_TYPE_DECIMAL).number(10).number(2).number(0).number(0).boolean(false).number(0);
  out.texts({}).texts({});
  out.boolean(true).texts({"id"});
  out.number(1).text("sink.properties.Format").text("json");
  return out.take();
}

TEST(DeclaredTable, IsReadAsJavaWritesIt) {
  const auto table = read_declared_table(encoded_table());
  ASSERT_TRUE(table) << table.status().message();
  EXPECT_EQ(table->name(), "db.t");
  ASSERT_EQ(table->columns->size(), 1u);
  const DataType& type = (*table->columns)[0].type;
  EXPECT_EQ(type.kind, SL_TYPE_ARRAY);
  ASSERT_EQ(type.children.size(), 1u);
  EXPECT_EQ(type.children[0].precision, 10);
  EXPECT_FALSE(type.children[0].nullable);
  EXPECT_EQ(*table->primary_key, std::vector<std::string>{"id"});
  EXPECT_EQ(table->properties.get("sink.properties.format"), "json");
}

TEST(DeclaredTable, EveryTruncationIsNoticed) {
  const std::string bytes = encoded_table();
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(read_declared_table(bytes.substr(0, size))) << size;
}

}  // namespace
}  // namespace starload::flink
