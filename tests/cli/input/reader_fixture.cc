#include "tests/cli/input/reader_fixture.h"

#include <gtest/gtest.h>
#include <starload/sdk/format.hpp>
#include <starload/sdk/row.hpp>

#include <algorithm>
#include <array>

#include "framework/base/text.h"

namespace starload::cli::testing {
namespace {

std::string text_of(const sdk::Field& field);

// Inside of nested values NULL is null.
std::string member_text(const sdk::Field& field) {
  return field.is_null() ? "null" : text_of(field);
}

std::string array_text(const sdk::Array& array) {
  std::string text;
  for (std::size_t i = 0; i < array.size(); ++i) text += (i > 0 ? "," : "") + member_text(array[i]);
  return "[" + text + "]";
}

std::string map_text(const sdk::Map& map) {
  std::string text;
  for (std::size_t i = 0; i < map.size(); ++i)
    text += (i > 0 ? "," : "") + text_of(map.keys()[i]) + ":" + member_text(map.values()[i]);
  return "{" + text + "}";
}

std::string record_text(const sdk::Record& record) {
  std::string text;
  for (std::size_t i = 0; i < record.size(); ++i)
    text += (i > 0 ? "," : "") + std::string(record.name(i)) + ":" + member_text(record[i]);
  return "{" + text + "}";
}

std::string text_of(const sdk::Field& field) {
  if (field.is_null()) return "<null>";
  switch (field.type().kind) {
    case SL_TYPE_CHAR:
    case SL_TYPE_VARCHAR:
    case SL_TYPE_BINARY:
    case SL_TYPE_VARBINARY:
      return std::string(field.as_string());
    case SL_TYPE_ARRAY:
      return array_text(field.as_array());
    case SL_TYPE_MAP:
      return map_text(field.as_map());
    case SL_TYPE_ROW:
      return record_text(field.as_record());
    case SL_TYPE_BOOLEAN:
      return field.as_bool() ? "true" : "false";
    default:
      break;
  }
  std::array<char, 256> buffer{};
  return {buffer.data(), sdk::format::scalar(field, buffer.data())};
}

ColumnInfo column_of(std::string_view text) {
  ColumnInfo column;
  const std::size_t space = text.find(' ');
  column.name = text.substr(0, space);
  std::string type = to_lower(trim(text.substr(space + 1)));
  for (const std::string_view suffix : {" not null", " default"}) {
    const std::size_t at = type.find(suffix);
    if (at == std::string::npos) continue;
    if (suffix == " not null") column.nullable = false;
    if (suffix == " default") column.has_default = true;
    type.erase(at, suffix.size());
  }
  column.column_type = type;
  column.data_type = type.substr(0, type.find_first_of("(<"));
  derive_type(column);
  return column;
}

}  // namespace

TableInfo table_of(std::string_view columns) {
  TableInfo table;
  table.database = "db";
  table.table = "t";
  table.model = KeysModel::kDuplicate;
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= columns.size(); ++i) {
    const char c = i < columns.size() ? columns[i] : ',';
    depth += c == '(' || c == '<' ? 1 : c == ')' || c == '>' ? -1 : 0;
    if (c != ',' || depth > 0) continue;
    table.columns.push_back(column_of(trim(columns.substr(start, i - start))));
    table.columns.back().ordinal = static_cast<std::int32_t>(table.columns.size());
    start = i + 1;
  }
  return table;
}

std::shared_ptr<const RowPlan> plan_of(std::string_view columns,
                                       const std::vector<std::string>& names) {
  Result<std::shared_ptr<const RowPlan>> plan = map_columns(names, table_of(columns), "f");
  if (!plan) {
    ADD_FAILURE() << plan.status().message();
    return nullptr;
  }
  return plan.take();
}

TableInfo primary_table_of(std::string_view columns) {
  TableInfo table = table_of(columns);
  table.model = KeysModel::kPrimary;
  table.columns.front().is_key = true;
  return table;
}

std::shared_ptr<const RowPlan> primary_plan_of(std::string_view columns,
                                               const std::vector<std::string>& names,
                                               const MappingOptions& options) {
  Result<std::shared_ptr<const RowPlan>> plan =
      map_columns(names, primary_table_of(columns), "f", options);
  if (!plan) {
    ADD_FAILURE() << plan.status().message();
    return nullptr;
  }
  return plan.take();
}

MappingOptions operations(const std::string& op_column, const std::string& delete_where) {
  MappingOptions options;
  options.op_column = op_column;
  if (delete_where.empty()) return options;
  Result<Condition> condition = Condition::parse(delete_where, "--delete-where");
  EXPECT_TRUE(condition) << condition.status().message();
  options.delete_where = std::make_shared<const Condition>(condition.take());
  return options;
}

Status KeptRejects::reject(const RejectedRow& row) {
  lines.push_back(std::string(row.source) + ":" + std::to_string(row.line) + " [" +
                  std::string(row.column) + "] " + std::string(row.reason));
  raw.emplace_back(row.raw);
  return stop ? Status::data("stopped") : Status::ok();
}

std::vector<std::string> read_all(RecordReader& reader, const RowPlan& plan, KeptRejects& rejects,
                                  std::size_t max_bytes) {
  std::vector<std::string> rows;
  RowBlock block(plan.schema);
  while (true) {
    block.clear();
    const Result<std::size_t> count = reader.read_block(block, max_bytes, rejects);
    if (!count) {
      rows.push_back("error: " + count.status().message());
      return rows;
    }
    if (*count == 0) return rows;
    const sl_row_block view = block.abi();
    EXPECT_EQ(view.row_count, *count);
    EXPECT_TRUE(verify_block(view));
    for (std::size_t i = 0; i < view.row_count; ++i) {
      const sdk::Row row(view, i);
      std::string text = row.kind() == SL_ROW_DELETE ? "-" : "";
      for (std::size_t field = 0; field < row.size(); ++field) {
        text += (field > 0 ? "|" : "") + text_of(row[field]);
      }
      rows.push_back(std::move(text));
    }
  }
}

}  // namespace starload::cli::testing
