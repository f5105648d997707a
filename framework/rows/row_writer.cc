#include "framework/rows/row_writer.h"

#include <starload/sdk/row_layout.hpp>

namespace starload {

namespace layout = sdk::layout;

RowWriter::RowWriter(RowBlock& block)
    : block_(block),
      schema_(block.schema()->abi()),
      empty_row_(layout::row_fixed_bytes(schema_->field_count)),
      row_start_(block.byte_count()),
      null_bytes_(layout::row_null_bytes(schema_->field_count)) {
  for (std::size_t i = 0; i < schema_->field_count; ++i) {
    const std::size_t bit = i + layout::kRowHeaderBits;
    empty_row_[bit >> 3] = static_cast<std::uint8_t>(empty_row_[bit >> 3] | 1u << (bit & 7));
  }
}

void RowWriter::begin_row(std::uint8_t kind) {
  std::vector<std::uint8_t>& bytes = block_.bytes();
  row_start_ = bytes.size();
  bytes.insert(bytes.end(), empty_row_.begin(), empty_row_.end());
  bytes[row_start_] = kind;
}

void RowWriter::end_row() { block_.end_row(); }
void RowWriter::discard_row() { block_.bytes().resize(row_start_); }

std::size_t RowWriter::take_slot(std::size_t field) {
  const std::size_t bit = field + layout::kRowHeaderBits;
  std::uint8_t& byte = block_.bytes()[row_start_ + (bit >> 3)];
  byte = static_cast<std::uint8_t>(byte & ~(1u << (bit & 7)));
  return null_bytes_ + field * layout::kWord;
}

RegionWriter RowWriter::region() { return {block_.bytes(), row_start_}; }
const sl_type& RowWriter::type(std::size_t field) const { return *schema_->fields[field].type; }

void RowWriter::set_bool(std::size_t field, bool value) {
  region().put_int(take_slot(field), value ? 1 : 0, 1);
}

void RowWriter::set_int(std::size_t field, std::int64_t value) {
  region().put_int(take_slot(field), value, layout::element_bytes(type(field).kind));
}

void RowWriter::set_largeint(std::size_t field, sdk::Int128 value) {
  region().put_largeint(take_slot(field), value);
}

void RowWriter::set_float(std::size_t field, float value) {
  region().put_float(take_slot(field), value);
}

void RowWriter::set_double(std::size_t field, double value) {
  region().put_double(take_slot(field), value);
}

void RowWriter::set_decimal(std::size_t field, sdk::Int128 unscaled) {
  region().put_decimal(take_slot(field), unscaled, type(field).precision);
}

void RowWriter::set_timestamp(std::size_t field, std::int64_t epoch_ms, std::int32_t nanos_of_ms) {
  region().put_timestamp(take_slot(field), epoch_ms, nanos_of_ms, type(field).precision);
}

void RowWriter::set_bytes(std::size_t field, std::string_view value) {
  region().put_text(take_slot(field), value);
}

void RowWriter::set_nested(std::size_t field, std::span<const std::uint8_t> value) {
  region().put_variable(take_slot(field), value.data(), value.size());
}

}  // namespace starload
