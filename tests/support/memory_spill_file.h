// A spill file in memory that can be told to fail: full after so many bytes, damaged, unreadable.
#pragma once

#include <algorithm>
#include <cstring>
#include <vector>

#include "framework/spill/spill_file.h"

namespace starload::testing {

// What a test sees and controls; outlives the file.
struct SpillDisk {
  std::vector<char> bytes;
  std::uint64_t capacity = UINT64_MAX;   // writes behind it fail, part of the bytes written
  std::uint64_t damage_at = UINT64_MAX;  // this byte reads wrong
  bool refuse_to_open = false;
  bool refuse_to_clear = false;
  int opened = 0;
  int cleared = 0;
};

class MemorySpillFile final : public SpillFile {
 public:
  explicit MemorySpillFile(SpillDisk& disk) : disk_(disk) {}

  Status write(std::uint64_t offset, std::span<const char> bytes) override {
    const std::uint64_t room = disk_.capacity - std::min(disk_.capacity, offset);
    const std::size_t part = std::min<std::uint64_t>(room, bytes.size());
    if (disk_.bytes.size() < offset + part) disk_.bytes.resize(offset + part);
    std::memcpy(disk_.bytes.data() + offset, bytes.data(), part);
    return part == bytes.size() ? Status::ok() : Status::unavailable("the test's disk is full");
  }
  Status read(std::uint64_t offset, std::span<char> bytes) override {
    if (offset + bytes.size() > disk_.bytes.size()) return Status::fatal("the file ends early");
    std::memcpy(bytes.data(), disk_.bytes.data() + offset, bytes.size());
    if (disk_.damage_at >= offset && disk_.damage_at < offset + bytes.size())
      bytes[disk_.damage_at - offset] ^= 0x40;
    return Status::ok();
  }
  Status clear() override {
    if (disk_.refuse_to_clear) return Status::fatal("cannot be emptied");
    ++disk_.cleared;
    disk_.bytes.clear();
    return Status::ok();
  }

 private:
  SpillDisk& disk_;
};

inline auto opener_on(SpillDisk& disk) {
  return [&disk]() -> Result<std::unique_ptr<SpillFile>> {
    if (disk.refuse_to_open) return Status::unavailable("the test's disk cannot be opened");
    ++disk.opened;
    return std::unique_ptr<SpillFile>(std::make_unique<MemorySpillFile>(disk));
  };
}

}  // namespace starload::testing
