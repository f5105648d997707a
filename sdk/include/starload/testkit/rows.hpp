// Rows from literals, laid out as docs/row-format.md says:
//
//   TestRows rows(schema);
//   rows.add({1, "first", nullptr});
//   rows.add({2, "second", items({1, 2})}, SL_ROW_DELETE);
//   serializer.body(rows)
//
// A wrong literal throws std::invalid_argument. One thread; block() is valid until the next add.
#pragma once

#include <cstring>
#include <span>
#include <starload/testkit/schema.hpp>
#include <starload/testkit/value.hpp>

namespace starload::testkit {

using Bytes = std::vector<std::uint8_t>;

// Lays one row, array or map out, with everything that it holds. Offsets count from its first byte.
class Container final {
 public:
  explicit Container(std::size_t fixed_bytes) : bytes_(sdk::layout::round_up(fixed_bytes), 0) {}

  static Bytes row(const sl_field* fields, std::size_t count, const std::vector<Value>& values,
                   std::uint8_t kind) {
    if (values.size() != count) literal::refuse("row of that many columns", "");
    Container made(sdk::layout::row_fixed_bytes(count));
    made.bytes_[0] = kind;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = sdk::layout::row_null_bytes(count) + i * sdk::layout::kWord;
      made.put(*fields[i].type, values[i], at, 0, i + sdk::layout::kRowHeaderBits);
    }
    return made.bytes_;
  }

 private:
  static Bytes array(const sl_type& element, std::span<const Value> values, std::size_t stride) {
    const std::size_t count = values.size() / stride;
    const std::size_t header = sdk::layout::array_header_bytes(count);
    const std::size_t width = sdk::layout::element_bytes(element.kind);
    Container made(header + count * width);
    made.store(0, static_cast<std::uint32_t>(count));
    for (std::size_t i = 0; i < count; ++i)
      made.put(element, values[i * stride], header + i * width, 4, i);
    return made.bytes_;
  }
  static Bytes map(const sl_type& type, const std::vector<Value>& flat) {
    if (flat.size() % 2 != 0) literal::refuse("map: a key has no value", "");
    const std::span<const Value> all(flat);
    const Bytes keys = array(*type.children[0].type, all, 2);
    const Bytes values = array(*type.children[1].type, all.empty() ? all : all.subspan(1), 2);
    return join(keys, values);
  }
  static Bytes join(const Bytes& keys, const Bytes& values) {
    Bytes bytes(4);
    const auto size = static_cast<std::uint32_t>(keys.size());
    std::memcpy(bytes.data(), &size, sizeof size);
    bytes.insert(bytes.end(), keys.begin(), keys.end());
    bytes.insert(bytes.end(), values.begin(), values.end());
    return bytes;
  }

  template <typename T>
  void store(std::size_t at, T value) {
    std::memcpy(bytes_.data() + at, &value, sizeof value);
  }
  // Behind everything so far; the slot of what lies there.
  std::uint64_t append(const void* data, std::size_t size) {
    const std::size_t offset = bytes_.size();
    bytes_.resize(offset + sdk::layout::round_up(size), 0);
    if (size > 0) std::memcpy(bytes_.data() + offset, data, size);
    return static_cast<std::uint64_t>(offset) << 32 | size;
  }
  std::uint64_t append(const Bytes& bytes) { return append(bytes.data(), bytes.size()); }

  void put(const sl_type& type, const Value& value, std::size_t at, std::size_t bits,
           std::size_t bit) {
    if (value.kind == Value::Kind::kNull) {
      bytes_[bits + bit / 8] |= static_cast<std::uint8_t>(1u << (bit % 8));
      return;
    }
    switch (type.kind) {
      case SL_TYPE_BOOLEAN:
      case SL_TYPE_TINYINT:
        return store(at, static_cast<std::int8_t>(integer(type, value)));
      case SL_TYPE_SMALLINT:
        return store(at, static_cast<std::int16_t>(integer(type, value)));
      case SL_TYPE_INT:
      case SL_TYPE_DATE:
      case SL_TYPE_TIME:
        return store(at, static_cast<std::int32_t>(integer(type, value)));
      case SL_TYPE_BIGINT:
        return store(at, static_cast<std::int64_t>(integer(type, value)));
      case SL_TYPE_FLOAT:
        return store(at, static_cast<float>(real(value)));
      case SL_TYPE_DOUBLE:
        return store(at, real(value));
      case SL_TYPE_LARGEINT: {
        const sdk::Int128 number = integer(type, value);
        const std::uint64_t slot = append(&number, sizeof number);
        return store(at, slot);
      }
      case SL_TYPE_DECIMAL:
        return put_decimal(type, integer(type, value), at);
      case SL_TYPE_TIMESTAMP:
      case SL_TYPE_TIMESTAMP_LTZ:
        return put_timestamp(type, value, at);
      case SL_TYPE_ARRAY: {
        const std::uint64_t slot = append(array(*type.children[0].type, value.list, 1));
        return store(at, slot);
      }
      case SL_TYPE_MAP: {
        const std::uint64_t slot = append(map(type, value.list));
        return store(at, slot);
      }
      case SL_TYPE_ROW: {
        const std::uint64_t slot =
            append(row(type.children, type.child_count, value.list, SL_ROW_INSERT));
        return store(at, slot);
      }
      case SL_TYPE_CHAR:
      case SL_TYPE_VARCHAR:
      case SL_TYPE_BINARY:
      case SL_TYPE_VARBINARY:
        return put_text(value, at);
      default:
        literal::refuse("value of that type", value.text);
    }
  }

