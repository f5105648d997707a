#include "cli/input/debezium_reader.h"

#include <gtest/gtest.h>

#include "tests/cli/input/reader_fixture.h"

namespace starload::cli {
namespace {

using Lines = std::vector<std::string>;
using testing::KeptRejects;
using testing::primary_plan_of;
using testing::read_all;

struct Outcome {
  Lines rows;
  Lines rejects;
  std::uint64_t skipped = 0;
};

Outcome read(const std::string& text, std::string_view columns, const Lines& names = {},
             const DebeziumOptions& options = {}) {
  MappingOptions mapping;
  mapping.has_operations = true;
  const std::shared_ptr<const RowPlan> plan = primary_plan_of(columns, names, mapping);
  MemorySource source("f", text);
  DebeziumReader reader(source, options, plan);
  KeptRejects rejects;
  Outcome outcome;
  outcome.rows = read_all(reader, *plan, rejects);
  outcome.rejects = rejects.lines;
  outcome.skipped = reader.skipped_records();
  return outcome;
}

// An event with a schema whose rows have the key `id` and one field of this type.
std::string typed(const std::string& type, const std::string& value) {
  const std::string fields =
      R"([{"type":"int32","optional":false,"field":"id"},{)" + type + R"(,"field":"x"}])";
  return R"({"schema":{"type":"struct","fields":[{"type":"struct","fields":)" + fields +
         R"(,"optional":true,"name":"s.t.Value","field":"before"},{"type":"struct","fields":)" +
         fields +
         R"(,"optional":true,"name":"s.t.Value","field":"after"},{"type":"string","field":"op"}],)"
         R"("optional":false,"name":"s.t.Envelope"},"payload":{"before":null,"after":{"id":1,"x":)" +
         value + R"(},"source":{"table":"t"},"op":"c","ts_ms":1}})" + "\n";
}

std::string value_of(const std::string& type, const std::string& value, std::string_view column) {
  const Outcome outcome = read(typed(type, value), "id INT NOT NULL, x " + std::string(column));
  if (!outcome.rejects.empty()) return outcome.rejects[0];
  return outcome.rows.empty() ? "no row" : outcome.rows[0].substr(2);
}

constexpr char kColumns[] = "id INT NOT NULL, v VARCHAR(9)";

TEST(DebeziumReader, TakesEveryOperation) {
  const Outcome outcome = read(
      R"({"before":null,"after":{"id":1,"v":"a"},"op":"r"}
{"before":null,"after":{"id":2,"v":"b"},"source":{"db":"x"},"op":"c","ts_ms":5,"transaction":null}
{"before":{"id":1,"v":"a"},"after":{"id":1,"v":"A"},"op":"u"}
{"before":{"id":2,"v":"b"},"after":null,"op":"d"}
)",
      kColumns);
  EXPECT_EQ(outcome.rejects, Lines{});
  EXPECT_EQ(outcome.rows, (Lines{"1|a", "2|b", "1|A", "-2|b"}));
}

TEST(DebeziumReader, TakesEventsWithAndWithoutEnvelopeSideBySide) {
  const Outcome outcome = read(
      R"({"payload":{"after":{"id":1,"v":"a"},"op":"c"}}
{"schema":null,"payload":{"before":null,"after":{"id":2,"v":"b"},"op":"c"}}
{"after":{"v":"c","id":3},"op":"c"}
)",
      kColumns);
  EXPECT_EQ(outcome.rows, (Lines{"1|a", "2|b", "3|c"}));
  EXPECT_EQ(outcome.rejects, Lines{});
}

TEST(DebeziumReader, SkipsTombstonesAndMessages) {
  const Outcome outcome = read(
      "null\n \n{\"schema\":null,\"payload\":null}\n"
      "{\"op\":\"m\",\"message\":{\"prefix\":\"p\",\"content\":\"eA==\"}}\n"
      "{\"op\":\"c\",\"after\":{\"id\":1,\"v\":null}}\nnull",
      kColumns);
  EXPECT_EQ(outcome.rows, (Lines{"1|<null>"}));
  EXPECT_EQ(outcome.skipped, 4u);
  EXPECT_EQ(outcome.rejects, Lines{});
}

