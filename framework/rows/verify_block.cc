// verify_block: what makes it safe for readers to trust offsets and lengths.
//
// Beside every extent lying inside its container, the extents of one container together may not be
// longer than the container. Writers that follow the format never share bytes between values, and
// without that rule a small hostile block could name the same bytes again and again and be read for
// hours.
#include <starload/sdk/row_layout.hpp>
#include <vector>

#include "framework/rows/row_block.h"

namespace starload {
namespace {

namespace layout = sdk::layout;

constexpr std::size_t kMaxDepth = 64;

// Bytes of one container (row, array, map) and how many of them its values have not claimed yet.
class Container final {
 public:
  Container(const std::uint8_t* bytes, std::size_t size, std::size_t fixed)
      : bytes_(bytes), size_(size), unclaimed_(size - fixed) {}

  const std::uint8_t* at(std::size_t offset) const { return bytes_ + offset; }

  bool claim(std::size_t offset, std::size_t length) {
    if (offset > size_ || length > size_ - offset || length > unclaimed_) return false;
    unclaimed_ -= length;
    return true;
  }

 private:
  const std::uint8_t* bytes_;
  std::size_t size_;
  std::size_t unclaimed_;
};

const char* check_row(const sl_field* fields, std::size_t count, const std::uint8_t* bytes,
                      std::size_t size, std::size_t depth);
const char* check_array(const sl_type& element, const std::uint8_t* bytes, std::size_t size,
                        std::size_t depth);

constexpr const char* kOutside = "a value lies outside its row";
constexpr const char* kTooShort = "a row, array or map is shorter than its fixed part";
constexpr const char* kBadLength = "a value has an impossible length";
constexpr const char* kBadKind = "the row kind is not known";

const char* check_map(const sl_type& type, const std::uint8_t* bytes, std::size_t size,
                      std::size_t depth) {
  if (size < 4) return kTooShort;
  const auto key_bytes = layout::load<std::uint32_t>(bytes);
  if (key_bytes > size - 4) return kOutside;
  const std::uint8_t* values = bytes + 4 + key_bytes;
  const std::size_t value_bytes = size - 4 - key_bytes;
  if (const char* fault = check_array(*type.children[0].type, bytes + 4, key_bytes, depth)) {
    return fault;
  }
  if (const char* fault = check_array(*type.children[1].type, values, value_bytes, depth)) {
    return fault;
  }
  return layout::load<std::uint32_t>(bytes + 4) == layout::load<std::uint32_t>(values)
             ? nullptr
             : "a map has not as many values as keys";
}

const char* check_nested(const sl_type& type, const std::uint8_t* bytes, std::size_t size,
                         std::size_t depth) {
  if (depth > kMaxDepth) return "a value is nested deeper than 64 levels";
  if (type.kind == SL_TYPE_ARRAY) {
    return check_array(*type.children[0].type, bytes, size, depth + 1);
  }
  if (type.kind == SL_TYPE_MAP) return check_map(type, bytes, size, depth + 1);
  return check_row(type.children, type.child_count, bytes, size, depth + 1);
}

// Whether a value of that type may have a slot that points into the variable part.
bool is_variable(const sl_type& type) {
  return layout::is_text_or_bytes(type.kind) || layout::is_nested(type.kind) ||
         type.kind == SL_TYPE_LARGEINT || layout::is_wide_decimal(type) ||
         layout::is_wide_timestamp(type);
}

const char* check_text(Container& container, std::uint64_t slot) {
  if (layout::is_inline(slot)) {
    return layout::inline_size(slot) <= layout::kMaxInlineBytes ? nullptr : kBadLength;
  }
  const layout::Extent extent = layout::extent(slot);
  return container.claim(extent.offset, extent.size) ? nullptr : kOutside;
}

const char* check_value(const sl_type& type, Container& container, std::uint64_t slot,
                        std::size_t depth) {
  if (layout::is_text_or_bytes(type.kind)) return check_text(container, slot);
  const layout::Extent extent = layout::extent(slot);
  if (layout::is_timestamp(type.kind)) {
    if (extent.size > static_cast<std::uint32_t>(layout::kMaxNanosOfMs)) {
      return "a timestamp has more than 999999 nanoseconds in its millisecond";
    }
    return container.claim(extent.offset, sizeof(std::int64_t)) ? nullptr : kOutside;
  }
  if (type.kind == SL_TYPE_LARGEINT && extent.size != layout::kLargeintBytes) return kBadLength;
  if (type.kind == SL_TYPE_DECIMAL &&
      (extent.size == 0 || extent.size > layout::kWideDecimalBytes)) {
    return kBadLength;
  }
  if (!container.claim(extent.offset, extent.size)) return kOutside;
  return layout::is_nested(type.kind)
             ? check_nested(type, container.at(extent.offset), extent.size, depth)
             : nullptr;
}

const char* check_array(const sl_type& element, const std::uint8_t* bytes, std::size_t size,
                        std::size_t depth) {
  if (size < 4) return kTooShort;
  const std::size_t count = layout::load<std::uint32_t>(bytes);
  const std::size_t width = layout::element_bytes(element.kind);
  const std::size_t header = layout::array_header_bytes(count);
  if (header > size || count > (size - header) / width) return kTooShort;
  if (!is_variable(element)) return nullptr;
  Container container(bytes, size, header + count * width);
  for (std::size_t i = 0; i < count; ++i) {
    if (layout::bit(bytes + 4, i)) continue;
    const auto slot = layout::load<std::uint64_t>(bytes + header + i * width);
    if (const char* fault = check_value(element, container, slot, depth)) return fault;
  }
  return nullptr;
}

const char* check_row(const sl_field* fields, std::size_t count, const std::uint8_t* bytes,
                      std::size_t size, std::size_t depth) {
  const std::size_t fixed = layout::row_fixed_bytes(count);
  if (size < fixed) return kTooShort;
  if (bytes[0] > SL_ROW_DELETE) return kBadKind;
  Container container(bytes, size, fixed);
  const std::size_t slots = layout::row_null_bytes(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_variable(*fields[i].type) || layout::bit(bytes, i + layout::kRowHeaderBits)) continue;
    const auto slot = layout::load<std::uint64_t>(bytes + slots + i * layout::kWord);
    if (const char* fault = check_value(*fields[i].type, container, slot, depth)) return fault;
  }
  return nullptr;
}

// What is looked up in a block's schema once, and not for each row: the columns whose slots may
// point into the variable part.
class RowChecker final {
 public:
  explicit RowChecker(const sl_schema& schema)
      : fixed_bytes_(layout::row_fixed_bytes(schema.field_count)) {
    const std::size_t slots = layout::row_null_bytes(schema.field_count);
    for (std::size_t i = 0; i < schema.field_count; ++i) {
      const sl_type& type = *schema.fields[i].type;
      if (!is_variable(type)) continue;
      columns_.push_back(
          {&type, i, slots + i * layout::kWord, layout::is_text_or_bytes(type.kind)});
    }
  }

