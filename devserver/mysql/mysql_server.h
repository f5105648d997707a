// The query port: MySQL's protocol in front of SqlEngine, one thread a connection.
//
// start() returns when the port is open; the object owns its threads, and stop() (or the
// destructor) ends them within about a second, a running statement included. port() and stop() may
// be called from any thread. Storage and AccessControl have to outlive the server.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "devserver/access/access_control.h"
#include "devserver/sql/sql_engine.h"
#include "devserver/storage/storage.h"
#include "framework/base/status.h"

namespace starload::devserver {

struct MysqlServerConfig {
  std::string bind_address = "127.0.0.1";
  int port = 0;       // 0 = any free one
  ServerFacts facts;  // facts.mysql_port is filled in by start()
  int max_connections = 256;
  std::function<bool()> admit;  // false: a new connection is reset; may be empty
};

class MysqlServer final {
 public:
  // Borrows storage and access until destruction.
  static Result<std::unique_ptr<MysqlServer>> start(MysqlServerConfig config, Storage& storage,
                                                    AccessControl& access);
  ~MysqlServer();
  MysqlServer(const MysqlServer&) = delete;
  MysqlServer& operator=(const MysqlServer&) = delete;

  int port() const;
  void stop();

 private:
  class Impl;
  explicit MysqlServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace starload::devserver
