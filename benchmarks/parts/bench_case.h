// What every benchmark of a part says about its work; benchmarks/parts/run makes measurements of
// it. Names are "case/subject".
#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace starload::bench {

// rows and bytes: of one iteration. bytes 0: the work has none.
inline void report_work(benchmark::State& state, std::size_t rows, std::size_t bytes) {
  state.counters["rows"] = static_cast<double>(rows);
  if (bytes == 0) return;
  state.counters["bytes"] = static_cast<double>(bytes);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}

// body(): the work, once; the bytes that came of it.
template <typename Body>
void measure(benchmark::State& state, std::size_t rows, Body body) {
  std::size_t bytes = 0;
  for (auto _ : state) {
    bytes = body();
    benchmark::ClobberMemory();
  }
  report_work(state, rows, bytes);
}

// make(): makes the data, when the benchmark runs at all, and returns the work.
template <typename Make>
void add_case(const std::string& name, std::size_t rows, Make make) {
  benchmark::RegisterBenchmark(
      name.c_str(), [rows, make](benchmark::State& state) { measure(state, rows, make()); });
}

// A part's main().
inline int run_cases(int argc, char** argv, void (*add_cases)()) {
  add_cases();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace starload::bench
