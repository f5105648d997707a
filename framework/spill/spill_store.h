// Closed loads that wait for their checkpoint, compressed, in one file: exactly-once over stream
// load keeps them here instead of in memory.
//
// The file is cut into segments of one size; a frame takes as many as it needs, and those of a
// frame that is let go are used again, so the file is never larger than the most that waited at
// once. It is opened with the first frame and emptied with the last. Thread-safe; one frame is
// written at a time, and reading waits for a write at most as long as a segment takes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "framework/spill/lz4_frame.h"
#include "framework/spill/spill_file.h"

namespace starload {

// Where one frame lies. Owned by whoever put it; give it back with release().
struct SpilledFrame {
  std::vector<std::uint32_t> segments;
  std::uint64_t frame_bytes = 0;
  std::uint64_t raw_bytes = 0;
};

class SpillStore final {
 public:
  static constexpr std::size_t kSegmentBytes = std::size_t{256} << 10;
  using Opener = std::function<Result<std::unique_ptr<SpillFile>>()>;

  explicit SpillStore(Opener opener) : opener_(std::move(opener)) {}

  // Compresses and keeps bytes. When it fails nothing is kept, and no space is lost.
  Result<SpilledFrame> put(std::span<const char> bytes);
  // Keeps a frame that is compressed already.
  Result<SpilledFrame> put_frame(std::span<const char> frame, std::uint64_t raw_bytes);
  // Decompresses into exactly frame.raw_bytes bytes.
  Status get(const SpilledFrame& frame, std::span<char> bytes);
  // Appends the frame as it is, piece by piece; after_piece is called while one is in the cache.
  Status append_frame(const SpilledFrame& frame, std::string& out,
                      const std::function<void()>& after_piece);
  void release(const SpilledFrame& frame);

  std::uint64_t used_bytes() const;  // of the file, whole segments

 private:
  // Cuts a stream of pieces into segments.
  class SegmentWriter;

  Result<std::uint32_t> take_segment();
  Status write_segment(std::uint32_t segment, std::span<const char> bytes);
  Status read_segment(std::uint32_t segment, std::span<char> bytes);

  const Opener opener_;
  mutable std::mutex mutex_;  // guards the members below
  std::unique_ptr<SpillFile> file_;
  std::vector<std::uint32_t> free_;
  std::uint32_t segment_count_ = 0;
};

}  // namespace starload
