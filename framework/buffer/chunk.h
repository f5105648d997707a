// A chunk: the framed bytes of whole rows for one load, in one arena. Filled by the writer's
// thread, then immutable and sent; its arena goes back to the pool at the end.
#pragma once

#include <starload/abi/base.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "framework/buffer/arena.h"

namespace starload {

class Chunk final {
 public:
  // tail_bytes: room kept free for what ends the body.
  Chunk(std::uint64_t id, std::uint32_t table, std::unique_ptr<Arena> arena,
        std::size_t tail_bytes);
  Chunk(const Chunk&) = delete;
  Chunk& operator=(const Chunk&) = delete;

  // The sink that a serializer appends to. Growing is refused at the arena's limit and when the
  // budget has no room.
  sl_sink& sink() { return sink_; }
  std::uint64_t& rows() { return rows_; }
  // true when the last refusal came from the budget, not from the chunk's own limit.
  bool starved() const { return starved_; }
  // Appends bytes that must fit (framing).
  bool append(std::string_view bytes);
  // Ends the body with `after`, for which room was kept. false when even that room is not to be had
  // now.
  bool finish(std::string_view after);

  // Gives back the memory behind a small body's end; after finish().
  void shrink();

  // Goes on in an arena that holds more memory. Returns the one that it was in.
  std::unique_ptr<Arena> move_to(std::unique_ptr<Arena> arena);

  std::uint64_t id() const { return id_; }
  std::uint32_t table() const { return table_; }
  std::uint64_t rows() const { return rows_; }
  std::size_t size() const { return sink_.size; }
  std::size_t memory_bytes() const { return arena_->usable(); }
  sl_str body() const { return {reinterpret_cast<const char*>(sink_.data), sink_.size}; }
  std::unique_ptr<Arena> take_arena() { return std::move(arena_); }

 private:
  static std::int32_t grow(sl_sink* sink, std::size_t extra);
  bool extend(std::size_t total);
  void use(std::unique_ptr<Arena> arena);

  const std::uint64_t id_;
  const std::uint32_t table_;
  const std::size_t tail_bytes_;
  std::unique_ptr<Arena> arena_;
  sl_sink sink_{};
  std::uint64_t rows_ = 0;
  bool starved_ = false;
};

}  // namespace starload
