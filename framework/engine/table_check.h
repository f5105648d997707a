// Rows against the table that they go into, before the first of them is sent: everything that does
// not fit is said in one message. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "framework/catalog/table_info.h"
#include "framework/engine/column_list.h"
#include "framework/properties/property_map.h"
#include "framework/rows/schema.h"

namespace starload {

// What the load properties make of the rows' fields.
struct LoadMapping {
  // sink.properties.columns: the server maps the fields as it says. None: fields are columns.
  std::optional<std::vector<ColumnItem>> columns;
  bool partial_update = false;
  std::string merge_condition;  // "" = none
};

// own: the table's properties, before those of the job.
Result<LoadMapping> read_load_mapping(const PropertyMap& job, const PropertyMap& own = {});

class TableCheck final {
 public:
  TableCheck(const TableInfo& table, const LoadMapping& mapping)
      : table_(table), mapping_(mapping) {}

  // Of the rows' own rules, such as a declared primary key.
  void add_problem(std::string text) { problems_.push_back(std::move(text)); }

  // Names, types, columns that may not be loaded and that have to be; and what partial and
  // conditional update ask for. With `columns` given the types are the server's business.
  void check_rows(const std::vector<ColumnSpec>& rows);

  // Of all problems, a line each; ok when there is none.
  Status status() const;
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  using Names = std::vector<std::string>;

  void check_field(const ColumnSpec& field, const std::vector<ColumnSpec>& rows);
  void check_left_out(const std::vector<ColumnSpec>& rows, const Names& loaded);
  void check_targets();
  void check_update(const Names& loaded);
  void check_merge_condition(const Names& loaded);
  Names mapped_columns() const;
  std::string mapping_example(const std::vector<ColumnSpec>& rows, const ColumnInfo& column) const;

  const TableInfo& table_;
  const LoadMapping& mapping_;
  std::vector<std::string> problems_;
  std::vector<std::string> warnings_;
};

}  // namespace starload
