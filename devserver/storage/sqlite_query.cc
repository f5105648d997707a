#include "devserver/storage/sqlite_query.h"

#include <sqlite3.h>

namespace starload::devserver {
namespace {

void describe_columns(const PreparedStatement& statement, QueryResult& result) {
  const int columns = sqlite3_column_count(statement.handle());
  result.has_rows = columns > 0;
  for (int i = 0; i < columns; ++i) {
    result.column_names.emplace_back(sqlite3_column_name(statement.handle(), i));
    const char* declared = sqlite3_column_decltype(statement.handle(), i);
    result.column_declarations.emplace_back(declared == nullptr ? "" : declared);
  }
}

Status make_table(Database& database, const std::string& name,
                  const std::vector<std::string>& columns,
                  const std::vector<std::string>& declarations) {
  std::string sql = "CREATE TEMP TABLE " + quote_identifier(name) + " (";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    sql += i > 0 ? ", " : "";
    sql += quote_identifier(columns[i]);
    sql += " " + declarations[i];
  }
  return database.execute("DROP TABLE IF EXISTS temp." + quote_identifier(name) + "; " + sql + ")");
}

Status fill_table(Database& database, const std::string& name, std::size_t columns,
                  const std::vector<std::vector<Cell>>& rows) {
  std::string marks;
  for (std::size_t i = 0; i < columns; ++i) marks += i > 0 ? ", ?" : "?";
  Result<PreparedStatement> insert =
      database.prepare("INSERT INTO temp." + quote_identifier(name) + " VALUES (" + marks + ")");
  if (!insert) return insert.status();
  for (const std::vector<Cell>& row : rows) {
    for (std::size_t i = 0; i < columns; ++i) insert->bind(static_cast<int>(i) + 1, row[i]);
    const Result<bool> done = insert->step();
    insert->reset();
    if (!done) return done.status();
  }
  return {};
}

}  // namespace

Result<QueryResult> run_query(Database& database, const std::string& sql) {
  Result<PreparedStatement> statement = database.prepare(sql);
  if (!statement) return statement.status();
  QueryResult result;
  describe_columns(*statement, result);
  const std::size_t columns = result.column_names.size();
  Result<bool> more = statement->step();
  for (; more && *more; more = statement->step()) {
    std::vector<Cell>& row = result.rows.emplace_back();
    row.reserve(columns);
    for (std::size_t i = 0; i < columns; ++i) row.push_back(statement->cell(static_cast<int>(i)));
  }
  if (!more) return more.status();
  if (!result.has_rows) result.affected_rows = database.changes();
  return result;
}

Status replace_temporary_table(Database& database, const std::string& name,
                               const std::vector<std::string>& columns,
                               const std::vector<std::string>& declarations,
                               const std::vector<std::vector<Cell>>& rows) {
  STARLOAD_TRY(database.execute("SAVEPOINT memory_table"));
  Status status = make_table(database, name, columns, declarations);
  if (status) status = fill_table(database, name, columns.size(), rows);
  STARLOAD_TRY(database.execute(status ? "RELEASE memory_table"
                                       : "ROLLBACK TO memory_table; RELEASE memory_table"));
  return status;
}

}  // namespace starload::devserver
