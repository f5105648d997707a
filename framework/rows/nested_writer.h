// Lays out the nested values that RowWriter::set_nested and NestedWriter::set_nested take: arrays
// and rows by NestedWriter, maps by lay_out_map over two arrays. One thread; the memory is reused
// from value to value.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "framework/rows/region_writer.h"

namespace starload {

class NestedWriter final {
 public:
  // type: an ARRAY or ROW that outlives the writer. For a MAP use array_of() for its keys and its
  // values.
  explicit NestedWriter(const sl_type& type);
  // A writer of an array whose elements have this type (a MAP's keys or values).
  static NestedWriter array_of(const sl_type& element);

  // Starts a value. count: an array's elements; for a ROW its member count is taken. Everything is
  // null at first.
  void begin(std::size_t count = 0);

  void set_bool(std::size_t index, bool value);
  void set_int(std::size_t index, std::int64_t value);
  void set_largeint(std::size_t index, sdk::Int128 value);
  void set_float(std::size_t index, float value);
  void set_double(std::size_t index, double value);
  void set_decimal(std::size_t index, sdk::Int128 unscaled);
  void set_timestamp(std::size_t index, std::int64_t epoch_ms, std::int32_t nanos_of_ms);
  void set_bytes(std::size_t index, std::string_view value);
  void set_nested(std::size_t index, std::span<const std::uint8_t> value);

  std::span<const std::uint8_t> bytes() const;  // borrowed until the next begin

 private:
  NestedWriter(const sl_type* row, const sl_type* element) : row_(row), element_(element) {}
  const sl_type& type(std::size_t index) const;
  void start_with(std::size_t fixed_bytes);  // all zero
  std::size_t take_slot(std::size_t index);
  RegionWriter region();

  const sl_type* row_ = nullptr;      // set for a ROW
  const sl_type* element_ = nullptr;  // set for an array
  std::size_t header_bytes_ = 0;
  ByteBuffer buffer_;
};

// Replaces `out` with the map of these key and value arrays. REQUIRES: both have the same number of
// elements.
void lay_out_map(std::span<const std::uint8_t> keys, std::span<const std::uint8_t> values,
                 std::vector<std::uint8_t>& out);

}  // namespace starload
