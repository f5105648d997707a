#include "devserver/load/row_reader.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/devserver/load/sample_tables.h"
#include "tests/devserver/storage/temporary_directory.h"

namespace starload::devserver {
namespace {

// What came of a body: the rows as text, the reasons of the filtered ones, and the failure of the
// load.
struct Outcome {
  std::vector<std::string> rows;
  std::vector<std::uint8_t> op;
  std::string log;
  std::string failure;
  RowCounts counts;
};

std::string shown(const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return std::to_string(*integer);
  if (const auto* number = std::get_if<double>(&cell)) return std::to_string(*number).substr(0, 4);
  if (const auto* text = std::get_if<std::string>(&cell)) return "'" + *text + "'";
  return "NULL";
}

class Reading final {
 public:
  explicit Reading(LoadFormat format, Table table = events_table())
      : format_(format), table_(std::move(table)) {
    options.csv.column_separator = ",";
  }

  LoadOptions options;

  Outcome read(std::string_view body) {
    const ErrorLogStore logs = ErrorLogStore::open(directory_.path()).take();
    const std::unique_ptr<ErrorLog> log = logs.create(1, 0);
    Result<LoadPlan> plan = plan_load(options, format_, table_);
    if (!plan) return {{}, {}, {}, plan.status().message(), {}};
    const std::unique_ptr<RowReader> reader =
        RowReader::create(options, format_, plan.take(), table_, *log);
    Status status = reader->feed(body);
    if (status) status = reader->finish();
    Outcome outcome;
    outcome.failure = status.message();
    outcome.counts = reader->counts();
    const RowBatch batch = reader->take_rows();
    outcome.op = batch.op;
    for (const auto& row : batch.rows) {
      std::string text;
      for (const Cell& cell : row) text += (text.empty() ? "" : "|") + shown(cell);
      outcome.rows.push_back(text);
    }
    log->flush();
    outcome.log = logs.read(log->file_name()).value_or("");
    return outcome;
  }

