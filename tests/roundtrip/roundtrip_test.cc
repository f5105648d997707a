// Random rows of every type through the engine, both formats and both interfaces into the
// development server, and back by SQL: what a query shows is what was written.
#include <gtest/gtest.h>
#include <mysql.h>

#include <cstdlib>
#include <map>
#include <random>

#include "framework/engine/engine.h"
#include "framework/rows/row_block.h"
#include "tests/devserver/server_fixture.h"
#include "tests/roundtrip/values.h"

namespace starload::roundtrip {
namespace {

using std::chrono::seconds;
using Row = std::vector<Value>;

struct TestColumn {
  const char* definition;  // in CREATE TABLE; its first word is the name
  DataType type;
  const char* target_type;
};

DataType text_type(std::int64_t length) { return {.kind = SL_TYPE_VARCHAR, .length = length}; }

DataType map_key() { return {.kind = SL_TYPE_VARCHAR, .length = 40, .nullable = false}; }

std::vector<TestColumn> test_columns() {
  const DataType date{.kind = SL_TYPE_DATE};
  const DataType row{.kind = SL_TYPE_ROW,
                     .children = {{.kind = SL_TYPE_INT}, text_type(60), {.kind = SL_TYPE_BOOLEAN}},
                     .child_names = {"a", "b", "c"}};
  const DataType deep{
      .kind = SL_TYPE_ROW,
      .children = {{.kind = SL_TYPE_BIGINT}, {.kind = SL_TYPE_ARRAY, .children = {date}}},
      .child_names = {"k", "v"}};
  return {
      {"id INT NOT NULL", {.kind = SL_TYPE_INT, .nullable = false}, "int"},
      {"c_boolean BOOLEAN", {.kind = SL_TYPE_BOOLEAN}, "tinyint"},
      {"c_tinyint TINYINT", {.kind = SL_TYPE_TINYINT}, "tinyint"},
      {"c_smallint SMALLINT", {.kind = SL_TYPE_SMALLINT}, "smallint"},
      {"c_int INT", {.kind = SL_TYPE_INT}, "int"},
      {"c_bigint BIGINT", {.kind = SL_TYPE_BIGINT}, "bigint"},
      {"c_largeint LARGEINT", {.kind = SL_TYPE_LARGEINT}, "bigint unsigned"},
      {"c_float FLOAT", {.kind = SL_TYPE_FLOAT}, "float"},
      {"c_double DOUBLE", {.kind = SL_TYPE_DOUBLE}, "double"},
      {"c_decimal9 DECIMAL(9, 3)",
       {.kind = SL_TYPE_DECIMAL, .precision = 9, .scale = 3},
       "decimal"},
      {"c_decimal18 DECIMAL(18, 0)", {.kind = SL_TYPE_DECIMAL, .precision = 18}, "decimal"},
      {"c_decimal38 DECIMAL(38, 10)",
       {.kind = SL_TYPE_DECIMAL, .precision = 38, .scale = 10},
       "decimal"},
      {"c_char CHAR(40)", {.kind = SL_TYPE_CHAR, .length = 40}, "char"},
      {"c_varchar VARCHAR(100)", text_type(100), "varchar"},
      {"c_varbinary VARBINARY", {.kind = SL_TYPE_VARBINARY}, "varbinary"},
      {"c_date DATE", date, "date"},
      {"c_datetime DATETIME", {.kind = SL_TYPE_TIMESTAMP, .precision = 6}, "datetime"},
      {"c_json JSON", text_type(1000), "json"},
      {"c_ints ARRAY<INT>", {.kind = SL_TYPE_ARRAY, .children = {{.kind = SL_TYPE_INT}}}, "array"},
      {"c_texts ARRAY<VARCHAR(60)>", {.kind = SL_TYPE_ARRAY, .children = {text_type(60)}}, "array"},
      {"c_map MAP<VARCHAR(40),INT>",
       {.kind = SL_TYPE_MAP, .children = {map_key(), {.kind = SL_TYPE_INT}}},
       "map"},
      {"c_row STRUCT<a INT, b VARCHAR(60), c BOOLEAN>", row, "struct"},
      {"c_deep ARRAY<STRUCT<k BIGINT, v ARRAY<DATE>>>",
       {.kind = SL_TYPE_ARRAY, .children = {deep}},
       "array"},
  };
}

std::vector<ColumnSpec> column_specs() {
  std::vector<ColumnSpec> specs;
  for (const TestColumn& column : test_columns()) {
    const std::string definition = column.definition;
    specs.push_back({definition.substr(0, definition.find(' ')), column.type, column.target_type});
  }
  return specs;
}

struct Way {
  const char* version;
  const char* format;
  const char* semantics;
};

void PrintTo(const Way& way, std::ostream* out) {
  *out << way.version << ", " << way.format << ", " << way.semantics;
}

bool is_csv(const Way& way) { return std::string(way.format) == "csv"; }
bool is_transaction(const Way& way) { return std::string(way.version) == "V2"; }

// CSV cannot tell the text \N from NULL. Transactions do not know `enclose`, so their delimiters
// are bytes that no text holds. VARBINARY in JSON is a text.
TextRules rules_of(const Way& way) {
  const bool unenclosed = is_csv(way) && is_transaction(way);
  return {.forbidden_bytes = unenclosed ? "\x01\x02" : "",
          .null_marker_allowed = !is_csv(way),
          .raw_bytes_allowed = is_csv(way)};
}

class RoundTrip : public devserver::ServerFixture, public testing::WithParamInterface<Way> {
 protected:
  void SetUp() override {
    start();
    const char* given = std::getenv("STARLOAD_ROUNDTRIP_SEED");
    seed_ = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
    RecordProperty("seed", std::to_string(seed_));
  }

