#include "framework/rows/row_block.h"

namespace starload {

RowBlock::RowBlock(std::shared_ptr<const Schema> schema)
    : schema_(std::move(schema)), offsets_{0}, raw_(schema_ == nullptr) {}

void RowBlock::clear() {
  bytes_.clear();
  offsets_.assign(1, 0);
  raw_ = schema_ == nullptr;
  lines_ = false;
}

void RowBlock::append_raw(std::string_view record) {
  raw_ = true;
  bytes_.append(record.data(), record.size());
  end_row();
}

void RowBlock::append_line(std::string_view record) {
  hold_lines();
  bytes_.append(record.data(), record.size());
  *bytes_.extend(1) = '\n';
  end_row();
}

std::size_t RowBlock::capacity_bytes() const {
  return bytes_.capacity() + offsets_.capacity() * sizeof(std::uint32_t);
}

sl_row_block RowBlock::abi() const {
  return {.struct_size = sizeof(sl_row_block),
          .flags = (raw_ ? SL_BLOCK_RAW : 0u) | (lines_ ? kBlockOfLines : 0u),
          .schema = schema_ != nullptr ? schema_->abi() : nullptr,
          .row_count = row_count(),
          .offsets = offsets_.data(),
          .bytes = bytes_.data(),
          .byte_count = bytes_.size()};
}

const std::shared_ptr<const Schema>& RowBlock::schema() const { return schema_; }

}  // namespace starload
