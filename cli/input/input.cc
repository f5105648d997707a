#include "cli/input/input.h"

#include <algorithm>

#include "cli/input/json_object.h"
#include "cli/input/jsonl_reader.h"
#include "cli/input/line_splitter.h"
#include "cli/input/raw_reader.h"
#include "cli/input/sample.h"
#include "framework/base/hex.h"
#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

Status move_to(InputFile& file, InputPosition start) {
  if (start.offset == 0 || start.offset == file.offset()) return Status::ok();
  return file.seek(start.offset);
}

}  // namespace

CsvFormat InputOptions::csv_format() const {
  const bool is_tsv = format == InputFormat::kTsv;
  CsvFormat csv;
  csv.separator = separator.value_or(is_tsv ? '\t' : ',');
  csv.quote = quote.value_or('"');
  csv.quoting = quoting && (!is_tsv || quote.has_value());
  return csv;
}

CsvOptions InputOptions::csv_options() const {
  CsvOptions csv;
  csv.format = csv_format();
  csv.skip_first_record = header;
  csv.null_texts.insert(csv.null_texts.end(), null_texts.begin(), null_texts.end());
  return csv;
}

DebeziumOptions InputOptions::debezium_options() const { return {datetime_unit, !columns.empty()}; }

Result<EpochUnit> parse_epoch_unit(std::string_view option, std::string_view text) {
  const std::string name = to_lower(text);
  if (name == "ms") return EpochUnit::kMillis;
  if (name == "us") return EpochUnit::kMicros;
  if (name == "ns") return EpochUnit::kNanos;
  if (name == "auto") return EpochUnit::kBySize;
  return Status::config(std::string(option) + " '" + printable(text, 40) +
                        "' is unknown; it is ms, us, ns or auto");
}

Result<InputFormat> parse_input_format(std::string_view text) {
  const std::string name = to_lower(text);
  if (name == "csv") return InputFormat::kCsv;
  if (name == "tsv") return InputFormat::kTsv;
  if (name == "jsonl" || name == "ndjson" || name == "json") return InputFormat::kJsonl;
  if (name == "debezium-json" || name == "debezium") return InputFormat::kDebezium;
  return Status::config("--input-format '" + printable(text, 40) +
                        "' is unknown; it is csv, tsv, jsonl or debezium-json");
}

std::optional<InputFormat> guess_input_format(std::string_view path) {
  const std::string name = to_lower(path);
  if (name.ends_with(".csv")) return InputFormat::kCsv;
  if (name.ends_with(".tsv") || name.ends_with(".tab")) return InputFormat::kTsv;
  if (name.ends_with(".jsonl") || name.ends_with(".ndjson")) return InputFormat::kJsonl;
  return std::nullopt;
}

Result<char> parse_separator(std::string_view option, std::string_view text) {
  if (text.size() == 1) return text[0];
  if (text == "\\t" || text == "tab") return '\t';
  if (text == "\\\\") return '\\';
  if (text.size() == 4 && (text.starts_with("\\x") || text.starts_with("0x"))) {
    const int high = hex_digit(text[2]);
    const int low = hex_digit(text[3]);
    if (high >= 0 && low >= 0) return static_cast<char>(high * 16 + low);
  }
  return Status::config(std::string(option) + " '" + printable(text, 40) +
                        "' is not one byte; write a character, \\t or \\x01");
}

Status check_input_options(const InputOptions& options) {
  if (options.datetime_unit != EpochUnit::kNotGiven && options.format != InputFormat::kDebezium) {
    return Status::config("--datetime-unit is for --input-format debezium-json");
  }
  if (options.is_json()) {
    if (options.header) {
      return Status::config("--header is for csv and tsv; JSON lines name their columns by keys");
    }
    return Status::ok();
  }
  const CsvFormat csv = options.csv_format();
  if (csv.separator == '\n' || csv.separator == '\r') {
    return Status::config("the field separator cannot be a line end");
  }
  if (csv.quoting && (csv.quote == csv.separator || csv.quote == '\n' || csv.quote == '\r')) {
    return Status::config("the quote character cannot be the field separator or a line end");
  }
  return Status::ok();
}

Result<std::unique_ptr<RecordReader>> open_reader(InputFile& file, const InputOptions& options,
                                                  std::shared_ptr<const RowPlan> plan,
                                                  InputPosition start) {
  STARLOAD_TRY(check_input_options(options));
  STARLOAD_TRY(move_to(file, start));
  std::unique_ptr<RecordReader> reader;
  if (options.format == InputFormat::kJsonl) {
    reader = std::make_unique<JsonlReader>(file, std::move(plan), start);
  } else if (options.format == InputFormat::kDebezium) {
    reader =
        std::make_unique<DebeziumReader>(file, options.debezium_options(), std::move(plan), start);
  } else {
    reader = std::make_unique<CsvReader>(file, options.csv_options(), std::move(plan), start);
  }
  return reader;
}

Result<std::unique_ptr<RecordReader>> open_raw_reader(InputFile& file, const InputOptions& options,
                                                      std::optional<char> quote,
                                                      InputPosition start) {
  STARLOAD_TRY(check_input_options(options));
  STARLOAD_TRY(move_to(file, start));
  RawOptions raw;
  raw.skip_first_record = options.header;
  if (!options.is_json()) raw.quote = quote;
  raw.separator = options.csv_format().separator;
  return std::unique_ptr<RecordReader>(std::make_unique<RawReader>(file, raw, start));
}

}  // namespace starload::cli
