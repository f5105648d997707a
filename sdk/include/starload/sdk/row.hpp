// Rows as plugin code reads them: views over the host's block, a field by its index in O(1),
// nothing copied. A view is valid as long as the block, which is until the call returns. The host
// has checked every offset and length (rows.h), so a reader that follows the schema never leaves
// the block. Any thread may read.
#pragma once

#include <starload/abi/rows.h>

#include <cassert>
#include <starload/sdk/error.hpp>
#include <starload/sdk/row_layout.hpp>
#include <string_view>

namespace starload::sdk {

// unscaled / 10^scale.
struct Decimal {
  Int128 unscaled;
  std::int32_t scale;
};

struct Timestamp {
  std::int64_t epoch_ms;
  std::int32_t nanos_of_ms;  // 0..999999
};

// A decimal's big-endian two's complement bytes, 1 to 16 of them.
inline Int128 decimal_from_bytes(const std::uint8_t* bytes, std::size_t size) {
  Uint128 value = (bytes[0] & 0x80u) != 0 ? ~Uint128{0} : Uint128{0};
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes[i];
  return static_cast<Int128>(value);
}

// Whether a row of that kind (SL_ROW_*) takes away what is in the table.
constexpr bool is_deletion(std::uint8_t kind) {
  return kind == SL_ROW_DELETE || kind == SL_ROW_UPDATE_BEFORE;
}

class Array;
class Map;
class Record;

// One value of a row, of a nested row or of an array. REQUIRES for each as_*: not null, and the
// kind fits.
class Field final {
 public:
  Field(const sl_type& type, const std::uint8_t* container, const std::uint8_t* slot, bool is_null)
      : type_(&type), container_(container), slot_(slot), is_null_(is_null) {}

  const sl_type& type() const { return *type_; }
  bool is_null() const { return is_null_ || type_->kind == SL_TYPE_NULL; }

  bool as_bool() const { return *slot_ != 0; }
  // TINYINT, SMALLINT, INT, BIGINT; DATE (days since 1970-01-01), TIME (milliseconds of the day).
  std::int64_t as_int64() const {
    switch (layout::element_bytes(type_->kind)) {
      case 1:
        return layout::load<std::int8_t>(slot_);
      case 2:
        return layout::load<std::int16_t>(slot_);
      case 4:
        return layout::load<std::int32_t>(slot_);
      default:
        return layout::load<std::int64_t>(slot_);
    }
  }
  Int128 as_largeint() const { return layout::load<Int128>(bytes_at().data); }
  float as_float() const { return layout::load<float>(slot_); }
  // FLOAT is widened.
  double as_double() const {
    return type_->kind == SL_TYPE_FLOAT ? as_float() : layout::load<double>(slot_);
  }
  Decimal as_decimal() const {
    if (!layout::is_wide_decimal(*type_)) return {layout::load<std::int64_t>(slot_), type_->scale};
    const Span bytes = bytes_at();
    return {decimal_from_bytes(bytes.data, bytes.size), type_->scale};
  }
  Timestamp as_timestamp() const {
    if (!layout::is_wide_timestamp(*type_)) return {layout::load<std::int64_t>(slot_), 0};
    const layout::Extent extent = layout::extent(layout::load<std::uint64_t>(slot_));
    return {layout::load<std::int64_t>(container_ + extent.offset),
            static_cast<std::int32_t>(extent.size)};
  }
  // CHAR, VARCHAR, BINARY, VARBINARY.
  std::string_view as_string() const {
    const auto slot = layout::load<std::uint64_t>(slot_);
    if (layout::is_inline(slot)) {
      return {reinterpret_cast<const char*>(slot_), layout::inline_size(slot)};
    }
    const layout::Extent extent = layout::extent(slot);
    return {reinterpret_cast<const char*>(container_ + extent.offset), extent.size};
  }
  inline Array as_array() const;
  inline Map as_map() const;
  inline Record as_record() const;
  // The bytes of a nested value, as sl_nested_value_functions.append takes them.
  std::string_view nested_bytes() const {
    const Span bytes = bytes_at();
    return {reinterpret_cast<const char*>(bytes.data), bytes.size};
  }

