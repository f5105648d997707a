#include "devserver/storage/sqlite_db.h"

#include <sqlite3.h>

#include <utility>

namespace starload::devserver {
namespace {

std::string quoted(std::string_view text, char quote) {
  std::string result(1, quote);
  for (;;) {
    const std::size_t end = text.find(quote);
    result.append(text.substr(0, end));
    if (end == std::string_view::npos) break;
    result.append(2, quote);
    text.remove_prefix(end + 1);
  }
  return result + quote;
}

}  // namespace

std::string quote_identifier(std::string_view name) { return quoted(name, '"'); }
std::string quote_text(std::string_view text) { return quoted(text, '\''); }

PreparedStatement::~PreparedStatement() { sqlite3_finalize(statement_); }

PreparedStatement::PreparedStatement(PreparedStatement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)) {}

PreparedStatement& PreparedStatement::operator=(PreparedStatement&& other) noexcept {
  std::swap(statement_, other.statement_);
  return *this;
}

void PreparedStatement::bind(int index, const Cell& cell, bool as_blob) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    sqlite3_bind_int64(statement_, index, *integer);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    sqlite3_bind_double(statement_, index, *real);
  } else if (const auto* text = std::get_if<std::string>(&cell)) {
    if (as_blob) {
      sqlite3_bind_blob64(statement_, index, text->data(), text->size(), SQLITE_STATIC);
    } else {
      bind_text(index, *text);
    }
  } else {
    sqlite3_bind_null(statement_, index);
  }
}

void PreparedStatement::bind_text(int index, std::string_view text) {
  const char* data = text.data() == nullptr ? "" : text.data();
  sqlite3_bind_text64(statement_, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void PreparedStatement::bind_integer(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_, index, value);
}

Result<bool> PreparedStatement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return Status::refused(sqlite3_errmsg(sqlite3_db_handle(statement_)));
}

void PreparedStatement::reset() { sqlite3_reset(statement_); }

Cell PreparedStatement::cell(int column) const {
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_INTEGER:
      return static_cast<std::int64_t>(sqlite3_column_int64(statement_, column));
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement_, column);
    case SQLITE_NULL:
      return std::monostate{};
    default:
      return text(column);
  }
}

std::string PreparedStatement::text(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (data == nullptr || size <= 0) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

std::int64_t PreparedStatement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  std::unique_ptr<Database> database(new Database(handle));
  if (code != SQLITE_OK) {
    return Status::config("cannot open the database file " + path + ": " +
                          (handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code)));
  }
  return database;
}

Database::~Database() { sqlite3_close_v2(handle_); }

Status Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return Status::refused(sqlite3_errmsg(handle_));
}

Result<PreparedStatement> Database::prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const int size = static_cast<int>(sql.size()) + 1;
  if (sqlite3_prepare_v2(handle_, sql.c_str(), size, &statement, &tail) != SQLITE_OK) {
    return Status::refused(sqlite3_errmsg(handle_));
  }
  PreparedStatement prepared(statement);
  if (statement == nullptr) return Status::refused("the statement is empty");
  if (tail != nullptr && *tail != '\0')
    return Status::refused("text behind the end of the statement");
  return prepared;
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

Status Database::last_error(std::string_view doing) const {
  return Status::refused(std::string(doing) + ": " + sqlite3_errmsg(handle_));
}

Status Transaction::begin() {
  STARLOAD_TRY(database_.execute("BEGIN IMMEDIATE"));
  open_ = true;
  return {};
}

Status Transaction::commit() {
  STARLOAD_TRY(database_.execute("COMMIT"));
  open_ = false;
  return {};
}

Transaction::~Transaction() {
  if (open_) static_cast<void>(database_.execute("ROLLBACK"));
}

}  // namespace starload::devserver
