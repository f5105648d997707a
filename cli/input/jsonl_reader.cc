#include "cli/input/jsonl_reader.h"

#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload::cli {

JsonlReader::JsonlReader(ByteSource& source, std::shared_ptr<const RowPlan> plan,
                         InputPosition start)
    : source_name_(source.name()),
      splitter_(source, start),
      plan_(std::move(plan)),
      parser_(plan_->cells),
      seen_in_(plan_->cells.size(), 0) {
  for (std::size_t i = 0; i < plan_->source_names.size(); ++i) {
    fields_.emplace(to_lower(plan_->source_names[i]), i);
  }
}

// Objects of a file mostly have the same keys in the same order: look there first.
std::size_t JsonlReader::find_field(std::string_view key) {
  std::size_t field = expected_;
  if (field >= plan_->source_names.size() || plan_->source_names[field] != key) {
    const auto found = fields_.find(to_lower(key));
    if (found == fields_.end()) return kNoField;
    field = found->second;
  }
  expected_ = field + 1;
  return field;
}

bool JsonlReader::parse_member(std::size_t field, const JsonMember& member, RowWriter& writer) {
  if (member.kind == JsonKind::kNull) return parser_.parse_null(field);
  switch (parser_.columns()[field].kind) {
    case CellKind::kJson:
    case CellKind::kArray:
    case CellKind::kMap:
    case CellKind::kStruct:
      return parser_.parse(field, member.raw, writer);
    default:
      return parser_.parse(field, member.text, writer);
  }
}

bool JsonlReader::check_missing() {
  for (std::size_t field = 0; field < seen_in_.size(); ++field) {
    if (seen_in_[field] == row_ || parser_.parse_null(field)) continue;
    column_ = parser_.columns()[field].name;
    reason_ =
        "key '" + printable(plan_->source_names[field], 80) + "' is missing; " + parser_.reason();
    return false;
  }
  return true;
}

bool JsonlReader::parse_row(std::string_view text, RowWriter& writer) {
  ++row_;
  column_ = {};
  if (!object_.parse(text)) {
    reason_ = object_.reason();
    return false;
  }
  expected_ = 0;
  for (const JsonMember& member : object_.members()) {
    const std::size_t field = find_field(member.key);
    if (field == kNoField) {
      column_ = {};
      reason_ = "key '" + printable(member.key, 80) +
                "' is not among the loaded columns; name them with --columns";
      return false;
    }
    column_ = parser_.columns()[field].name;
    if (seen_in_[field] == row_) {
      reason_ = "key '" + printable(member.key, 80) + "' is there more than once";
      return false;
    }
    seen_in_[field] = row_;
    if (!parse_member(field, member, writer)) {
      reason_ = parser_.reason();
      return false;
    }
  }
  return object_.members().size() == seen_in_.size() || check_missing();
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
    writer.begin_row();
    if (parse_row(line.text, writer)) {
      writer.end_row();
      ++rows;
    } else {
      writer.discard_row();
      STARLOAD_TRY(rejects.reject({source_name_, line.number, column_, reason_, line.text}));
    }
  }
  return rows;
}

}  // namespace starload::cli
