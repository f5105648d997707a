// Thin owners over SQLite's C interface. Not thread-safe: Storage's mutex guards them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "devserver/storage/table.h"
#include "framework/base/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace starload::devserver {

// "name" with embedded quotes doubled.
std::string quote_identifier(std::string_view name);
// 'text' with embedded quotes doubled.
std::string quote_text(std::string_view text);

class Database;

class PreparedStatement final {
 public:
  PreparedStatement() = default;
  ~PreparedStatement();
  PreparedStatement(PreparedStatement&& other) noexcept;
  PreparedStatement& operator=(PreparedStatement&& other) noexcept;

  // Borrows the text until the next reset(): the cell has to live that long. Index from 1.
  void bind(int index, const Cell& cell, bool as_blob = false);
  void bind_text(int index, std::string_view text);
  void bind_integer(int index, std::int64_t value);
  // true = a row is there; false = done.
  Result<bool> step();
  void reset();
  Cell cell(int column) const;
  std::string text(int column) const;
  std::int64_t integer(int column) const;
  sqlite3_stmt* handle() const { return statement_; }

 private:
  friend class Database;
  explicit PreparedStatement(sqlite3_stmt* statement) : statement_(statement) {}
  sqlite3_stmt* statement_ = nullptr;
};

class Database final {
 public:
  static Result<std::unique_ptr<Database>> open(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Status execute(const std::string& sql);
  // One statement; text behind its end is an error.
  Result<PreparedStatement> prepare(const std::string& sql);
  std::int64_t changes() const;
  Status last_error(std::string_view doing) const;
  sqlite3* handle() const { return handle_; }

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  sqlite3* handle_;
};

// BEGIN IMMEDIATE ... COMMIT; rolls back when it goes away uncommitted.
class Transaction final {
 public:
  explicit Transaction(Database& database) : database_(database) {}
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Status begin();
  Status commit();

 private:
  Database& database_;
  bool open_ = false;
};

}  // namespace starload::devserver
