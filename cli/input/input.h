// The door to this folder: what the load command needs to turn one file into rows. One thread.
//
//   InputFile::open -> infer_table (with --create-table) -> input_columns -> map_columns ->
//   open_reader -> read_block...
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/input/column_mapping.h"
#include "cli/input/create_table.h"
#include "cli/input/csv_reader.h"
#include "cli/input/debezium_reader.h"
#include "cli/input/input_file.h"
#include "cli/input/record_reader.h"

namespace starload::cli {

enum class InputFormat : std::uint8_t { kCsv, kTsv, kJsonl, kDebezium };

struct InputOptions {
  InputFormat format = InputFormat::kCsv;
  std::optional<char> separator;                   // default: ',' for CSV, tab for TSV
  std::optional<char> quote;                       // default: '"' for CSV, none for TSV
  bool quoting = true;                             // false: no quote character at all
  bool header = false;                             // CSV, TSV: the first record holds the names
  std::vector<std::string> columns;                // --columns; wins over header and keys
  std::vector<std::string> null_texts;             // --null, beside \N
  EpochUnit datetime_unit = EpochUnit::kNotGiven;  // Debezium without schemas

  bool is_json() const { return format == InputFormat::kJsonl || format == InputFormat::kDebezium; }
  CsvFormat csv_format() const;
  CsvOptions csv_options() const;
  DebeziumOptions debezium_options() const;
};

Result<InputFormat> parse_input_format(
    std::string_view text);  // csv, tsv, jsonl (ndjson, json), debezium-json
std::optional<InputFormat> guess_input_format(
    std::string_view path);  // by .csv .tsv .jsonl .ndjson
// One byte: itself, or \t, \x01, '\\', "tab". The error names the option.
Result<char> parse_separator(std::string_view option, std::string_view text);
// ms, us, ns or auto.
Result<EpochUnit> parse_epoch_unit(std::string_view option, std::string_view text);
// A separator that is a quote, a newline or the like: an error.
Status check_input_options(const InputOptions& options);

// The names of the file's columns: --columns, else the header, else the keys of the JSON lines at
// its beginning (in the order in which they appear). Empty: nothing names them (by position). Reads
// ahead, takes nothing.
Result<std::vector<std::string>> input_columns(InputFile& file, const InputOptions& options);

// Names and types. A regular file of up to max_whole_bytes is read through, of others only the
// beginning. The file stands where it stood. A file without rows, or without names for its columns
// (those get c1, c2, ...), is no error; one without columns is.
constexpr std::uint64_t kMaxInferredBytes = 512ull * 1024 * 1024;
Result<InferredTable> infer_table(InputFile& file, const InputOptions& options,
                                  std::uint64_t max_whole_bytes = kMaxInferredBytes);

// Borrows file, which is moved to start (regular files) when that is not the beginning.
Result<std::unique_ptr<RecordReader>> open_reader(InputFile& file, const InputOptions& options,
                                                  std::shared_ptr<const RowPlan> plan,
                                                  InputPosition start = {});
// For --raw. quote: set when the job sets `enclose`, so that records with newlines in quotes stay
// whole.
Result<std::unique_ptr<RecordReader>> open_raw_reader(InputFile& file, const InputOptions& options,
                                                      std::optional<char> quote = std::nullopt,
                                                      InputPosition start = {});

}  // namespace starload::cli
