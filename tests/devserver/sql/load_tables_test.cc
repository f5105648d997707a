// information_schema.loads and load_tracking_logs of a running server.
#include <gtest/gtest.h>

#include "tests/devserver/transaction/transaction_fixture.h"

namespace starload::devserver {
namespace {

class LoadTables : public TransactionFixture {
 protected:
  std::string stream_load(const std::string& label, const std::string& rows,
                          const std::string& headers = {}) {
    return request(be(), "PUT", "/api/db/events/_stream_load",
                   "column_separator: ,\r\nlabel: " + label + "\r\n" + headers, rows)
        .body;
  }
  std::string loads(const std::string& columns, const std::string& label) {
    return query("SELECT " + columns + " FROM information_schema.loads WHERE LABEL = '" + label +
                 "'");
  }
};

TEST_F(LoadTables, AFinishedLoadTellsItsNumbersAndTimes) {
  stream_load("good", "1,a,1\n2,b,2\n", "timeout: 77\r\n");
  EXPECT_EQ(loads("DB_NAME, TABLE_NAME, USER, WAREHOUSE, STATE, PROGRESS, TYPE, PRIORITY, "
                  "SCAN_ROWS, SCAN_BYTES, FILTERED_ROWS, SINK_ROWS, PROPERTIES, ERROR_MSG, "
                  "TRACKING_SQL",
                  "good"),
            "db\tevents\troot\tdefault_warehouse\tFINISHED\t100%\tSTREAM_LOAD\tNORMAL\t2\t12\t0\t2"
            "\t{\"timeout\":77}\tNULL\tNULL\n");
  EXPECT_EQ(
      loads("CREATE_TIME IS NULL, LOAD_COMMIT_TIME IS NULL, LOAD_FINISH_TIME IS NULL", "good"),
      "0\t0\t0\n");
}

TEST_F(LoadTables, AFailedLoadTellsWhyAndWhereToLook) {
  stream_load("bad", "x,a,1\n");
  const std::string sql = loads("TRACKING_SQL", "bad");
  EXPECT_EQ(
      loads("STATE, FILTERED_ROWS, SINK_ROWS, SCAN_BYTES, ERROR_MSG, LOAD_COMMIT_TIME", "bad"),
      "CANCELLED\t1\t0\t6\ttoo many filtered rows\tNULL\n");
  EXPECT_EQ(query(sql.substr(0, sql.size() - 1)),
            "Error: NULL value in non-nullable column 'id'. Row: x,a,1\n\n");
  EXPECT_EQ(query("SELECT LABEL, DATABASE_NAME, TYPE FROM information_schema.load_tracking_logs"),
            "bad\tdb\tSTREAM_LOAD\n");
}

TEST_F(LoadTables, ALoadThatRunsTellsHowFarItIs) {
  begin("txn");
  EXPECT_EQ(loads("STATE, SINK_ROWS", "txn"), "LOADING\t0\n");
  load("txn", "1,a,1\n2,b,2\nx,c,3\n");
  EXPECT_EQ(
      loads("STATE, SCAN_ROWS, FILTERED_ROWS, SINK_ROWS, SCAN_BYTES, LOAD_FINISH_TIME", "txn"),
      "LOADING\t3\t1\t2\t18\tNULL\n");
  call("rollback", "txn");
  EXPECT_EQ(loads("STATE", "txn"), "CANCELLED\n");
}

TEST_F(LoadTables, APreparedTransactionIsPrepared) {
  make_prepared("p");
  EXPECT_EQ(loads("STATE, SINK_ROWS", "p"), "PREPARED\t1\n");
  EXPECT_EQ(status(call("commit", "p")), "OK");
  EXPECT_EQ(loads("STATE, SINK_ROWS", "p"), "FINISHED\t1\n");
}

}  // namespace
}  // namespace starload::devserver
