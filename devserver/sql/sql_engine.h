// StarRocks' SQL over Storage, without the wire: one session with its current database and
// variables.
//
// Each client connection owns one SqlEngine and uses it from one thread; the Storage behind it is
// shared.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "devserver/access/access_control.h"
#include "devserver/sql/query_context.h"
#include "devserver/sql/sql_error.h"
#include "devserver/storage/storage.h"

namespace starload::devserver {

class FrontendConfig;
class ErrorLogStore;
class TransactionManager;

// What the server says about itself and its nodes (SHOW BACKENDS, SHOW FRONTENDS, versions).
struct ServerFacts {
  std::string starrocks_version = "3.5.0";
  std::string mysql_version = "8.0.33";
  std::string fe_host = "127.0.0.1";
  std::string be_host = "127.0.0.1";
  int fe_http_port = 8030;
  int be_http_port = 8040;
  int mysql_port = 9030;
  // Borrowed; nullptr = a session without ADMIN, SHOW PROC and load_tracking_logs.
  FrontendConfig* config = nullptr;
  TransactionManager* transactions = nullptr;
  const ErrorLogStore* logs = nullptr;
};

// The answer to one statement: rows with typed columns, or a count.
struct SqlResult {
  bool has_rows = false;
  std::vector<ColumnInfo> columns;
  std::vector<std::vector<Cell>> rows;
  std::int64_t affected_rows = 0;
  std::string info;
};

using SqlAnswer = std::variant<SqlResult, SqlError>;

class Session;

class SqlEngine final {
 public:
  // Borrows both until destruction. Statements run as the server's owner until set_user().
  SqlEngine(Storage& storage, AccessControl& access, ServerFacts facts, std::int64_t connection_id);
  ~SqlEngine();
  SqlEngine(const SqlEngine&) = delete;
  SqlEngine& operator=(const SqlEngine&) = delete;

  void set_user(const UserIdentity& user);
  // One statement; an optional ';' at its end. Never throws.
  SqlAnswer execute(std::string_view sql);
  // As USE: an unknown database is error 5501.
  SqlAnswer use_database(const std::string& database);
  const std::string& current_database() const;

 private:
  std::unique_ptr<Session> session_;
};

}  // namespace starload::devserver
