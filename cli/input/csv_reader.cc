#include "cli/input/csv_reader.h"

#include <algorithm>

namespace starload::cli {

NullTexts::NullTexts(std::vector<std::string> texts) : texts_(std::move(texts)) {
  for (const std::string& text : texts_) {
    if (text.empty()) {
      has_empty_ = true;
    } else {
      first_[static_cast<unsigned char>(text[0])] = true;
    }
  }
}

bool NullTexts::is_one_of_them(std::string_view text) const {
  return std::find(texts_.begin(), texts_.end(), text) != texts_.end();
}

CsvReader::CsvReader(ByteSource& source, const CsvOptions& options,
                     std::shared_ptr<const RowPlan> plan, InputPosition start)
    : source_name_(source.name()),
      splitter_(source, options.format, start),
      null_texts_(options.null_texts),
      plan_(std::move(plan)),
      parser_(plan_->cells, plan_->schema),
      header_pending_(options.skip_first_record && start.offset == 0) {
  if (!plan_->operations) return;
  operations_.emplace(*plan_->operations);
  values_.resize(plan_->field_names.size());
}

Status CsvReader::refuse(const CsvRecord& record, std::string_view column, std::string_view reason,
                         RejectSink& rejects) const {
  return rejects.reject({source_name_, record.line, column, reason, record.raw});
}

Status CsvReader::skip_header() {
  CsvRecord record;
  do {
    Result<SplitOutcome> outcome = splitter_.next(record);
    if (!outcome) return outcome.status();
    if (*outcome == SplitOutcome::kEnd) break;
  } while (record.is_blank());
  header_pending_ = false;
  return Status::ok();
}

Result<std::size_t> CsvReader::read_block(RowBlock& block, std::size_t max_bytes,
                                          RejectSink& rejects) {
  if (header_pending_) STARLOAD_TRY(skip_header());
  RowWriter writer(block);
  CsvRecord record;
  std::size_t rows = 0;
  while (rows == 0 || block.byte_count() < max_bytes) {
    Result<SplitOutcome> outcome = splitter_.next(record, rows == 0);
    if (!outcome) return outcome.status();
    if (*outcome != SplitOutcome::kRecord) break;
    if (record.is_blank() && plan_->field_names.size() > 1) continue;
    Result<bool> added = add_row(record, writer, rejects);
    if (!added) return added.status();
    if (*added) ++rows;
  }
  return rows;
}

inline bool CsvReader::parse_cell(std::size_t field, const CsvField& cell, RowWriter& writer) {
  if (!cell.quoted && null_texts_.contains(cell.text)) return parser_.parse_null(field);
  if (cell.text.empty() && !parser_.keeps_empty(field)) return parser_.parse_null(field);
  return parser_.parse(field, cell.text, writer);
}

Result<bool> CsvReader::add_row(const CsvRecord& record, RowWriter& writer, RejectSink& rejects) {
  const std::vector<CellColumn>& columns = parser_.columns();
  if (record.error != nullptr) {
    STARLOAD_TRY(refuse(record, "", record.error, rejects));
    return false;
  }
  const std::size_t expected = plan_->field_names.size();
  if (record.fields.size() != expected) {
    STARLOAD_TRY(refuse(record, "",
                        "the row has " + std::to_string(record.fields.size()) + " field" +
                            (record.fields.size() == 1 ? "" : "s") + ", expected " +
                            std::to_string(expected),
                        rejects));
    return false;
  }
  if (!plan_->is_in_order) return add_marked_row(record, writer, rejects);
  writer.begin_row();
  for (std::size_t field = 0; field < columns.size(); ++field) {
    if (parse_cell(field, record.fields[field], writer)) continue;
    writer.discard_row();
    STARLOAD_TRY(refuse(record, columns[field].name, parser_.reason(), rejects));
    return false;
  }
  writer.end_row();
  return true;
}

bool CsvReader::is_null(std::size_t field, const CsvField& cell) const {
  if (!cell.quoted && null_texts_.contains(cell.text)) return true;
  const std::size_t loaded = plan_->cell_of_field[field];
  return cell.text.empty() && loaded != RowPlan::kNotLoaded && !parser_.keeps_empty(loaded);
}

RowAction CsvReader::action_of_record(const CsvRecord& record) {
  if (!operations_) return RowAction::kUpsert;
  for (std::size_t field = 0; field < values_.size(); ++field) {
    const CsvField& cell = record.fields[field];
    values_[field] = {cell.text, is_null(field, cell)};
  }
  return operations_->decide(values_);
}

// A row whose fields are not simply the cells: in another order, or with some that say what the row
// does. A deletion needs its key; what else does not fit is left out.
Result<bool> CsvReader::add_marked_row(const CsvRecord& record, RowWriter& writer,
                                       RejectSink& rejects) {
  const RowAction action = action_of_record(record);
  if (action == RowAction::kSkip) {
    ++skipped_;
    return false;
  }
  if (action == RowAction::kRefuse) {
    STARLOAD_TRY(refuse(record, operations_->field(), operations_->reason(), rejects));
    return false;
  }
  const bool deletes = action == RowAction::kDelete;
  writer.begin_row(deletes ? SL_ROW_DELETE : SL_ROW_INSERT);
  for (std::size_t field = 0; field < record.fields.size(); ++field) {
    const std::size_t cell = plan_->cell_of_field[field];
    if (cell == RowPlan::kNotLoaded || parse_cell(cell, record.fields[field], writer)) continue;
    const CellColumn& column = parser_.columns()[cell];
    if (deletes && !column.is_key) {
      parser_.fill_for_deletion(cell, writer);
      continue;
    }
    writer.discard_row();
    STARLOAD_TRY(refuse(record, column.name, parser_.reason(), rejects));
    return false;
  }
  writer.end_row();
  return true;
}

}  // namespace starload::cli
