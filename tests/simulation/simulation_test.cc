// Seeded schedules of faults against the real coordinator and the real semantics plugins. More
// seeds:
//   simulation_tests --seeds 100000 --first 1 [--mode exactly-once-v2]
#include <gtest/gtest.h>

#include "tests/simulation/runner.h"

namespace starload::simulation {
namespace {

constexpr std::uint64_t kSchedules = 5000;  // a mode
constexpr std::uint64_t kMutantSchedules = 300;

Plugins& plugins() {
  static Plugins loaded(BUILTIN_PLUGINS);
  return loaded;
}

class Simulation : public ::testing::TestWithParam<Mode> {};

TEST_P(Simulation, NoRowIsLostDoubledOrStuck) {
  const Sweep sweep = run_seeds(plugins(), GetParam(), 1, kSchedules);
  EXPECT_EQ(sweep.failed, 0u) << sweep.first_failure;
  EXPECT_GT(sweep.restarts, kSchedules / 2) << "the faults did not happen";
  if (GetParam().hardship == Hardship::kNone) {
    EXPECT_EQ(sweep.gave_up, 0u);
  }
}

TEST_P(Simulation, ASeedReplaysExactly) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const Outcome first = run_schedule(plugins(), GetParam(), seed);
    const Outcome again = run_schedule(plugins(), GetParam(), seed, Mutant::kNone, true);
    EXPECT_EQ(first.trace_hash, again.trace_hash) << "seed " << seed;
    EXPECT_NE(again.trace, "");
    EXPECT_NE(first.trace_hash, run_schedule(plugins(), GetParam(), seed + 1).trace_hash);
  }
}

TEST_P(Simulation, NoticesALabelThatIsReused) {
  if (GetParam().transactions && !GetParam().exactly_once)
    GTEST_SKIP() << "a transaction that is not open refuses the load, and its rows go elsewhere";
  EXPECT_GT(run_seeds(plugins(), GetParam(), 1, kMutantSchedules, Mutant::kReusedLabel).failed, 0u);
}

TEST_P(Simulation, NoticesALostLoadThatIsCountedAsLoaded) {
  EXPECT_GT(run_seeds(plugins(), GetParam(), 1, kMutantSchedules, Mutant::kLostLoadCounted).failed,
            0u);
}

TEST_P(Simulation, NoticesASwallowedCommitError) {
  if (!GetParam().transactions) GTEST_SKIP() << "stream load has no commit";
  const Sweep sweep =
      run_seeds(plugins(), GetParam(), 1, kMutantSchedules, Mutant::kSwallowedCommitError);
  EXPECT_GT(sweep.failed, 0u);
}

std::string mode_name(const ::testing::TestParamInfo<Mode>& info) {
  std::string name = name_of(info.param);
  std::erase(name, '-');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Modes, Simulation, ::testing::ValuesIn(all_modes()), mode_name);

}  // namespace
}  // namespace starload::simulation
