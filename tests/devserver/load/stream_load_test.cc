#include "devserver/load/stream_load.h"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "tests/devserver/http/raw_client.h"
#include "tests/devserver/server_fixture.h"

namespace starload::devserver {
namespace {

using nlohmann::json;

class StreamLoadTest : public ServerFixture {
 protected:
  void SetUp() override { start(); }

  RawReply put(const std::string& path, const std::string& headers, const std::string& body) {
    return request(be(), "PUT", path, "column_separator: ,\r\n" + headers, body);
  }
  json load(const std::string& headers, const std::string& body) {
    return load_into("events", headers, body);
  }
  json load_into(const std::string& table, const std::string& headers, const std::string& body) {
    return json::parse(put("/api/db/" + table + "/_stream_load", headers, body).body);
  }
  std::string failure(const std::string& headers, const std::string& body = "1,a,1\n") {
    const json reply = load(headers, body);
    EXPECT_EQ(reply["Status"], "Fail");
    return reply["Message"];
  }
  std::string error_log(const json& reply) {
    const std::string url = reply["ErrorURL"];
    const std::string prefix = "http://127.0.0.1:" + std::to_string(be());
    EXPECT_EQ(url.substr(0, prefix.size()), prefix);
    // The log needs no password.
    return request(be(), "GET", url.substr(prefix.size()), "Authorization: none\r\n").body;
  }
  std::string head(const std::string& label, const std::string& more) {
    return "PUT /api/db/events/_stream_load HTTP/1.1\r\nHost: localhost\r\nlabel: " + label +
           "\r\ncolumn_separator: ,\r\n" + kRootAuthorization + more + "\r\n";
  }
  std::string state(const std::string& label) {
    return json::parse(request(fe(), "GET", "/api/db/get_load_state?label=" + label).body)["state"];
  }
};

TEST_F(StreamLoadTest, LoadsCsvAndReportsIt) {
  const json reply = load("label: first\r\n", "1,a,1.5\n2,\\N,\n");
  EXPECT_GT(reply["TxnId"], 0);
  EXPECT_EQ(reply["Label"], "first");
  EXPECT_EQ(reply["Status"], "Success");
  EXPECT_EQ(reply["Message"], "OK");
  EXPECT_EQ(reply["NumberTotalRows"], 2);
  EXPECT_EQ(reply["NumberLoadedRows"], 2);
  EXPECT_EQ(reply["NumberFilteredRows"], 0);
  EXPECT_EQ(reply["NumberUnselectedRows"], 0);
  EXPECT_EQ(reply["LoadBytes"], 14);
  EXPECT_FALSE(reply.contains("ErrorURL"));
  EXPECT_FALSE(reply.contains("Db"));
  EXPECT_EQ(query("SELECT * FROM db.events ORDER BY id"), "1\ta\t1.5\n2\tNULL\tNULL\n");
}

TEST_F(StreamLoadTest, RepliesAreStatus200Json) {
  const RawReply reply = put("/api/none/t/_stream_load", "", "1\n");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("Content-Type"), "application/json");
}

TEST_F(StreamLoadTest, AMissingLabelIsMade) {
  const std::string label = load("", "1,a,1\n")["Label"];
  EXPECT_EQ(label.size(), 36U);
  EXPECT_EQ(state(label), "VISIBLE");
}

TEST_F(StreamLoadTest, AFinishedLabelIsNotUsedTwice) {
  load("label: once\r\n", "1,a,1\n");
  const json again = load("label: once\r\n", "1,a,1\n");
  EXPECT_EQ(again["TxnId"], -1);
  EXPECT_EQ(again["Status"], "Label Already Exists");
  EXPECT_EQ(again["ExistingJobStatus"], "FINISHED");
  EXPECT_EQ(again["Message"], "Label [once] has already been used.");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "1\n");
}

TEST_F(StreamLoadTest, ARunningLabelIsNotUsedTwice) {
  RawClient first(be());
  first.send(head("run", "Expect: 100-continue\r\nContent-Length: 6\r\n"));
  ASSERT_EQ(first.read_reply().status, 100);
  const json second = load("label: run\r\n", "2,b,2\n");
  EXPECT_EQ(second["Status"], "Label Already Exists");
  EXPECT_EQ(second["ExistingJobStatus"], "RUNNING");
  first.send("1,a,1\n");
  EXPECT_EQ(json::parse(first.read_reply().body)["Status"], "Success");
  EXPECT_EQ(query("SELECT id FROM db.events"), "1\n");
}

TEST_F(StreamLoadTest, AFailedLabelMayBeUsedAgain) {
  EXPECT_EQ(failure("label: again\r\n", "x,a,1\n"), "too many filtered rows");
  EXPECT_EQ(load("label: again\r\n", "1,a,1\n")["Status"], "Success");
}

