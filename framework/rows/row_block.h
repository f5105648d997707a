// A block of rows (or raw records) in the row format: reusable memory that RowWriter fills and the
// engine reads. One owner, one thread at a time.
#pragma once

#include <starload/abi/rows.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "framework/base/status.h"
#include "framework/rows/byte_buffer.h"
#include "framework/rows/schema.h"

namespace starload {

// A flag of raw blocks, between hosts and the engine only: each record ends with a newline that
// does not belong to it, so that many can be copied at once where newlines separate them in a load,
// too.
inline constexpr std::uint32_t kBlockOfLines = 1u << 31;

class RowBlock final {
 public:
  // schema may be null for raw blocks.
  explicit RowBlock(std::shared_ptr<const Schema> schema);

  void clear();                               // keeps the memory
  void append_raw(std::string_view record);   // a raw block's record; the whole block must be raw
  void append_line(std::string_view record);  // the same; all records of the block must be lines
  std::size_t row_count() const { return offsets_.size() - 1; }
  std::size_t byte_count() const { return bytes_.size(); }
  std::size_t capacity_bytes() const;  // memory held, for the budget
  sl_row_block abi() const;            // borrowed until the next change
  const std::shared_ptr<const Schema>& schema() const;

  // For RowWriter, and for readers that fill a block of lines in place.
  ByteBuffer& bytes() { return bytes_; }
  void hold_lines() { raw_ = lines_ = true; }
  void end_row() { end_row(bytes_.size()); }  // the bytes so far end a row
  void end_row(std::size_t at) { offsets_.push_back(static_cast<std::uint32_t>(at)); }

 private:
  std::shared_ptr<const Schema> schema_;
  ByteBuffer bytes_;
  std::vector<std::uint32_t> offsets_;
  bool raw_ = false;
  bool lines_ = false;
};

// Checks a block that somebody else wrote: offsets rise and stay inside, every slot, length, array,
// map and nested row lies inside its row. Cost: one pass over the variable-length slots. The error
// names row and column.
Status verify_block(const sl_row_block& block);

}  // namespace starload