  void put_text(const Value& value, std::size_t at) {
    if (value.kind != Value::Kind::kText) literal::refuse("text", value.text);
    const std::string& text = value.text;
    if (text.size() > sdk::layout::kMaxInlineBytes) {
      const std::uint64_t slot = append(text.data(), text.size());
      return store(at, slot);
    }
    std::memcpy(bytes_.data() + at, text.data(), text.size());
    bytes_[at + 7] = static_cast<std::uint8_t>(0x80u | text.size());
  }
  void put_decimal(const sl_type& type, sdk::Int128 unscaled, std::size_t at) {
    if (!sdk::layout::is_wide_decimal(type)) return store(at, static_cast<std::int64_t>(unscaled));
    Bytes big_endian(sdk::layout::kWideDecimalBytes);
    for (std::size_t i = 0; i < big_endian.size(); ++i)
      big_endian[i] = static_cast<std::uint8_t>(unscaled >> (8 * (big_endian.size() - 1 - i)));
    const std::uint64_t slot = append(big_endian);
    store(at, slot);
  }
  void put_timestamp(const sl_type& type, const Value& value, std::size_t at) {
    literal::Clock clock;
    if (value.kind == Value::Kind::kInteger) {
      clock.ms = static_cast<std::int64_t>(value.integer);
    } else {
      std::string_view text = value.text;
      const std::int64_t day = literal::take_date(text);
      if (!text.empty()) {
        literal::take(text, ' ', "timestamp");
        clock = literal::take_clock(text);
      }
      clock.ms += day * 86'400'000;
    }
    if (!sdk::layout::is_wide_timestamp(type)) return store(at, clock.ms);
    const std::uint64_t offset = append(&clock.ms, sizeof clock.ms) >> 32;
    store(at, offset << 32 | static_cast<std::uint32_t>(clock.nanos_of_ms));
  }

  static double real(const Value& value) {
    if (value.kind == Value::Kind::kReal) return value.real;
    if (value.kind == Value::Kind::kInteger) return static_cast<double>(value.integer);
    literal::refuse("number", value.text);
  }
  static sdk::Int128 integer(const sl_type& type, const Value& value) {
    if (value.kind == Value::Kind::kInteger) {
      return value.integer;  // of a DECIMAL: unscaled
    }
    if (value.kind != Value::Kind::kText) literal::refuse("whole number", "a fraction or a list");
    std::string_view text = value.text;
    if (type.kind == SL_TYPE_DATE) return literal::take_date(text);
    if (type.kind == SL_TYPE_TIME) return literal::take_clock(text).ms;
    return literal::decimal(text, type.scale);
  }

  Bytes bytes_;
};

class TestRows final {
 public:
  // The schema outlives the rows.
  explicit TestRows(const TestSchema& schema) : schema_(schema.abi()) {}

  TestRows& add(const std::vector<Value>& values, std::uint8_t kind = SL_ROW_INSERT) {
    const Bytes row = Container::row(schema_->fields, schema_->field_count, values, kind);
    bytes_.insert(bytes_.end(), row.begin(), row.end());
    offsets_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    return *this;
  }

  std::size_t size() const { return offsets_.size() - 1; }
  const sl_schema* schema() const { return schema_; }
  sl_row_block block() const {
    return {sizeof(sl_row_block), 0, schema_, size(), offsets_.data(), bytes_.data(),
            bytes_.size()};
  }

 private:
  const sl_schema* schema_;
  std::vector<std::uint32_t> offsets_ = {0};
  Bytes bytes_;
};

}  // namespace starload::testkit
