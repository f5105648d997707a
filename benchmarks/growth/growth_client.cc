// One point of a curve, for a server that only drains:
//
//   growth_client load CASE X PORT csv|json v1|v2 ROWS TABLES COLUMNS
//   growth_client checkpoint CASE X PORT csv|json v1|v2 ROWS REPETITIONS BEFORE
//
// load: at-least-once, ROWS in all, spread over the tables. checkpoint: exactly-once, ROWS before
// each checkpoint, and BEFORE rows in earlier ones of that size; measured is Engine::prepare().
// Prints the lines that scripts/bench reads.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

#include "benchmarks/growth/anonymous_memory.h"
#include "benchmarks/growth/generated_rows.h"
#include "benchmarks/loopback/engine_load.h"
#include "benchmarks/loopback/measured.h"
#include "benchmarks/loopback/sample_blocks.h"

namespace starload::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::minutes;

constexpr minutes kAtMost{10};

struct Point {
  std::string name;  // of the case
  std::uint64_t x = 0;
  int port = 0;
  std::string format;
  std::string version;
  std::uint64_t rows = 0;
  std::size_t tables = 1;
  std::size_t columns = 8;
  int repetitions = 1;
  std::uint64_t before = 0;  // rows of earlier checkpoints
};

std::unique_ptr<Engine> open(const Point& point, const char* semantic) {
  const bool v1 = point.version == "v1";
  return open_engine(point.port, {{"sink.version", v1 ? "V1" : "V2"},
                                  {"sink.semantic", semantic},
                                  {"sink.properties.format", point.format}});
}

std::vector<std::uint32_t> add_tables(Engine& engine, const Point& point,
                                      const std::shared_ptr<const Schema>& schema) {
  std::vector<std::uint32_t> tables;
  for (std::size_t i = 0; i < point.tables; ++i) {
    const auto table =
        engine.add_table({"db", "t" + std::to_string(i), schema, generated_columns(point.columns)});
    require(table.status());
    tables.push_back(*table);
  }
  return tables;
}

// At least point.rows rows, a block to each table in turn; returns how many.
std::uint64_t write_rows(Engine& engine, const std::vector<std::uint32_t>& tables,
                         const std::vector<RowBlock>& blocks, const Point& point) {
  std::uint64_t rows = 0;
  for (std::size_t i = 0; rows < point.rows; ++i) {
    const sl_row_block& block = blocks[i % blocks.size()].abi();
    require(engine.write(tables[i % tables.size()], block));
    rows += block.row_count;
  }
  return rows;
}

void print_memory(const Point& point, const char* kind, std::uint64_t bytes) {
  std::printf(
      "{\"suite\": \"growth\", \"case\": \"%s-%s\", \"subject\": \"starload\", \"x\": %llu, "
      "\"peak_bytes\": %llu}\n",
      point.name.c_str(), kind, static_cast<unsigned long long>(point.x),
      static_cast<unsigned long long>(bytes));
}

void measure_load(const Point& point) {
  const auto schema = generated_schema(point.columns);
  const auto blocks = generated_blocks(schema, point.columns);
  AnonymousMemory anonymous;
  const Meter meter;
  const auto engine = open(point, "at-least-once");
  const std::uint64_t rows = write_rows(*engine, add_tables(*engine, point, schema), blocks, point);
  require(engine->close(kAtMost));
  const Cost cost = meter.stop();
  std::printf(
      "{\"suite\": \"growth\", \"case\": \"%s\", \"subject\": \"starload\", \"x\": %llu, "
      "\"rows\": %llu, \"bytes\": %llu, \"seconds\": %.6f, \"cpu_seconds\": %.6f, "
      "\"peak_bytes\": %llu}\n",
      point.name.c_str(), static_cast<unsigned long long>(point.x),
      static_cast<unsigned long long>(rows),
      static_cast<unsigned long long>(engine->counters().total_flush_bytes), cost.seconds,
      cost.cpu_seconds, static_cast<unsigned long long>(cost.peak_bytes));
  print_memory(point, "anonymous", anonymous.stop());
}

// One checkpoint after the rows; how long prepare() took.
double checkpoint_seconds(Engine& engine, const std::vector<std::uint32_t>& tables,
                          const std::vector<RowBlock>& blocks, const Point& point,
                          std::uint64_t checkpoint) {
  static_cast<void>(write_rows(engine, tables, blocks, point));
  const auto start = Clock::now();
  require(engine.prepare(checkpoint, kAtMost).status());
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  require(engine.commit(checkpoint, kAtMost));
  return seconds;
}

void measure_checkpoint(const Point& point) {
  const auto schema = generated_schema(point.columns);
  const auto blocks = generated_blocks(schema, point.columns);
  AnonymousMemory anonymous;
  const auto engine = open(point, "exactly-once");
  const auto tables = add_tables(*engine, point, schema);
  require(engine->restore({}, kAtMost));
  Point warm_up = point;
  warm_up.rows = 1;
  std::uint64_t checkpoint = 1;
  static_cast<void>(checkpoint_seconds(*engine, tables, blocks, warm_up, checkpoint));
  for (std::uint64_t rows = 0; rows < point.before; rows += point.rows)
    static_cast<void>(checkpoint_seconds(*engine, tables, blocks, point, ++checkpoint));
  std::vector<double> seconds;
  for (int i = 0; i < point.repetitions; ++i)
    seconds.push_back(checkpoint_seconds(*engine, tables, blocks, point, ++checkpoint));
  require(engine->close(kAtMost));
  std::sort(seconds.begin(), seconds.end());
  std::printf(
      "{\"suite\": \"growth\", \"case\": \"%s\", \"subject\": \"starload\", \"x\": %llu, "
      "\"seconds\": %.6f}\n",
      point.name.c_str(), static_cast<unsigned long long>(point.x), seconds[seconds.size() / 2]);
  print_memory(point, "anonymous", anonymous.stop());
}

int run(std::span<char*> words) {
  const std::string_view what = words.size() > 1 ? words[1] : "";
  const bool load = what == "load";
  if (words.size() != 10 || (!load && what != "checkpoint")) {
    std::fprintf(
        stderr,
        "usage: growth_client load CASE X PORT csv|json v1|v2 ROWS TABLES COLUMNS\n"
        "       growth_client checkpoint CASE X PORT csv|json v1|v2 ROWS REPETITIONS BEFORE\n");
    return 2;
  }
  const auto number = [&](std::size_t i) { return std::strtoull(words[i], nullptr, 10); };
  Point point{words[2], number(3), static_cast<int>(number(4)), words[5], words[6], number(7)};
  if (load) {
    point.tables = std::max<std::size_t>(1, number(8));
    point.columns = std::max<std::size_t>(1, number(9));
    measure_load(point);
  } else {
    point.repetitions = std::max(1, static_cast<int>(number(8)));
    point.before = number(9);
    measure_checkpoint(point);
  }
  return 0;
}

}  // namespace
}  // namespace starload::bench

int main(int argc, char** argv) {
  return starload::bench::run({argv, static_cast<std::size_t>(argc)});
}
