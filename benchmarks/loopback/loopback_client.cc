// One measurement of loading the sample rows over loopback into a server that only drains:
//
//   loopback_client starload|plain-loop csv|json v1|v2 PORT ROUNDS
//
// by the engine, or by the plain loop. Prints the line that scripts/bench reads.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "benchmarks/loopback/engine_load.h"
#include "benchmarks/loopback/measured.h"
#include "benchmarks/loopback/plain_loop.h"
#include "benchmarks/loopback/sample_blocks.h"

namespace starload::bench {
namespace {

constexpr std::size_t kRows = 200'000;
// What the engine sends in one request with its default budget: stream load waits for half of it,
// a transaction for a sixteenth.
constexpr std::size_t kStreamLoadBytes = 42u << 20;
constexpr std::size_t kTransactionLoadBytes = 5u << 20;

struct Options {
  bool plain = false;
  bool json = false;
  bool transactions = false;
  int port = 0;
  int rounds = 0;
};

std::uint64_t load_with_engine(const Options& options, const std::vector<RowBlock>& blocks,
                               const std::shared_ptr<const Schema>& schema) {
  const auto engine =
      open_engine(options.port, {{"sink.version", options.transactions ? "V2" : "V1"},
                                 {"sink.properties.format", options.json ? "json" : "csv"}});
  const auto table = engine->add_table({"db", "t", schema, sample_columns()});
  require(table.status());
  for (int round = 0; round < options.rounds; ++round) {
    for (const RowBlock& block : blocks) require(engine->write(*table, block.abi()));
  }
  require(engine->close(std::chrono::minutes(5)));
  return engine->counters().total_flush_bytes;
}

void run(const Options& options) {
  const auto rows = make_sample_rows(kRows);
  const auto schema = sample_schema();
  const auto blocks = options.plain ? std::vector<RowBlock>() : make_blocks(rows, schema);
  const PlainLoop how{options.json, options.transactions,
                      options.transactions ? kTransactionLoadBytes : kStreamLoadBytes};
  const Meter meter;
  const std::uint64_t bytes = options.plain
                                  ? run_plain_loop(how, rows, options.rounds, options.port)
                                  : load_with_engine(options, blocks, schema);
  const Cost cost = meter.stop();
  const std::string name =
      std::string(options.json ? "json" : "csv") + (options.transactions ? "-v2" : "-v1");
  print_measurement("loopback", name, options.plain ? "plain-loop" : "starload",
                    rows.size() * static_cast<std::uint64_t>(options.rounds), bytes, cost);
}

}  // namespace
}  // namespace starload::bench

int main(int argc, char** argv) {
  const std::string_view words[] = {argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : "",
                                    argc > 3 ? argv[3] : ""};
  starload::bench::Options options{words[0] == "plain-loop", words[1] == "json", words[2] == "v2",
                                   argc > 4 ? std::atoi(argv[4]) : 0,
                                   argc > 5 ? std::atoi(argv[5]) : 0};
  const bool known = (options.plain || words[0] == "starload") &&
                     (options.json || words[1] == "csv") &&
                     (options.transactions || words[2] == "v1");
  if (!known || options.port <= 0 || options.rounds <= 0) {
    std::fprintf(stderr, "usage: loopback_client starload|plain-loop csv|json v1|v2 PORT ROUNDS\n");
    return 2;
  }
  starload::bench::run(options);
  return 0;
}