TEST(DebeziumReader, DeletesByTheKeyAlone) {
  const Outcome outcome = read(
      R"({"op":"d","before":{"id":1}}
{"op":"d","before":{"id":2,"v":null,"n":"bad"}}
{"op":"d","before":{"v":"x"}}
)",
      "id INT NOT NULL, v VARCHAR(9) NOT NULL, n INT NOT NULL", {"id", "v", "n"});
  EXPECT_EQ(outcome.rows, (Lines{"-1||0", "-2||0"}));
  EXPECT_EQ(outcome.rejects,
            (Lines{"f:3 [id] field 'id' is missing; NULL is not allowed in NOT NULL column 'id'"}));
}

TEST(DebeziumReader, MovesARowWhoseKeyChanged) {
  const Outcome outcome = read(
      R"({"op":"u","before":{"id":1,"v":"a"},"after":{"id":2,"v":"a"}}
{"op":"u","before":{"id":3},"after":{"id":3,"v":"b"}}
{"op":"u","before":{"v":"x"},"after":{"id":4,"v":"c"}}
{"op":"u","before":null,"after":{"id":5,"v":"d"}}
)",
      kColumns);
  EXPECT_EQ(outcome.rows, (Lines{"-1|a", "2|a", "3|b", "4|c", "5|d"}));
}

TEST(DebeziumReader, MovesARowWholeOrNotAtAll) {
  const Outcome outcome = read(
      R"({"op":"u","before":{"id":1,"v":"a"},"after":{"id":2,"v":"far too long"}}
{"op":"u","before":{"id":"x","v":"a"},"after":{"id":2,"v":"b"}}
{"op":"c","after":{"id":9,"v":"z"}}
)",
      kColumns);
  EXPECT_EQ(outcome.rows, (Lines{"9|z"}));
  ASSERT_EQ(outcome.rejects.size(), 2u);
  EXPECT_EQ(outcome.rejects[0].substr(0, 8), "f:1 [v] ");
  EXPECT_EQ(outcome.rejects[1].substr(0, 9), "f:2 [id] ");
}

TEST(DebeziumReader, RefusesWhatIsNoChangeOfARow) {
  const Lines rejects = read(
                            R"({"op":"t"}
{"op":"x","after":{"id":1}}
{"op":"c","after":null}
{"op":"d","after":{"id":1}}
{"op":"c","after":"{\"id\":1}"}
{"id":1,"v":"a"}
{"payload":{"ddl":"CREATE TABLE t"}}
[1]
{"op":"c","after":{"id":1,"zz":1}}
{"op":"c","after":{"id":1,"ID":1}}
{"op":5,"after":{"id":1}}
)",
                            kColumns)
                            .rejects;
  ASSERT_EQ(rejects.size(), 11u);
  EXPECT_EQ(rejects[0],
            "f:1 [] op 't' truncates the table, which a load cannot do: run TRUNCATE TABLE, then "
            "load what follows this line");
  EXPECT_EQ(rejects[1], "f:2 [] op 'x' is unknown; known are c, r, u, d, t and m");
  EXPECT_EQ(rejects[2], "f:3 [] op 'c' needs the row in 'after', which is null");
  EXPECT_EQ(rejects[3].substr(0, 50), "f:4 [] op 'd' needs the row in 'before', which is ");
  EXPECT_NE(rejects[3].find("REPLICA IDENTITY"), std::string::npos);
  EXPECT_NE(rejects[4].find("MongoDB"), std::string::npos);
  EXPECT_NE(rejects[5].find("neither 'op' nor 'payload'"), std::string::npos);
  EXPECT_NE(rejects[6].find("a schema change"), std::string::npos);
  EXPECT_NE(rejects[7].find("not one JSON object"), std::string::npos);
  EXPECT_NE(rejects[8].find("field 'zz' is not among the loaded columns"), std::string::npos);
  EXPECT_NE(rejects[9].find("is there more than once"), std::string::npos);
  EXPECT_EQ(rejects[10].substr(0, 23), "f:11 [] op '5' is unkno");
}

