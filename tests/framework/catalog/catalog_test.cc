#include "framework/catalog/catalog.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>

#include "tests/framework/catalog/mariadb_server.h"

namespace starload {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::MariadbServer;
using testing::SilentListener;

CatalogOptions options(const std::string& password = "right") {
  CatalogOptions options;
  options.username = "loader";
  options.password = password;
  options.connect_timeout = milliseconds(1000);
  options.socket_timeout = milliseconds(1000);
  return options;
}

Result<std::unique_ptr<Catalog>> connect(const std::string& url, const CatalogOptions& with) {
  Result<CatalogUrl> parsed = Catalog::parse_jdbc_url(url);
  if (!parsed) return parsed.status();
  return Catalog::connect(*parsed, with);
}

milliseconds since(steady_clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
}

TEST(CatalogConnect, ListsEveryHostWithItsCause) {
  const std::string first = "127.0.0.1:" + std::to_string(testing::unused_port());
  const std::string second = "127.0.0.1:" + std::to_string(testing::unused_port());
  const Result<std::unique_ptr<Catalog>> catalog =
      connect("jdbc:mysql://" + first + "," + second, options());
  ASSERT_FALSE(catalog);
  EXPECT_EQ(catalog.status().code(), ErrorCode::kUnavailable);
  const std::string& message = catalog.status().message();
  EXPECT_NE(message.find(first + ": "), std::string::npos) << message;
  EXPECT_NE(message.find(second + ": "), std::string::npos) << message;
}

TEST(CatalogConnect, GivesUpOnAServerThatNeverAnswers) {
  const SilentListener silent;
  const steady_clock::time_point start = steady_clock::now();
  const Result<std::unique_ptr<Catalog>> catalog =
      connect("jdbc:mysql://127.0.0.1:" + std::to_string(silent.port()), options());
  ASSERT_FALSE(catalog);
  EXPECT_EQ(catalog.status().code(), ErrorCode::kUnavailable);
  EXPECT_LT(since(start), milliseconds(8000));
}

// One server for the tests that need one; skipped where MariaDB's server is not installed.
class CatalogOnMariadb : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (MariadbServer::installed()) server_ = new MariadbServer();
  }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }

  void SetUp() override {
    if (!MariadbServer::installed()) {
      GTEST_SKIP() << "mariadbd is not installed (Debian package mariadb-server-core)";
    }
    ASSERT_TRUE(server_->running()) << server_->log();
    Result<std::unique_ptr<Catalog>> catalog = connect(server_->url(), options());
    ASSERT_TRUE(catalog) << catalog.status().message();
    catalog_ = catalog.take();
    ASSERT_TRUE(catalog_->execute("CREATE DATABASE IF NOT EXISTS shop"));
    ASSERT_TRUE(
        catalog_->execute("CREATE TABLE IF NOT EXISTS shop.orders ("
                          "id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, "
                          "name VARCHAR(20), price DECIMAL(10,2) NOT NULL DEFAULT 1, "
                          "flag TINYINT(1), day DATE NOT NULL)"));
  }

  static MariadbServer* server_;
  std::unique_ptr<Catalog> catalog_;
};

MariadbServer* CatalogOnMariadb::server_ = nullptr;

TEST_F(CatalogOnMariadb, FailsOverToTheHostThatAnswers) {
  const std::string dead = "127.0.0.1:" + std::to_string(testing::unused_port());
  const std::string live = "127.0.0.1:" + std::to_string(server_->port());
  const Result<std::unique_ptr<Catalog>> catalog =
      connect("jdbc:mysql://" + dead + "," + live, options());
  ASSERT_TRUE(catalog) << catalog.status().message();
  EXPECT_EQ((*catalog)->server(), live);
}

TEST_F(CatalogOnMariadb, FailsOverFromASilentHost) {
  const SilentListener silent;
  const std::string live = "127.0.0.1:" + std::to_string(server_->port());
  const Result<std::unique_ptr<Catalog>> catalog =
      connect("jdbc:mysql://127.0.0.1:" + std::to_string(silent.port()) + "," + live, options());
  ASSERT_TRUE(catalog) << catalog.status().message();
  EXPECT_EQ((*catalog)->server(), live);
}

TEST_F(CatalogOnMariadb, AWrongPasswordIsFinalAndNotRepeated) {
  const SilentListener never_asked;
  const steady_clock::time_point start = steady_clock::now();
  const Result<std::unique_ptr<Catalog>> catalog =
      connect("jdbc:mysql://127.0.0.1:" + std::to_string(server_->port()) +
                  ",127.0.0.1:" + std::to_string(never_asked.port()),
              options("hunter2"));
  ASSERT_FALSE(catalog);
  EXPECT_EQ(catalog.status().code(), ErrorCode::kRefused);
  EXPECT_LT(since(start), milliseconds(900));
  const std::string& message = catalog.status().message();
  EXPECT_NE(message.find("refused user 'loader'"), std::string::npos) << message;
  EXPECT_EQ(message.find("hunter2"), std::string::npos) << message;
}

