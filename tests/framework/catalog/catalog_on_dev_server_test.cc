// The questions that only StarRocks answers, asked of the development server.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "devserver/dev_server.h"
#include "framework/catalog/catalog.h"
#include "tests/devserver/http/raw_client.h"

namespace starload {
namespace {

namespace fs = std::filesystem;

class CatalogOnDevServer : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "starload-catalog-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    devserver::DevServerOptions options;
    options.data_dir = directory_;
    options.http_port = options.be_port = options.mysql_port = 0;
    options.password = "right";
    options.version = "3.4.2";
    Result<std::unique_ptr<devserver::DevServer>> server = devserver::DevServer::start(options);
    ASSERT_TRUE(server) << server.status().message();
    server_ = server.take();
    Result<std::unique_ptr<Catalog>> catalog = connect("right");
    ASSERT_TRUE(catalog) << catalog.status().message();
    catalog_ = catalog.take();
  }

  void TearDown() override {
    catalog_.reset();
    server_.reset();
    fs::remove_all(directory_);
  }

  Result<std::unique_ptr<Catalog>> connect(const std::string& password) const {
    CatalogOptions options;
    options.username = "root";
    options.password = password;
    Result<CatalogUrl> url =
        Catalog::parse_jdbc_url("jdbc:mysql://127.0.0.1:" + std::to_string(server_->mysql_port()));
    if (!url) return url.status();
    return Catalog::connect(*url, options);
  }

  std::string directory_;
  std::unique_ptr<devserver::DevServer> server_;
  std::unique_ptr<Catalog> catalog_;
};

TEST_F(CatalogOnDevServer, RefusesAWrongPassword) {
  const Result<std::unique_ptr<Catalog>> catalog = connect("wrong");
  ASSERT_FALSE(catalog);
  EXPECT_EQ(catalog.status().code(), ErrorCode::kRefused) << catalog.status().message();
}

TEST_F(CatalogOnDevServer, ReadsTheVersion) {
  const Result<ServerVersion> version = catalog_->current_version();
  ASSERT_TRUE(version) << version.status().message();
  EXPECT_TRUE(version->at_least(3, 4, 2));
  EXPECT_FALSE(version->at_least(3, 4, 3));
}

TEST_F(CatalogOnDevServer, DescribesTypesKeysAndModel) {
  ASSERT_TRUE(catalog_->execute("CREATE DATABASE IF NOT EXISTS db"));
  const Status created = catalog_->execute(
      "CREATE TABLE db.t (id BIGINT NOT NULL, flag BOOLEAN, tiny TINYINT, big LARGEINT, "
      "price DECIMAL(18,4), name VARCHAR(150) NOT NULL DEFAULT \"x\", doc JSON, at DATETIME) "
      "PRIMARY KEY(id) DISTRIBUTED BY HASH(id)");
  ASSERT_TRUE(created) << created.message();
  const Result<TableInfo> table = catalog_->table_info("db", "t");
  ASSERT_TRUE(table) << table.status().message();
  EXPECT_EQ(table->model, KeysModel::kPrimary);
  ASSERT_EQ(table->columns.size(), 8u);
  std::string types;
  for (const ColumnInfo& column : table->columns) types += column.type_text() + " ";
  EXPECT_EQ(types, "BIGINT BOOLEAN TINYINT LARGEINT DECIMAL(18,4) VARCHAR(150) JSON DATETIME ");
  EXPECT_TRUE(table->columns[0].is_key);
  EXPECT_FALSE(table->columns[0].nullable);
  EXPECT_FALSE(table->columns[0].has_default);
  EXPECT_TRUE(table->columns[1].nullable);
  EXPECT_TRUE(table->columns[5].has_default);
}

TEST_F(CatalogOnDevServer, TellsUnknownTableAndDatabase) {
  ASSERT_TRUE(catalog_->execute("CREATE DATABASE IF NOT EXISTS db"));
  const Result<std::optional<TableInfo>> absent = catalog_->find_table("db", "nothing");
  ASSERT_TRUE(absent) << absent.status().message();
  EXPECT_FALSE(absent->has_value());
  EXPECT_EQ(catalog_->find_table("nodb", "t").status().code(), ErrorCode::kRefused);
  EXPECT_EQ(catalog_->table_info("db", "nothing").status().code(), ErrorCode::kRefused);
}