TEST(DebeziumReader, LeavesOutFieldsThatAreNotWanted) {
  DebeziumOptions options;
  options.ignores_other_fields = true;
  const Outcome outcome = read(R"({"op":"c","after":{"zz":[1],"id":1,"v":"a","y":null}})", kColumns,
                               {"id", "v"}, options);
  EXPECT_EQ(outcome.rows, (Lines{"1|a"}));
  EXPECT_EQ(outcome.rejects, Lines{});
}

TEST(DebeziumReader, RefusesThePlaceholderOfAValueThatWasNotSent) {
  const std::string placeholder = "\"__debezium_unavailable_value\"";
  const Outcome outcome =
      read("{\"op\":\"u\",\"after\":{\"id\":1,\"v\":" + placeholder +
               "}}\n{\"op\":\"d\",\"before\":{\"id\":1,\"v\":" + placeholder + "}}\n",
           kColumns);
  EXPECT_EQ(outcome.rows, (Lines{"-1|<null>"}));
  ASSERT_EQ(outcome.rejects.size(), 1u);
  EXPECT_NE(outcome.rejects[0].find("REPLICA IDENTITY FULL"), std::string::npos);
  const std::string as_bytes = "\"X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==\"";
  EXPECT_NE(value_of("\"type\":\"bytes\"", as_bytes, "VARBINARY(99)").find("REPLICA IDENTITY FULL"),
            std::string::npos);
  EXPECT_NE(
      value_of("\"type\":\"array\"", "[" + placeholder + "]", "JSON").find("REPLICA IDENTITY FULL"),
      std::string::npos);
}

TEST(DebeziumReader, DecodesDatesAndTimes) {
  const auto named = [](const char* type, const char* name) {
    return std::string("\"type\":\"") + type + "\",\"optional\":true,\"name\":\"" + name +
           "\",\"version\":1";
  };
  EXPECT_EQ(value_of(named("int32", "io.debezium.time.Date"), "19753", "DATE"), "2024-01-31");
  EXPECT_EQ(value_of(named("int32", "org.apache.kafka.connect.data.Date"), "-1", "DATE"),
            "1969-12-31");
  EXPECT_EQ(value_of(named("int32", "io.debezium.time.Date"), "null", "DATE"), "<null>");
  EXPECT_EQ(value_of(named("int64", "io.debezium.time.Timestamp"), "1706745599123", "DATETIME"),
            "2024-01-31 23:59:59.123000");
  EXPECT_EQ(value_of(named("int64", "io.debezium.time.MicroTimestamp"), "-1", "DATETIME"),
            "1969-12-31 23:59:59.999999");
  EXPECT_EQ(
      value_of(named("int64", "io.debezium.time.NanoTimestamp"), "1706745599123456789", "DATETIME"),
      "2024-01-31 23:59:59.123456");
  EXPECT_EQ(value_of(named("string", "io.debezium.time.ZonedTimestamp"),
                     "\"2024-01-31T23:59:59.5Z\"", "DATETIME"),
            "2024-01-31 23:59:59.500000");
  EXPECT_EQ(value_of(named("int32", "io.debezium.time.Time"), "3723004", "VARCHAR(20)"),
            "01:02:03.004000");
  EXPECT_EQ(value_of(named("int64", "io.debezium.time.MicroTime"), "-3600000000", "VARCHAR(20)"),
            "-01:00:00");
  EXPECT_EQ(value_of(named("int64", "io.debezium.time.Timestamp"), "1706745599123", "BIGINT"),
            "1706745599123");
  EXPECT_EQ(value_of(named("int32", "io.debezium.time.Date"), "99999999", "DATE").substr(0, 8),
            "f:1 [x] ");
  EXPECT_EQ(
      value_of(named("int64", "io.debezium.time.Timestamp"), "9223372036854775807", "DATETIME")
          .substr(0, 8),
      "f:1 [x] ");
  EXPECT_EQ(value_of(named("int32", "io.debezium.time.Date"), "\"soon\"", "DATE"),
            "f:1 [x] value 'soon' is not a whole number, as its Debezium type says (DATE column "
            "'x')");
}

