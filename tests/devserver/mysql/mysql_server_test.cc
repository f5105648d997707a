// Through the wire, with the MariaDB client library and with bare sockets.
#include "devserver/mysql/mysql_server.h"

#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <gtest/gtest.h>
#include <mysql.h>

#include <array>
#include <thread>

#include "tests/devserver/storage/temporary_directory.h"

namespace starload::devserver {
namespace {

class MysqlServerTest : public ::testing::Test {
 protected:
  MysqlServerTest()
      : storage_(Storage::open(directory_.path()).take()),
        access_(AccessControl::open(*storage_, {"root", "secret"}).take()) {
    MysqlServerConfig config;
    config.max_connections = 8;
    auto server = MysqlServer::start(config, *storage_, *access_);
    EXPECT_TRUE(server.is_ok()) << server.status().message();
    server_ = server.take();
  }

  struct Close {
    void operator()(MYSQL* client) const { mysql_close(client); }
  };
  using Client = std::unique_ptr<MYSQL, Close>;

  Client connect(const char* password = "secret", const char* database = nullptr,
                 unsigned long flags = 0, const char* user = "root") {
    Client client(mysql_init(nullptr));
    const unsigned int timeout = 60;
    mysql_options(client.get(), MYSQL_OPT_CONNECT_TIMEOUT, &timeout);
    mysql_options(client.get(), MYSQL_OPT_READ_TIMEOUT, &timeout);
    connected_ =
        mysql_real_connect(client.get(), "127.0.0.1", user, password, database,
                           static_cast<unsigned int>(server_->port()), nullptr, flags) != nullptr;
    return client;
  }

  static std::string rows(MYSQL* client) {
    MYSQL_RES* result = mysql_store_result(client);
    if (result == nullptr) return mysql_errno(client) == 0 ? "OK" : mysql_error(client);
    std::string text;
    const unsigned int count = mysql_num_fields(result);
    while (MYSQL_ROW row = mysql_fetch_row(result)) {
      for (unsigned int i = 0; i < count; ++i)
        text += (i > 0 ? "|" : "") + std::string(row[i] == nullptr ? "NULL" : row[i]);
      text += ";";
    }
    mysql_free_result(result);
    return text;
  }

