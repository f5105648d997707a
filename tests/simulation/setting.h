// What a schedule is like: everything that is drawn once, from its seed.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "framework/engine/retry_policy.h"
#include "tests/simulation/fake_network.h"

namespace starload::simulation {

// What is outside of what exactly-once promises to mend: it may give up then, but never in silence.
enum class Hardship {
  kNone,
  kShortPrepared,  // the server ends prepared transactions too early
  kPausedRecovery  // a replaced attempt comes back while it settles what others left
};

struct Mode {
  bool exactly_once = false;
  bool transactions = false;
  Hardship hardship = Hardship::kNone;
};

std::string name_of(const Mode& mode);
inline void PrintTo(const Mode& mode, std::ostream* out) { *out << name_of(mode); }

struct Setting {
  std::uint32_t splits = 2;
  std::uint32_t rows_a_split = 12;
  std::uint32_t tables = 2;
  std::uint32_t writers = 1;  // at first
  bool rescales = false;      // restarts change the number of writers
  bool prefix = false;        // sink.label-prefix
  bool listed = false;        // the host lists open transactions
  bool all_states = false;    // every writer is given the states of all
  bool late_table = false;    // the last table is added with its first row
  std::size_t chunk_rows = 1;
  Time write_pause_ms = 20;
  Time checkpoint_pause_ms = 1000;
  Time fault_time_ms = 20'000;
  NetworkFaults network;
  int crash = 0, backend_restart = 0, outage = 0, stranger = 0;  // per thousand, twice a second
  int abandoned_checkpoint = 0, lost_notification = 0;           // per thousand
  ClusterLimits cluster;
  RetryLimits retries;
};

Setting draw_setting(const Mode& mode, Dice& dice);

}  // namespace starload::simulation
