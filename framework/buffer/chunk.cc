#include "framework/buffer/chunk.h"

#include <cstring>

namespace starload {

Chunk::Chunk(std::uint64_t id, std::uint32_t table, std::unique_ptr<Arena> arena,
             std::size_t tail_bytes)
    : id_(id), table_(table), tail_bytes_(tail_bytes) {
  sink_.struct_size = sizeof sink_;
  sink_.context = this;
  sink_.grow = &Chunk::grow;
  use(std::move(arena));
}

void Chunk::use(std::unique_ptr<Arena> arena) {
  arena_ = std::move(arena);
  sink_.data = arena_->data();
  sink_.capacity = arena_->usable() > tail_bytes_ ? arena_->usable() - tail_bytes_ : 0;
}

std::unique_ptr<Arena> Chunk::move_to(std::unique_ptr<Arena> arena) {
  if (sink_.size > 0) std::memcpy(arena->data(), sink_.data, sink_.size);
  std::unique_ptr<Arena> before = std::move(arena_);
  use(std::move(arena));
  return before;
}

bool Chunk::extend(std::size_t total) {
  starved_ = false;
  const std::size_t wanted = total + tail_bytes_;
  if (!arena_->extend_to(wanted)) {
    starved_ = wanted <= arena_->limit();
    return false;
  }
  sink_.capacity = arena_->usable() - tail_bytes_;
  return true;
}

std::int32_t Chunk::grow(sl_sink* sink, std::size_t extra) {
  auto* chunk = static_cast<Chunk*>(sink->context);
  return chunk->extend(sink->size + extra) ? SL_OK : SL_ERR_RETRYABLE;
}

bool Chunk::append(std::string_view bytes) {
  if (sink_.size + bytes.size() > sink_.capacity && !extend(sink_.size + bytes.size()))
    return false;
  if (!bytes.empty()) std::memcpy(sink_.data + sink_.size, bytes.data(), bytes.size());
  sink_.size += bytes.size();
  return true;
}

bool Chunk::finish(std::string_view after) {
  if (sink_.size + after.size() > arena_->usable()) return false;
  if (!after.empty()) std::memcpy(sink_.data + sink_.size, after.data(), after.size());
  sink_.size += after.size();
  return true;
}

void Chunk::shrink() {
  // A full chunk's arena is used again as it is; taking memory anew for every chunk would cost.
  if (sink_.size >= arena_->usable() - arena_->usable() / 8) return;
  arena_->shrink_to(sink_.size);
  sink_.capacity = sink_.size;
}

}  // namespace starload
