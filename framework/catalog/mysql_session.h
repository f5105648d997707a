// One connection to a MySQL server. Private to the catalog: includes the client library's header.
// One owner, one thread at a time.
#pragma once

#include <mysql.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "framework/base/status.h"
#include "framework/catalog/catalog_url.h"
#include "framework/catalog/query_result.h"

namespace starload {

struct SessionOptions {
  std::string username;
  std::string password;
  std::string plugin_directory;
  std::string ca_file;
  std::chrono::milliseconds connect_timeout{0};
  std::chrono::milliseconds socket_timeout{0};
  bool use_tls = false;
  bool verify_certificate = true;
};

// Why a call to the server failed.
struct SessionError {
  unsigned code = 0;  // the client's or the server's number; 0 = no error
  std::string message;

  bool failed() const { return code != 0; }
  bool is_access_denied() const;    // wrong user or password: the same on every host
  bool is_connection_loss() const;  // the connection is of no more use
};

class MysqlSession final {
 public:
  // On failure returns null and fills error.
  static std::unique_ptr<MysqlSession> open(const QueryAddress& address,
                                            const SessionOptions& options, SessionError& error);

  // result may be null for statements without one.
  SessionError run(std::string_view sql, QueryResult* result);
  std::string escape(std::string_view text);  // for a literal in single quotes
  const QueryAddress& address() const { return address_; }

 private:
  struct Close {
    void operator()(MYSQL* handle) const { mysql_close(handle); }
  };
  using Handle = std::unique_ptr<MYSQL, Close>;

  MysqlSession(Handle handle, QueryAddress address)
      : handle_(std::move(handle)), address_(std::move(address)) {}
  SessionError read_rows(MYSQL_RES* rows, QueryResult& result);
  SessionError last_error() const;
  void shutdown_socket();

  Handle handle_;
  QueryAddress address_;
};

}  // namespace starload