  void create_table(const std::string& key) {
    std::string columns;
    for (const TestColumn& column : test_columns())
      columns += (columns.empty() ? "" : ", ") + std::string(column.definition);
    ASSERT_EQ(query("CREATE TABLE db.t (" + columns + ") " + key + " DISTRIBUTED BY HASH(id)"), "");
  }

  void open_engine(bool has_op) {
    EngineConfig config;
    const auto set = [&](const char* key, const std::string& value) {
      config.properties.set(key, value, "test");
    };
    set("load-url", "127.0.0.1:" + std::to_string(fe()));
    set("database-name", "db");
    set("table-name", "t");
    set("username", "root");
    set("password", "");
    set("sink.version", GetParam().version);
    set("sink.semantic", GetParam().semantics);
    set("sink.label-prefix", "roundtrip");
    set("sink.properties.format", GetParam().format);
    if (is_csv(GetParam()) && is_transaction(GetParam())) {
      set("sink.properties.column_separator", "\\x01");
      set("sink.properties.row_delimiter", "\\x02");
    }
    config.plugin_directories = {BUILTIN_PLUGINS};
    config.server_major = 3;
    config.server_minor = 5;
    auto engine = Engine::open(config);
    ASSERT_TRUE(engine) << engine.status().message();
    engine_ = engine.take();
    schema_ = *Schema::make(columns_, has_op);
    std::vector<std::string> names;
    for (const ColumnSpec& column : columns_) names.push_back(column.name);
    const auto table = engine_->add_table({"db", "t", schema_, names});
    ASSERT_TRUE(table) << table.status().message();
    table_ = *table;
  }

  Row random_row(std::int64_t id, Dice& dice) const {
    Row row{id};
    for (std::size_t i = 1; i < columns_.size(); ++i)
      row.push_back(random_value(columns_[i], rules_of(GetParam()), dice));
    return row;
  }

  void append(RowBlock& block, const Row& row, std::uint8_t kind = SL_ROW_INSERT) const {
    RowWriter writer(block);
    writer.begin_row(kind);
    for (std::size_t i = 0; i < row.size(); ++i)
      write_value(writer, i, columns_[i], *schema_->abi()->fields[i].type, row[i]);
    writer.end_row();
  }

  void load(const RowBlock& block) {
    ASSERT_TRUE(verify_block(block.abi())) << verify_block(block.abi()).message();
    const Status written = engine_->write(table_, block.abi());
    ASSERT_TRUE(written) << written.message();
    const Status closed = finish();
    ASSERT_TRUE(closed) << closed.message();
  }