TEST_F(StreamLoadTest, FilteredRowsFailTheLoadUnlessTheRatioAllowsThem) {
  const json refused = load("", "1,a,1\nx,b,2\n");
  EXPECT_EQ(refused["Message"], "too many filtered rows");
  EXPECT_EQ(refused["NumberTotalRows"], 2);
  EXPECT_EQ(refused["NumberLoadedRows"], 1);
  EXPECT_EQ(refused["NumberFilteredRows"], 1);
  EXPECT_EQ(error_log(refused), "Error: NULL value in non-nullable column 'id'. Row: x,b,2\n");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "0\n");
  const json accepted = load("max_filter_ratio: 0.5\r\n", "1,a,1\nx,b,2\n");
  EXPECT_EQ(accepted["Status"], "Success");
  EXPECT_EQ(accepted["NumberFilteredRows"], 1);
  EXPECT_TRUE(accepted.contains("ErrorURL"));
  EXPECT_EQ(load("max_filter_ratio: 0.49\r\n", "1,a,1\nx,b,2\n")["Status"], "Fail");
}

TEST_F(StreamLoadTest, ALoadWithoutRowsFails) {
  const std::string text =
      "No partitions have data available for loading. If you are sure there may be no data to be "
      "loaded, you can use "
      "`ADMIN SET FRONTEND CONFIG ('empty_load_as_error' = 'false')` to ensure such load jobs can "
      "succeed";
  EXPECT_EQ(failure("", ""), text);
  EXPECT_EQ(failure("", "\n\n"), text);
  EXPECT_EQ(failure("max_filter_ratio: 1\r\n", "x,a,1\n"), text);
}

TEST_F(StreamLoadTest, UnknownDatabaseAndTable) {
  EXPECT_EQ(json::parse(put("/api/none/t/_stream_load", "", "1\n").body)["Message"],
            "unknown database, database=none");
  const json reply = load_into("none", "", "1\n");
  EXPECT_EQ(reply["Message"], "unknown table \"db.none\"");
  EXPECT_EQ(reply["TxnId"], -1);
}

TEST_F(StreamLoadTest, AuthenticatesByItself) {
  EXPECT_EQ(failure("Authorization: none\r\n"), "no valid Basic authorization");
  EXPECT_EQ(failure("Authorization: Basic cm9vdDp4\r\n"),
            "Access denied for user 'root' (using password: YES)");
  EXPECT_EQ(failure("Authorization: Basic dTo=\r\n"),
            "Access denied for user 'u' (using password: NO)");
}

TEST_F(StreamLoadTest, ChecksTheLabel) {
  EXPECT_EQ(failure("label: a b\r\n"),
            "Getting analyzing error. Detail message: Label format error. regex: ^[-\\w]{1,128}$, "
            "label: a b.");
}

TEST_F(StreamLoadTest, RefusesMergeCommit) {
  EXPECT_EQ(failure("enable_merge_commit: maybe\r\n"),
            "Invalid parameter enable_merge_commit. The value must be bool type, but is maybe");
}

TEST_F(StreamLoadTest, AnErrorComesBeforeTheBodyAndWithout100Continue) {
  RawClient client(be());
  client.send(head("early", "format: avro\r\nExpect: 100-continue\r\nContent-Length: 6\r\n"));
  const RawReply reply = client.read_reply();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(json::parse(reply.body)["Message"], "unknown data format, format=avro");
}

TEST_F(StreamLoadTest, AnErrorWhilePlanningAbortsTheLabel) {
  const json reply = load("label: plan\r\ncolumns: name\r\n", "a\n");
  EXPECT_EQ(reply["Message"], "Column has no default value. column: id");
  EXPECT_GT(reply["TxnId"], 0);
  EXPECT_EQ(state("plan"), "ABORTED");
}

TEST_F(StreamLoadTest, TakesChunkedBodies) {
  RawClient client(be());
  client.send(head("chunks", "Transfer-Encoding: chunked\r\n") +
              "4\r\n1,a,\r\n4\r\n1\n2,\r\n3\r\nb,2\r\n0\r\n\r\n");
  const json reply = json::parse(client.read_reply().body);
  EXPECT_EQ(reply["NumberLoadedRows"], 2);
  EXPECT_EQ(reply["LoadBytes"], 11);
}