TEST_F(CatalogOnMariadb, DescribesATableInColumnOrder) {
  const Result<TableInfo> table = catalog_->table_info("shop", "orders");
  ASSERT_TRUE(table) << table.status().message();
  ASSERT_EQ(table->columns.size(), 5u);
  EXPECT_EQ(table->columns[0].name, "id");
  EXPECT_EQ(table->columns[0].type_text(), "BIGINT");
  EXPECT_TRUE(table->columns[0].is_key);
  EXPECT_TRUE(table->columns[0].has_default);
  EXPECT_FALSE(table->columns[0].nullable);
  EXPECT_EQ(table->columns[1].type_text(), "VARCHAR(20)");
  EXPECT_EQ(table->columns[2].type_text(), "DECIMAL(10,2)");
  EXPECT_TRUE(table->columns[2].has_default);
  EXPECT_EQ(table->columns[3].type, "boolean");
  EXPECT_EQ(table->columns[4].type, "date");
  EXPECT_EQ(table->model, KeysModel::kPrimary);
}

TEST_F(CatalogOnMariadb, SuggestsTheNearestTable) {
  const Result<TableInfo> table = catalog_->table_info("shop", "ordres");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.status().code(), ErrorCode::kRefused);
  EXPECT_EQ(table.status().message(),
            "unknown table 'shop.ordres' at " + catalog_->server() +
                " (or user 'loader' has no right to see it); did you mean 'orders'?");
}

TEST_F(CatalogOnMariadb, TellsAnAbsentTableFromAnUnknownDatabase) {
  const Result<std::optional<TableInfo>> absent = catalog_->find_table("shop", "nothing");
  ASSERT_TRUE(absent) << absent.status().message();
  EXPECT_FALSE(absent->has_value());
  const Result<std::optional<TableInfo>> unknown = catalog_->find_table("shpo", "orders");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.status().message(),
            "unknown database 'shpo' at " + catalog_->server() +
                " (or user 'loader' has no right to see it); did you mean 'shop'?");
}

TEST_F(CatalogOnMariadb, NamesWithQuotesStayNames) {
  const Result<std::optional<TableInfo>> absent = catalog_->find_table("shop", "x' OR '1'='1");
  ASSERT_TRUE(absent) << absent.status().message();
  EXPECT_FALSE(absent->has_value());
  ASSERT_TRUE(catalog_->execute("CREATE TABLE IF NOT EXISTS shop.`odd'``name` (a INT)"));
  const Result<TableInfo> odd = catalog_->table_info("shop", "odd'`name");
  ASSERT_TRUE(odd) << odd.status().message();
  EXPECT_EQ(odd->columns[0].name, "a");
}

TEST_F(CatalogOnMariadb, ReconnectsOnceWhenTheConnectionWasDropped) {
  const Result<std::optional<std::string>> id = catalog_->query_scalar("SELECT CONNECTION_ID()");
  ASSERT_TRUE(id && id->has_value());
  Result<std::unique_ptr<Catalog>> killer = connect(server_->url(), options());
  ASSERT_TRUE(killer);
  ASSERT_TRUE((*killer)->execute("KILL " + **id));
  const Result<std::optional<std::string>> answer = catalog_->query_scalar("SELECT 42");
  ASSERT_TRUE(answer) << answer.status().message();
  EXPECT_EQ(*answer, "42");
}

TEST_F(CatalogOnMariadb, NeverRepeatsAStatementWhoseReplyWasLost) {
  const Status status = catalog_->execute("DO SLEEP(4)");
  EXPECT_EQ(status.code(), ErrorCode::kOutcomeUnknown) << status.message();
  EXPECT_NE(status.message().find("it may have been carried out"), std::string::npos);
}

TEST_F(CatalogOnMariadb, ReportsAServersRefusalWithItsText) {
  const Status status = catalog_->execute("CREATE TABLE shop.bad (a NOTYPE)");
  EXPECT_EQ(status.code(), ErrorCode::kRefused);
  EXPECT_NE(status.message().find("NOTYPE"), std::string::npos) << status.message();
}

TEST_F(CatalogOnMariadb, SaysWhenTheNodesMayNotBeAsked) {
  const Result<NodeList> nodes = catalog_->nodes();
  ASSERT_TRUE(nodes) << nodes.status().message();
  EXPECT_FALSE(nodes->permitted);
  EXPECT_FALSE(nodes->refusal.empty());
}

TEST_F(CatalogOnMariadb, SaysWhenOpenTransactionsMayNotBeAsked) {
  const Result<std::optional<std::vector<std::string>>> labels = catalog_->running_labels("it's");
  ASSERT_TRUE(labels) << labels.status().message();
  EXPECT_FALSE(labels->has_value());
}

TEST_F(CatalogOnMariadb, ADatabaseNameWithASlashCannotBeListed) {
  const Result<std::optional<std::vector<std::string>>> labels = catalog_->running_labels("a/b");
  ASSERT_TRUE(labels) << labels.status().message();
  EXPECT_FALSE(labels->has_value());
}

TEST_F(CatalogOnMariadb, RefusesTlsThatTheServerDoesNotHave) {
  const Result<std::unique_ptr<Catalog>> catalog = connect(server_->url("?useSSL=true"), options());
  ASSERT_FALSE(catalog);
  EXPECT_NE(catalog.status().message().find("SSL"), std::string::npos)
      << catalog.status().message();
}

}  // namespace
}  // namespace starload
