// CSV and TSV files as rows. One owner, one thread.
//
// NULL: an unquoted cell that equals one of the NULL texts, and an empty cell of any column that is
// not CHAR or VARCHAR (there an empty cell is an empty text). A row with too few or too many cells
// is refused. Blank lines are skipped where the file has more than one column.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/input/cell_parser.h"
#include "cli/input/column_mapping.h"
#include "cli/input/csv_splitter.h"
#include "cli/input/record_reader.h"

namespace starload::cli {

// The texts that stand for NULL. Immutable.
class NullTexts final {
 public:
  explicit NullTexts(std::vector<std::string> texts = {"\\N"});
  bool contains(std::string_view text) const {
    if (text.empty()) return has_empty_;
    return first_[static_cast<unsigned char>(text[0])] && is_one_of_them(text);
  }

 private:
  bool is_one_of_them(std::string_view text) const;

  std::vector<std::string> texts_;
  std::array<bool, 256> first_{};  // bytes that one of them begins with
  bool has_empty_ = false;
};

struct CsvOptions {
  CsvFormat format;
  bool skip_first_record = false;  // the header, when the reader begins at the start of the file
  std::vector<std::string> null_texts = {"\\N"};
};

class CsvReader final : public RecordReader {
 public:
  // Borrows source, which stands at start.
  CsvReader(ByteSource& source, const CsvOptions& options, std::shared_ptr<const RowPlan> plan,
            InputPosition start = {});

  Result<std::size_t> read_block(RowBlock& block, std::size_t max_bytes,
                                 RejectSink& rejects) override;
  InputPosition position() const override { return splitter_.position(); }
  std::uint64_t skipped_records() const override { return skipped_; }

 private:
  Status skip_header();
  Result<bool> add_row(const CsvRecord& record, RowWriter& writer, RejectSink& rejects);
  Result<bool> add_marked_row(const CsvRecord& record, RowWriter& writer, RejectSink& rejects);
  RowAction action_of_record(const CsvRecord& record);
  bool is_null(std::size_t field, const CsvField& cell) const;
  bool parse_cell(std::size_t field, const CsvField& cell, RowWriter& writer);
  Status refuse(const CsvRecord& record, std::string_view column, std::string_view reason,
                RejectSink& rejects) const;

  std::string source_name_;
  CsvSplitter splitter_;
  NullTexts null_texts_;
  std::shared_ptr<const RowPlan> plan_;
  CellParser parser_;
  bool header_pending_;
  std::optional<RowOperations> operations_;
  std::vector<FieldValue> values_;  // of a row's fields, for operations_
  std::uint64_t skipped_ = 0;
};

}  // namespace starload::cli
