#include "tests/devserver/server_fixture.h"

#include <mysql.h>

namespace starload::devserver {
namespace {

class Connection final {
 public:
  explicit Connection(std::uint16_t port) : mysql_(mysql_init(nullptr)) {
    unsigned int seconds = 10;
    mysql_options(mysql_, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    mysql_options(mysql_, MYSQL_OPT_READ_TIMEOUT, &seconds);
    EXPECT_NE(mysql_real_connect(mysql_, "127.0.0.1", "root", "", nullptr, port, nullptr, 0),
              nullptr)
        << mysql_error(mysql_);
  }
  ~Connection() { mysql_close(mysql_); }

  std::string run(const std::string& sql) {
    if (mysql_query(mysql_, sql.c_str()) != 0) return mysql_error(mysql_);
    MYSQL_RES* result = mysql_store_result(mysql_);
    if (result == nullptr) return {};
    std::string text;
    while (MYSQL_ROW row = mysql_fetch_row(result)) {
      for (unsigned int i = 0; i < mysql_num_fields(result); ++i) {
        text += (i > 0 ? "\t" : "");
        text += row[i] == nullptr ? "NULL" : row[i];
      }
      text += '\n';
    }
    mysql_free_result(result);
    return text;
  }

 private:
  MYSQL* mysql_;
};

}  // namespace

void ServerFixture::create_tables() {
  Connection connection(mysql());
  const std::string columns = " (id INT NOT NULL, name VARCHAR(5), score DOUBLE) ";
  EXPECT_EQ(connection.run("CREATE DATABASE IF NOT EXISTS db"), "");
  EXPECT_EQ(connection.run("CREATE TABLE IF NOT EXISTS db.events" + columns + "DUPLICATE KEY(id)"),
            "");
  EXPECT_EQ(connection.run("CREATE TABLE IF NOT EXISTS db.users" + columns + "PRIMARY KEY(id)"),
            "");
}

std::string ServerFixture::query(const std::string& sql) { return Connection(mysql()).run(sql); }

}  // namespace starload::devserver
