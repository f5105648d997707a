// Runs the tests, or, with --seeds, as many schedules as one likes; exit code 1 when one fails.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "tests/simulation/runner.h"

namespace {

using namespace starload::simulation;

constexpr char kUsage[] =
    "simulation_tests [gtest options]\n"
    "simulation_tests --seeds N [--first S] [--mode MODE]   N schedules a mode, from seed S on\n"
    "simulation_tests --trace SEED --mode MODE              what happens in one schedule\n";

struct Wish {
  std::uint64_t seeds = 0, first = 1;
  std::optional<std::uint64_t> trace;
  std::string mode;
};

int run_many(const Wish& wish) {
  Plugins plugins(BUILTIN_PLUGINS);
  int code = 0;
  bool known = false;
  for (const Mode& mode : all_modes()) {
    if (!wish.mode.empty() && wish.mode != name_of(mode)) continue;
    known = true;
    if (wish.trace) {
      const Outcome outcome = run_schedule(plugins, mode, *wish.trace, Mutant::kNone, true);
      std::printf("%s%s\n", outcome.trace.c_str(), outcome.problem.c_str());
      continue;
    }
    const auto start = std::chrono::steady_clock::now();
    const Sweep sweep = run_seeds(plugins, mode, wish.first, wish.seeds);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf("%-22s %llu schedules, %llu restarts, %llu given up loudly, %llu failed; %.1f s\n",
                name_of(mode).c_str(), static_cast<unsigned long long>(sweep.schedules),
                static_cast<unsigned long long>(sweep.restarts),
                static_cast<unsigned long long>(sweep.gave_up),
                static_cast<unsigned long long>(sweep.failed), took.count());
    if (sweep.failed == 0) continue;
    for (const auto& [problem, times] : sweep.problems)
      std::printf("  %s %llu\n", problem.c_str(), static_cast<unsigned long long>(times));
    std::printf("%s\n", sweep.first_failure.c_str());
    code = 1;
  }
  if (!known) std::fprintf(stderr, "no mode '%s'\n", wish.mode.c_str());
  return known ? code : 2;
}

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc == 1) return RUN_ALL_TESTS();
  Wish wish;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--seeds") wish.seeds = std::strtoull(argv[i + 1], nullptr, 10);
    if (option == "--first") wish.first = std::strtoull(argv[i + 1], nullptr, 10);
    if (option == "--trace") wish.trace = std::strtoull(argv[i + 1], nullptr, 10);
    if (option == "--mode") wish.mode = argv[i + 1];
  }
  if (wish.seeds == 0 && !wish.trace) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  return run_many(wish);
}
