// One schedule: a job, a server and a network that fail as the seed says for a while, and then no
// more. Afterwards every row has to be where it belongs, within a bound.
#pragma once

#include <cstdint>
#include <string>

#include "tests/simulation/plugins.h"
#include "tests/simulation/setting.h"

namespace starload::simulation {

struct Outcome {
  std::string problem;  // "" = all held
  bool gave_up = false;
  int restarts = 0;
  std::uint64_t trace_hash = 0;
  std::string trace;  // when it was asked for
};

Outcome run_schedule(Plugins& plugins, const Mode& mode, std::uint64_t seed,
                     Mutant mutant = Mutant::kNone, bool keep_trace = false);

}  // namespace starload::simulation
