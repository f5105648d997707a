#include "cli/input/jsonl_reader.h"

#include <algorithm>

#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload::cli {

JsonlReader::JsonlReader(ByteSource& source, std::shared_ptr<const RowPlan> plan,
                         InputPosition start)
    : source_name_(source.name()),
      splitter_(source, start),
      plan_(std::move(plan)),
      parser_(plan_->cells, plan_->schema),
      fields_(plan_->field_names),
      seen_in_(plan_->field_names.size(), 0) {
  if (!plan_->operations) return;
  operations_.emplace(*plan_->operations);
  values_.resize(plan_->field_names.size());
}

bool JsonlReader::parse_member(std::size_t cell, const JsonMember& member, RowWriter& writer) {
  if (member.kind == JsonKind::kNull) return parser_.parse_null(cell);
  return parser_.parse(cell, parser_.columns()[cell].is_json() ? member.raw : member.text, writer);
}

// Of a row that is deleted, what is no key may be missing or not fit.
bool JsonlReader::leave_out(std::size_t cell, RowWriter& writer) {
  if (action_ != RowAction::kDelete || parser_.columns()[cell].is_key) return false;
  parser_.fill_for_deletion(cell, writer);
  return true;
}

bool JsonlReader::check_missing(RowWriter& writer) {
  for (std::size_t field = 0; field < seen_in_.size(); ++field) {
    const std::size_t cell = plan_->cell_of_field[field];
    if (seen_in_[field] == row_ || cell == RowPlan::kNotLoaded || parser_.parse_null(cell) ||
        leave_out(cell, writer)) {
      continue;
    }
    column_ = parser_.columns()[cell].name;
    reason_ =
        "key '" + printable(plan_->field_names[field], 80) + "' is missing; " + parser_.reason();
    return false;
  }
  return true;
}

bool JsonlReader::take_member(const JsonMember& member, RowWriter& writer) {
  const std::size_t field = fields_.find_next(member.key);
  if (field == FieldIndex::kNone) {
    column_ = {};
    reason_ = "key '" + printable(member.key, 80) +
              "' is not among the loaded columns; name them with --columns";
    return false;
  }
  const std::size_t cell = plan_->cell_of_field[field];
  column_ = cell == RowPlan::kNotLoaded ? std::string_view(plan_->field_names[field])
                                        : std::string_view(parser_.columns()[cell].name);
  if (seen_in_[field] == row_) {
    reason_ = "key '" + printable(member.key, 80) + "' is there more than once";
    return false;
  }
  seen_in_[field] = row_;
  if (cell == RowPlan::kNotLoaded || parse_member(cell, member, writer) || leave_out(cell, writer))
    return true;
  reason_ = parser_.reason();
  return false;
}

bool JsonlReader::parse_fields(RowWriter& writer) {
  fields_.begin_row();
  for (const JsonMember& member : object_.members()) {
    if (!take_member(member, writer)) return false;
  }
  return object_.members().size() == seen_in_.size() || check_missing(writer);
}

// What the row does; false: its operation cannot be understood.
bool JsonlReader::decide() {
  action_ = RowAction::kUpsert;
  if (!operations_) return true;
  std::fill(values_.begin(), values_.end(), FieldValue{});
  fields_.begin_row();
  for (const JsonMember& member : object_.members()) {
    const std::size_t field = fields_.find_next(member.key);
    if (field != FieldIndex::kNone) values_[field] = {member.text, member.kind == JsonKind::kNull};
  }
  action_ = operations_->decide(values_);
  if (action_ != RowAction::kRefuse) return true;
  column_ = operations_->field();
  reason_ = operations_->reason();
  return false;
}

bool JsonlReader::parse_row(std::string_view text, RowWriter& writer) {
  ++row_;
  column_ = {};
  if (!object_.parse(text)) {
    reason_ = object_.reason();
    return false;
  }
  if (!decide()) return false;
  if (action_ == RowAction::kSkip) return true;
  writer.begin_row(action_ == RowAction::kDelete ? SL_ROW_DELETE : SL_ROW_INSERT);
  if (parse_fields(writer)) return true;
  writer.discard_row();
  return false;
}

Result<std::size_t> JsonlReader::read_block(RowBlock& block, std::size_t max_bytes,
                                            RejectSink& rejects) {
  RowWriter writer(block);
  Line line;
  std::size_t rows = 0;
  while (rows == 0 || block.byte_count() < max_bytes) {
    Result<SplitOutcome> outcome = splitter_.next(line, rows == 0);
    if (!outcome) return outcome.status();
    if (*outcome != SplitOutcome::kRecord) break;
    if (line.text.find_first_not_of(" \t") == std::string_view::npos) continue;
    if (!parse_row(line.text, writer)) {
      STARLOAD_TRY(rejects.reject({source_name_, line.number, column_, reason_, line.text}));
    } else if (action_ == RowAction::kSkip) {
      ++skipped_;
    } else {
      writer.end_row();
      ++rows;
    }
  }
  return rows;
}

}  // namespace starload::cli
