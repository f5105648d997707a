// The seam between what is spilled and the disk: one private file without a name. Tests put files
// in that fail. Not thread-safe: its owner locks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "framework/base/status.h"

namespace starload {

class SpillFile {
 public:
  virtual ~SpillFile() = default;
  // Writes or reads everything, or fails with the reason.
  virtual Status write(std::uint64_t offset, std::span<const char> bytes) = 0;
  virtual Status read(std::uint64_t offset, std::span<char> bytes) = 0;
  // Gives all space back to the file system.
  virtual Status clear() = 0;
};

// A file that only its owner can read (0600) and that has no name: when the process ends, however
// it ends, the space is free again. The error names the directory.
Result<std::unique_ptr<SpillFile>> open_spill_file(const std::filesystem::path& directory);

}  // namespace starload
