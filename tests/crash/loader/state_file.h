// What the crash loader remembers of its newest checkpoint: as a job manager would, in a file that
// is replaced whole. One owner, one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "framework/base/status.h"

namespace starload::crash {

struct Checkpoint {
  std::uint64_t id = 0;                  // 0 = there is none yet
  std::vector<std::uint64_t> positions;  // of each split: the next row
  std::vector<std::string> states;       // the engines'
  bool done = false;                     // committed, and nothing follows
};

// An absent file is Checkpoint().
Result<Checkpoint> read_checkpoint(const std::filesystem::path& file);

// Temporary file, fsync, rename, fsync of the folder. `torn` is called with the new file half
// written.
Status write_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint,
                        const std::function<void()>& torn);

// One line with one write, behind what the file holds.
Status append_line(const std::filesystem::path& file, const std::string& line);

}  // namespace starload::crash