TEST_F(StreamLoadTest, AShortBodyAbortsTheLabel) {
  RawClient client(be());
  client.send(head("short", "Content-Length: 100\r\n") + "1,a,1\n");
  client.finish_sending();
  const json reply = json::parse(client.read_reply().body);
  EXPECT_EQ(reply["Status"], "Fail");
  EXPECT_EQ(reply["Message"], "receive body don't equal with body bytes");
  EXPECT_EQ(state("short"), "ABORTED");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "0\n");
}

TEST_F(StreamLoadTest, AKilledClientAbortsTheLabel) {
  {
    RawClient client(be());
    client.send(head("killed", "Expect: 100-continue\r\nContent-Length: 100\r\n"));
    ASSERT_EQ(client.read_reply().status, 100);
    client.send("1,a,1\n");
  }
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (state("killed") == "PREPARE" && std::chrono::steady_clock::now() < deadline) {
  }
  EXPECT_EQ(state("killed"), "ABORTED");
}

TEST_F(StreamLoadTest, ABodyThatDoesNotComeInTimeFailsTheLoad) {
  RawClient client(be());
  client.send(head("slow", "timeout: 1\r\nContent-Length: 100\r\n") + "1,a,1\n");
  EXPECT_EQ(json::parse(client.read_reply().body)["Message"], "[E1008]Reached timeout=1000ms");
  EXPECT_EQ(state("slow"), "ABORTED");
}

TEST_F(StreamLoadTest, LoadsJson) {
  const json reply = load("format: json\r\nstrip_outer_array: true\r\n",
                          R"([{"id":1,"name":"a"},{"id":2,"score":1}])");
  EXPECT_EQ(reply["NumberLoadedRows"], 2);
  EXPECT_EQ(query("SELECT * FROM db.events ORDER BY id"), "1\ta\tNULL\n2\tNULL\t1\n");
}

TEST_F(StreamLoadTest, AJsonDocumentErrorFailsTheLoadWithALog) {
  const json reply = load("format: json\r\n", R"([{"id":1}])");
  EXPECT_EQ(reply["Message"],
            "The value is array type in json document stream, you can set strip_outer_array=true "
            "to parse each element "
            "of the array as individual rows");
  EXPECT_EQ(reply["NumberTotalRows"], 0);
  EXPECT_EQ(error_log(reply).substr(0, 61),
            "Error: The value is array type in json document stream, you c");
}

TEST_F(StreamLoadTest, APrimaryKeyTableUpsertsAndDeletesInBodyOrder) {
  load_into("users", "", "1,a,1\n2,b,2\n");
  load_into("users", "columns: id,name,score,__op\r\n", "1,x,9,0\n2,,0,1\n3,c,3,0\n3,d,4,0\n");
  EXPECT_EQ(query("SELECT * FROM db.users ORDER BY id"), "1\tx\t9\n3\td\t4\n");
}

TEST_F(StreamLoadTest, ColumnsReorderAndSkipFields) {
  load("columns: score,skipped,id\r\n", "1.5,x,7\n");
  EXPECT_EQ(query("SELECT * FROM db.events"), "7\tNULL\t1.5\n");
}

TEST_F(StreamLoadTest, RejectedRecordsAreKeptWhenAsked) {
  const json reply = load("log_rejected_record_num: 10\r\n", "x,a,1\n");
  const std::string path = reply["RejectedRecordPath"];
  EXPECT_EQ(path.substr(0, 11), "127.0.0.1:/");
}

TEST_F(StreamLoadTest, DecodesPercentInTheUrl) {
  EXPECT_EQ(json::parse(put("/api/%64b/events/_stream_load", "", "1,a,1\n").body)["Status"],
            "Success");
}

TEST_F(StreamLoadTest, BeHasHealthAndUnknownRoutesAreNotFound) {
  EXPECT_EQ(request(be(), "GET", "/api/health").body, R"({"status": "OK","msg": "To Be Added"})");
  const RawReply reply = request(be(), "GET", "/nowhere");
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(reply.body, "Not Found");
  EXPECT_EQ(request(be(), "GET", "/api/_load_error_log?file=../starload-dev.sqlite").status, 404);
}

class StreamLoadOf4_0 : public StreamLoadTest {
 protected:
  void SetUp() override {
    DevServerOptions options = free_ports(directory_.path());
    options.version = "4.0.1";
    start(options);
  }
};

TEST_F(StreamLoadOf4_0, NamesDatabaseAndTable) {
  const json reply = load("", "1,a,1\n");
  EXPECT_EQ(reply["Db"], "db");
  EXPECT_EQ(reply["Table"], "events");
}

TEST_F(StreamLoadOf4_0, AnEmptyLoadHasTheNewText) {
  EXPECT_EQ(failure("", "").substr(0, 41), "No rows were imported from upstream. Poss");
}

}  // namespace
}  // namespace starload::devserver
