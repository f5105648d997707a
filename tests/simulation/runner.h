// Many schedules: which seeds, and what to print about one that fails.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/simulation/simulation.h"

namespace starload::simulation {

struct Sweep {
  std::uint64_t schedules = 0;
  std::uint64_t restarts = 0;
  std::uint64_t gave_up = 0;
  std::uint64_t failed = 0;
  std::map<std::string, std::uint64_t> problems;  // LOST, DOUBLED, ..: how many
  std::string first_failure;                      // mode, seed, problem and the whole trace
};

const std::vector<Mode>& all_modes();
Sweep run_seeds(Plugins& plugins, const Mode& mode, std::uint64_t first, std::uint64_t count,
                Mutant mutant = Mutant::kNone);

}  // namespace starload::simulation