  Status finish() {
    if (std::string(GetParam().semantics) == "exactly-once") {
      STARLOAD_TRY(engine_->prepare(1, seconds(60)).status());
      STARLOAD_TRY(engine_->commit(1, seconds(60)));
    }
    return engine_->close(seconds(60));
  }

  // By id.
  std::map<std::int64_t, Row> loaded_rows();

  void expect_rows(const std::map<std::int64_t, Row>& expected) {
    const std::map<std::int64_t, Row> loaded = loaded_rows();
    ASSERT_EQ(loaded.size(), expected.size()) << seed_text();
    int differences = 0;
    for (const auto& [id, row] : expected) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        const Row& found = loaded.at(id);
        if (found[i] == row[i]) continue;
        ADD_FAILURE() << columns_[i].name << " of row " << id << ": " << print(row[i])
                      << " was written, " << print(found[i]) << " is there; " << seed_text();
        if (++differences == 10) return;
      }
    }
  }

  static std::string print(const Value& value) {
    return value.dump(-1, ' ', true, Value::error_handler_t::replace);
  }

  std::string seed_text() const { return "STARLOAD_ROUNDTRIP_SEED=" + std::to_string(seed_); }

  const std::vector<ColumnSpec> columns_ = column_specs();
  std::uint64_t seed_ = 0;
  std::shared_ptr<const Schema> schema_;
  std::unique_ptr<Engine> engine_;
  std::uint32_t table_ = 0;
};

std::map<std::int64_t, Row> RoundTrip::loaded_rows() {
  std::map<std::int64_t, Row> rows;
  const std::unique_ptr<MYSQL, decltype(&mysql_close)> client(mysql_init(nullptr), &mysql_close);
  mysql_options(client.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
  EXPECT_NE(mysql_real_connect(client.get(), "127.0.0.1", "root", "", "db", mysql(), nullptr, 0),
            nullptr);
  EXPECT_EQ(mysql_query(client.get(), "SELECT * FROM t ORDER BY id"), 0)
      << mysql_error(client.get());
  const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> result(
      mysql_store_result(client.get()), &mysql_free_result);
  if (!result || mysql_num_fields(result.get()) != columns_.size()) return rows;
  while (MYSQL_ROW cells = mysql_fetch_row(result.get())) {
    const unsigned long* sizes = mysql_fetch_lengths(result.get());
    Row row;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      std::optional<std::string> text;
      if (cells[i] != nullptr) text.emplace(cells[i], sizes[i]);
      row.push_back(read_value(columns_[i], text));
    }
    const auto id = row[0].get<std::int64_t>();
    rows.emplace(id, std::move(row));
  }
  return rows;
}

TEST_P(RoundTrip, ShowsWhatWasWritten) {
  create_table("DUPLICATE KEY(id)");
  open_engine(false);
  Dice dice(seed_);
  RowBlock block(schema_);
  std::map<std::int64_t, Row> expected;
  for (std::int64_t id = 0; id < 400; ++id) {
    const Row row = random_row(id, dice);
    append(block, row);
    expected.emplace(id, row);
  }
  load(block);
  expect_rows(expected);
}

TEST_P(RoundTrip, KeepsTheLastOfUpsertsAndDeletes) {
  create_table("PRIMARY KEY(id)");
  open_engine(true);
  Dice dice(seed_);
  RowBlock block(schema_);
  std::map<std::int64_t, Row> expected;
  for (int i = 0; i < 400; ++i) {
    const Row row = random_row(dice.between(0, 60), dice);
    const auto id = row[0].get<std::int64_t>();
    const bool deletes = dice.chance(300);
    append(block, row, deletes ? SL_ROW_DELETE : SL_ROW_UPDATE_AFTER);
    expected.erase(id);
    if (!deletes) expected.emplace(id, row);
  }
  load(block);
  expect_rows(expected);
}

INSTANTIATE_TEST_SUITE_P(
    EveryWay, RoundTrip,
    testing::Values(Way{"V1", "csv", "at-least-once"}, Way{"V1", "json", "at-least-once"},
                    Way{"V2", "csv", "at-least-once"}, Way{"V2", "json", "at-least-once"},
                    Way{"V1", "csv", "exactly-once"}, Way{"V2", "json", "exactly-once"}));

}  // namespace
}  // namespace starload::roundtrip
