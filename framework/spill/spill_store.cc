#include "framework/spill/spill_store.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

namespace starload {
namespace {

// Room behind a text's end that comes fresh from the system: taking its pages one fault at a time
// costs more than filling them. Kernels that cannot give them at once (before 5.14) refuse.
void take_pages(std::string& text, std::size_t bytes) {
#ifdef MADV_POPULATE_WRITE
  constexpr std::size_t kFreshFrom = std::size_t{64} << 20;  // malloc maps that much by itself
  constexpr std::uintptr_t kPage = 4096;
  if (text.capacity() < kFreshFrom || text.capacity() - text.size() < bytes) return;
  char* const end = text.data() + text.size();
  const std::uintptr_t in_page = reinterpret_cast<std::uintptr_t>(end) % kPage;
  const std::size_t first = in_page == 0 ? 0 : kPage - in_page;  // the page before is there
  if (first < bytes) ::madvise(end + first, bytes - first, MADV_POPULATE_WRITE);
#else
  static_cast<void>(text);
  static_cast<void>(bytes);
#endif
}

}  // namespace

class SpillStore::SegmentWriter final {
 public:
  explicit SegmentWriter(SpillStore& store) : store_(store), buffer_(kSegmentBytes) {}

  Status write(std::span<const char> piece) {
    frame_.frame_bytes += piece.size();
    while (!piece.empty()) {
      const std::size_t part = std::min(piece.size(), buffer_.size() - used_);
      std::memcpy(buffer_.data() + used_, piece.data(), part);
      used_ += part;
      piece = piece.subspan(part);
      if (used_ == buffer_.size()) STARLOAD_TRY(flush());
    }
    return Status::ok();
  }
  Status flush() {
    if (used_ == 0) return Status::ok();
    Result<std::uint32_t> segment = store_.take_segment();
    if (!segment) return segment.status();
    frame_.segments.push_back(*segment);
    STARLOAD_TRY(store_.write_segment(*segment, {buffer_.data(), used_}));
    used_ = 0;
    return Status::ok();
  }
  // The frame, or nothing kept when `status` says that it is not whole.
  Result<SpilledFrame> finish(Status status, std::uint64_t raw_bytes) {
    if (status) status = flush();
    if (!status) {
      store_.release(frame_);
      return status;
    }
    frame_.raw_bytes = raw_bytes;
    return std::move(frame_);
  }

 private:
  SpillStore& store_;
  std::vector<char> buffer_;
  std::size_t used_ = 0;
  SpilledFrame frame_;
};

Result<std::uint32_t> SpillStore::take_segment() {
  const std::lock_guard lock(mutex_);
  if (!file_) {
    Result<std::unique_ptr<SpillFile>> file = opener_();
    if (!file) return file.status();
    file_ = file.take();
  }
  if (free_.empty()) return segment_count_++;
  const std::uint32_t segment = free_.back();
  free_.pop_back();
  return segment;
}

Status SpillStore::write_segment(std::uint32_t segment, std::span<const char> bytes) {
  const std::lock_guard lock(mutex_);
  return file_->write(std::uint64_t{segment} * kSegmentBytes, bytes);
}

Status SpillStore::read_segment(std::uint32_t segment, std::span<char> bytes) {
  const std::lock_guard lock(mutex_);
  return file_->read(std::uint64_t{segment} * kSegmentBytes, bytes);
}

Result<SpilledFrame> SpillStore::put(std::span<const char> bytes) {
  SegmentWriter writer(*this);
  Status status =
      compress_frame(bytes, [&](std::span<const char> piece) { return writer.write(piece); });
  return writer.finish(std::move(status), bytes.size());
}

Result<SpilledFrame> SpillStore::put_frame(std::span<const char> frame, std::uint64_t raw_bytes) {
  SegmentWriter writer(*this);
  Status status = writer.write(frame);
  return writer.finish(std::move(status), raw_bytes);
}

Status SpillStore::get(const SpilledFrame& frame, std::span<char> bytes) {
  std::vector<char> buffer(std::min<std::uint64_t>(kSegmentBytes, frame.frame_bytes));
  std::uint64_t left = frame.frame_bytes;
  std::size_t next = 0;
  const auto source = [&]() -> Result<std::span<const char>> {
    const std::size_t size = std::min<std::uint64_t>(kSegmentBytes, left);
    if (size == 0) return std::span<const char>();
    if (Status status = read_segment(frame.segments.at(next++), {buffer.data(), size}); !status)
      return status;
    left -= size;
    return std::span<const char>(buffer.data(), size);
  };
  return decompress_frame(source, bytes);
}

Status SpillStore::append_frame(const SpilledFrame& frame, std::string& out,
                                const std::function<void()>& after_piece) {
  std::uint64_t left = frame.frame_bytes;
  for (const std::uint32_t segment : frame.segments) {
    const std::size_t size = std::min<std::uint64_t>(kSegmentBytes, left);
    const std::size_t start = out.size();
    take_pages(out, size);
    out.resize(start + size);
    STARLOAD_TRY(read_segment(segment, {out.data() + start, size}));
    after_piece();
    left -= size;
  }
  return Status::ok();
}

void SpillStore::release(const SpilledFrame& frame) {
  const std::lock_guard lock(mutex_);
  free_.insert(free_.end(), frame.segments.begin(), frame.segments.end());
  if (!file_ || free_.size() < segment_count_) return;
  // Nothing is kept any more. A file that cannot be emptied is as good: its space is used again.
  if (file_->clear()) {
    free_.clear();
    segment_count_ = 0;
  }
}

std::uint64_t SpillStore::used_bytes() const {
  const std::lock_guard lock(mutex_);
  return (segment_count_ - free_.size()) * kSegmentBytes;
}

}  // namespace starload