TEST_F(CatalogOnDevServer, NamesTheBackends) {
  const Result<NodeList> nodes = catalog_->nodes();
  ASSERT_TRUE(nodes) << nodes.status().message();
  ASSERT_TRUE(nodes->permitted) << nodes->refusal;
  ASSERT_EQ(nodes->nodes.size(), 1u);
  EXPECT_EQ(nodes->nodes[0].host, "127.0.0.1");
  EXPECT_EQ(nodes->nodes[0].http_port, server_->be_port());
  EXPECT_TRUE(nodes->nodes[0].alive);
}

class RunningLabels : public CatalogOnDevServer {
 protected:
  void SetUp() override {
    CatalogOnDevServer::SetUp();
    ASSERT_TRUE(catalog_->execute("CREATE DATABASE IF NOT EXISTS `it's`"));
    ASSERT_TRUE(catalog_->execute(
        "CREATE TABLE `it's`.t (id BIGINT) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id)"));
  }
  // A step of a transaction, straight to the backend, or, for a commit of what is prepared, to the
  // frontend; its status.
  std::string step(const std::string& name, const std::string& label,
                   const std::string& body = "") {
    const std::uint16_t port = name == "commit" ? server_->http_port() : server_->be_port();
    devserver::RawClient client(port);
    client.send((name == "load" ? "PUT" : "POST") + std::string(" /api/transaction/") + name +
                " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                "\r\nAuthorization: Basic cm9vdDpyaWdodA==\r\ndb: it's\r\ntable: t\r\nlabel: " +
                label + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    const std::string reply = client.read_reply().body;
    return reply.find("\"Status\": \"OK\"") != std::string::npos ||
                   reply.find("\"Status\":\"OK\"") != std::string::npos
               ? "OK"
               : reply;
  }
};

TEST_F(RunningLabels, AreThoseThatCanBeRolledBack) {
  for (const char* label : {"open", "prepared", "committed"}) ASSERT_EQ(step("begin", label), "OK");
  for (const char* label : {"prepared", "committed"}) {
    ASSERT_EQ(step("load", label, "1\n"), "OK");
    ASSERT_EQ(step("prepare", label), "OK");
  }
  ASSERT_EQ(step("commit", "committed"), "OK");
  Result<std::optional<std::vector<std::string>>> labels = catalog_->running_labels("it's");
  ASSERT_TRUE(labels) << labels.status().message();
  ASSERT_TRUE(labels->has_value());
  std::sort((*labels)->begin(), (*labels)->end());
  EXPECT_EQ(**labels, (std::vector<std::string>{"open", "prepared"}));
}

TEST_F(RunningLabels, OfAQuietDatabaseAreNone) {
  const Result<std::optional<std::vector<std::string>>> labels = catalog_->running_labels("it's");
  ASSERT_TRUE(labels) << labels.status().message();
  ASSERT_TRUE(labels->has_value());
  EXPECT_TRUE((*labels)->empty());
}

TEST_F(CatalogOnDevServer, TakesTheStatementOfCreateTable) {
  ASSERT_TRUE(catalog_->execute("CREATE DATABASE IF NOT EXISTS db"));
  for (const char* keys : {"\nDUPLICATE KEY(`b`)\nDISTRIBUTED BY RANDOM",
                           "\nDISTRIBUTED BY RANDOM\nORDER BY(`c`)", "\nDISTRIBUTED BY RANDOM"}) {
    const Status created = catalog_->execute(
        std::string("CREATE TABLE IF NOT EXISTS `db`.`made` (\n  `b` VARCHAR(16) NULL,\n"
                    "  `c` INT NULL\n)") +
        keys + "\nPROPERTIES (\"replication_num\" = \"1\")");
    EXPECT_TRUE(created) << created.message();
    EXPECT_TRUE(catalog_->execute("DROP TABLE `db`.`made`"));
  }
}

}  // namespace
}  // namespace starload
