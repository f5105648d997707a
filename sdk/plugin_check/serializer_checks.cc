// What a serializer has to keep: every type, nulls, full sinks, long values, threads, leaks; and
// how fast it is.
#include <chrono>
#include <thread>

#include "sdk/plugin_check/measure.h"
#include "sdk/plugin_check/serializer_driver.h"
#include "sdk/plugin_check/type_matrix.h"

namespace starload::plugin_check {
namespace {

using testkit::FieldSpec;
using testkit::TestRows;
using testkit::TestSchema;
using testkit::Value;

constexpr int kThreads = 4;
constexpr std::size_t kHugeBytes = 4u << 20;

// Plain columns that every serializer can write, and rows without anything that could be refused.
struct PlainTable {
  TestSchema schema{{{"id", testkit::bigint()},
                     {"name", testkit::varchar()},
                     {"price", testkit::decimal(12, 2)},
                     {"ratio", testkit::float64()},
                     {"count", testkit::integer()},
                     {"flag", testkit::boolean()},
                     {"day", testkit::date()},
                     {"at", testkit::timestamp(6)}}};
  TestRows rows{schema};

  explicit PlainTable(std::size_t count, bool nulls = true) {
    for (std::size_t i = 0; i < count; ++i) {
      const Value name = "name of row " + std::to_string(i * 7919);
      rows.add({i * 1'000'003, nulls && i % 5 == 3 ? Value(nullptr) : name, "1234.50", 0.25, i,
                i % 2 == 0, "2024-02-29", "2024-02-29 12:30:00.000001"});
    }
  }
};

Outcome check_type(const Subject& subject, const MatrixColumn& column) {
  const TestSchema schema({FieldSpec{"value", column.type}}, SL_SCHEMA_HAS_OP);
  TestRows rows(schema);
  for (const Value& value : column.values) rows.add({value});
  rows.add({nullptr});
  for (std::uint8_t kind = SL_ROW_UPDATE_BEFORE; kind <= SL_ROW_DELETE; ++kind)
    rows.add({nullptr}, kind);
  SerializerDriver driver(subject, subject.load(), schema.abi());
  const Written first = driver.write(rows.block());
  const Written second = driver.write(rows.block());
  if (first.text != second.text || first.bad_rows != second.bad_rows)
    return Outcome::failed("the same rows give other bytes the second time");
  if (first.bad_rows.empty()) return Outcome::passed();
  return Outcome::passed(std::to_string(first.bad_rows.size()) + " of " +
                         std::to_string(rows.size()) +
                         " rows are refused, the last with: " + first.bad_row_message);
}

Outcome check_all_types_in_one_row(const Subject& subject) {
  std::vector<FieldSpec> fields;
  std::vector<Value> values;
  for (const MatrixColumn& column : type_matrix()) {
    if (column.type.kind >= SL_TYPE_ARRAY) continue;  // some write no nested values
    fields.push_back({"c" + std::to_string(fields.size()), column.type});
    values.push_back(column.values.empty() ? Value(nullptr) : column.values.front());
  }
  while (fields.size() < 70) {  // more than one word of null bits
    fields.push_back({"n" + std::to_string(fields.size()), testkit::integer()});
    values.emplace_back(nullptr);
  }
  const TestSchema schema(fields);
  SerializerDriver driver(subject, subject.load(), schema.abi());
  const Written written = driver.write(TestRows(schema).add(values).add(values).block());
  return Outcome::passed(std::to_string(fields.size()) + " columns, " +
                         std::to_string(written.text.size()) + " bytes");
}

Outcome check_huge_values(const Subject& subject) {
  const TestSchema schema({FieldSpec{"text", testkit::varchar()}});
  SerializerDriver driver(subject, subject.load(), schema.abi());
  TestRows rows(schema);
  rows.add({std::string(kHugeBytes, 'x')}).add({std::string(kHugeBytes / 2, '"')}).add({"end"});
  const Written written = driver.write(rows.block());
  if (written.rows + written.bad_rows.size() != 3) return Outcome::failed("rows are missing");
  return Outcome::passed(std::to_string(written.text.size() >> 20) + " MiB");
}

Outcome check_body_format(const Subject& subject) {
  const PlainTable table(1);
  SerializerDriver driver(subject, subject.load(), table.schema.abi());
  const sl_body_format format = driver.body_format();
  const sl_body_format again = driver.body_format();
  if (sdk::view(format.between) != sdk::view(again.between) ||
      sdk::view(format.before) != sdk::view(again.before) ||
      sdk::view(format.after) != sdk::view(again.after) ||
      format.header_count != again.header_count)
    return Outcome::failed("body_format gives another answer the second time");
  for (std::size_t i = 0; i < format.header_count; ++i) {
    if (sdk::view(format.headers[i].key) == "format") return Outcome::passed();
  }
  return Outcome::note("no load header 'format': a server takes the rows for CSV");
}

// No schema, and no rows: what a host asks for ready-made records.
Outcome check_empty(const Subject& subject) {
  const PlainTable table(3);
  SerializerDriver driver(subject, subject.load(), table.schema.abi());
  const TestRows none(table.schema);
  if (!driver.write(none.block()).text.empty()) return Outcome::failed("no rows give bytes");
  if (!driver.write_into(table.rows.block(), 3, 1000).text.empty())
    return Outcome::failed("starting behind the last row gives bytes");
  const sl_schema no_columns = {sizeof(sl_schema), SL_ROW_FORMAT_VERSION, 0, 0, nullptr, 0};
  SerializerDriver(subject, subject.load(), &no_columns).body_format();
  return Outcome::passed();
}

// Wherever the sink ends, there are whole rows in it, and the rest goes into the next.
Outcome check_full_sink(const Subject& subject) {
  const PlainTable table(4);
  const sl_row_block block = table.rows.block();
  SerializerDriver driver(subject, subject.load(), table.schema.abi());
  std::vector<std::string> first_rows;  // the bytes of the first n rows
  for (std::size_t n = 0; n <= block.row_count; ++n) {
    sl_row_block part = block;
    part.row_count = n;
    first_rows.push_back(driver.write(part).text);
  }
  const std::size_t all = first_rows.back().size();
  for (std::size_t limit = 0; limit <= all; ++limit) {
    const Written written = driver.write_into(block, 0, limit);
    const std::string where = "in a sink that takes " + std::to_string(limit) + " bytes ";
    if (written.text != first_rows[written.rows]) {
      return Outcome::failed(where + "it leaves " + std::to_string(written.text.size()) +
                             " bytes, and says that they are " + std::to_string(written.rows) +
                             " rows, which take " +
                             std::to_string(first_rows[written.rows].size()));
    }
    const Written rest = driver.write_into(block, written.rows, all * 2);
    if (written.rows + rest.rows != block.row_count)
      return Outcome::failed(where + "rows are lost when it goes on in the next sink");
  }
  return Outcome::passed(std::to_string(all + 1) + " sizes");
}

Outcome check_threads(const Subject& subject) {
  const PlainTable table(200);
  const std::shared_ptr<const Library> library = subject.load();
  const sl_row_block block = table.rows.block();
  const std::string expected =
      SerializerDriver(subject, library, table.schema.abi()).write(block).text;
  std::string wrong[kThreads];
  // Made in one thread, used in another: the ABI allows that.
  std::vector<std::unique_ptr<SerializerDriver>> drivers;
  for (int i = 0; i < kThreads; ++i)
    drivers.push_back(std::make_unique<SerializerDriver>(subject, library, table.schema.abi()));
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      try {
        for (int round = 0; round < 50; ++round) {
          if (drivers[static_cast<std::size_t>(i)]->write(block).text != expected)
            wrong[i] = "handles in several threads disturb each other: other bytes come out";
        }
      } catch (const std::exception& error) {
        wrong[i] = error.what();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& text : wrong) {
    if (!text.empty()) return Outcome::failed(text);
  }
  return Outcome::passed();
}

Outcome check_leaks(const Subject& subject) {
  const PlainTable table(3);
  const std::shared_ptr<const Library> library = subject.load();
  const std::string leak = find_leak([&] {
    SerializerDriver driver(subject, library, table.schema.abi());
    driver.body_format();
    driver.write(table.rows.block());
  });
  return leak.empty() ? Outcome::passed() : Outcome::failed("it " + leak);
}

Outcome measure_speed(const Subject& subject) {
  using Clock = std::chrono::steady_clock;
  const PlainTable table(1024, /*nulls=*/false);
  const sl_row_block block = table.rows.block();
  SerializerDriver driver(subject, subject.load(), table.schema.abi());
  testkit::FakeSink sink;
  std::size_t rows = 0;
  std::size_t bytes = 0;
  const Clock::time_point start = Clock::now();
  std::chrono::duration<double> spent{};
  while (spent.count() < 0.3) {
    driver.write_plain(block, sink);
    rows += block.row_count;
    bytes += sink.abi()->size;
    spent = Clock::now() - start;
  }
  const double seconds = spent.count();
  return Outcome::note(
      std::to_string(static_cast<long>(static_cast<double>(bytes) / seconds / 1e6)) + " MB/s, " +
      std::to_string(static_cast<long>(seconds * 1e9 / static_cast<double>(rows))) +
      " ns a row of 8 columns (one run on this machine; a release build counts)");
}

}  // namespace

void check_serializer(const Subject& subject, Report& report) {
  // A table that create refuses with a message is an answer, too: the check does not count then.
  const auto run_check = [&](const std::string& name, const std::function<Outcome()>& check) {
    return report.run(name, [&] {
      try {
        return check();
      } catch (const Refused& refused) {
        return Outcome::note(std::string("is refused: ") + refused.what());
      }
    });
  };
  const auto run = [&](const std::string& name, Outcome (*check)(const Subject&)) {
    run_check(name, [&] { return check(subject); });
  };
  run("body format", check_body_format);
  bool takes_any = false;
  for (const MatrixColumn& column : type_matrix()) {
    const Outcome outcome =
        run_check("type " + column.name, [&] { return check_type(subject, column); });
    takes_any = takes_any || outcome.verdict != Verdict::kNote;
  }
  report.run("takes a type", [&] {
    return takes_any ? Outcome::passed() : Outcome::failed("it takes no column of any type");
  });
  run("a row of 70 columns", check_all_types_in_one_row);
  run("huge values", check_huge_values);
  run("no rows", check_empty);
  run("full sinks", check_full_sink);
  run("threads", check_threads);
  run("leaks", check_leaks);
  run("speed", measure_speed);
}

}  // namespace starload::plugin_check