 private:
  TemporaryDirectory directory_;
  LoadFormat format_;
  Table table_;
};

using Rows = std::vector<std::string>;

TEST(CsvRows, NullIsBackslashNAndEmptyIsAnEmptyString) {
  EXPECT_EQ(Reading(LoadFormat::kCsv).read("1,\\N,\\N\n2,,\\n\n").rows,
            (Rows{"1|NULL|NULL", "2|''|NULL"}));
}

TEST(CsvRows, NullIsFoundAfterUnwrapping) {
  Reading reading(LoadFormat::kCsv);
  reading.options.csv.enclose = '"';
  EXPECT_EQ(reading.read("1,\"\\N\",1\n").rows, (Rows{"1|NULL|1.00"}));
}

TEST(CsvRows, WhatCannotBeConvertedBecomesNull) {
  EXPECT_EQ(Reading(LoadFormat::kCsv).read("1,toolong,x\n").rows, (Rows{"1|NULL|NULL"}));
}

TEST(CsvRows, StrictModeFiltersWhatCannotBeConverted) {
  Reading reading(LoadFormat::kCsv);
  reading.options.strict_mode = true;
  const Outcome outcome = reading.read("1,abc,x\n2,toolong,1\n3,ok,\\N\n");
  EXPECT_EQ(outcome.rows, (Rows{"3|'ok'|NULL"}));
  EXPECT_EQ(outcome.log,
            "Error: The field (name = score, pos = 2) is out of range. Type: DOUBLE, Value length: "
            "1, Value: x. Row: "
            "1,abc,x\n"
            "Error: The field (name = name, pos = 1) is out of range. Type: VARCHAR(5), Value "
            "length: 7, Value: "
            "toolong. Row: 2,toolong,1\n");
  EXPECT_EQ(outcome.counts.filtered, 2);
}

TEST(CsvRows, NullInANotNullColumnIsFiltered) {
  const Outcome outcome =
      Reading(LoadFormat::kCsv).read("\\N,a,1\nx,b,2\n99999999999,c,3\n4,d,4\n");
  EXPECT_EQ(outcome.rows, (Rows{"4|'d'|4.00"}));
  EXPECT_EQ(outcome.log,
            "Error: NULL value in non-nullable column 'id'. Row: \\N,a,1\n"
            "Error: NULL value in non-nullable column 'id'. Row: x,b,2\n"
            "Error: NULL value in non-nullable column 'id'. Row: 99999999999,c,3\n");
}

TEST(CsvRows, AnotherNumberOfFieldsIsFiltered) {
  const Outcome outcome = Reading(LoadFormat::kCsv).read("1,a\n2,b,1,x\n3,c,1\n");
  EXPECT_EQ(outcome.rows, (Rows{"3|'c'|1.00"}));
  EXPECT_EQ(outcome.log,
            "Error: Target column count: 3 doesn't match source value column count: 2. Column "
            "separator: ',', Row "
            "delimiter: '\\n'. Row: 1,a\n"
            "Error: Target column count: 3 doesn't match source value column count: 4. Column "
            "separator: ',', Row "
            "delimiter: '\\n'. Row: 2,b,1,x\n");
  EXPECT_EQ(outcome.counts.total(), 3);
}

TEST(CsvRows, InvalidUtf8IsFiltered) {
  const Outcome outcome = Reading(LoadFormat::kCsv).read("1,\xFF,1\n2,b,1\n");
  EXPECT_EQ(outcome.rows, (Rows{"2|'b'|1.00"}));
  EXPECT_EQ(outcome.log, "Error: Invalid UTF-8 row. Row: 1,\xFF,1\n");
}

TEST(CsvRows, EmptyLinesAreNotCounted) {
  EXPECT_EQ(Reading(LoadFormat::kCsv).read("\n\n1,a,1\n\n").counts.total(), 1);
}

TEST(CsvRows, SkipHeaderBeyondTheFileFailsTheLoad) {
  Reading reading(LoadFormat::kCsv);
  reading.options.csv.skip_header = 5;
  EXPECT_EQ(reading.read("1,a,1\n2,b,2\n").failure,
            "The parameter 'skip_header' is set to 5, but there are only 2 rows in the csv file");
}

TEST(CsvRows, TheLogHoldsFiftyRows) {
  std::string body;
  for (int i = 0; i < 60; ++i) body += "x,y,z\n";
  const Outcome outcome = Reading(LoadFormat::kCsv).read(body);
  EXPECT_EQ(outcome.counts.filtered, 60);
  EXPECT_EQ(std::count(outcome.log.begin(), outcome.log.end(), '\n'), 50);
}

TEST(CsvRows, OpComesFromTheFieldOrTheConstant) {
  Reading field(LoadFormat::kCsv, users_table());
  field.options.columns = parse_columns_header("__op,id,name,score").take();
  const Outcome outcome = field.read("0,1,a,1\n1,2,b,2\n2,3,c,3\nupsert,4,d,4\n");
  EXPECT_EQ(outcome.rows, (Rows{"1|'a'|1.00", "2|'b'|2.00"}));
  EXPECT_EQ(outcome.op, (std::vector<std::uint8_t>{0, 1}));
  EXPECT_EQ(outcome.log,
            "Error: The field (name = __op, pos = 0) is out of range. Type: TINYINT, Value length: "
            "1, Value: 2. Row: "
            "2,3,c,3\n"
            "Error: NULL value in non-nullable column '__op'. Row: upsert,4,d,4\n");
  Reading constant(LoadFormat::kCsv, users_table());
  constant.options.columns = parse_columns_header("id,name,score,__op='delete'").take();
  EXPECT_EQ(constant.read("1,a,1\n2,b,2\n").op, (std::vector<std::uint8_t>{1, 1}));
}

TEST(JsonRows, KeysMatchCaseSensitivelyAndMissingOnesAreNull) {
  EXPECT_EQ(Reading(LoadFormat::kJson)
                .read(R"({"id":1,"Name":"x","score":1.5,"more":[]}{"score":2,"id":2})")
                .rows,
            (Rows{"1|NULL|1.50", "2|NULL|2.00"}));
}

TEST(JsonRows, MissingKeysAreNullAndNotTheDefault) {
  Table table = events_table();
  table.columns[1].default_value = "dflt";
  EXPECT_EQ(Reading(LoadFormat::kJson, table).read(R"({"id":1})").rows, (Rows{"1|NULL|NULL"}));
}

TEST(JsonRows, TheFirstOfDuplicateKeysCounts) {
  EXPECT_EQ(Reading(LoadFormat::kJson).read(R"({"id":1,"name":"a","name":"b"})").rows,
            (Rows{"1|'a'|NULL"}));
}

TEST(JsonRows, NumbersThatOverflowAreNull) {
  const Outcome outcome =
      Reading(LoadFormat::kJson).read(R"({"id":1,"score":1e999}{"id":99999999999})");
  EXPECT_EQ(outcome.rows, (Rows{"1|NULL|NULL"}));
  EXPECT_EQ(outcome.log,
            "Error: NULL value in non-nullable column 'id'. Row: {\"id\":99999999999}\n");
}

TEST(JsonRows, ABadValueFiltersItsRowInStrictMode) {
  Reading reading(LoadFormat::kJson);
  reading.options.strict_mode = true;
  const Outcome outcome = reading.read(R"({"id":1,"score":"x"}{"id":2,"score":2})");
  EXPECT_EQ(outcome.rows, (Rows{"2|NULL|2.00"}));
  EXPECT_EQ(outcome.log,
            "Error: Value 'x' is out of range. The type of 'score' is DOUBLE. Row: "
            "{\"id\":1,\"score\":\"x\"}\n");
}

TEST(JsonRows, TextThatIsTooLongIsFilteredByTheTable) {
  const Outcome outcome = Reading(LoadFormat::kJson).read(R"({"id":1,"name":"toolong"})");
  EXPECT_EQ(outcome.log,
            "Error: String 'toolong'(length=7) is too long. The max length of 'name' is 5. Row: "
            "{\"id\":1,\"name\":\"toolong\"}\n");
}

TEST(JsonRows, AnArrayNeedsStripOuterArray) {
  Reading reading(LoadFormat::kJson);
  const Outcome refused = reading.read(R"([{"id":1},{"id":2}])");
  EXPECT_EQ(refused.failure,
            "The value is array type in json document stream, you can set strip_outer_array=true "
            "to parse each element "
            "of the array as individual rows");
  EXPECT_EQ(refused.log, "Error: " + refused.failure + ". Row: \n");
  reading.options.strip_outer_array = true;
  EXPECT_EQ(reading.read(R"([{"id":1},{"id":2}])").rows, (Rows{"1|NULL|NULL", "2|NULL|NULL"}));
  EXPECT_EQ(reading.read(R"({"id":1})").failure,
            "the value should be array type with strip_outer_array=true, value: {\"id\":1}");
}

TEST(JsonRows, ASyntaxErrorFailsTheLoadAndIsLogged) {
  const Outcome outcome = Reading(LoadFormat::kJson).read("{\"id\":1}\n{\"id\":x}\n{\"id\":3}");
  EXPECT_EQ(outcome.failure, "Failed to parse json. error: invalid value");
  EXPECT_EQ(outcome.log, "Error: Failed to parse json. error: invalid value. Row: {\"id\":x}\n");
  EXPECT_EQ(outcome.counts.filtered, 1);
}

TEST(JsonRows, PathsArePositionalWithColumns) {
  Reading reading(LoadFormat::kJson);
  reading.options.columns = parse_columns_header("name,id,score").take();
  reading.options.json_paths = parse_json_paths(R"(["$.n[1]","$.k.id"])").take();
  reading.options.has_json_paths = true;
  EXPECT_EQ(reading.read(R"({"n":["a","b"],"k":{"id":7},"score":1})").rows, (Rows{"'b'|7|NULL"}));
}

TEST(JsonRows, RootSelectsTheRow) {
  Reading reading(LoadFormat::kJson);
  reading.options.json_root = parse_json_path("$.data").take();
  reading.options.has_json_root = true;
  EXPECT_EQ(reading.read(R"({"data":{"id":1}}{"data":{"id":2}})").rows,
            (Rows{"1|NULL|NULL", "2|NULL|NULL"}));
  EXPECT_EQ(reading.read(R"([{"data":{"id":1}},{"data":{"id":2}}])").rows,
            (Rows{"1|NULL|NULL", "2|NULL|NULL"}));
  reading.options.strip_outer_array = true;
  EXPECT_EQ(reading.read(R"({"data":[{"id":1},{"id":2}]})").rows,
            (Rows{"1|NULL|NULL", "2|NULL|NULL"}));
}

TEST(JsonRows, OpIsFoundWithoutBeingNamed) {
  const Outcome outcome = Reading(LoadFormat::kJson, users_table())
                              .read(R"({"id":1,"__op":1}{"id":2}{"id":3,"__op":"0"})");
  EXPECT_EQ(outcome.op, (std::vector<std::uint8_t>{1, 0, 0}));
  EXPECT_EQ(outcome.rows.size(), 3U);
}

TEST(JsonRows, OpOfOtherTablesIsAnUnknownKey) {
  const Outcome outcome = Reading(LoadFormat::kJson).read(R"({"id":1,"__op":1})");
  EXPECT_EQ(outcome.op, std::vector<std::uint8_t>{});
  EXPECT_EQ(outcome.rows.size(), 1U);
}

// The rows of several bodies, taken after each.
std::string rows_by_body(LoadFormat format, const LoadOptions& options,
                         const std::vector<std::string>& bodies) {
  TemporaryDirectory directory;
  const Table table = events_table();
  const ErrorLogStore logs = ErrorLogStore::open(directory.path()).take();
  const std::unique_ptr<ErrorLog> log = logs.create(1, 0);
  const std::unique_ptr<RowReader> reader =
      RowReader::create(options, format, plan_load(options, format, table).take(), table, *log);
  std::string text;
  const auto take = [&] {
    const RowBatch batch = reader->take_rows();
    EXPECT_EQ(batch.columns.size(), table.columns.size());
    for (const std::vector<Cell>& row : batch.rows) text += shown(row[0]) + " ";
    text += "; ";
  };
  for (const std::string& body : bodies) {
    EXPECT_TRUE(reader->feed(body).is_ok());
    EXPECT_TRUE(reader->end_body().is_ok());
    take();
  }
  EXPECT_TRUE(reader->finish().is_ok());
  take();
  return text;
}

TEST(RowReaderBodies, ACsvRecordMayGoOnInTheNextBody) {
  LoadOptions options;
  options.csv.column_separator = ",";
  EXPECT_EQ(rows_by_body(LoadFormat::kCsv, options, {"1,a,1\n2,b", ",2\n3,c,3"}), "1 ; 2 ; 3 ; ");
}

TEST(RowReaderBodies, EachJsonBodyEndsForItself) {
  EXPECT_EQ(rows_by_body(LoadFormat::kJson, LoadOptions(), {R"({"id":1} {"id":2})", R"({"id":3})"}),
            "1 2 ; 3 ; ; ");
  LoadOptions array;
  array.strip_outer_array = true;
  EXPECT_EQ(rows_by_body(LoadFormat::kJson, array, {R"([{"id":1}])", R"([{"id":2},{"id":3}])"}),
            "1 ; 2 3 ; ; ");
}

}  // namespace
}  // namespace starload::devserver
