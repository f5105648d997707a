#include "devserver/load/row_builder.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "devserver/load/value_text.h"

namespace starload::devserver {
namespace {

constexpr std::string_view kNullText = "\\N";

std::string null_in(std::string_view column) {
  return fmt::format("NULL value in non-nullable column '{}'", column);
}

}  // namespace

RowBuilder::RowBuilder(LoadPlan plan, const Table& table, bool strict, ErrorLog& log)
    : plan_(std::move(plan)), strict_(strict), log_(log) {
  for (const int index : plan_.columns) {
    const Column& column = table.columns[static_cast<std::size_t>(index)];
    converters_.emplace_back(column);
    must_not_be_null_.push_back(!column.nullable ||
                                (column.key && table.keys_type == KeysType::kPrimary));
  }
  batch_.columns = plan_.columns;
}

void RowBuilder::filter(std::string_view reason, std::string_view row) {
  ++counts_.filtered;
  log_.add(reason, row);
}

void RowBuilder::keep_row(std::vector<Cell>&& row) {
  batch_.rows.push_back(std::move(row));
  if (plan_.op_field >= 0 || plan_.op_constant)
    batch_.op.push_back(plan_.op_constant.value_or(op_));
  ++counts_.loaded;
}

RowBatch RowBuilder::take() {
  RowBatch taken;
  taken.columns = batch_.columns;
  taken.rows.swap(batch_.rows);
  taken.op.swap(batch_.op);
  return taken;
}

void RowBuilder::add_csv(const std::vector<std::string_view>& fields, std::string_view row) {
  std::vector<Cell> cells(plan_.columns.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string_view text = fields[static_cast<std::size_t>(plan_.field_of_column[i])];
    const bool is_null = text == kNullText;
    if (!is_null && !convert_csv(i, text, cells[i])) return filter(reason_, row);
    if (must_not_be_null_[i] && cells[i].index() == 0)
      return filter(null_in(converters_[i].column().name), row);
  }
  if (plan_.op_field >= 0) {
    const std::string_view text = fields[static_cast<std::size_t>(plan_.op_field)];
    if (!accept_op(text, text == kNullText)) return filter(reason_, row);
  }
  keep_row(std::move(cells));
}

bool RowBuilder::convert_csv(std::size_t column, std::string_view text, Cell& cell) {
  CellConverter& converter = converters_[column];
  switch (converter.from_csv(text, cell)) {
    case CellConverter::Outcome::kOk:
      return true;
    case CellConverter::Outcome::kRefused:
      reason_ = converter.refusal();
      return false;
    case CellConverter::Outcome::kInvalid:
      break;
  }
  cell = std::monostate();
  if (!strict_) return true;
  reason_ = fmt::format(
      "The field (name = {}, pos = {}) is out of range. Type: {}, Value length: {}, Value: {}",
      converter.column().name, plan_.field_of_column[column],
      load_type_text(converter.column().type), text.size(), text);
  return false;
}

void RowBuilder::add_json(const std::vector<const JsonValue*>& fields, std::string_view row) {
  std::vector<Cell> cells(plan_.columns.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const JsonValue* value = fields[static_cast<std::size_t>(plan_.field_of_column[i])];
    if (!convert_json(i, value, cells[i])) return filter(reason_, row);
    if (must_not_be_null_[i] && cells[i].index() == 0)
      return filter(null_in(converters_[i].column().name), row);
  }
  if (plan_.op_field >= 0) {
    const JsonValue* value = fields[static_cast<std::size_t>(plan_.op_field)];
    const bool is_null = value != nullptr && value->kind == JsonValue::Kind::kNull;
    const std::string_view text = value == nullptr ? "0" : json_string(*value, scratch_);
    if (!accept_op(text, is_null)) return filter(reason_, row);
  }
  keep_row(std::move(cells));
}

bool RowBuilder::convert_json(std::size_t column, const JsonValue* value, Cell& cell) {
  if (value == nullptr) return true;
  CellConverter& converter = converters_[column];
  switch (converter.from_json(*value, cell)) {
    case CellConverter::Outcome::kOk:
      return true;
    case CellConverter::Outcome::kRefused:
      reason_ = converter.refusal();
      return false;
    case CellConverter::Outcome::kInvalid:
      break;
  }
  cell = std::monostate();
  if (!strict_) return true;
  reason_ = fmt::format("Value '{}' is out of range. The type of '{}' is {}",
                        json_string(*value, scratch_), converter.column().name,
                        load_type_text(converter.column().type));
  return false;
}

bool RowBuilder::accept_op(std::string_view text, bool is_null) {
  const std::optional<std::int64_t> op = is_null ? std::nullopt : parse_integer(text);
  if (op && (*op == 0 || *op == 1)) {
    op_ = static_cast<std::uint8_t>(*op);
    return true;
  }
  if (op || (strict_ && !is_null)) {
    reason_ = fmt::format(
        "The field (name = {}, pos = {}) is out of range. Type: TINYINT, Value length: {}, Value: "
        "{}",
        kOpColumn, plan_.op_field, text.size(), text);
  } else {
    reason_ = null_in(kOpColumn);
  }
  return false;
}

}  // namespace starload::devserver
