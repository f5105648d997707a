#include "tests/simulation/runner.h"

namespace starload::simulation {

const std::vector<Mode>& all_modes() {
  static const std::vector<Mode> modes = {{false, false},
                                          {false, true},
                                          {true, false},
                                          {true, true},
                                          {true, true, Hardship::kShortPrepared},
                                          {true, true, Hardship::kPausedRecovery}};
  return modes;
}

Sweep run_seeds(Plugins& plugins, const Mode& mode, std::uint64_t first, std::uint64_t count,
                Mutant mutant) {
  Sweep sweep;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const Outcome outcome = run_schedule(plugins, mode, seed, mutant);
    ++sweep.schedules;
    sweep.restarts += static_cast<std::uint64_t>(outcome.restarts);
    sweep.gave_up += outcome.gave_up ? 1 : 0;
    if (outcome.problem.empty()) continue;
    ++sweep.problems[outcome.problem.substr(0, outcome.problem.find(':'))];
    if (++sweep.failed > 1) continue;
    sweep.first_failure = name_of(mode) + ", seed " + std::to_string(seed) + ": " +
                          outcome.problem + "\n" +
                          run_schedule(plugins, mode, seed, mutant, true).trace;
  }
  return sweep;
}

}  // namespace starload::simulation