TEST(DebeziumReader, DecodesDecimals) {
  const auto decimal = [](const char* scale) {
    return std::string(
               "\"type\":\"bytes\",\"optional\":true,\"name\":\"org.apache.kafka.connect."
               "data.Decimal\",\"version\":1,\"parameters\":{\"scale\":\"") +
           scale + "\",\"connect.decimal.precision\":\"38\"}";
  };
  EXPECT_EQ(value_of(decimal("2"), "\"AfQ=\"", "DECIMAL(10,2)"), "5.00");
  EXPECT_EQ(value_of(decimal("2"), "\"/w==\"", "DECIMAL(10,2)"), "-0.01");
  EXPECT_EQ(value_of(decimal("0"), "\"AA==\"", "DECIMAL(10,2)"), "0.00");
  EXPECT_EQ(value_of(decimal("3"), "\"AfQ=\"", "VARCHAR(20)"), "0.500");
  // 10^38 - 1
  EXPECT_EQ(value_of(decimal("0"), "\"SztMqFqGxHoJiiI//////w==\"", "DECIMAL(38,0)"),
            "99999999999999999999999999999999999999");
  EXPECT_EQ(value_of(decimal("10"), "\"tMSzV6V5O4X2dd3AAAAAAQ==\"", "DECIMAL(38,10)"),
            "-9999999999999999999999999999.9999999999");
  EXPECT_EQ(value_of(decimal("2"), "\"not base64\"", "DECIMAL(10,2)").substr(0, 8), "f:1 [x] ");
  const std::string variable =
      "\"type\":\"struct\",\"fields\":[],\"name\":\"io.debezium.data.VariableScaleDecimal\"";
  EXPECT_EQ(value_of(variable, "{\"scale\":1,\"value\":\"AfQ=\"}", "DECIMAL(10,2)"), "50.00");
  EXPECT_EQ(value_of(variable, "{\"scale\":-2,\"value\":\"Aw==\"}", "DECIMAL(10,2)"), "300.00");
  EXPECT_EQ(
      value_of(variable, "{\"scale\":2000000000,\"value\":\"Aw==\"}", "DECIMAL(10,2)").substr(0, 8),
      "f:1 [x] ");
}

TEST(DebeziumReader, DecodesBytesBitsAndJson) {
  EXPECT_EQ(value_of("\"type\":\"bytes\"", "\"AAEC\"", "VARBINARY(9)"), std::string("\0\1\2", 3));
  EXPECT_EQ(value_of("\"type\":\"bytes\",\"name\":\"io.debezium.data.Bits\"", "\"AQI=\"", "INT"),
            "513");
  EXPECT_EQ(value_of("\"type\":\"string\",\"name\":\"io.debezium.data.Json\"",
                     "\"{\\\"a\\\": [1]}\"", "JSON"),
            "{\"a\": [1]}");
  EXPECT_EQ(value_of("\"type\":\"string\"", "\"a\\nb\"", "JSON"), "\"a\\nb\"");
  EXPECT_EQ(
      value_of("\"type\":\"string\",\"name\":\"io.debezium.data.Enum\"", "\"red\"", "VARCHAR(9)"),
      "red");
}

std::string without_schema(const std::string& value, std::string_view column,
                           EpochUnit unit = EpochUnit::kNotGiven) {
  DebeziumOptions options;
  options.datetime_unit = unit;
  const Outcome outcome = read(R"({"op":"c","after":{"id":1,"x":)" + value + "}}",
                               "id INT NOT NULL, x " + std::string(column), {}, options);
  if (!outcome.rejects.empty()) return outcome.rejects[0];
  return outcome.rows.empty() ? "no row" : outcome.rows[0].substr(2);
}

