// Schemas from literals, for tests of plugins:
//
//   TestSchema schema({{"id", bigint()}, {"tags", array(varchar())}, {"price", decimal(10, 2)}});
//
// A type is a value (TypeSpec); TestSchema owns the sl_schema that is made of them. Not thread-safe
// while it is built, immutable afterwards.
#pragma once

#include <starload/abi/rows.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace starload::testkit {

struct FieldSpec;

// Members as in sl_type. Made by the functions below.
struct TypeSpec {
  std::int32_t kind = SL_TYPE_VARCHAR;
  std::int32_t precision = 0;
  std::int32_t scale = 0;
  std::int64_t length = 0;
  bool nullable = true;
  std::vector<FieldSpec> children;
};

struct FieldSpec {
  std::string name;
  TypeSpec type;
  std::string target_type = {};
};

inline TypeSpec make_type(std::int32_t kind, std::int32_t precision = 0, std::int32_t scale = 0,
                          std::int64_t length = 0) {
  TypeSpec type;
  type.kind = kind;
  type.precision = precision;
  type.scale = scale;
  type.length = length;
  return type;
}
inline TypeSpec boolean() { return make_type(SL_TYPE_BOOLEAN); }
inline TypeSpec tinyint() { return make_type(SL_TYPE_TINYINT); }
inline TypeSpec smallint() { return make_type(SL_TYPE_SMALLINT); }
inline TypeSpec integer() { return make_type(SL_TYPE_INT); }
inline TypeSpec bigint() { return make_type(SL_TYPE_BIGINT); }
inline TypeSpec largeint() { return make_type(SL_TYPE_LARGEINT); }
inline TypeSpec float32() { return make_type(SL_TYPE_FLOAT); }
inline TypeSpec float64() { return make_type(SL_TYPE_DOUBLE); }
inline TypeSpec date() { return make_type(SL_TYPE_DATE); }
inline TypeSpec null_type() { return make_type(SL_TYPE_NULL); }
inline TypeSpec decimal(std::int32_t precision, std::int32_t scale) {
  return make_type(SL_TYPE_DECIMAL, precision, scale);
}
inline TypeSpec character(std::int64_t length) { return make_type(SL_TYPE_CHAR, 0, 0, length); }
inline TypeSpec varchar(std::int64_t length = 0) {
  return make_type(SL_TYPE_VARCHAR, 0, 0, length);
}
inline TypeSpec binary(std::int64_t length) { return make_type(SL_TYPE_BINARY, 0, 0, length); }
inline TypeSpec varbinary(std::int64_t length = 0) {
  return make_type(SL_TYPE_VARBINARY, 0, 0, length);
}
inline TypeSpec time_of_day(std::int32_t precision = 0) {
  return make_type(SL_TYPE_TIME, precision);
}
inline TypeSpec timestamp(std::int32_t precision = 6) {
  return make_type(SL_TYPE_TIMESTAMP, precision);
}
inline TypeSpec timestamp_ltz(std::int32_t precision = 6) {
  return make_type(SL_TYPE_TIMESTAMP_LTZ, precision);
}
inline TypeSpec record(std::vector<FieldSpec> fields) {
  TypeSpec type = make_type(SL_TYPE_ROW);
  type.children = std::move(fields);
  return type;
}
inline TypeSpec array(TypeSpec element) {
  TypeSpec type = make_type(SL_TYPE_ARRAY);
  type.children.push_back({"", std::move(element)});
  return type;
}
inline TypeSpec map(TypeSpec key, TypeSpec value) {
  TypeSpec type = make_type(SL_TYPE_MAP);
  type.children.push_back({"", std::move(key)});
  type.children.push_back({"", std::move(value)});
  return type;
}

class TestSchema final {
 public:
  // flags: SL_SCHEMA_HAS_OP for a PRIMARY KEY table.
  explicit TestSchema(std::vector<FieldSpec> columns, std::uint32_t flags = 0)
      : columns_(std::move(columns)) {
    const std::vector<sl_field>& fields = add_fields(columns_);
    schema_ = {sizeof(sl_schema), SL_ROW_FORMAT_VERSION, flags, 0, fields.data(), fields.size()};
  }
  TestSchema(const TestSchema&) = delete;
  TestSchema& operator=(const TestSchema&) = delete;

  const sl_schema* abi() const { return &schema_; }
  std::size_t size() const { return columns_.size(); }

 private:
  static sl_str text(const std::string& value) { return {value.data(), value.size()}; }

  const std::vector<sl_field>& add_fields(const std::vector<FieldSpec>& specs) {
    std::vector<sl_field> fields;
    for (const FieldSpec& spec : specs) {
      fields.push_back({text(spec.name), add_type(spec.type), text(spec.target_type)});
    }
    return fields_.emplace_back(std::move(fields));
  }
  const sl_type* add_type(const TypeSpec& spec) {
    const std::vector<sl_field>& children = add_fields(spec.children);
    return &types_.emplace_back(sl_type{sizeof(sl_type), spec.kind, spec.precision, spec.scale,
                                        spec.length, spec.nullable ? 1u : 0u, 0, children.data(),
                                        children.size()});
  }

  std::vector<FieldSpec> columns_;  // holds the names that fields_ points to
  std::deque<std::vector<sl_field>> fields_;
  std::deque<sl_type> types_;
  sl_schema schema_{};
};

}  // namespace starload::testkit
