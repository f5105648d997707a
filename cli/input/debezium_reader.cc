#include "cli/input/debezium_reader.h"

#include <unordered_set>

#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

// What PostgreSQL's connector writes for a large value that did not change (the default of
// unavailable.value.placeholder).
constexpr std::string_view kUnavailable = "__debezium_unavailable_value";
// The same for bytes and for arrays of text.
constexpr std::string_view kUnavailableBytes = "X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==";
constexpr std::string_view kUnavailableArray = "[\"__debezium_unavailable_value\"]";

bool is_unavailable(const JsonMember& member) {
  if (member.kind == JsonKind::kString)
    return member.text == kUnavailable || member.text == kUnavailableBytes;
  return member.kind == JsonKind::kArray && member.raw == kUnavailableArray;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

DebeziumReader::DebeziumReader(ByteSource& source, const DebeziumOptions& options,
                               std::shared_ptr<const RowPlan> plan, InputPosition start)
    : source_name_(source.name()),
      options_(options),
      splitter_(source, start),
      plan_(std::move(plan)),
      parser_(plan_->cells, plan_->schema),
      decoder_(options.datetime_unit),
      checked_(plan_->schema),
      types_(plan_->field_names.size()),
      fields_(plan_->field_names),
      seen_in_(plan_->field_names.size(), 0) {
  for (std::size_t i = 0; i < plan_->field_names.size(); ++i) {
    const std::size_t cell = plan_->cell_of_field[i];
    is_key_.push_back(cell != RowPlan::kNotLoaded && plan_->cells[cell].is_key);
  }
}

bool DebeziumReader::refuse(std::string_view column, std::string reason) {
  column_ = column;
  reason_ = std::move(reason);
  return false;
}

// Every event carries its schema; mostly it is the one before.
bool DebeziumReader::learn_schema() {
  const std::string_view text = envelope_.schema();
  if (text == schema_text_) return true;
  DebeziumSchema schema;
  if (!text.empty() && !schema.parse(text))
    return refuse({}, "'schema' of the Debezium event does not describe its rows");
  schema_text_ = text;
  for (std::size_t i = 0; i < types_.size(); ++i)
    types_[i] = text.empty() ? DebeziumType{} : schema.type_of(plan_->field_names[i]);
  return true;
}

bool DebeziumReader::leave_out(std::size_t cell, RowWriter& writer) {
  if (!deletes_ || parser_.columns()[cell].is_key) return false;
  parser_.fill_for_deletion(cell, writer);
  return true;
}

bool DebeziumReader::parse_member(std::size_t field, const JsonMember& member, RowWriter& writer) {
  const std::size_t cell = plan_->cell_of_field[field];
  const CellColumn& column = parser_.columns()[cell];
  std::string_view text;
  if (member.kind == JsonKind::kNull) {
    if (parser_.parse_null(cell)) return true;
    reason_ = parser_.reason();
  } else if (is_unavailable(member)) {
    reason_ = "the event does not hold the value of column '" + column.name +
              "' (a large value that did not change); set REPLICA IDENTITY FULL for the source's "
              "table, or leave the column out with --columns";
  } else if (!decoder_.decode(member, types_[field], column, text)) {
    reason_ = decoder_.reason() + " (" + column.type_text + " column '" + column.name + "')";
  } else {
    if (parser_.parse(cell, text, writer)) return true;
    reason_ = parser_.reason();
  }
  column_ = column.name;
  return leave_out(cell, writer);
}

bool DebeziumReader::check_missing(RowWriter& writer) {
  for (std::size_t field = 0; field < seen_in_.size(); ++field) {
    const std::size_t cell = plan_->cell_of_field[field];
    if (seen_in_[field] == row_ || cell == RowPlan::kNotLoaded || parser_.parse_null(cell) ||
        leave_out(cell, writer)) {
      continue;
    }
    return refuse(
        parser_.columns()[cell].name,
        "field '" + printable(plan_->field_names[field], 80) + "' is missing; " + parser_.reason());
  }
  return true;
}

bool DebeziumReader::parse_members(const Members& members, RowWriter& writer) {
  ++row_;
  fields_.begin_row();
  for (const JsonMember& member : members) {
    const std::size_t field = fields_.find_next(member.key);
    if (field == FieldIndex::kNone) {
      if (options_.ignores_other_fields) continue;
      return refuse({}, "field '" + printable(member.key, 80) +
                            "' is not among the loaded columns; --columns says which fields are "
                            "wanted, and leaves out the others");
    }
    if (seen_in_[field] == row_)
      return refuse({}, "field '" + printable(member.key, 80) + "' is there more than once");
    seen_in_[field] = row_;
    if (plan_->cell_of_field[field] != RowPlan::kNotLoaded && !parse_member(field, member, writer))
      return false;
  }
  return check_missing(writer);
}

bool DebeziumReader::add_row(const Members& members, RowBlock& block, std::uint8_t kind) {
  RowWriter writer(block);
  deletes_ = kind == SL_ROW_DELETE;
  writer.begin_row(kind);
  if (parse_members(members, writer)) {
    writer.end_row();
    return true;
  }
  writer.discard_row();
  return false;
}

// Both rows come from one converter, so that equal keys are the same text. A key that `before` does
// not hold did not change.
bool DebeziumReader::key_changed() const {
  for (const JsonMember& old : before_.members()) {
    const std::size_t field = fields_.find(old.key);
    if (field == FieldIndex::kNone || !is_key_[field] || old.kind == JsonKind::kNull) continue;
    for (const JsonMember& now : after_.members()) {
      if (now.key == old.key && now.raw != old.raw) return true;
    }
  }
  return false;
}

// The rows of one event, or none of them.
bool DebeziumReader::add_event(RowBlock& block, std::size_t& rows) {
  column_ = {};
  if (!learn_schema()) return false;
  const bool has_before = envelope_.before().kind == JsonKind::kObject;
  if (has_before && envelope_.op() != 'c' && envelope_.op() != 'r' &&
      !before_.parse(envelope_.before().raw)) {
    return refuse({}, before_.reason());
  }
  if (envelope_.op() == 'd') {
    if (!add_row(before_.members(), block, SL_ROW_DELETE)) return false;
    ++rows;
    return true;
  }
  if (!after_.parse(envelope_.after().raw)) return refuse({}, after_.reason());
  const bool moves = envelope_.op() == 'u' && has_before && key_changed();
  if (moves) {
    checked_.clear();
    if (!add_row(after_.members(), checked_, SL_ROW_INSERT) ||
        !add_row(before_.members(), block, SL_ROW_DELETE)) {
      return false;
    }
    ++rows;
  }
  if (!add_row(after_.members(), block, SL_ROW_INSERT)) return false;
  ++rows;
  return true;
}

Result<std::size_t> DebeziumReader::read_block(RowBlock& block, std::size_t max_bytes,
                                               RejectSink& rejects) {
  Line line;
  std::size_t rows = 0;
  while (rows == 0 || block.byte_count() < max_bytes) {
    Result<SplitOutcome> outcome = splitter_.next(line, rows == 0);
    if (!outcome) return outcome.status();
    if (*outcome != SplitOutcome::kRecord) break;
    if (is_blank(line.text)) continue;
    bool fits = true;
    switch (envelope_.parse(line.text)) {
      case DebeziumEnvelope::Kind::kTombstone:
      case DebeziumEnvelope::Kind::kMessage:
        ++skipped_;
        break;
      case DebeziumEnvelope::Kind::kRefused:
        fits = refuse({}, envelope_.reason());
        break;
      default:
        fits = add_event(block, rows);
    }
    if (!fits)
      STARLOAD_TRY(rejects.reject({source_name_, line.number, column_, reason_, line.text}));
  }
  return rows;
}

Result<std::vector<std::string>> read_debezium_fields(ByteSource& source) {
  LineSplitter splitter(source);
  DebeziumEnvelope envelope;
  JsonObjectParser row;
  std::vector<std::string> names;
  std::unordered_set<std::string> seen;  // in lower case
  Line line;
  while (true) {
    Result<SplitOutcome> outcome = splitter.next(line);
    if (!outcome) return outcome.status();
    if (*outcome == SplitOutcome::kEnd) return names;
    if (is_blank(line.text) || envelope.parse(line.text) != DebeziumEnvelope::Kind::kChange)
      continue;
    const JsonMember& image = envelope.op() == 'd' ? envelope.before() : envelope.after();
    if (!row.parse(image.raw)) continue;
    for (const JsonMember& member : row.members()) {
      if (seen.insert(to_lower(member.key)).second) names.emplace_back(member.key);
    }
  }
}

}  // namespace starload::cli
