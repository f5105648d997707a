// How long an exactly-once checkpoint over transactions takes (Engine::prepare), by the bytes that
// were loaded since the last one, into a server that only drains. It should not grow: all that
// prepare waits for is what is under way.
//
//   prepare_bench DRAIN_SERVER
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "benchmarks/loopback/drain_process.h"
#include "benchmarks/loopback/sample_blocks.h"
#include "framework/engine/engine.h"

namespace starload::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::minutes;

constexpr std::size_t kRows = 200'000;  // about 22 MB
constexpr int kRounds[] = {0, 1, 4, 16, 64};
constexpr int kRepetitions = 7;
constexpr double kBudget = 2.0;  // the most bytes may take so much longer than the fewest

std::unique_ptr<Engine> open_engine(int port) {
  EngineConfig config;
  const std::pair<const char*, std::string> properties[] = {
      {"load-url", "127.0.0.1:" + std::to_string(port)},
      {"database-name", "db"},
      {"table-name", "t"},
      {"username", "root"},
      {"sink.version", "V2"},
      {"sink.semantic", "exactly-once"},
      {"sink.buffer-flush.max-rows", "5000000"}};
  for (const auto& [key, value] : properties) config.properties.set(key, value, "benchmark");
  config.plugin_directories = {BUILTIN_PLUGINS};
  auto engine = Engine::open(std::move(config));
  require(engine.status());
  return engine.take();
}

struct Figure {
  double prepare_ms = 0;
  std::uint64_t bytes = 0;
};

// Loads `rounds` rounds, and then measures the checkpoint.
Figure measure(Engine& engine, std::uint32_t table, const std::vector<RowBlock>& blocks, int rounds,
               std::uint64_t checkpoint) {
  const std::uint64_t before = engine.counters().total_flush_bytes;
  require(engine.write(table, blocks.front().abi()));  // the fewest rows: one block
  for (int round = 0; round < rounds; ++round) {
    for (const RowBlock& block : blocks) require(engine.write(table, block.abi()));
  }
  const auto start = Clock::now();
  require(engine.prepare(checkpoint, minutes(5)).status());
  Figure figure;
  figure.prepare_ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  require(engine.commit(checkpoint, minutes(5)));
  figure.bytes = engine.counters().total_flush_bytes - before;
  return figure;
}

int run(const char* drain_program) {
  const DrainServer server(drain_program);
  const auto schema = sample_schema();
  const auto blocks = make_blocks(make_sample_rows(kRows), schema);
  const std::unique_ptr<Engine> engine = open_engine(server.port());
  const auto table = engine->add_table({"db", "t", schema, sample_columns()});
  require(table.status());
  require(engine->restore({}, minutes(1)));
  std::printf("prepare, %d times each; minimum, median, maximum\n", kRepetitions);
  std::uint64_t checkpoint = 0;
  static_cast<void>(measure(*engine, *table, blocks, 1, ++checkpoint));  // warm-up
  double with_a_chunk = 0;
  double with_most = 0;
  for (const int rounds : kRounds) {
    std::vector<double> times;
    std::uint64_t bytes = 0;
    for (int i = 0; i < kRepetitions; ++i) {
      const Figure figure = measure(*engine, *table, blocks, rounds, ++checkpoint);
      times.push_back(figure.prepare_ms);
      bytes = figure.bytes;
    }
    std::sort(times.begin(), times.end());
    const double median = times[times.size() / 2];
    std::printf("%8.1f MB loaded before   %7.2f %7.2f %7.2f ms\n", static_cast<double>(bytes) / 1e6,
                times.front(), median, times.back());
    if (rounds == 1) with_a_chunk = median;
    with_most = median;
  }
  std::printf("most / one round: %.2f (at most %.1f: %s)\n", with_most / with_a_chunk, kBudget,
              with_most <= kBudget * with_a_chunk ? "met" : "not met");
  require(engine->close(minutes(5)));
  return 0;
}

}  // namespace
}  // namespace starload::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: prepare_bench DRAIN_SERVER\n");
    return 2;
  }
  return starload::bench::run(argv[1]);
}
