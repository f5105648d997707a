#include "framework/rows/row_writer.h"

#include <starload/sdk/row_layout.hpp>

namespace starload {

namespace layout = sdk::layout;

RowWriter::RowWriter(RowBlock& block)
    : block_(block), bytes_(block.bytes()), row_start_(block.byte_count()) {
  const sl_schema& schema = *block.schema()->abi();
  null_bytes_ = layout::row_null_bytes(schema.field_count);
  empty_row_.resize(layout::row_fixed_bytes(schema.field_count));
  for (std::size_t i = 0; i < schema.field_count; ++i) {
    const std::size_t bit = i + layout::kRowHeaderBits;
    empty_row_[bit >> 3] = static_cast<std::uint8_t>(empty_row_[bit >> 3] | 1u << (bit & 7));
    const sl_type& type = *schema.fields[i].type;
    slots_.push_back(
        {static_cast<std::uint32_t>(layout::element_bytes(type.kind)), type.precision});
  }
}

}  // namespace starload
