#include "cli/input/sample.h"

#include <unordered_map>
#include <unordered_set>

#include "cli/input/csv_splitter.h"
#include "cli/input/json_object.h"
#include "cli/input/line_splitter.h"
#include "cli/input/type_inference.h"

namespace starload::cli {
namespace {

constexpr std::size_t kHeaderBytes = 1u << 20;  // the header lies in here
constexpr std::size_t kKeyBytes = 4u << 20;     // the keys are taken from here
constexpr std::size_t kSampleBytes = 16u << 20;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The bytes up to the last newline, where more follow: the rest is half a record.
std::string_view whole_lines(std::string_view bytes, bool is_all) {
  return is_all ? bytes : bytes.substr(0, bytes.rfind('\n') + 1);
}

InferredTable table_of(std::vector<std::string> names, const std::vector<ColumnInference>& columns,
                       bool is_sample, std::uint64_t rows) {
  InferredTable table;
  table.is_sample = is_sample;
  table.rows = rows;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::string name("c");
    if (i < names.size()) {
      name = std::move(names[i]);
    } else {
      name += std::to_string(i + 1);
    }
    table.columns.push_back(
        {std::move(name), columns[i].ddl_type(is_sample), columns[i].can_be_key(is_sample)});
  }
  return table;
}

void add_member(const JsonMember& member, ColumnInference& column) {
  switch (member.kind) {
    case JsonKind::kObject:
    case JsonKind::kArray:
      column.add_nested(member.raw);
      break;
    case JsonKind::kString:
      column.add_json_string(member.text);
      break;
    case JsonKind::kNull:
    case JsonKind::kInvalid:
      break;
    default:
      column.add_text(member.text);
  }
}

// A quote that is still open where a sample ends is no error of the file.
bool is_cut_off(const Status& status, bool is_sample) {
  return is_sample && status.code() == ErrorCode::kData;
}

Status check_has_columns(const InferredTable& table, const ByteSource& source) {
  if (table.columns.empty()) {
    return Status::config(source.name() + " is empty: there are no columns to create a table from");
  }
  return Status::ok();
}

}  // namespace

Result<std::vector<std::string>> read_header(ByteSource& source, const InputOptions& options) {
  CsvSplitter splitter(source, options.csv_format());
  CsvRecord record;
  std::vector<std::string> names;
  do {
    Result<SplitOutcome> outcome = splitter.next(record);
    if (!outcome) return outcome.status();
    if (*outcome == SplitOutcome::kEnd) {
      return Status::config(source.name() + " is empty: --header expects names in its first line");
    }
  } while (record.is_blank());
  if (record.error != nullptr) {
    return Status::config(source.name() + " line " + std::to_string(record.line) + ": " +
                          record.error);
  }
  for (const CsvField& field : record.fields) names.emplace_back(trimmed(field.text));
  return names;
}

Result<std::vector<std::string>> read_keys(ByteSource& source) {
  LineSplitter splitter(source);
  JsonObjectParser object;
  std::vector<std::string> names;
  std::unordered_set<std::string> seen;
  Line line;
  while (true) {
    Result<SplitOutcome> outcome = splitter.next(line);
    if (!outcome) return outcome.status();
    if (*outcome == SplitOutcome::kEnd) return names;
    if (!object.parse(line.text)) continue;
    for (const JsonMember& member : object.members()) {
      if (seen.emplace(member.key).second) names.emplace_back(member.key);
    }
  }
}

Result<InferredTable> infer_csv(ByteSource& source, const InputOptions& options, bool is_sample) {
  const CsvOptions csv = options.csv_options();
  const NullTexts nulls(csv.null_texts);
  CsvSplitter splitter(source, csv.format);
  std::vector<std::string> names = options.columns;
  std::vector<ColumnInference> columns(names.size());
  bool header_pending = options.header;
  std::uint64_t rows = 0;
  CsvRecord record;
  while (true) {
    Result<SplitOutcome> outcome = splitter.next(record);
    if (!outcome) {
      if (is_cut_off(outcome.status(), is_sample)) break;
      return outcome.status();
    }
    if (*outcome == SplitOutcome::kEnd) break;
    if (record.is_blank() && columns.size() != 1) continue;
    if (header_pending) {
      header_pending = false;
      if (names.empty()) {
        for (const CsvField& field : record.fields) names.emplace_back(trimmed(field.text));
        columns.resize(names.size());
      }
      continue;
    }
    if (columns.empty()) columns.resize(record.fields.size());
    if (record.error != nullptr || record.fields.size() != columns.size()) continue;
    ++rows;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const CsvField& field = record.fields[i];
      if (field.text.empty() || (!field.quoted && nulls.contains(field.text))) continue;
      columns[i].add_text(field.text);
    }
  }
  InferredTable table = table_of(std::move(names), columns, is_sample, rows);
  STARLOAD_TRY(check_has_columns(table, source));
  return table;
}

Result<InferredTable> infer_jsonl(ByteSource& source, const InputOptions& options, bool is_sample) {
  LineSplitter splitter(source);
  JsonObjectParser object;
  std::vector<std::string> names = options.columns;
  std::vector<ColumnInference> columns(names.size());
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < names.size(); ++i) index.emplace(names[i], i);
  const bool is_open = names.empty();
  std::uint64_t rows = 0;
  std::string key;
  Line line;
  while (true) {
    Result<SplitOutcome> outcome = splitter.next(line);
    if (!outcome) return outcome.status();
    if (*outcome == SplitOutcome::kEnd) break;
    if (!object.parse(line.text)) continue;
    ++rows;
    for (const JsonMember& member : object.members()) {
      key = member.key;
      auto found = index.find(key);
      if (found == index.end()) {
        if (!is_open) continue;
        found = index.emplace(key, names.size()).first;
        names.push_back(key);
        columns.emplace_back();
      }
      add_member(member, columns[found->second]);
    }
  }
  InferredTable table = table_of(std::move(names), columns, is_sample, rows);
  STARLOAD_TRY(check_has_columns(table, source));
  return table;
}

Result<std::vector<std::string>> input_columns(InputFile& file, const InputOptions& options) {
  STARLOAD_TRY(check_input_options(options));
  if (!options.columns.empty()) return options.columns;
  if (!options.is_json() && !options.header) return std::vector<std::string>();
  const std::size_t wanted = options.is_json() ? kKeyBytes : kHeaderBytes;
  Result<std::string_view> bytes = file.peek(wanted);
  if (!bytes) return bytes.status();
  MemorySource source(file.name(), whole_lines(*bytes, bytes->size() < wanted));
  if (options.format == InputFormat::kDebezium) return read_debezium_fields(source);
  return options.is_json() ? read_keys(source) : read_header(source, options);
}

Result<InferredTable> infer_table(InputFile& file, const InputOptions& options,
                                  std::uint64_t max_whole_bytes) {
  STARLOAD_TRY(check_input_options(options));
  const auto infer = [&](ByteSource& source, bool is_sample) {
    return options.format == InputFormat::kJsonl ? infer_jsonl(source, options, is_sample)
                                                 : infer_csv(source, options, is_sample);
  };
  if (file.is_regular() && *file.size() <= max_whole_bytes) {
    const std::uint64_t start = file.offset();
    Result<InferredTable> table = infer(file, false);
    STARLOAD_TRY(file.seek(start));
    return table;
  }
  Result<std::string_view> bytes = file.peek(kSampleBytes);
  if (!bytes) return bytes.status();
  const bool is_all = bytes->size() < kSampleBytes;
  MemorySource source(file.name(), whole_lines(*bytes, is_all));
  return infer(source, !is_all);
}

}  // namespace starload::cli
