// A running development server on free ports over a directory of its own.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "devserver/dev_server.h"
#include "tests/devserver/storage/temporary_directory.h"

namespace starload::devserver {

class ServerFixture : public ::testing::Test {
 protected:
  static DevServerOptions free_ports(const std::filesystem::path& data_dir) {
    DevServerOptions options;
    options.data_dir = data_dir;
    options.http_port = options.be_port = options.mysql_port = 0;
    return options;
  }

  void start() { start(free_ports(directory_.path())); }
  void start(const DevServerOptions& options) {
    Result<std::unique_ptr<DevServer>> started = DevServer::start(options);
    ASSERT_TRUE(started.is_ok()) << started.status().message();
    server_ = started.take();
    create_tables();
  }

  // db.events: id INT NOT NULL, name VARCHAR(5), score DOUBLE; db.users: the same with PRIMARY
  // KEY(id).
  void create_tables();
  // The rows of a query, cells by tab, rows by newline, through the query port.
  std::string query(const std::string& sql);

  std::uint16_t fe() const { return server_ ? server_->http_port() : ports_.fe; }
  std::uint16_t be() const { return server_ ? server_->be_port() : ports_.be; }
  std::uint16_t mysql() const { return server_ ? server_->mysql_port() : ports_.mysql; }

  TemporaryDirectory directory_;
  std::unique_ptr<DevServer> server_;
  // Of a server that runs in a process of its own.
  struct Ports {
    std::uint16_t fe = 0;
    std::uint16_t be = 0;
    std::uint16_t mysql = 0;
  };
  Ports ports_;
};

}  // namespace starload::devserver
