#include "benchmarks/parts/input_text.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "benchmarks/serializers/peer_loops.h"

namespace starload::bench {
namespace {

constexpr std::array<std::array<const char*, 2>, 8> kColumns = {{{"id", "bigint(20)"},
                                                                 {"name", "varchar(16)"},
                                                                 {"count", "int(11)"},
                                                                 {"price", "decimal(10,2)"},
                                                                 {"ratio", "double"},
                                                                 {"at", "datetime"},
                                                                 {"active", "boolean"},
                                                                 {"note", "varchar(32)"}}};

[[noreturn]] void give_up(const std::string& what) {
  std::fprintf(stderr, "benchmark: %s\n", what.c_str());
  std::exit(1);
}

std::string lines_of(const std::vector<BenchRow>& rows,
                     std::size_t (*loop)(const std::vector<BenchRow>&, char*)) {
  std::string text(rows.size() * kPlainRowBytes + 1, '\0');
  text.resize(loop(rows, text.data()));
  return text;
}

// "some text" becomes "some ""text, with" more: what a quoted field may hold.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out += c == ' ' ? std::string(" \"\",") : std::string(1, c);
  return out + '"';
}

std::string quote_texts(const std::string& plain) {
  std::string out;
  std::size_t field = 0;
  std::size_t start = 0;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    if (plain[at] != ',' && plain[at] != '\n') continue;
    const std::string_view text(plain.data() + start, at - start);
    const bool is_text = field == 1 || field == 7;
    out += is_text ? quoted(text) : std::string(text);
    out += plain[at];
    field = plain[at] == '\n' ? 0 : field + 1;
    start = at + 1;
  }
  return out;
}

}  // namespace

std::string csv_text(const std::vector<BenchRow>& rows, Quotes quotes) {
  std::string text = lines_of(rows, &plain_csv);
  for (char& c : text) c = c == '\t' ? ',' : c;  // no text of these rows holds either
  return quotes == Quotes::kNone ? text : quote_texts(text);
}

std::string json_lines(const std::vector<BenchRow>& rows) {
  std::string text = lines_of(rows, &plain_json);
  text.erase(0, 1);  // [
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at - 1] == '}' && text[at] == ',') text[at] = '\n';
  }
  return text;
}

std::shared_ptr<const cli::RowPlan> bench_plan() {
  TableInfo table;
  table.database = "bench";
  table.table = "rows";
  table.model = KeysModel::kDuplicate;
  for (const auto& [name, type] : kColumns) {
    ColumnInfo column;
    column.name = name;
    column.column_type = type;
    column.data_type = column.column_type.substr(0, column.column_type.find('('));
    derive_type(column);
    column.ordinal = static_cast<std::int32_t>(table.columns.size() + 1);
    table.columns.push_back(std::move(column));
  }
  Result<std::shared_ptr<const cli::RowPlan>> plan = cli::map_columns({}, table, "benchmark");
  if (!plan) give_up(plan.status().message());
  return plan.take();
}

Status NoRejects::reject(const cli::RejectedRow& row) {
  give_up("a row was refused: column " + std::string(row.column) + ": " + std::string(row.reason));
}

}  // namespace starload::bench
