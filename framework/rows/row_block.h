// A block of rows (or raw records) in the row format: reusable memory that RowWriter fills and the
// engine reads. One owner, one thread at a time.
#pragma once

#include <starload/abi/rows.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "framework/base/status.h"
#include "framework/rows/schema.h"

namespace starload {

class RowBlock final {
 public:
  // schema may be null for raw blocks.
  explicit RowBlock(std::shared_ptr<const Schema> schema);

  void clear();                              // keeps the memory
  void append_raw(std::string_view record);  // a raw block's record; the whole block must be raw
  std::size_t row_count() const;
  std::size_t byte_count() const;
  std::size_t capacity_bytes() const;  // memory held, for the budget
  sl_row_block abi() const;            // borrowed until the next change
  const std::shared_ptr<const Schema>& schema() const;

  // For RowWriter.
  std::vector<std::uint8_t>& bytes();
  void end_row();  // the bytes so far end a row

 private:
  std::shared_ptr<const Schema> schema_;
  std::vector<std::uint8_t> bytes_;
  std::vector<std::uint32_t> offsets_;
  bool raw_ = false;
};

// Checks a block that somebody else wrote: offsets rise and stay inside, every slot, length, array,
// map and nested row lies inside its row. Cost: one pass over the variable-length slots. The error
// names row and column.
Status verify_block(const sl_row_block& block);

}  // namespace starload