 private:
  struct Span {
    const std::uint8_t* data;
    std::size_t size;
  };
  Span bytes_at() const {
    const layout::Extent extent = layout::extent(layout::load<std::uint64_t>(slot_));
    return {container_ + extent.offset, extent.size};
  }

  const sl_type* type_;
  const std::uint8_t* container_;
  const std::uint8_t* slot_;
  bool is_null_;
};

class Array final {
 public:
  Array(const sl_type& element, const std::uint8_t* bytes)
      : element_(&element), bytes_(bytes), size_(layout::load<std::uint32_t>(bytes)) {}

  std::size_t size() const { return size_; }
  Field operator[](std::size_t index) const {
    const std::size_t at =
        layout::array_header_bytes(size_) + index * layout::element_bytes(element_->kind);
    return {*element_, bytes_, bytes_ + at, layout::bit(bytes_ + 4, index)};
  }

 private:
  const sl_type* element_;
  const std::uint8_t* bytes_;
  std::size_t size_;
};

// keys()[i] belongs to values()[i].
class Map final {
 public:
  Map(const sl_type& map, const std::uint8_t* bytes)
      : keys_(*map.children[0].type, bytes + 4),
        values_(*map.children[1].type, bytes + 4 + layout::load<std::uint32_t>(bytes)) {}

  std::size_t size() const { return keys_.size(); }
  const Array& keys() const { return keys_; }
  const Array& values() const { return values_; }

 private:
  Array keys_;
  Array values_;
};

// The fields of a row or of a nested ROW value.
class Record final {
 public:
  Record(const sl_field* fields, std::size_t count, const std::uint8_t* bytes)
      : fields_(fields), size_(count), bytes_(bytes) {}

  std::size_t size() const { return size_; }
  Field operator[](std::size_t index) const {
    assert(index < size_);
    const std::size_t at = layout::row_null_bytes(size_) + index * layout::kWord;
    return {*fields_[index].type, bytes_, bytes_ + at,
            layout::bit(bytes_, index + layout::kRowHeaderBits)};
  }
  std::string_view name(std::size_t index) const { return view(fields_[index].name); }
  std::uint8_t kind() const { return bytes_[0]; }
  const std::uint8_t* bytes() const { return bytes_; }

 private:
  const sl_field* fields_;
  std::size_t size_;
  const std::uint8_t* bytes_;
};

// A row of a block.
class Row final {
 public:
  Row(const sl_row_block& block, std::size_t index)
      : record_(block.schema->fields, block.schema->field_count,
                block.bytes + block.offsets[index]),
        index_(index),
        byte_size_(block.offsets[index + 1] - block.offsets[index]),
        block_end_(block.bytes + block.byte_count) {}

  std::size_t size() const { return record_.size(); }
  Field operator[](std::size_t index) const { return record_[index]; }
  Field field(std::size_t index) const { return record_[index]; }
  std::string_view name(std::size_t index) const { return record_.name(index); }
  std::uint8_t kind() const { return record_.kind(); }  // SL_ROW_*
  bool is_delete() const { return is_deletion(kind()); }
  std::size_t index() const { return index_; }  // in its block, for error messages
  const std::uint8_t* bytes() const { return record_.bytes(); }
  std::size_t byte_size() const { return byte_size_; }  // no less than all its texts together
  // Where the block's bytes end, for code that reads wider than a value.
  const std::uint8_t* block_end() const { return block_end_; }

 private:
  Record record_;
  std::size_t index_;
  std::size_t byte_size_;
  const std::uint8_t* block_end_;
};

inline Array Field::as_array() const { return {*type_->children[0].type, bytes_at().data}; }
inline Map Field::as_map() const { return {*type_, bytes_at().data}; }
inline Record Field::as_record() const {
  return {type_->children, type_->child_count, bytes_at().data};
}

}  // namespace starload::sdk
