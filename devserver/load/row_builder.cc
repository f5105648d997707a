#include "devserver/load/row_builder.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "devserver/load/value_text.h"
#include "devserver/storage/cell_text.h"
#include "devserver/storage/default_value.h"

namespace starload::devserver {
namespace {

constexpr std::string_view kNullText = "\\N";

std::string null_in(std::string_view column) {
  return fmt::format("NULL value in non-nullable column '{}'", column);
}

bool is_null(const Cell& cell) { return std::holds_alternative<std::monostate>(cell); }

}  // namespace

RowBuilder::RowBuilder(LoadPlan plan, const Table& table, bool strict, ErrorLog& log)
    : plan_(std::move(plan)), table_(table), strict_(strict), log_(log) {
  for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
    const Column& column = table.columns[static_cast<std::size_t>(plan_.columns[i])];
    converters_.emplace_back(column);
    must_not_be_null_.push_back(!column.nullable ||
                                (column.key && table.keys_type == KeysType::kPrimary));
    const int field = plan_.field_of_column[i];
    is_cast_.push_back(
        field >= 0 &&
        !equals_ignoring_case(plan_.fields[static_cast<std::size_t>(field)], column.name));
  }
  for (const int field : plan_.inputs) {
    const Column* column = column_of_field(table, plan_.fields[static_cast<std::size_t>(field)]);
    input_converters_.push_back(column == nullptr ? std::nullopt
                                                  : std::make_optional<CellConverter>(*column));
  }
  inputs_.resize(plan_.inputs.size());
  results_.resize(plan_.expression_count);
  where_ = cut(plan_.where_columns);
  partition_ = cut(plan_.partitions.columns());
  batch_.columns = plan_.columns;
  batch_.partial_update = plan_.partial_update;
  batch_.merge_condition = plan_.merge_condition;
}

RowBuilder::Cut RowBuilder::cut(const std::vector<int>& columns) const {
  Cut result;
  for (const int index : columns) {
    const auto found = std::find(plan_.columns.begin(), plan_.columns.end(), index);
    const bool is_given = found != plan_.columns.end();
    result.positions.push_back(is_given ? static_cast<int>(found - plan_.columns.begin()) : -1);
    Result<Cell> value = default_cell(table_.columns[static_cast<std::size_t>(index)]);
    result.cells.push_back(value ? value.take() : Cell());
  }
  return result;
}

void RowBuilder::Cut::take(const std::vector<Cell>& row) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (positions[i] >= 0) cells[i] = row[static_cast<std::size_t>(positions[i])];
  }
}

void RowBuilder::filter(std::string_view reason, std::string_view row) {
  ++counts_.filtered;
  log_.add(reason, row);
}

void RowBuilder::keep_row(std::vector<Cell>&& row) {
  batch_.rows.push_back(std::move(row));
  if (plan_.op_field >= 0 || plan_.op_expression >= 0 || plan_.op_constant)
    batch_.op.push_back(plan_.op_constant.value_or(op_));
  ++counts_.loaded;
}

RowBatch RowBuilder::take() {
  RowBatch taken;
  taken.columns = batch_.columns;
  taken.partial_update = batch_.partial_update;
  taken.merge_condition = batch_.merge_condition;
  taken.rows.swap(batch_.rows);
  taken.op.swap(batch_.op);
  return taken;
}

void RowBuilder::add_csv(const std::vector<std::string_view>& fields, std::string_view row) {
  add({&fields, nullptr, row});
}

void RowBuilder::add_json(const std::vector<const JsonValue*>& fields, std::string_view row) {
  add({nullptr, &fields, row});
}

void RowBuilder::add(const Record& record) {
  std::vector<Cell> cells(plan_.columns.size());
  bool selected = true;
  const bool is_good = calculate(record) && fill_cells(record, cells) && accept_op(record) &&
                       is_selected(cells, selected);
  if (!is_good) return filter(reason_, record.row);
  if (!selected) {
    ++counts_.unselected;
    return;
  }
  if (!is_in_partition(cells)) return filter(reason_, record.row);
  if (plan_.negative) negate(cells);
  keep_row(std::move(cells));
}

bool RowBuilder::calculate(const Record& record) {
  if (!plan_.mapping) return true;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (!fill_input(record, i, inputs_[i])) return false;
  }
  const Status calculated = plan_.mapping->evaluate(inputs_, results_);
  if (!calculated) reason_ = calculated.message();
  return calculated.is_ok();
}

bool RowBuilder::fill_input(const Record& record, std::size_t input, Cell& cell) {
  const auto field = static_cast<std::size_t>(plan_.inputs[input]);
  std::optional<CellConverter>& converter = input_converters_[input];
  cell = std::monostate();
  if (record.json != nullptr) {
    const JsonValue* value = (*record.json)[field];
    if (value == nullptr || value->kind == JsonValue::Kind::kNull) return true;
    if (!converter) {
      cell = std::string(json_string(*value, scratch_));
      return true;
    }
    const CellConverter::Outcome outcome = converter->from_json(*value, cell);
    return settle(*converter, outcome, {converter->column().name, -1, &converter->column().type},
                  json_string(*value, scratch_), cell);
  }
  const std::string_view text = (*record.csv)[field];
  if (text == kNullText) return true;
  if (!converter) {
    cell = std::string(text);
    return true;
  }
  const CellConverter::Outcome outcome = converter->from_csv(text, cell);
  return settle(*converter, outcome,
                {converter->column().name, static_cast<int>(field), &converter->column().type},
                text, cell);
}