  // As check_row, of a whole row.
  const char* check(const std::uint8_t* bytes, std::size_t size, std::size_t& bad_field) const {
    if (size < fixed_bytes_) return kTooShort;
    if (bytes[0] > SL_ROW_DELETE) return kBadKind;
    Container container(bytes, size, fixed_bytes_);
    for (const Column& column : columns_) {
      if (layout::bit(bytes, column.field + layout::kRowHeaderBits)) continue;
      const auto slot = layout::load<std::uint64_t>(bytes + column.slot);
      const char* const fault = column.is_text ? check_text(container, slot)
                                               : check_value(*column.type, container, slot, 1);
      if (fault != nullptr) {
        bad_field = column.field;
        return fault;
      }
    }
    return nullptr;
  }

 private:
  struct Column {
    const sl_type* type;
    std::size_t field;
    std::size_t slot;
    bool is_text;
  };
  const std::size_t fixed_bytes_;
  std::vector<Column> columns_;
};

Status broken(std::string where, std::string_view fault) {
  return Status::data(where + " is not laid out as docs/row-format.md says: " + std::string(fault) +
                      "; the program that wrote the block is at fault");
}

// Without a branch a row, so that the compiler makes vectors of it.
bool rises(const std::uint32_t* offsets, std::size_t row_count) {
  std::uint32_t falls = 0;
  for (std::size_t i = 0; i < row_count; ++i) falls |= offsets[i + 1] < offsets[i] ? 1u : 0u;
  return falls == 0;
}

Status check_offsets(const sl_row_block& block) {
  if (block.offsets == nullptr || (block.byte_count > 0 && block.bytes == nullptr)) {
    return broken("the block", "offsets or bytes are missing");
  }
  if (block.byte_count > UINT32_MAX || block.offsets[0] > block.byte_count) {
    return broken("the block", "the first row starts outside the block");
  }
  if (rises(block.offsets, block.row_count) && block.offsets[block.row_count] <= block.byte_count) {
    return Status::ok();
  }
  std::size_t row = 0;
  while (block.offsets[row + 1] >= block.offsets[row] &&
         block.offsets[row + 1] <= block.byte_count) {
    ++row;
  }
  return broken("row " + std::to_string(row), "its end lies outside the block");
}

// Each record has at least the newline that ends it.
Status check_lines(const sl_row_block& block) {
  for (std::size_t row = 0; row < block.row_count; ++row) {
    if (block.offsets[row + 1] == block.offsets[row])
      return broken("line " + std::to_string(row), "it has no end");
  }
  return Status::ok();
}

Status check_schema(const sl_row_block& block) {
  if (block.schema == nullptr) return broken("the block", "it has no schema");
  if (block.schema->format_version != SL_ROW_FORMAT_VERSION) {
    return Status::data("the block's rows are in row format " +
                        std::to_string(block.schema->format_version) +
                        ", this build reads format " + std::to_string(SL_ROW_FORMAT_VERSION));
  }
  return Status::ok();
}

}  // namespace

Status verify_block(const sl_row_block& block) {
  STARLOAD_TRY(check_offsets(block));
  if ((block.flags & kBlockOfLines) != 0) return check_lines(block);
  if ((block.flags & SL_BLOCK_RAW) != 0) return Status::ok();
  STARLOAD_TRY(check_schema(block));
  const sl_schema& schema = *block.schema;
  const RowChecker checker(schema);
  for (std::size_t row = 0; row < block.row_count; ++row) {
    std::size_t bad_field = schema.field_count;
    const char* const fault = checker.check(block.bytes + block.offsets[row],
                                            block.offsets[row + 1] - block.offsets[row], bad_field);
    if (fault == nullptr) continue;
    std::string where = "row " + std::to_string(row);
    if (bad_field < schema.field_count) {
      const sl_str name = schema.fields[bad_field].name;
      where += ", column '" + std::string(name.data, name.size) + "'";
    }
    return broken(std::move(where), fault);
  }
  return Status::ok();
}

}  // namespace starload
