// What a load did, as one line for people or one JSON object for machines.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/base/status.h"
#include "framework/engine/counters.h"

namespace starload::cli {

struct LoadSummary {
  std::string database, table;
  Status status;
  bool interrupted = false;
  std::uint64_t input_rows = 0;  // read, rejected ones included
  std::uint64_t input_bytes = 0;
  std::uint64_t rejected_by_client = 0;
  std::uint64_t rejects_named = 0;  // of all rejected rows, those whose reasons are known
  std::vector<std::string> first_rejects;
  std::vector<std::string> unresolved_labels;
  CounterSnapshot counters;
  double seconds = 0;

  std::uint64_t loaded_rows() const { return counters.total_flush_rows; }
  std::uint64_t rejected_rows() const { return rejected_by_client + counters.total_filtered_rows; }
  int exit_code() const;
};

std::string summary_line(const LoadSummary& summary);
std::string summary_json(const LoadSummary& summary);
// The first rejected rows with their reasons, "shown k of n" last; empty when no row was rejected.
std::vector<std::string> reject_lines(const LoadSummary& summary);

}  // namespace starload::cli
