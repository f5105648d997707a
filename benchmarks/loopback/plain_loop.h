// The yardstick: one loop over structs that writes CSV with std::to_chars and sends it as load
// requests, with nothing else: no plugins, no memory budget, no retries.
#pragma once

#include <cstdint>
#include <span>

#include "benchmarks/loopback/sample_rows.h"

namespace starload::bench {

// Sends the rows `rounds` times in bodies of about body_bytes; returns the bytes sent.
std::uint64_t run_plain_loop(std::span<const SampleRow> rows, int rounds, int port,
                             std::size_t body_bytes);

}  // namespace starload::bench
