// Change events of Debezium, one JSON object a line, as rows of a PRIMARY KEY table. One owner, one
// thread.
//
// Operations c and r insert, u replaces, d deletes; an update that changes the key deletes the old
// one, too. Tombstones and messages are skipped and counted; t (truncate) and events that are no
// changes are refused.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/input/cell_parser.h"
#include "cli/input/column_mapping.h"
#include "cli/input/debezium_envelope.h"
#include "cli/input/debezium_type.h"
#include "cli/input/field_index.h"
#include "cli/input/line_splitter.h"
#include "cli/input/record_reader.h"

namespace starload::cli {

struct DebeziumOptions {
  EpochUnit datetime_unit = EpochUnit::kNotGiven;
  bool ignores_other_fields = false;  // --columns says which fields are wanted
};

class DebeziumReader final : public RecordReader {
 public:
  // Borrows source, which stands at start.
  DebeziumReader(ByteSource& source, const DebeziumOptions& options,
                 std::shared_ptr<const RowPlan> plan, InputPosition start = {});

  Result<std::size_t> read_block(RowBlock& block, std::size_t max_bytes,
                                 RejectSink& rejects) override;
  InputPosition position() const override { return splitter_.position(); }
  std::uint64_t skipped_records() const override { return skipped_; }

 private:
  using Members = std::vector<JsonMember>;

  bool add_event(RowBlock& block, std::size_t& rows);
  bool learn_schema();
  bool add_row(const Members& members, RowBlock& block, std::uint8_t kind);
  bool parse_members(const Members& members, RowWriter& writer);
  bool parse_member(std::size_t field, const JsonMember& member, RowWriter& writer);
  bool check_missing(RowWriter& writer);
  bool leave_out(std::size_t cell, RowWriter& writer);
  bool key_changed() const;
  bool refuse(std::string_view column, std::string reason);

  const std::string source_name_;
  const DebeziumOptions options_;
  LineSplitter splitter_;
  std::shared_ptr<const RowPlan> plan_;
  CellParser parser_;
  DebeziumEnvelope envelope_;
  DebeziumDecoder decoder_;
  JsonObjectParser before_, after_;
  RowBlock checked_;                 // a row that is only tried
  std::string schema_text_;          // of the schema that is known
  std::vector<DebeziumType> types_;  // by field
  std::vector<bool> is_key_;         // by field
  FieldIndex fields_;
  std::vector<std::uint64_t> seen_in_;  // a field's last row, counted by row_
  std::uint64_t row_ = 0;
  bool deletes_ = false;
  std::uint64_t skipped_ = 0;
  std::string_view column_;  // of the reason
  std::string reason_;
};

// The names of the rows' fields, in the order in which they appear.
Result<std::vector<std::string>> read_debezium_fields(ByteSource& source);

}  // namespace starload::cli
