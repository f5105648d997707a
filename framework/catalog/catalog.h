// The catalog client: asks a StarRocks frontend about versions, tables and nodes over the MySQL
// protocol, and runs DDL. One owner, one thread at a time. Every call is bounded by the connect and
// socket timeouts, which the MySQL client counts in whole seconds. Reading calls reconnect once
// (with fail-over) when the connection was lost; execute() never repeats a statement. Passwords
// never appear in messages.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/status.h"
#include "framework/catalog/catalog_url.h"
#include "framework/catalog/query_result.h"
#include "framework/catalog/server_version.h"
#include "framework/catalog/table_info.h"

namespace starload {

class MysqlSession;
struct SessionError;

struct CatalogOptions {
  std::string username;
  std::string password;
  std::chrono::milliseconds connect_timeout{5'000};  // used where the URL gives none
  std::chrono::milliseconds socket_timeout{30'000};  // used where the URL gives none
  // Where the MySQL client may load authentication plugins from. The default can hold no file, so
  // none is loaded; mysql_native_password is built in.
  std::string plugin_directory = "/dev/null";
  std::string ca_file;  // PEM, for useSSL=true
  // Becomes true: no further host is tried and no further question asked; may be null.
  std::shared_ptr<const std::atomic<bool>> cancel;
};

struct NodeAddress {
  std::string host;
  std::uint16_t http_port = 0;
  bool alive = true;
};

struct NodeList {
  bool permitted = true;  // false: the user may not ask; `refusal` says what the server answered
  std::string refusal;
  std::vector<NodeAddress> nodes;      // backends and compute nodes
  std::vector<NodeAddress> frontends;  // empty when they may not be asked
};

class Catalog final {
 public:
  static Result<CatalogUrl> parse_jdbc_url(std::string_view url);

  // Tries the hosts in order. kRefused: wrong user or password (further hosts are not asked);
  // kUnavailable: no host answered, the message lists each with its cause.
  static Result<std::unique_ptr<Catalog>> connect(const CatalogUrl& url,
                                                  const CatalogOptions& options);
  ~Catalog();
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  std::string server() const;  // host:port in use
  void disconnect();           // until the next question, which connects again

  Result<ServerVersion> current_version();

  // No value: the database exists, the table does not (or is hidden from the user). An unknown
  // database is kRefused.
  Result<std::optional<TableInfo>> find_table(std::string_view database, std::string_view table);
  // As find_table; an unknown table is kRefused and the message suggests similar names.
  Result<TableInfo> table_info(std::string_view database, std::string_view table);

  Result<NodeList> nodes();  // SHOW BACKENDS, SHOW COMPUTE NODES, SHOW FRONTENDS

  // Labels of the transactions of a database that are open, PREPARE or PREPARED, from SHOW PROC
  // '/transactions/<database>/running'. No value: the user may not ask (it takes the OPERATE
  // privilege), or the name cannot stand in such a path.
  Result<std::optional<std::vector<std::string>>> running_labels(std::string_view database);

  Result<std::vector<std::string>> databases();
  Result<std::vector<std::string>> tables(std::string_view database);

  Status execute(std::string_view sql);  // DDL or DML; kOutcomeUnknown when the reply was lost
  Result<QueryResult> query(std::string_view sql);  // REQUIRES: a statement that only reads
  Result<std::optional<std::string>> query_scalar(std::string_view sql);

  std::string literal(std::string_view text);  // 'text', escaped for this connection

 private:
  Catalog(CatalogUrl url, CatalogOptions options);
  Status open();
  bool is_cancelled() const;
  Status failed(std::string_view action, const SessionError& error) const;
  Status require_database(std::string_view database);
  Result<std::string> transactions_path(std::string_view database);
  Result<TableInfo> describe(TableInfo info, const QueryResult& columns);
  Status read_model(TableInfo& info);
  void mark_auto_increment(TableInfo& info);

  CatalogUrl url_;
  CatalogOptions options_;
  std::unique_ptr<MysqlSession> session_;  // null after a lost connection
  std::string server_;
};

}  // namespace starload
