// How tables are shown: the number of their rows and the first of them.

#include <fmt/format.h>

#include "devserver/mysql/packet_writer.h"
#include "devserver/storage/sqlite_db.h"
#include "devserver/web/html.h"
#include "devserver/web/web_pages.h"

namespace starload::devserver {
namespace {

constexpr int kShownRows = 50;
constexpr std::size_t kShownCellBytes = 200;

// Types whose values are bytes that nobody can read.
bool is_opaque(const Type& type) {
  return type.kind == TypeKind::kBitmap || type.kind == TypeKind::kHll ||
         type.kind == TypeKind::kPercentile;
}

bool is_number(const Type& type) {
  return type.kind <= TypeKind::kDecimal && type.kind != TypeKind::kBoolean;
}

// A value of megabytes is not read as a whole.
std::string value_sql(const Column& column) {
  const std::string name = quote_identifier(column.name);
  if (is_opaque(column.type)) return fmt::format("CASE WHEN {} IS NULL THEN NULL ELSE 0 END", name);
  if (column.type.kind < TypeKind::kChar) return name;
  return fmt::format("substr({}, 1, {})", name, kShownCellBytes + 1);
}

std::string cell_html(const Column& column, const Cell& cell) {
  if (std::holds_alternative<std::monostate>(cell)) return R"(<td class="null">NULL</td>)";
  if (is_opaque(column.type))
    return fmt::format(R"(<td class="null">{}</td>)", escaped(type_text(column.type)));
  return fmt::format(R"(<td class="{}">{}</td>)", is_number(column.type) ? "number" : "cell",
                     escaped_start(wire_text(column.type, cell), kShownCellBytes));
}

}  // namespace

std::string WebPages::row_count(const Table& table) const {
  const Result<QueryResult> count = manager_.storage().read(
      "SELECT count(*) FROM " + sqlite_table_name(table.database, table.name));
  if (!count || count->rows.empty()) return "?";
  return grouped(std::get<std::int64_t>(count->rows[0][0]));
}

std::string WebPages::first_rows(const Table& table) const {
  std::string values;
  std::string head;
  for (const Column& column : table.columns) {
    values += (values.empty() ? "" : ", ") + value_sql(column);
    head += fmt::format(R"(<th{}>{}</th>)", is_number(column.type) ? " class=\"number\"" : "",
                        escaped(column.name));
  }
  const Result<QueryResult> rows = manager_.storage().read(
      fmt::format("SELECT {} FROM {} LIMIT {}", values,
                  sqlite_table_name(table.database, table.name), kShownRows));
  if (!rows) return R"(<p class="bad">the rows cannot be read now; try again</p>)";
  if (rows->rows.empty()) return R"(<p class="soft">none</p>)";
  std::string html = R"(<div class="wide"><table><tr>)" + head + "</tr>";
  for (const std::vector<Cell>& row : rows->rows) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) html += cell_html(table.columns[i], row[i]);
    html += "</tr>";
  }
  return html + "</table></div>";
}

}  // namespace starload::devserver
