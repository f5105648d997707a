// What exactly-once keeps in a checkpoint: the labels that are not in the table yet, and where each
// table's labels stand. Small: no rows (with stream load the framework adds the chunks' bytes).
//
//   version (1 byte) | kind (1 byte) | writer | writer count
//   count | line...   line:  database table base dense writer epoch next_id
//   count | entry...  entry: database table label rows bytes filtered unselected
//
// Version 1 had no filtered and unselected. Numbers are LEB128 (at most 10 bytes), texts a length
// and the bytes. Nothing may follow.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace starload::semantics {

inline constexpr std::uint8_t kStateVersion = 2;

enum class StateKind : std::uint8_t {
  kTransactions = 1,  // entries are prepared transactions
  kBatches = 2,       // entries are stream loads; the i-th attached chunk has the i-th one's bytes
  // As kTransactions, and rows that the host was not told of are in the table: when an entry is
  // lost, the host cannot go back to a checkpoint before.
  kPartlyCommitted = 3
};

// One writer's labels of one table: <base>-<writer>-<epoch>-<id>, ids from next_id on were given
// after the checkpoint.
struct StateLine {
  std::string database;
  std::string table;
  std::string base;
  bool dense = false;  // epochs count 1, 2, ..; else the epoch is a random number
  std::uint32_t writer = 0;
  std::uint64_t epoch = 0;
  std::uint64_t next_id = 1;
  bool operator==(const StateLine&) const = default;
};

struct StateEntry {
  std::string database;
  std::string table;
  std::string label;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::uint64_t filtered_rows = 0;  // as the server told when it was prepared
  std::uint64_t unselected_rows = 0;
  bool operator==(const StateEntry&) const = default;
};

struct CheckpointState {
  StateKind kind = StateKind::kTransactions;
  std::uint32_t writer = 0;
  std::uint32_t writer_count = 1;
  std::vector<StateLine> lines;
  std::vector<StateEntry> entries;
  bool operator==(const CheckpointState&) const = default;
};

std::string encode_state(const CheckpointState& state);

// Throws sdk::Error (CONFIG) when the bytes are no state that this version can read.
CheckpointState decode_state(std::string_view bytes);

}  // namespace starload::semantics
