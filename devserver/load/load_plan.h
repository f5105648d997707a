// How the fields of a load's records become columns of the table. A value, but for the prepared
// expressions that it owns; one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "devserver/load/load_headers.h"
#include "devserver/load/row_statement.h"
#include "devserver/sql/partitions.h"
#include "devserver/storage/table.h"
#include "framework/base/status.h"

namespace starload::devserver {

inline constexpr const char* kOpColumn = "__op";

struct LoadPlan {
  std::vector<std::string> fields;   // what a record holds, in order; CSV by position, JSON by key
  std::vector<int> columns;          // indexes into Table::columns that rows carry, in order
  std::vector<int> field_of_column;  // for each of `columns`: its field; -1 = an expression
  std::vector<int> expression_of_column;  // for each of `columns`: its expression, or -1
  int op_field = -1;                      // the field that holds __op
  int op_expression = -1;                 // the expression that gives __op
  std::optional<std::uint8_t> op_constant;

  std::size_t expression_count = 0;
  std::vector<int> inputs;                // the fields that the expressions take, in order
  std::unique_ptr<RowStatement> mapping;  // gives expression_count values; nullptr = none
  std::vector<int> where_columns;         // indexes into Table::columns, in order
  std::unique_ptr<RowStatement> where;    // gives one truth value; nullptr = every row is taken

  Partitions partitions;
  bool partial_update = false;
  std::string merge_condition;
  bool negative = false;
};

// The column that types a source field: the one of the same name, unless no text can be read as its
// type; nullptr = the field is a string.
const Column* column_of_field(const Table& table, const std::string& field);

// Checks the options against the table, with StarRocks' texts.
Result<LoadPlan> plan_load(const LoadOptions& options, LoadFormat format, const Table& table);

}  // namespace starload::devserver
