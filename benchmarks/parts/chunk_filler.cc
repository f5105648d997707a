#include "benchmarks/parts/chunk_filler.h"

#include <cstdio>
#include <cstdlib>
#include <limits>

namespace starload::bench {
namespace {

constexpr std::size_t kBudgetBytes = std::size_t{1} << 30;

[[noreturn]] void give_up(const std::string& what) {
  std::fprintf(stderr, "benchmark: %s\n", what.c_str());
  std::exit(1);
}

EffectiveProperties properties_of(const std::string& serializer) {
  EffectiveProperties properties;
  properties.map().set("sink.properties.format", serializer, "benchmark");
  if (serializer == "json")
    properties.map().set("sink.properties.strip_outer_array", "true", "benchmark");
  return properties;
}

}  // namespace

ChunkFiller::ChunkFiller(const std::string& serializer, std::shared_ptr<const Schema> schema,
                         std::size_t chunk_bytes)
    : budget_(kBudgetBytes),
      pool_(budget_, chunk_bytes),
      plugins_(plugin_search_path("", installed_plugin_directory())),
      properties_(properties_of(serializer)),
      host_(LogSink(), plugins_, properties_) {
  Result<std::shared_ptr<const Library>> library = plugins_.find(SL_KIND_SERIALIZER, serializer);
  if (!library) give_up(library.status().message());
  Result<std::unique_ptr<TableWriter>> writer = TableWriter::open(
      {.database = "bench", .table = "rows", .schema = std::move(schema), .columns = {}},
      library.take(), host_, properties_, true);
  if (!writer) give_up(writer.status().message());
  writer_ = writer.take();
}

void ChunkFiller::open_chunk() {
  if (writer_->has_open_chunk()) return;
  writer_->open_chunk(std::make_unique<Chunk>(++chunks_, 0, pool_.take(), writer_->tail_bytes()));
}

std::size_t ChunkFiller::recycle() {
  const std::unique_ptr<Chunk> chunk = writer_->close_chunk();
  const std::size_t size = chunk->size();
  pool_.put(chunk->take_arena());
  return size;
}

std::size_t ChunkFiller::fill(const sl_row_block& block) {
  std::size_t bytes = 0;
  std::size_t row = 0;
  while (row < block.row_count) {
    open_chunk();
    const TableWriter::Progress progress =
        writer_->append(block, row, std::numeric_limits<std::uint64_t>::max());
    row = progress.next_row;
    if (progress.stop == TableWriter::Stop::kChunkFull) {
      bytes += recycle();
    } else if (progress.stop != TableWriter::Stop::kEndOfBlock) {
      give_up("rows do not go into chunks: " + progress.status.message());
    }
  }
  return writer_->has_open_chunk() ? bytes + recycle() : bytes;
}

std::unique_ptr<Chunk> ChunkFiller::chunk_of(const sl_row_block& block) {
  open_chunk();
  const auto progress = writer_->append(block, 0, std::numeric_limits<std::uint64_t>::max());
  if (progress.stop != TableWriter::Stop::kEndOfBlock) give_up("the rows pass one chunk");
  return writer_->close_chunk();
}

}  // namespace starload::bench
