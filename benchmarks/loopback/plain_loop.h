// The yardstick: one loop over structs that writes CSV or JSON with std::to_chars and sends it as
// load requests, with nothing else: no plugins, no memory budget, no retries. It escapes nothing:
// the sample rows need none.
#pragma once

#include <cstdint>
#include <span>

#include "benchmarks/loopback/sample_rows.h"

namespace starload::bench {

struct PlainLoop {
  bool json = false;
  bool transactions = false;
  std::size_t body_bytes = 0;  // of a request, about
};

// Sends the rows `rounds` times; returns the bytes sent.
std::uint64_t run_plain_loop(const PlainLoop& how, std::span<const SampleRow> rows, int rounds,
                             int port);

}  // namespace starload::bench
