// What a load did, as one line for people or one JSON object for machines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/resume/load_state.h"
#include "framework/base/status.h"
#include "framework/engine/counters.h"

namespace starload::cli {

// With --state: how far all starts together came.
struct ResumeSummary {
  std::string file;  // of --state
  bool resumed = false;
  bool finished = false;
  bool nothing_to_do = false;      // an earlier start finished it
  bool pending = false;            // a checkpoint is recorded, and not known to be in the table
  std::uint64_t resumed_rows = 0;  // input rows that earlier starts had settled
  LoadCounts total;
  std::string place;  // up to which the input is in the table: "rows.csv line 17"
  std::uint64_t percent = 0;
  std::uint64_t replays = 0;
  std::uint64_t checkpoints = 0;  // of this start
};

struct LoadSummary {
  std::string database, table;
  Status status;
  bool interrupted = false;
  std::uint64_t input_rows = 0;  // read, rejected ones included
  std::uint64_t input_bytes = 0;
  std::uint64_t skipped_records = 0;  // no rows by what they say; not among input_rows
  std::uint64_t rejected_by_client = 0;
  std::uint64_t rejects_named = 0;  // of all rejected rows, those whose reasons are known
  std::vector<std::string> first_rejects;
  std::vector<std::string> unresolved_labels;
  CounterSnapshot counters;
  double seconds = 0;
  std::optional<ResumeSummary> resume;

  std::uint64_t loaded_rows() const { return counters.total_flush_rows; }  // by this start
  std::uint64_t rejected_rows() const;                                     // of the whole load
  int exit_code() const;
};

std::string summary_line(const LoadSummary& summary);
std::string summary_json(const LoadSummary& summary);
// How far a load with --state came and what to do; empty for others, and when it is done.
std::string resume_line(const LoadSummary& summary);
// The first rejected rows with their reasons, "shown k of n" last; empty when no row was rejected.
std::vector<std::string> reject_lines(const LoadSummary& summary);

}  // namespace starload::cli
