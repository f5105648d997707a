// What the state file says: which load this is, how far it is in the table, and the checkpoint that
// is prepared and not known to be in the table. A plain value; the text is JSON
// (docs/load-state.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/input/record_reader.h"
#include "cli/resume/identity.h"
#include "framework/base/status.h"

namespace starload::cli {

inline constexpr int kLoadStateVersion = 1;

struct LoadPosition {
  std::uint64_t input = 0;  // index; the number of inputs = behind the last
  InputPosition at;
};

// Of the whole load, all its starts together.
struct LoadCounts {
  std::uint64_t input_rows = 0;  // read, rejected ones included
  std::uint64_t rejected_by_client = 0;
  std::uint64_t rejected_by_server = 0;
  std::uint64_t unselected = 0;  // left out by `where`
  std::uint64_t skipped = 0;     // records that are no rows (tombstones, UPDATE_BEFORE)
  std::uint64_t loaded = 0;      // in the table
};

// The --rejects file as of a position: what lies behind belongs to rows that are read again.
struct RejectMark {
  std::uint64_t bytes = 0;
  std::uint64_t by_client = 0;
  std::uint64_t by_server = 0;  // rows that the server named
};

struct LoadCheckpoint {
  std::uint64_t id = 0;
  LoadPosition position;
  LoadCounts counts;
  RejectMark rejects;
};

struct PendingCheckpoint {
  LoadCheckpoint checkpoint;  // its counts do not hold its own loaded rows yet
  std::string engine_state;   // bytes, as Engine::prepare() gave them
};

struct LoadState {
  std::string label_prefix;
  LoadIdentity identity;
  LoadCheckpoint committed;
  std::optional<PendingCheckpoint> pending;
  bool finished = false;
};

std::string encode_load_state(const LoadState& state);

// The error says what is wrong with the text and what to do: not a state file, cut or changed, of a
// version that is not known. `path` is for messages.
Result<LoadState> decode_load_state(const std::string& text, const std::string& path);

}  // namespace starload::cli
