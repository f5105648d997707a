// One table of a writer: its serializer, its load headers and its open chunk. Not thread-safe:
// Writer's mutex guards it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "framework/buffer/chunk.h"
#include "framework/engine/line_filler.h"
#include "framework/engine/load_headers.h"
#include "framework/engine/table_spec.h"
#include "framework/plugin_host/handles.h"

namespace starload {

class TableWriter final {
 public:
  // Why append stopped.
  enum class Stop : std::uint8_t { kEndOfBlock, kChunkFull, kNoMemory, kBadRow, kFailed };
  struct Progress {
    Stop stop = Stop::kEndOfBlock;
    std::size_t next_row = 0;  // where to go on; kBadRow: the bad row
    Status status;             // kBadRow, kFailed
  };

  static Result<std::unique_ptr<TableWriter>> open(TableSpec spec,
                                                   std::shared_ptr<const Library> serializer,
                                                   const HostServices& host,
                                                   const EffectiveProperties& properties,
                                                   bool may_enclose);

  // Appends rows from first_row on to the open chunk, up to max_rows in the chunk. REQUIRES:
  // has_open_chunk().
  Progress append(const sl_row_block& block, std::size_t first_row, std::uint64_t max_rows);

  // Room at the end of the open chunk for lines that somebody else writes there, up to max_rows in
  // the chunk; empty where there is none. What was written is added afterwards. REQUIRES:
  // has_open_chunk().
  LineRoom room_for_lines(std::size_t bytes, std::uint64_t max_rows);
  void add_lines(const FilledLines& filled);

  bool has_open_chunk() const { return chunk_ != nullptr; }
  const Chunk& chunk() const { return *chunk_; }
  Chunk& chunk() { return *chunk_; }
  void open_chunk(std::unique_ptr<Chunk> chunk) { chunk_ = std::move(chunk); }
  std::unique_ptr<Chunk> close_chunk();  // ends the body; REQUIRES: rows > 0
  std::size_t tail_bytes() const { return after_.size(); }

  const TableSpec& spec() const { return spec_; }
  const std::shared_ptr<const LoadTarget>& target() const { return target_; }
  std::uint64_t refused_rows = 0;  // of the open chunk
  bool is_being_filled = false;    // somebody writes to room_for_lines()
  bool close_when_filled = false;

 private:
  TableWriter() = default;
  Progress append_rows(const sl_row_block& block, std::size_t first_row);
  Progress append_raw(const sl_row_block& block, std::size_t first_row);
  std::size_t append_lines(const sl_row_block& block, std::size_t first_row);
  bool append_record(std::string_view record);
  Progress stopped(std::size_t next_row) const;
  std::size_t gap() const { return chunk_->rows() > 0 ? between_.size() : 0; }

  TableSpec spec_;
  SerializerInstance serializer_;
  std::string before_, between_, after_;
  std::shared_ptr<const LoadTarget> target_;
  std::unique_ptr<Chunk> chunk_;
};

}  // namespace starload
