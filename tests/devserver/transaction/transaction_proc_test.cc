// SHOW PROC '/transactions...' and the FE's configuration.

#include <gtest/gtest.h>

#include <regex>

#include "devserver/frontend_config.h"
#include "tests/devserver/transaction/transaction_fixture.h"

namespace starload::devserver {
namespace {

class TransactionProc : public TransactionFixture {
 protected:
  // Times as T.
  std::string proc(const std::string& path) {
    static const std::regex kTime("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}");
    return std::regex_replace(query("SHOW PROC '" + path + "'"), kTime, "T");
  }
};

TEST_F(TransactionProc, ListsDatabases) {
  query("CREATE DATABASE other");
  EXPECT_EQ(proc("/transactions"), "20001\tdb\n20002\tother\n");
  EXPECT_EQ(proc("/transactions/db"), "running\t0\nfinished\t0\n");
}

TEST_F(TransactionProc, RunningHasWhatIsNotFinished) {
  begin("open", "timeout: 100\r\n");
  make_prepared("prepared");
  make_prepared("committed");
  call("commit", "committed");
  const std::string rows =
      "1002\tprepared\tBE: 127.0.0.1\tPREPARED\tBACKEND_STREAMING\tT\tT\t\\N\t\\N\t\\N\t\t0\t-1\t"
      "600000\t86400000\t\n"
      "1001\topen\tBE: 127.0.0.1\tPREPARE\tBACKEND_STREAMING\tT\t\\N\t\\N\t\\N\t\\N\t\t0\t-1\t"
      "100000\t86400000\t\n";
  EXPECT_EQ(proc("/transactions/db/running"), rows);
  EXPECT_EQ(proc("/transactions/20001/running"), rows) << "by the database's id";
  EXPECT_EQ(proc("/transactions/db"), "running\t2\nfinished\t1\n");
}

TEST_F(TransactionProc, FinishedHasTheReasons) {
  begin("back");
  call("rollback", "back");
  begin("l");
  load("l", "1,a,1\n");
  call("prepare", "l", "prepared_timeout: 300\r\n");
  call("commit", "l");
  EXPECT_EQ(proc("/transactions/db/finished"),
            "1002\tl\tBE: 127.0.0.1\tVISIBLE\tBACKEND_STREAMING\tT\tT\tT\tT\tT\t\t0\t-1\t600000\t"
            "300000\t\n"
            "1001\tback\tBE: 127.0.0.1\tABORTED\tBACKEND_STREAMING\tT\t\\N\t\\N\t\\N\tT\t"
            "transaction is aborted by user.\t0\t-1\t600000\t86400000\t\n");
}

TEST_F(TransactionProc, TheFeGivesTheSameAsObjects) {
  EXPECT_EQ(request(fe(), "GET", "/api/show_proc?path=/transactions").body,
            R"([{"DbId":"20001","DbName":"db"}])");
  EXPECT_EQ(request(fe(), "GET", "/api/show_proc?path=/transactions/none/running").body, "[]");
  begin("l");
  const std::string rows =
      request(fe(), "GET", "/api/show_proc?path=/transactions/db/running").body;
  EXPECT_EQ(rows.find(R"([{"TransactionId":"1001","Label":"l","Coordinator":"BE: 127.0.0.1",)"
                      R"("TransactionStatus":"PREPARE","LoadJobSourceType":"BACKEND_STREAMING",)"
                      R"("PrepareTime":")"),
            0U)
      << rows;
  EXPECT_NE(
      rows.find(R"("PreparedTime":"\\N","CommitTime":"\\N","PublishTime":"\\N","FinishTime":"\\N",)"
                R"("Reason":"","ErrorReplicasCount":"0","ListenerId":"-1","TimeoutMs":"600000",)"
                R"("PreparedTimeoutMs":"86400000","ErrMsg":""}])"),
      std::string::npos)
      << rows;
}

TEST_F(TransactionProc, OneTransactionGoesByItsId) {
  begin("open");
  make_prepared("waits");
  EXPECT_EQ(status(call("commit", "waits")), "OK");
  const std::string open = proc("/transactions/db/running");
  EXPECT_EQ(proc("/transactions/db/1001"), open);
  EXPECT_EQ(proc("/transactions/db/running/1001"), open);
  EXPECT_NE(proc("/transactions/db/finished/1002").find("VISIBLE"), std::string::npos);
  EXPECT_NE(proc("/transactions/db/9999").find("does not support SHOW PROC"), std::string::npos);
}

TEST_F(TransactionProc, DatabasesAndTheirTables) {
  EXPECT_EQ(proc("/dbs").substr(0, 11), "20001\tdb\t2\n");
  const std::string tables = proc("/dbs/20001");
  EXPECT_EQ(tables, proc("/dbs/db"));
  EXPECT_NE(tables.find("\tevents\tNORMAL\tOLAP\n"), std::string::npos) << tables;
  EXPECT_NE(proc("/dbs/none").find("does not support SHOW PROC"), std::string::npos);
}

TEST_F(TransactionProc, OtherPathsAreRefused) {
  for (const char* path : {"/", "/backends", "/transactions/none", "/transactions/db/open"}) {
    EXPECT_NE(proc(path).find("the development server does not support SHOW PROC"),
              std::string::npos)
        << path;
  }
}

TEST_F(TransactionProc, ConfigurationIsShownAndSet) {
  EXPECT_EQ(
      query("ADMIN SHOW FRONTEND CONFIG LIKE 'max_running%'"),
      "max_running_txn_num_per_db\t[]\t1000\tint\ttrue\thow many open transactions a database "
      "may have\n");
  EXPECT_EQ(query("ADMIN SET FRONTEND CONFIG (\"max_running_txn_num_per_db\" = \"5\", "
                  "'empty_load_as_error' = 'FALSE') WITH PERSISTENT"),
            "");
  EXPECT_EQ(query("admin show frontend config like \"max_running_txn_num_per_db\"").substr(0, 32),
            "max_running_txn_num_per_db\t[]\t5\t");
  EXPECT_EQ(query("ADMIN SHOW FRONTEND CONFIG LIKE 'empty_load_as_error'"),
            "empty_load_as_error\t[]\tfalse\tboolean\ttrue\ta load without rows is an error\n");
}

TEST_F(TransactionProc, WrongConfigurationIsRefused) {
  EXPECT_EQ(
      query("ADMIN SET FRONTEND CONFIG ('none' = '1')")
          .find("Config 'none' does not exist or is not mutable: the development server has no FE "
                "configuration item 'none'; it has: empty_load_as_error, "),
      0U);
  EXPECT_EQ(query("ADMIN SET FRONTEND CONFIG ('max_running_txn_num_per_db' = '0')"),
            "Set config failed: the value '0' of max_running_txn_num_per_db is no number from 1 to "
            "2147483647");
  EXPECT_NE(query("ADMIN SET REPLICA STATUS").find("does not support this ADMIN statement"),
            std::string::npos);
}

TEST_F(TransactionProc, ConfigurationIsGivenAtTheStart) {
  server_.reset();
  DevServerOptions options = free_ports(directory_.path());
  options.fe_config = {"label_keep_max_num=7", "empty_load_as_error = false"};
  start(options);
  EXPECT_EQ(query("ADMIN SHOW FRONTEND CONFIG LIKE 'label_keep_max_num'").substr(0, 24),
            "label_keep_max_num\t[]\t7\t");
}

TEST(FrontendConfigTest, NamesWhatIsWrongWithAnAssignment) {
  FrontendConfig config;
  EXPECT_EQ(config.set("label_keep_max_num").message(),
            "--fe-config 'label_keep_max_num' is no name=value; give for example "
            "max_running_txn_num_per_db=10");
  EXPECT_EQ(config.set("nothing=1").message(),
            "the development server has no FE configuration item 'nothing'; it has: "
            "empty_load_as_error, label_clean_interval_second, label_keep_max_num, "
            "label_keep_max_second, max_running_txn_num_per_db, max_stream_load_timeout_second, "
            "min_load_timeout_second, prepared_transaction_default_timeout_second, "
            "starload_publish_delay_ms, stream_load_default_timeout_second, "
            "transaction_clean_interval_second");
  EXPECT_EQ(config.set("empty_load_as_error=2").message(),
            "the value '2' of empty_load_as_error is neither true nor false");
  EXPECT_EQ(config.set("label_keep_max_second=9999999999999999999").message(),
            "the value '9999999999999999999' of label_keep_max_second is no number from 1 to "
            "315360000");
  EXPECT_EQ(config.get(ConfigItem::kLabelKeepMaxSecond), 259200);
}

TEST(FrontendConfigTest, AnUnknownItemKeepsTheServerFromStarting) {
  TemporaryDirectory directory;
  DevServerOptions options;
  options.data_dir = directory.path();
  options.fe_config = {"nothing=1"};
  const Status status = DevServer::start(options).status();
  EXPECT_EQ(status.code(), ErrorCode::kConfig);
  EXPECT_EQ(status.message().find("the development server has no FE configuration item 'nothing'"),
            0U);
}

}  // namespace
}  // namespace starload::devserver
