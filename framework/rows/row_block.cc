#include "framework/rows/row_block.h"

namespace starload {

RowBlock::RowBlock(std::shared_ptr<const Schema> schema)
    : schema_(std::move(schema)), offsets_{0}, raw_(schema_ == nullptr) {}

void RowBlock::clear() {
  bytes_.clear();
  offsets_.assign(1, 0);
  raw_ = schema_ == nullptr;
}

void RowBlock::append_raw(std::string_view record) {
  raw_ = true;
  bytes_.insert(bytes_.end(), record.begin(), record.end());
  end_row();
}

std::size_t RowBlock::row_count() const { return offsets_.size() - 1; }
std::size_t RowBlock::byte_count() const { return bytes_.size(); }

std::size_t RowBlock::capacity_bytes() const {
  return bytes_.capacity() + offsets_.capacity() * sizeof(std::uint32_t);
}

sl_row_block RowBlock::abi() const {
  return {.struct_size = sizeof(sl_row_block),
          .flags = raw_ ? SL_BLOCK_RAW : 0u,
          .schema = schema_ != nullptr ? schema_->abi() : nullptr,
          .row_count = row_count(),
          .offsets = offsets_.data(),
          .bytes = bytes_.data(),
          .byte_count = bytes_.size()};
}

const std::shared_ptr<const Schema>& RowBlock::schema() const { return schema_; }
std::vector<std::uint8_t>& RowBlock::bytes() { return bytes_; }
void RowBlock::end_row() { offsets_.push_back(static_cast<std::uint32_t>(bytes_.size())); }

}  // namespace starload