  static std::string query(MYSQL* client, const std::string& sql) {
    if (mysql_real_query(client, sql.data(), sql.size()) != 0) {
      return std::to_string(mysql_errno(client)) + " " + mysql_sqlstate(client) + " " +
             mysql_error(client);
    }
    return rows(client);
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Storage> storage_;
  std::unique_ptr<AccessControl> access_;
  std::unique_ptr<MysqlServer> server_;
  bool connected_ = false;
};

TEST_F(MysqlServerTest, AnswersQueriesWithTypedColumns) {
  const Client client = connect();
  ASSERT_TRUE(connected_) << mysql_error(client.get());
  EXPECT_STREQ(mysql_get_server_info(client.get()), "8.0.33");
  EXPECT_EQ(query(client.get(), "CREATE DATABASE shop"), "OK");
  EXPECT_EQ(mysql_select_db(client.get(), "shop"), 0);
  EXPECT_EQ(query(client.get(),
                  "CREATE TABLE t (a bigint, b int, c boolean, d float, e double, f decimal(10,2), "
                  "g date, h datetime, "
                  "i varchar(5), j char(3), k largeint, l varbinary)"),
            "OK");
  EXPECT_EQ(query(client.get(),
                  "INSERT INTO t VALUES (1,2,true,1.5,2.5,3.25,'2013-01-05','2013-01-05 "
                  "06:07:08','v','c',9,x'00')"),
            "OK");
  EXPECT_EQ(mysql_affected_rows(client.get()), 1U);
  ASSERT_EQ(mysql_query(client.get(), "SELECT * FROM t"), 0);
  MYSQL_RES* result = mysql_store_result(client.get());
  ASSERT_NE(result, nullptr);
  std::vector<int> types;
  for (unsigned int i = 0; i < mysql_num_fields(result); ++i)
    types.push_back(mysql_fetch_field_direct(result, i)->type);
  EXPECT_EQ(types, (std::vector<int>{MYSQL_TYPE_LONGLONG, MYSQL_TYPE_LONG, MYSQL_TYPE_TINY,
                                     MYSQL_TYPE_FLOAT, MYSQL_TYPE_DOUBLE, MYSQL_TYPE_NEWDECIMAL,
                                     MYSQL_TYPE_DATE, MYSQL_TYPE_DATETIME, MYSQL_TYPE_VAR_STRING,
                                     MYSQL_TYPE_STRING, MYSQL_TYPE_VAR_STRING, MYSQL_TYPE_BLOB}));
  MYSQL_ROW row = mysql_fetch_row(result);
  EXPECT_STREQ(row[5], "3.25");
  EXPECT_EQ(mysql_fetch_lengths(result)[11], 1U);
  mysql_free_result(result);
}

TEST_F(MysqlServerTest, OrdinalPositionIsASignedBigint) {
  const Client client = connect();
  ASSERT_EQ(mysql_query(client.get(), "SELECT ORDINAL_POSITION FROM information_schema.columns"),
            0);
  MYSQL_RES* result = mysql_store_result(client.get());
  const MYSQL_FIELD* field = mysql_fetch_field_direct(result, 0);
  EXPECT_EQ(field->type, MYSQL_TYPE_LONGLONG);
  EXPECT_EQ(field->flags & UNSIGNED_FLAG, 0U);
  mysql_free_result(result);
}

TEST_F(MysqlServerTest, RefusesAWrongPasswordAnUnknownUserAndAnUnknownDatabase) {
  Client client = connect("wrong");
  EXPECT_FALSE(connected_);
  EXPECT_EQ(mysql_errno(client.get()), 1045U);
  EXPECT_STREQ(mysql_sqlstate(client.get()), "28000");
  EXPECT_STREQ(mysql_error(client.get()), "Access denied for user 'root' (using password: YES)");
  client = connect("");
  EXPECT_STREQ(mysql_error(client.get()), "Access denied for user 'root' (using password: NO)");
  client = connect("secret", "nope");
  EXPECT_EQ(mysql_errno(client.get()), 5501U);
  EXPECT_STREQ(mysql_error(client.get()), "Unknown database 'nope'");
}

TEST_F(MysqlServerTest, ADroppedUserIsSentAway) {
  Client root = connect();
  EXPECT_EQ(query(root.get(), "CREATE USER 'ann' IDENTIFIED BY 'pw'"), "OK");
  Client ann = connect("pw", nullptr, 0, "ann");
  ASSERT_TRUE(connected_);
  EXPECT_EQ(query(ann.get(), "SELECT 1"), "1;");
  EXPECT_EQ(query(root.get(), "DROP USER 'ann'"), "OK");
  EXPECT_EQ(query(ann.get(), "SELECT 1"),
            "1045 28000 Access denied for user 'ann': it was dropped since it connected; log in as "
            "another user");
  EXPECT_NE(mysql_ping(ann.get()), 0) << "the connection has ended";
}

TEST_F(MysqlServerTest, SendsErrorsWithCodeAndState) {
  const Client client = connect();
  EXPECT_EQ(query(client.get(), "SELECT * FROM nope.t"), "5501 3F000 Unknown database 'nope'");
  EXPECT_EQ(query(client.get(), "SELECT x"),
            "1064 42000 Getting analyzing error. Detail message: Column 'x' cannot be resolved.");
  EXPECT_EQ(query(client.get(), "SELECT 1"), "1;");
}

TEST_F(MysqlServerTest, ServesTheOtherCommands) {
  const Client client = connect();
  EXPECT_EQ(mysql_ping(client.get()), 0);
  EXPECT_EQ(mysql_reset_connection(client.get()), 0);
  EXPECT_NE(mysql_stat(client.get()), nullptr);
  EXPECT_NE(mysql_select_db(client.get(), "nope"), 0);
  EXPECT_EQ(mysql_errno(client.get()), 5501U);
  MYSQL_STMT* statement = mysql_stmt_init(client.get());
  EXPECT_NE(mysql_stmt_prepare(statement, "SELECT ?", 8), 0);
  EXPECT_EQ(mysql_stmt_errno(statement), 1295U);
  mysql_stmt_close(statement);
  EXPECT_EQ(query(client.get(), "SELECT 2"), "2;");
  EXPECT_EQ(query(client.get(), "/* nothing */;"), "OK");
}

TEST_F(MysqlServerTest, SeveralStatementsOnlyWhereTheClientAskedForThem) {
  const Client one = connect();
  EXPECT_EQ(query(one.get(), "SELECT 1; SELECT 2").substr(0, 10), "1064 42000");
  const Client many = connect("secret", nullptr, CLIENT_MULTI_STATEMENTS);
  ASSERT_EQ(mysql_query(many.get(), "SELECT 1; SELECT 2"), 0);
  EXPECT_EQ(rows(many.get()), "1;");
  ASSERT_EQ(mysql_next_result(many.get()), 0);
  EXPECT_EQ(rows(many.get()), "2;");
  EXPECT_EQ(mysql_next_result(many.get()), -1);
}

TEST_F(MysqlServerTest, TextsOfMoreThan16MegabytesGoBothWays) {
  const Client client = connect();
  const std::string text(17U << 20U, 'x');
  EXPECT_EQ(query(client.get(), "SELECT '" + text + "'"), text + ";");
}

TEST_F(MysqlServerTest, ManyClientsAtOnceAndOneTooMany) {
  EXPECT_EQ(query(connect().get(), "CREATE DATABASE shop"), "OK");
  EXPECT_EQ(query(connect().get(), "CREATE TABLE shop.t (k int)"), "OK");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      Client client(mysql_init(nullptr));
      mysql_real_connect(client.get(), "127.0.0.1", "root", "secret", "shop",
                         static_cast<unsigned int>(server_->port()), nullptr, 0);
      for (int n = 0; n < 10; ++n) EXPECT_EQ(query(client.get(), "INSERT INTO t VALUES (1)"), "OK");
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(query(connect().get(), "SELECT count(*) FROM shop.t"), "40;");
  std::vector<Client> clients;
  for (int i = 0; i < 9; ++i) clients.push_back(connect());
  EXPECT_FALSE(connected_);
  EXPECT_EQ(mysql_errno(clients.back().get()), 1040U);
}

TEST_F(MysqlServerTest, GarbageEndsOnlyItsOwnConnection) {
  for (const std::string& garbage :
       {std::string(200, '\xff'), std::string("\x05\x00\x00\x01hello", 9),
        std::string("GET / HTTP/1.1\r\n\r\n")}) {
    Poco::Net::StreamSocket socket(
        Poco::Net::SocketAddress("127.0.0.1", static_cast<std::uint16_t>(server_->port())));
    socket.sendBytes(garbage.data(), static_cast<int>(garbage.size()));
    socket.shutdownSend();
    socket.setReceiveTimeout(Poco::Timespan(10, 0));
    std::array<char, 1024> bytes{};
    while (socket.receiveBytes(bytes.data(), static_cast<int>(bytes.size())) > 0) {
    }
  }
  EXPECT_EQ(query(connect().get(), "SELECT 1"), "1;");
}

TEST_F(MysqlServerTest, StopsWithOpenConnectionsAndARunningStatement) {
  const Client idle = connect();
  const Client busy = connect();
  EXPECT_EQ(query(idle.get(), "CREATE DATABASE shop"), "OK");
  EXPECT_EQ(query(idle.get(), "CREATE TABLE shop.t (k int)"), "OK");
  std::string values = "INSERT INTO shop.t VALUES (0)";
  for (int i = 1; i < 2000; ++i) values += ", (" + std::to_string(i) + ")";
  EXPECT_EQ(query(idle.get(), values), "OK");
  // Would take hours.
  std::thread runner(
      [&] { query(busy.get(), "SELECT count(*) FROM shop.t a, shop.t b, shop.t c, shop.t d"); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const auto begin = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  runner.join();
}

TEST_F(MysqlServerTest, APortInUseIsNamed) {
  MysqlServerConfig config;
  config.port = server_->port();
  const auto second = MysqlServer::start(config, *storage_, *access_);
  ASSERT_FALSE(second.is_ok());
  EXPECT_EQ(second.status().message().find("cannot listen on 127.0.0.1:" +
                                           std::to_string(server_->port())),
            0U);
}

}  // namespace
}  // namespace starload::devserver
