// What the crash loader is told: one file of key=value lines. Keys that begin with "loader." are
// its own, all others are properties of the engine. Plain values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "framework/base/status.h"
#include "framework/properties/property_map.h"

namespace starload::crash {

// Moments between two requests, at which the loader can be told to die.
enum class KillPoint { kNone, kOpened, kRestored, kWritten, kPrepared, kTorn, kStored, kCommitted };

struct LoaderOptions {
  PropertyMap properties;
  std::string database;
  std::vector<std::string> tables;  // a split's rows go into the table split % tables
  std::uint32_t splits = 4;
  std::uint32_t writers = 1;  // may differ from start to start: states are shared out
  std::uint64_t rows = 40;    // of a checkpoint
  std::uint64_t payload_bytes = 20;
  std::uint64_t bad_every = 0;    // each so-manieth row of a split cannot be serialized; 0 = none
  std::uint64_t abort_every = 0;  // each so-manieth checkpoint is given up after prepare; 0 = none
  std::uint64_t pause_ms = 0;     // behind each checkpoint
  std::uint64_t checkpoints = 100;  // ends after so many at the latest
  std::uint64_t seed = 0;           // of the payloads
  KillPoint kill_point = KillPoint::kNone;
  std::uint64_t kill_count = 0;  // passes of the point; the last one dies
  std::filesystem::path state_file;
  std::filesystem::path reject_file;
  std::filesystem::path boundary_file;  // gets the positions of each checkpoint before its prepare
  std::filesystem::path end_file;       // once it exists, the next checkpoint is the last
};

Result<LoaderOptions> read_options(const std::filesystem::path& file);

}  // namespace starload::crash