TEST(DebeziumReader, GuessesNothingWithoutASchema) {
  EXPECT_EQ(without_schema("19753", "DATE"), "2024-01-31");
  EXPECT_NE(without_schema("1706745599123", "DATETIME").find("--datetime-unit"), std::string::npos);
  EXPECT_EQ(without_schema("1706745599123", "DATETIME", EpochUnit::kMillis),
            "2024-01-31 23:59:59.123000");
  EXPECT_EQ(without_schema("1706745599123456", "DATETIME", EpochUnit::kMicros),
            "2024-01-31 23:59:59.123456");
  EXPECT_EQ(without_schema("1706745599123456789", "DATETIME", EpochUnit::kBySize),
            "2024-01-31 23:59:59.123456");
  EXPECT_EQ(without_schema("1706745599123456", "DATETIME", EpochUnit::kBySize),
            "2024-01-31 23:59:59.123456");
  EXPECT_EQ(without_schema("1706745599123", "DATETIME", EpochUnit::kBySize),
            "2024-01-31 23:59:59.123000");
  EXPECT_EQ(without_schema("\"2024-01-31T23:59:59Z\"", "DATETIME"), "2024-01-31 23:59:59");
  EXPECT_EQ(without_schema("\"12.50\"", "DECIMAL(10,2)"), "12.50");
  EXPECT_EQ(without_schema("12.5", "DECIMAL(10,2)"), "12.50");
  EXPECT_EQ(without_schema("\"AfQ=\"", "DECIMAL(10,2)").substr(0, 8), "f:1 [x] ");
  EXPECT_EQ(without_schema("\"AAEC\"", "VARBINARY(9)"), std::string("\0\1\2", 3));
  EXPECT_EQ(without_schema("\"[1, 2]\"", "JSON"), "[1, 2]");
  EXPECT_EQ(without_schema("{\"a\":1}", "JSON"), "{\"a\":1}");
}

TEST(DebeziumReader, FindsTypesIgnoringCaseAsItFindsFields) {
  const Outcome outcome =
      read(typed(R"("type":"int64","name":"io.debezium.time.Timestamp")", "1706745599123"),
           "id INT NOT NULL, X VARCHAR(30)", {"ID", "X"});
  EXPECT_EQ(outcome.rejects, Lines{});
  EXPECT_EQ(outcome.rows, Lines{"1|2024-01-31 23:59:59.123000"});
}

TEST(DebeziumReader, FollowsASchemaThatChanges) {
  const std::string text = typed("\"type\":\"int32\",\"name\":\"io.debezium.time.Date\"", "1") +
                           typed("\"type\":\"int32\"", "20240131") +
                           R"({"op":"c","after":{"id":1,"x":"2024-02-01"}})";
  EXPECT_EQ(read(text, "id INT NOT NULL, x DATE").rows,
            (Lines{"1|1970-01-02", "1|2024-01-31", "1|2024-02-01"}));
}

TEST(DebeziumReader, NamesTheFieldsOfItsRows) {
  MemorySource source("f",
                      "null\n{\"op\":\"d\",\"before\":{\"id\":1}}\nbroken\n"
                      "{\"payload\":{\"op\":\"c\",\"after\":{\"id\":2,\"v\":\"a\"}}}\n"
                      "{\"op\":\"u\",\"after\":{\"ID\":2,\"w\":1}}");
  EXPECT_EQ(read_debezium_fields(source).take(), (Lines{"id", "v", "w"}));
}

TEST(DebeziumReader, GoesOnWhereItStopped) {
  const std::string text =
      "{\"op\":\"c\",\"after\":{\"id\":1,\"v\":\"a\"}}\n{\"op\":\"d\",\"before\":{\"id\":1}}\n";
  MappingOptions mapping;
  mapping.has_operations = true;
  const auto plan = primary_plan_of(kColumns, {}, mapping);
  MemorySource whole("f", text);
  DebeziumReader reader(whole, {}, plan);
  KeptRejects rejects;
  RowBlock block(plan->schema);
  ASSERT_EQ(reader.read_block(block, 1, rejects).take(), 1u);
  const InputPosition at = reader.position();
  EXPECT_EQ(at.line, 2u);
  MemorySource rest("f", std::string_view(text).substr(at.offset));
  DebeziumReader later(rest, {}, plan);
  EXPECT_EQ(read_all(later, *plan, rejects), (Lines{"-1|<null>"}));
}

}  // namespace
}  // namespace starload::cli
