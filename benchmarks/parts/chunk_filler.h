// A table's writer with chunks to fill, as the engine has them, without senders. One thread.
#pragma once

#include <memory>
#include <string>

#include "framework/buffer/arena.h"
#include "framework/engine/table_writer.h"
#include "framework/plugin_host/host_services.h"

namespace starload::bench {

class ChunkFiller final {
 public:
  // serializer: "csv" or "json". schema null: raw records only. Ends the program with a message
  // when the plugin cannot be loaded.
  ChunkFiller(const std::string& serializer, std::shared_ptr<const Schema> schema,
              std::size_t chunk_bytes);

  // Appends a block's rows to chunks that are closed when they are full, and ends the last one; the
  // bytes of all bodies. The arenas are used again.
  std::size_t fill(const sl_row_block& block);
  // The rows as one chunk, which has to hold them.
  std::unique_ptr<Chunk> chunk_of(const sl_row_block& block);
  MemoryBudget& budget() { return budget_; }
  ArenaPool& pool() { return pool_; }
  const std::shared_ptr<const LoadTarget>& target() const { return writer_->target(); }

 private:
  void open_chunk();
  std::size_t recycle();

  MemoryBudget budget_;
  ArenaPool pool_;
  PluginHost plugins_;
  EffectiveProperties properties_;
  HostServices host_;
  std::unique_ptr<TableWriter> writer_;
  std::uint64_t chunks_ = 0;
};

}  // namespace starload::bench
