#include "framework/rows/nested_writer.h"

#include <cstring>
#include <starload/sdk/row_layout.hpp>

namespace starload {

namespace layout = sdk::layout;

NestedWriter::NestedWriter(const sl_type& type)
    : NestedWriter(type.kind == SL_TYPE_ROW ? &type : nullptr,
                   type.kind == SL_TYPE_ARRAY ? type.children[0].type : nullptr) {}

NestedWriter NestedWriter::array_of(const sl_type& element) { return {nullptr, &element}; }

void NestedWriter::start_with(std::size_t fixed_bytes) {
  buffer_.clear();
  std::memset(buffer_.extend(fixed_bytes), 0, fixed_bytes);
}

void NestedWriter::begin(std::size_t count) {
  if (row_ != nullptr) count = row_->child_count;
  const std::size_t first_bit = row_ != nullptr ? layout::kRowHeaderBits : 32;
  if (row_ != nullptr) {
    header_bytes_ = layout::row_null_bytes(count);
    start_with(layout::row_fixed_bytes(count));
  } else {
    header_bytes_ = layout::array_header_bytes(count);
    start_with(layout::round_up(header_bytes_ + count * layout::element_bytes(element_->kind)));
    const auto count32 = static_cast<std::uint32_t>(count);
    std::memcpy(buffer_.data(), &count32, sizeof(count32));
  }
  for (std::size_t bit = first_bit; bit < first_bit + count; ++bit) {
    std::uint8_t& byte = buffer_.data()[bit >> 3];
    byte = static_cast<std::uint8_t>(byte | 1u << (bit & 7));
  }
}

const sl_type& NestedWriter::type(std::size_t index) const {
  return row_ != nullptr ? *row_->children[index].type : *element_;
}

std::size_t NestedWriter::take_slot(std::size_t index) {
  const std::size_t bit = index + (row_ != nullptr ? layout::kRowHeaderBits : 32);
  std::uint8_t& byte = buffer_.data()[bit >> 3];
  byte = static_cast<std::uint8_t>(byte & ~(1u << (bit & 7)));
  const std::size_t stride =
      row_ != nullptr ? layout::kWord : layout::element_bytes(element_->kind);
  return header_bytes_ + index * stride;
}

RegionWriter NestedWriter::region() { return {buffer_, 0}; }

void NestedWriter::set_bool(std::size_t index, bool value) {
  region().put_int(take_slot(index), value ? 1 : 0, 1);
}

void NestedWriter::set_int(std::size_t index, std::int64_t value) {
  region().put_int(take_slot(index), value, layout::element_bytes(type(index).kind));
}

void NestedWriter::set_largeint(std::size_t index, sdk::Int128 value) {
  region().put_largeint(take_slot(index), value);
}

void NestedWriter::set_float(std::size_t index, float value) {
  region().put_float(take_slot(index), value);
}

void NestedWriter::set_double(std::size_t index, double value) {
  region().put_double(take_slot(index), value);
}

void NestedWriter::set_decimal(std::size_t index, sdk::Int128 unscaled) {
  region().put_decimal(take_slot(index), unscaled, type(index).precision);
}

void NestedWriter::set_timestamp(std::size_t index, std::int64_t epoch_ms,
                                 std::int32_t nanos_of_ms) {
  region().put_timestamp(take_slot(index), epoch_ms, nanos_of_ms, type(index).precision);
}

void NestedWriter::set_bytes(std::size_t index, std::string_view value) {
  region().put_text(take_slot(index), value);
}

void NestedWriter::set_nested(std::size_t index, std::span<const std::uint8_t> value) {
  region().put_variable(take_slot(index), value.data(), value.size());
}

std::span<const std::uint8_t> NestedWriter::bytes() const {
  return {buffer_.data(), buffer_.size()};
}

void lay_out_map(std::span<const std::uint8_t> keys, std::span<const std::uint8_t> values,
                 std::vector<std::uint8_t>& out) {
  const auto key_bytes = static_cast<std::uint32_t>(keys.size());
  out.resize(sizeof(key_bytes));
  std::memcpy(out.data(), &key_bytes, sizeof(key_bytes));
  out.insert(out.end(), keys.begin(), keys.end());
  out.insert(out.end(), values.begin(), values.end());
}

}  // namespace starload
