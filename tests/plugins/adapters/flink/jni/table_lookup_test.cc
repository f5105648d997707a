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

ColumnSpec field(const std::string& name, std::int32_t kind = SL_TYPE_VARCHAR) {
  return {name, {.kind = kind}, ""};
}

DeclaredTable declared_of(const std::vector<ColumnSpec>& columns) {
  DeclaredTable declared;
  declared.database = "db";
  declared.table = "t";
  declared.columns = columns;
  return declared;
}

std::string refusal(const DeclaredTable& declared, const TableInfo& info,
                    const PropertyMap& job = {}) {
  const Result<CheckedTable> checked = check_table(declared, info, job);
  return checked ? "" : checked.status().message();
}

const ColumnSpec kId = field("id", SL_TYPE_BIGINT);

TEST(CheckTable, TakesColumnsInTheJobsOrderAndSpelling) {
  const auto checked = check_table(declared_of({field("NAME"), field("ID", SL_TYPE_INT)}),
                                   info_of(KeysModel::kDuplicate), {});
  ASSERT_TRUE(checked) << checked.status().message();
  EXPECT_EQ(checked->spec.columns, (std::vector<std::string>{"NAME", "ID"}));
  EXPECT_EQ(checked->spec.schema->columns()[1].target_type, "bigint");
  EXPECT_EQ(checked->spec.schema->abi()->flags & SL_SCHEMA_HAS_OP, 0u);
}

TEST(CheckTable, NamesEveryColumnThatIsNotThere) {
  const std::string said =
      refusal(declared_of({kId, field("nmae"), field("scroe")}), info_of(KeysModel::kDuplicate));
  EXPECT_NE(said.find("StarRocks does not have column nmae; did you mean 'Name'?"),
            std::string::npos)
      << said;
  EXPECT_NE(said.find("StarRocks does not have column scroe"), std::string::npos) << said;
  EXPECT_NE(said.find("db.t at fe:9030"), std::string::npos) << said;
}

TEST(CheckTable, SaysTypesColumnsAndPrimaryKeyInOneMessage) {
  const std::string said = refusal(declared_of({field("id", SL_TYPE_DATE), field("nmae")}),
                                   info_of(KeysModel::kPrimary));
  EXPECT_NE(said.find("PRIMARY KEY (id), and the Flink table declares none"), std::string::npos)
      << said;
  EXPECT_NE(said.find("'id': is DATE in the rows and BIGINT in the table"), std::string::npos)
      << said;
  EXPECT_NE(said.find("column nmae"), std::string::npos) << said;
}

TEST(CheckTable, ColumnsThatAreMappedNeedNotBeTheTables) {
  PropertyMap job;
  job.set("sink.properties.columns", "raw_id,id=raw_id+1", "test");
  EXPECT_EQ(refusal(declared_of({field("raw_id")}), info_of(KeysModel::kDuplicate), job), "");
  DeclaredTable declared = declared_of({field("raw_id")});
  declared.properties = job;
  EXPECT_EQ(refusal(declared, info_of(KeysModel::kDuplicate)), "");
}

TEST(CheckTable, AColumnListThatCannotBeReadIsAnErrorOfTheTable) {
  PropertyMap job;
  job.set("sink.properties.columns", "id,name=concat('a", "test");
  const std::string said = refusal(declared_of({kId}), info_of(KeysModel::kDuplicate), job);
  EXPECT_NE(said.find("table db.t"), std::string::npos) << said;
  EXPECT_NE(said.find("is not closed"), std::string::npos) << said;
}

TEST(CheckTable, RefusesComputedColumns) {
  TableInfo info = info_of(KeysModel::kDuplicate);
  info.columns[2].is_generated = true;
  EXPECT_NE(refusal(declared_of({kId, field("score")}), info).find("'score': is computed"),
            std::string::npos);
}

TEST(CheckTable, AMissingPrimaryKeyIsNamed) {
  const std::string said = refusal(declared_of({kId}), info_of(KeysModel::kPrimary));
  EXPECT_NE(said.find("PRIMARY KEY (id)"), std::string::npos) << said;
  EXPECT_NE(said.find("declares none"), std::string::npos) << said;
}

TEST(CheckTable, ADifferentPrimaryKeyIsNamedBesideTheTablesAlsoWithMappedColumns) {
  DeclaredTable declared = declared_of({kId, field("name")});
  declared.primary_key = {"id", "name"};
  for (const char* columns : {"", "id,name"}) {
    declared.properties.set("sink.properties.columns", columns, "test");
    const std::string said = refusal(declared, info_of(KeysModel::kPrimary));
    EXPECT_NE(said.find("(id)"), std::string::npos) << said;
    EXPECT_NE(said.find("(id, name)"), std::string::npos) << said;
  }
}

TEST(CheckTable, RowsOfAPrimaryKeyTableSayWhetherTheyArePutOrDeleted) {
  DeclaredTable declared = declared_of({kId});
  declared.primary_key = {"ID"};
  const auto checked = check_table(declared, info_of(KeysModel::kPrimary), {});
  ASSERT_TRUE(checked) << checked.status().message();
  EXPECT_NE(checked->spec.schema->abi()->flags & SL_SCHEMA_HAS_OP, 0u);
}

TEST(CheckTable, AKeyThatOtherModelsDoNotHaveIsFine) {
  DeclaredTable declared = declared_of({kId});
  declared.primary_key = {"name"};
  EXPECT_EQ(refusal(declared, info_of(KeysModel::kDuplicate)), "");
}

TEST(CheckTable, NarrowTypesAreLoadedWithAWarning) {
  TableInfo info = info_of(KeysModel::kDuplicate);
  info.columns[0].type = "tinyint";
  const auto checked = check_table(declared_of({field("id", SL_TYPE_INT)}), info, {});
  ASSERT_TRUE(checked) << checked.status().message();
  ASSERT_EQ(checked->warnings.size(), 1u);
  EXPECT_NE(checked->warnings[0].find("'id'"), std::string::npos) << checked->warnings[0];
}

TEST(CheckTable, RawRecordsNeedNothing) {
  DeclaredTable declared = declared_of({});
  declared.columns.reset();
  const auto checked = check_table(declared, info_of(KeysModel::kPrimary), {});
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->spec.schema, nullptr);
  EXPECT_TRUE(checked->spec.columns.empty());
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
