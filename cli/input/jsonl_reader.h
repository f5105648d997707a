// Files with one JSON object a line as rows. One owner, one thread.
//
// A missing key is NULL, as is the value null; numbers keep all their digits; nested values go into
// JSON, ARRAY, MAP, STRUCT and text columns as JSON text. A line that is no object, repeats a key
// or has a key that is not loaded is refused. Blank lines are skipped. A row that is deleted needs
// its key only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/input/cell_parser.h"
#include "cli/input/column_mapping.h"
#include "cli/input/field_index.h"
#include "cli/input/json_object.h"
#include "cli/input/line_splitter.h"
#include "cli/input/record_reader.h"

namespace starload::cli {

class JsonlReader final : public RecordReader {
 public:
  // Borrows source, which stands at start.
  JsonlReader(ByteSource& source, std::shared_ptr<const RowPlan> plan, InputPosition start = {});

  Result<std::size_t> read_block(RowBlock& block, std::size_t max_bytes,
                                 RejectSink& rejects) override;
  InputPosition position() const override { return splitter_.position(); }
  std::uint64_t skipped_records() const override { return skipped_; }

 private:
  bool parse_row(std::string_view text, RowWriter& writer);
  bool decide();
  bool parse_fields(RowWriter& writer);
  bool take_member(const JsonMember& member, RowWriter& writer);
  bool leave_out(std::size_t cell, RowWriter& writer);
  bool parse_member(std::size_t field, const JsonMember& member, RowWriter& writer);
  bool check_missing(RowWriter& writer);

  std::string source_name_;
  LineSplitter splitter_;
  std::shared_ptr<const RowPlan> plan_;
  CellParser parser_;
  JsonObjectParser object_;
  FieldIndex fields_;
  std::vector<std::uint64_t> seen_in_;  // a field's last row, counted by row_
  std::optional<RowOperations> operations_;
  std::vector<FieldValue> values_;  // of a row's fields, for operations_
  RowAction action_ = RowAction::kUpsert;
  std::uint64_t skipped_ = 0;
  std::uint64_t row_ = 0;
  std::string_view column_;  // of the reason
  std::string reason_;
};

}  // namespace starload::cli
