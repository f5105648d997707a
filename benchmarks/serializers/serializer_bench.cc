// The serializers beside a plain loop and nlohmann::json, and beside their budgets.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <map>

#include "benchmarks/serializers/plain_loop.h"
#include "benchmarks/serializers/plugin_runner.h"

namespace starload::bench {
namespace {

constexpr std::size_t kRows = 10'000;
constexpr double kCsvBudget = 1.0e9;
constexpr double kJsonBudget = 1.3e9;
constexpr double kJsonFactorBudget = 8;

// Keeps each benchmark's best bytes a second for the table at the end.
class BestReporter final : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      const auto rate = run.counters.find("bytes_per_second");
      if (run.run_type != Run::RT_Iteration || rate == run.counters.end()) continue;
      double& best = best_[run.run_name.function_name];
      best = std::max(best, rate->second.value);
    }
    ConsoleReporter::ReportRuns(runs);
  }
  double best(const std::string& name) const {
    const auto found = best_.find(name);
    return found == best_.end() ? 0 : found->second;
  }

 private:
  std::map<std::string, double> best_;
};

void count_bytes(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRows));
  state.counters["bytes_per_row"] = static_cast<double>(bytes) / kRows;
}

void add_plugin(const std::string& name, const std::string& plugin, Doubles doubles) {
  benchmark::RegisterBenchmark(name.c_str(), [plugin, doubles](benchmark::State& state) {
    const RowBlock block = make_block(make_rows(kRows, doubles));
    std::vector<std::uint8_t> buffer(kRows * kPlainRowBytes);
    PluginRunner runner(plugin, block.schema()->abi());
    std::size_t bytes = 0;
    for (auto _ : state) {
      bytes = runner.run(block.abi(), buffer);
      benchmark::ClobberMemory();
    }
    count_bytes(state, bytes);
  });
}

using PlainLoop = std::size_t (*)(const std::vector<BenchRow>&, char*);

void add_plain(const std::string& name, PlainLoop loop, Doubles doubles) {
  benchmark::RegisterBenchmark(name.c_str(), [loop, doubles](benchmark::State& state) {
    const std::vector<BenchRow> rows = make_rows(kRows, doubles);
    std::vector<char> buffer(kRows * kPlainRowBytes);
    std::size_t bytes = 0;
    for (auto _ : state) {
      bytes = loop(rows, buffer.data());
      benchmark::ClobberMemory();
    }
    count_bytes(state, bytes);
  });
}

void add_all(const std::string& suffix, Doubles doubles) {
  add_plain("plain_csv" + suffix, &plain_csv, doubles);
  add_plugin("csv" + suffix, "csv", doubles);
  add_plain("plain_json" + suffix, &plain_json, doubles);
  add_plugin("json" + suffix, "json", doubles);
  add_plain("nlohmann_dump" + suffix, &nlohmann_dump, doubles);
}

void print_line(const std::string& what, double value, double budget, const char* unit) {
  std::printf("%-28s %8.2f %s   budget %5.2f   %s\n", what.c_str(), value, unit, budget,
              value >= budget ? "met" : "NOT MET");
}

void print_budgets(const BestReporter& reporter, const std::string& suffix) {
  constexpr double kGiga = 1e9;
  if (reporter.best("csv" + suffix) == 0 || reporter.best("json" + suffix) == 0) return;
  print_line("csv" + suffix, reporter.best("csv" + suffix) / kGiga, kCsvBudget / kGiga, "GB/s");
  print_line("json" + suffix, reporter.best("json" + suffix) / kGiga, kJsonBudget / kGiga, "GB/s");
  if (reporter.best("nlohmann_dump" + suffix) == 0) return;
  print_line("json" + suffix + " / nlohmann",
             reporter.best("json" + suffix) / reporter.best("nlohmann_dump" + suffix),
             kJsonFactorBudget, "x   ");
}

}  // namespace
}  // namespace starload::bench

int main(int argc, char** argv) {
  using namespace starload::bench;
  add_all("", Doubles::kMeasured);
  add_all("_random_doubles", Doubles::kRandom);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  BestReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  std::printf("\nOutput of one core, best of the repetitions:\n");
  print_budgets(reporter, "");
  print_budgets(reporter, "_random_doubles");
  return 0;
}
