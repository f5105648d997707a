// One measurement of loading the sample rows over loopback into a server that only drains:
//
//   loopback_client starload|plain-loop csv|json v1|v2 PORT ROUNDS
//   loopback_client send|copy csv v1 PORT ROUNDS
//
// by the engine, or by the plain loop; or what the machine allows at most: ready-made bytes sent
// again and again, or copied in memory. Prints the line that scripts/bench reads.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string_view>

#include "benchmarks/loopback/engine_load.h"
#include "benchmarks/loopback/measured.h"
#include "benchmarks/loopback/plain_loop.h"
#include "benchmarks/loopback/plain_send.h"
#include "benchmarks/loopback/sample_blocks.h"

namespace starload::bench {
namespace {

constexpr std::size_t kRows = 200'000;
// What the engine sends in one request with its default budget: stream load waits for half of it,
// a transaction for a sixteenth.
constexpr std::size_t kStreamLoadBytes = 42u << 20;
constexpr std::size_t kTransactionLoadBytes = 5u << 20;

// Of the bytes that are sent or copied again and again: fits into the L2 cache of most machines,
// and what is copied from and to memory does not.
constexpr std::size_t kSentBytes = 1u << 20;
constexpr std::size_t kCopiedBytes = 64u << 20;

enum class What { kEngine, kPlainLoop, kSend, kCopy };

struct Options {
  What what = What::kEngine;
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

// As many bytes as the rows would have, in requests as large as the plain loop's.
std::uint64_t send_ready_made(const Options& options) {
  constexpr std::uint64_t kRowBytes = 114;
  const std::string bytes(kSentBytes, 'x');
  PlainSender sender(options.port, false);
  const std::uint64_t wanted = kRowBytes * kRows * static_cast<std::uint64_t>(options.rounds);
  std::uint64_t sent = 0;
  for (; sent < wanted; sent += kStreamLoadBytes)
    sender.load_repeated(bytes.data(), bytes.size(), kStreamLoadBytes);
  return sent;
}

std::uint64_t copy_memory(const Options& options, const std::string& from, std::string& to) {
  for (int round = 0; round < options.rounds; ++round) {
    std::memcpy(to.data(), from.data(), from.size());
    asm volatile("" : : "r"(to.data()) : "memory");  // the copy must be made
  }
  return from.size() * static_cast<std::uint64_t>(options.rounds);
}

void measure_limit(const Options& options) {
  const bool send = options.what == What::kSend;
  const std::string from(kCopiedBytes, 'x');
  std::string to(kCopiedBytes, 'y');
  const Meter meter;
  const std::uint64_t bytes = send ? send_ready_made(options) : copy_memory(options, from, to);
  print_measurement("loopback", "limits", send ? "send" : "copy", 0, bytes, meter.stop());
}

void measure_load(const Options& options) {
  const bool plain = options.what == What::kPlainLoop;
  const auto rows = make_sample_rows(kRows);
  const auto schema = sample_schema();
  const auto blocks = plain ? std::vector<RowBlock>() : make_blocks(rows, schema);
  const PlainLoop how{options.json, options.transactions,
                      options.transactions ? kTransactionLoadBytes : kStreamLoadBytes};
  const Meter meter;
  const std::uint64_t bytes = plain ? run_plain_loop(how, rows, options.rounds, options.port)
                                    : load_with_engine(options, blocks, schema);
  const Cost cost = meter.stop();
  const std::string name =
      std::string(options.json ? "json" : "csv") + (options.transactions ? "-v2" : "-v1");
  print_measurement("loopback", name, plain ? "plain-loop" : "starload",
                    rows.size() * static_cast<std::uint64_t>(options.rounds), bytes, cost);
}

}  // namespace
}  // namespace starload::bench

int main(int argc, char** argv) {
  using starload::bench::What;
  const std::map<std::string_view, What> known = {{"starload", What::kEngine},
                                                  {"plain-loop", What::kPlainLoop},
                                                  {"send", What::kSend},
                                                  {"copy", What::kCopy}};
  const auto word = [&](int i) { return std::string_view(argc > i ? argv[i] : ""); };
  const auto what = known.find(word(1));
  starload::bench::Options options{what == known.end() ? What::kEngine : what->second,
                                   word(2) == "json", word(3) == "v2", std::atoi(word(4).data()),
                                   std::atoi(word(5).data())};
  if (what == known.end() || (!options.json && word(2) != "csv") ||
      (!options.transactions && word(3) != "v1") || options.port <= 0 || options.rounds <= 0) {
    std::fprintf(
        stderr,
        "usage: loopback_client starload|plain-loop|send|copy csv|json v1|v2 PORT ROUNDS\n");
    return 2;
  }
  if (options.what == What::kSend || options.what == What::kCopy)
    starload::bench::measure_limit(options);
  else
    starload::bench::measure_load(options);
  return 0;
}
