#include "devserver/http/fe_handlers.h"

#include <gtest/gtest.h>

#include "tests/devserver/http/raw_client.h"
#include "tests/devserver/server_fixture.h"

namespace starload::devserver {
namespace {

class FeHttp : public ServerFixture {
 protected:
  void SetUp() override { start(); }

  std::string load_state(const std::string& label) {
    return request(fe(), "GET", "/api/db/get_load_state?label=" + label).body;
  }
  RawReply load(const std::string& headers, const std::string& body = "1,a,1\n") {
    return request(be(), "PUT", "/api/db/events/_stream_load", "column_separator: ,\r\n" + headers,
                   body);
  }
};

constexpr const char* kExpect = "Expect: 100-continue\r\nContent-Length: 5\r\n";

TEST_F(FeHttp, SendsALoadOnToTheBeBeforeItsBody) {
  const RawReply reply = request(fe(), "PUT", "/api/db/events/_stream_load?x=%20y", kExpect);
  EXPECT_EQ(reply.status, 307);
  EXPECT_EQ(reply.header("Location"),
            "http://127.0.0.1:" + std::to_string(be()) + "/api/db/events/_stream_load?x=%20y");
  EXPECT_EQ(reply.header("Connection"), "close");
  EXPECT_EQ(reply.body, "");
}

TEST_F(FeHttp, DoesNotLookAtLabelDatabaseOrTable) {
  EXPECT_EQ(request(fe(), "PUT", "/api/none/nothing/_stream_load", kExpect).status, 307);
}

TEST_F(FeHttp, ALoadWithoutExpectIsRefusedWithStatus200) {
  const RawReply reply = request(fe(), "PUT", "/api/db/events/_stream_load", {}, "1\t2\t3");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body,
            "{\n  \"Status\": \"FAILED\",\n  \"Message\": \"class "
            "com.starrocks.common.DdlException: There is no "
            "100-continue header\"\n}");
  EXPECT_EQ(reply.header("Connection"), "close");
}

TEST_F(FeHttp, Http10NeedsNoExpect) {
  RawClient client(fe());
  client.send(std::string("PUT /api/db/events/_stream_load HTTP/1.0\r\n") + kRootAuthorization +
              "Content-Length: 3\r\n\r\n1,2");
  EXPECT_EQ(client.read_reply().status, 307);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(FeHttp, AuthenticationComesBeforeExpect) {
  const RawReply missing =
      request(fe(), "PUT", "/api/db/events/_stream_load", "Authorization: none\r\n");
  EXPECT_EQ(missing.status, 401);
  EXPECT_EQ(missing.header("WWW-Authenticate"), "Basic realm=\"\"");
  EXPECT_EQ(missing.header("Content-Type"), "text/html");
  EXPECT_EQ(
      missing.body,
      R"({"status":"FAILED","code":"1","msg":"Need auth information.","message":"Need auth information."})");
  const RawReply wrong =
      request(fe(), "PUT", "/api/db/events/_stream_load", "Authorization: Basic cm9vdDp4\r\n");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(
      wrong.body,
      R"({"status":"FAILED","code":"1","msg":"Access denied for root@127.0.0.1","message":"Access denied for root@127.0.0.1"})");
}

TEST_F(FeHttp, AnEmptyDatabaseOrTableIsRefused) {
  EXPECT_NE(request(fe(), "PUT", "/api//events/_stream_load", kExpect)
                .body.find("DdlException: No database selected."),
            std::string::npos);
  EXPECT_NE(request(fe(), "PUT", "/api/db//_stream_load", kExpect)
                .body.find("DdlException: No table selected."),
            std::string::npos);
}

TEST_F(FeHttp, MergeCommitAnswersWithLowerCaseKeys) {
  const std::string headers = std::string(kExpect) + "enable_merge_commit: true\r\n";
  EXPECT_EQ(
      request(fe(), "PUT", "/api/db/events/_stream_load", headers).body,
      R"({"status":"FAILED","code":"INVALID_ARGUMENT","msg":"Batch write interval must be set positive, but is null","message":"Batch write interval must be set positive, but is null"})");
  EXPECT_EQ(
      request(fe(), "PUT", "/api/db/events/_stream_load",
              headers + "merge_commit_interval_ms: 10\r\n")
          .body,
      R"({"status":"FAILED","code":"INVALID_ARGUMENT","msg":"Batch write parallel must be set positive, but is null","message":"Batch write parallel must be set positive, but is null"})");
}

TEST_F(FeHttp, LoadStateFollowsTheNewestAttempt) {
  EXPECT_EQ(load_state("l1"),
            R"({"state":"UNKNOWN","status":"OK","code":"0","msg":"Success","message":"OK"})");
  load("label: l1\r\n", "x,a,1\n");
  EXPECT_EQ(
      load_state("l1"),
      R"({"state":"ABORTED","reason":"too many filtered rows","status":"OK","code":"0","msg":"Success","message":"OK"})");
  load("label: l1\r\n");
  EXPECT_EQ(load_state("l1"),
            R"({"state":"VISIBLE","status":"OK","code":"0","msg":"Success","message":"OK"})");
}

TEST_F(FeHttp, LoadStateNeedsALabelADatabaseAndAPassword) {
  EXPECT_EQ(
      request(fe(), "GET", "/api/db/get_load_state").body,
      R"({"status":"FAILED","code":"1","msg":"No label selected.","message":"No label selected."})");
  EXPECT_EQ(
      request(fe(), "GET", "/api/none/get_load_state?label=l").body,
      R"({"status":"FAILED","code":"1","msg":"unknown database, database=none","message":"unknown database, database=none"})");
  EXPECT_EQ(request(fe(), "GET", "/api/db/get_load_state?label=l", "Authorization: x\r\n").status,
            401);
}

TEST_F(FeHttp, CancelAbortsALoadThatIsRunning) {
  RawClient client(be());
  client.send(
      std::string("PUT /api/db/events/_stream_load HTTP/1.1\r\nHost: localhost\r\nlabel: run\r\n") +
      kRootAuthorization +
      "column_separator: ,\r\nExpect: 100-continue\r\nContent-Length: 6\r\n\r\n");
  ASSERT_EQ(client.read_reply().status, 100);
  EXPECT_EQ(load_state("run"),
            R"({"state":"PREPARE","status":"OK","code":"0","msg":"Success","message":"OK"})");
  EXPECT_EQ(request(fe(), "POST", "/api/db/events/_cancel?label=run").body,
            R"({"status":"OK","code":"0","msg":"Success","message":"OK"})");
  client.send("1,a,1\n");
  EXPECT_NE(client.read_reply().body.find("\"Status\": \"Fail\""), std::string::npos);
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "0\n");
  EXPECT_EQ(
      request(fe(), "POST", "/api/db/events/_cancel?label=run").body,
      R"({"status":"FAILED","code":"1","msg":"transaction not found, label=run","message":"transaction not found, label=run"})");
  EXPECT_EQ(
      request(fe(), "POST", "/api/db/_cancel?label=none").body,
      R"({"status":"FAILED","code":"1","msg":"transaction not found, label=none","message":"transaction not found, label=none"})");
}

TEST_F(FeHttp, HealthBootstrapAndFeatureNeedNoPassword) {
  const std::string none = "Authorization: none\r\n";
  const RawReply health = request(fe(), "GET", "/api/health", none);
  EXPECT_EQ(health.status, 200);
  EXPECT_EQ(health.body, R"({"online_backend_num":1,"total_backend_num":1,"status":"OK"})");
  EXPECT_EQ(health.header("Content-Type"), "application/json; charset=UTF-8");
  EXPECT_EQ(
      request(fe(), "GET", "/api/bootstrap", none).body,
      R"({"replayedJournalId":0,"queryPort":0,"rpcPort":0,"feStartTime":0,"heapUsedPercent":0.0,"cpuCores":0,"status":"OK","code":"0","msg":"Success","message":"OK"})");
  EXPECT_EQ(
      request(fe(), "GET", "/api/bootstrap?token=x", none).body,
      R"({"status":"FAILED","code":"1","msg":"invalid parameter","message":"invalid parameter"})");
  EXPECT_EQ(request(fe(), "GET", "/api/v2/feature", none).body,
            R"({"version":"3.5.0","features":[],"status":"OK"})");
}

TEST_F(FeHttp, SchemaNamesTheColumns) {
  EXPECT_EQ(
      request(fe(), "GET", "/api/db/events/_schema").body,
      R"({"status":200,"properties":[{"name":"id","type":"INT","comment":""},{"name":"name","type":"VARCHAR","comment":""},{"name":"score","type":"DOUBLE","comment":""}]})");
  const RawReply missing = request(fe(), "GET", "/api/db/none/_schema");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.body, R"({"status":404,"exception":"Table [none] does not exists"})");
}

TEST_F(FeHttp, ShowProcIsAnEmptyList) {
  EXPECT_EQ(request(fe(), "GET", "/api/show_proc?path=/frontends").body, "[]");
}

TEST_F(FeHttp, UnknownPathsAreNotFound) {
  EXPECT_EQ(request(fe(), "GET", "/none").status, 404);
  EXPECT_EQ(request(fe(), "GET", "/api/db/events/_unknown").status, 404);
  EXPECT_EQ(request(fe(), "GET", "/api/db/events/_stream_load").status, 404);
}

TEST_F(FeHttp, OtherHostNamesAreRefused) {
  RawClient client(fe());
  client.send("GET /api/health HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  EXPECT_EQ(client.read_reply().status, 403);
}

}  // namespace
}  // namespace starload::devserver
