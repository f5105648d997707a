// The columns of a table as plugin code sees them: names and types. A borrowed view; the schema
// lives as long as the handle that was created with it. Any thread may read.
#pragma once

#include <starload/abi/rows.h>

#include <optional>
#include <starload/sdk/error.hpp>
#include <string_view>

namespace starload::sdk {

class Schema final {
 public:
  explicit Schema(const sl_schema* schema) : schema_(schema) {}

  std::size_t size() const { return schema_->field_count; }
  std::string_view name(std::size_t column) const { return view(schema_->fields[column].name); }
  const sl_type& type(std::size_t column) const { return *schema_->fields[column].type; }
  // StarRocks' own word for the column's type ("json"); empty when it is not known.
  std::string_view target_type(std::size_t column) const {
    return view(schema_->fields[column].target_type);
  }
  // The index of a column, by its exact name.
  std::optional<std::size_t> find(std::string_view column) const {
    for (std::size_t i = 0; i < size(); ++i) {
      if (name(i) == column) return i;
    }
    return std::nullopt;
  }
  // The table is a PRIMARY KEY table: a row's kind says whether it is put or deleted (__op).
  bool has_op() const { return (schema_->flags & SL_SCHEMA_HAS_OP) != 0; }

 private:
  const sl_schema* schema_;
};

}  // namespace starload::sdk
