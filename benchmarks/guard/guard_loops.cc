// Runs each hot loop once to warm it up and once to be counted: callgrind counts only inside of
// starload_guard_region and writes one dump a loop (benchmarks/guard/check).
//
//   guard_loops        prints "NAME UNIT UNITS" a loop, in the order of the dumps
#include <cstdio>

#include "benchmarks/guard/hot_loops.h"

extern "C" __attribute__((noinline)) void starload_guard_region(const std::function<void()>& run) {
  run();
  asm volatile("" ::: "memory");
}

int main() {
  for (const starload::bench::HotLoop& loop : starload::bench::make_hot_loops()) {
    loop.run();
    std::printf("%s %s %.6f\n", loop.name.c_str(), loop.unit.c_str(), loop.units);
    starload_guard_region(loop.run);
  }
}