bool RowBuilder::fill_cells(const Record& record, std::vector<Cell>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool converted = plan_.field_of_column[i] >= 0 ? convert_field(record, i, cells[i])
                                                         : convert_result(i, cells[i]);
    if (!converted) return false;
    if (must_not_be_null_[i] && is_null(cells[i])) {
      reason_ = null_in(converters_[i].column().name);
      return false;
    }
  }
  return true;
}

bool RowBuilder::convert_field(const Record& record, std::size_t column, Cell& cell) {
  CellConverter& converter = converters_[column];
  const int field = plan_.field_of_column[column];
  const Complaint complaint{converter.column().name,
                            record.json != nullptr || is_cast_[column] ? -1 : field,
                            &converter.column().type};
  if (record.json != nullptr) {
    const JsonValue* value = (*record.json)[static_cast<std::size_t>(field)];
    if (value == nullptr) return true;
    const CellConverter::Outcome outcome = converter.from_json(*value, cell);
    if (outcome == CellConverter::Outcome::kOk) return true;
    return settle(converter, outcome, complaint, json_string(*value, scratch_), cell);
  }
  const std::string_view text = (*record.csv)[static_cast<std::size_t>(field)];
  if (text == kNullText) return true;
  const CellConverter::Outcome outcome =
      is_cast_[column] ? converter.from_text(text, cell) : converter.from_csv(text, cell);
  return settle(converter, outcome, complaint, text, cell);
}

// What a function gave and the column cannot hold is NULL, in strict mode, too.
bool RowBuilder::convert_result(std::size_t column, Cell& cell) {
  const Cell& value = results_[static_cast<std::size_t>(plan_.expression_of_column[column])];
  CellConverter& converter = converters_[column];
  const CellConverter::Outcome outcome = converter.from_value(value, cell);
  if (outcome == CellConverter::Outcome::kRefused) {
    reason_ = converter.refusal();
    return false;
  }
  if (outcome == CellConverter::Outcome::kInvalid) cell = std::monostate();
  return true;
}

bool RowBuilder::settle(CellConverter& converter, CellConverter::Outcome outcome,
                        const Complaint& complaint, std::string_view text, Cell& cell) {
  if (outcome == CellConverter::Outcome::kOk) return true;
  if (outcome == CellConverter::Outcome::kRefused) {
    reason_ = converter.refusal();
    return false;
  }
  cell = std::monostate();
  if (!strict_) return true;
  const std::string type = load_type_text(*complaint.type);
  if (complaint.field < 0) {
    reason_ = fmt::format("Value '{}' is out of range. The type of '{}' is {}", text,
                          complaint.column, type);
  } else {
    reason_ = fmt::format(
        "The field (name = {}, pos = {}) is out of range. Type: {}, Value length: {}, Value: {}",
        complaint.column, complaint.field, type, text.size(), text);
  }
  return false;
}

bool RowBuilder::accept_op(const Record& record) {
  if (plan_.op_expression >= 0) {
    const Cell& value = results_[static_cast<std::size_t>(plan_.op_expression)];
    return accept_op_text(cell_text(value), is_null(value));
  }
  if (plan_.op_field < 0) return true;
  const auto field = static_cast<std::size_t>(plan_.op_field);
  if (record.csv != nullptr) {
    const std::string_view text = (*record.csv)[field];
    return accept_op_text(text, text == kNullText);
  }
  const JsonValue* value = (*record.json)[field];
  if (value == nullptr) return accept_op_text("0", false);
  return accept_op_text(json_string(*value, scratch_), value->kind == JsonValue::Kind::kNull);
}

bool RowBuilder::accept_op_text(std::string_view text, bool is_null) {
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

bool RowBuilder::is_selected(const std::vector<Cell>& cells, bool& selected) {
  if (!plan_.where) return true;
  where_.take(cells);
  std::vector<Cell> truth(1);
  const Status calculated = plan_.where->evaluate(where_.cells, truth);
  if (!calculated) {
    reason_ = calculated.message();
    return false;
  }
  const auto* integer = std::get_if<std::int64_t>(&truth[0]);
  selected = integer != nullptr && *integer != 0;
  return true;
}

bool RowBuilder::is_in_partition(const std::vector<Cell>& cells) {
  if (!plan_.partitions.is_selective()) return true;
  partition_.take(cells);
  if (plan_.partitions.takes(partition_.cells)) return true;
  reason_ = "The row is out of partition ranges. Please add a new partition.";
  return false;
}

// `negative` takes rows back that an earlier load brought: every value column is a sum.
void RowBuilder::negate(std::vector<Cell>& cells) const {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (converters_[i].column().key) continue;
    // The least BIGINT has no opposite and stays as it is.
    if (auto* integer = std::get_if<std::int64_t>(&cells[i]))
      *integer = static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(*integer));
    if (auto* real = std::get_if<double>(&cells[i])) *real = -*real;
    if (auto* text = std::get_if<std::string>(&cells[i])) {
      const bool is_zero = text->find_first_not_of("-0.") == std::string::npos;
      if (text->starts_with('-')) {
        text->erase(0, 1);
      } else if (!is_zero) {
        text->insert(0, 1, '-');
      }
    }
  }
}

}  // namespace starload::devserver
