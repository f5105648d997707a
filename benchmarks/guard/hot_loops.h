// The loops whose instructions are counted: fixed data, fixed work.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace starload::bench {

struct HotLoop {
  std::string name;
  std::string unit;  // what one count is of: "row", "MB"
  double units;      // in one run
  std::function<void()> run;
};

// Each loop's data is made here; run() may be called any number of times.
std::vector<HotLoop> make_hot_loops();

}  // namespace starload::bench
