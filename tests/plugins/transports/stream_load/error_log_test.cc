// The error log that a reply's ErrorURL names.
#include <gtest/gtest.h>

#include <future>

#include "tests/plugins/transports/support/harness.h"
#include "tests/plugins/transports/support/scripted_server.h"

namespace starload::test {
namespace {

constexpr const char* kLog =
    "Error: NULL value in non-nullable column 'a'. Row: [NULL, 1]\n"
    "Error: NULL value in non-nullable column 'a'. Row: [NULL, 2]\n"
    "Error: Value 'secret data' is out of range. The type of 'b' is INT. Row: [3, 'secret data']\n";

std::string reply_with(const std::string& status, const std::string& url) {
  return R"({"TxnId": 7, "Label": "l1", "Status": ")" + status +
         R"(", "Message": "too many filtered rows", "NumberTotalRows": 10, "NumberLoadedRows": 7,)"
         R"( "NumberFilteredRows": 3, "ErrorURL": ")" +
         url + "\"}";
}

// Takes one load, answers with `status` and the log at `url`, and serves `log` on the connections
// that follow.
std::vector<Handler> backend_with_log(std::string status, std::function<std::string()> url,
                                      std::string log_answer,
                                      std::promise<std::string>* log_request = nullptr) {
  const Handler load = [status, url](Peer& peer) {
    const std::string head = peer.read_head();
    peer.write(kContinue);
    peer.read_body(head);
    std::string reply = ok_reply(reply_with(status, url()));
    reply.insert(reply.find("\r\n") + 2, "Connection: close\r\n");
    peer.write(reply);
  };
  const Handler log = [log_answer, log_request](Peer& peer) {
    const std::string head = peer.read_head();
    if (log_request != nullptr) log_request->set_value(head);
    peer.write(log_answer);
  };
  return {load, log};
}

TEST(ErrorUrl, ReasonsComeIntoTheMessageAndRowsToTheCaller) {
  std::string authority;
  std::promise<std::string> request;
  ScriptedServer server(backend_with_log(
      "Fail", [&] { return "http://" + authority + "/api/_load_error_log?file=error_log_1"; },
      ok_reply(kLog), &request));
  authority = server.authority();
  const Outcome outcome = Harness(setup_for(authority)).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_NEVER);
  EXPECT_EQ(outcome.response.filtered_rows, 3);
  EXPECT_EQ(
      outcome.message,
      "too many filtered rows (3 of 10 rows): NULL value in non-nullable column 'a' (2 times); "
      "Value '***' is out of range. The type of 'b' is INT [label l1, db.t, " +
          authority + "]");
  ASSERT_EQ(outcome.rejected.size(), 3u);
  EXPECT_EQ(outcome.rejected[0].first, "NULL value in non-nullable column 'a'");
  EXPECT_EQ(outcome.rejected[0].second, "[NULL, 1]");
  EXPECT_EQ(outcome.rejected[2].second, "[3, 'secret data']");
  const std::string head = request.get_future().get();
  EXPECT_TRUE(head.starts_with("GET /api/_load_error_log?file=error_log_1 HTTP/1.1\r\n")) << head;
  EXPECT_EQ(header_of(head, "Authorization"), "");
}

TEST(ErrorUrl, RowsOfASuccessAreHandedOverToo) {
  std::string authority;
  ScriptedServer server(backend_with_log(
      "Success", [&] { return "http://" + authority + "/log"; }, ok_reply(kLog)));
  authority = server.authority();
  const Outcome outcome = Harness(setup_for(authority)).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(outcome.rejected.size(), 3u);
}

TEST(ErrorUrl, OfASuccessIsNotFetchedWhenNobodyWantsTheRows) {
  std::string authority;
  ScriptedServer server(backend_with_log(
      "Success", [&] { return "http://" + authority + "/log"; }, ok_reply(kLog)));
  authority = server.authority();
  Load load;
  load.takes_rejects = false;
  EXPECT_EQ(Harness(setup_for(authority)).execute(load).response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(server.accepted(), 1u);
}

TEST(ErrorUrl, OfAStrangerIsNotFetched) {
  ScriptedServer stranger({backend("x")});
  ScriptedServer server(backend_with_log(
      "Fail", [&] { return "http://" + stranger.authority() + "/latest/meta-data"; }, ""));
  TestConfig setup = setup_for(server.authority());
  setup.known_hosts_complete = false;  // for a log, that is not enough
  const Outcome outcome = Harness(std::move(setup)).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(stranger.accepted(), 0u);
  EXPECT_NE(outcome.message.find("not a known node"), std::string::npos) << outcome.message;
}

TEST(ErrorUrl, MayLieOnAKnownNode) {
  ScriptedServer other({[](Peer& peer) {
    peer.read_head();
    peer.write(ok_reply(kLog));
  }});
  ScriptedServer server(backend_with_log(
      "Fail", [&] { return "http://" + other.authority() + "/log"; }, ""));
  TestConfig setup = setup_for(server.authority());
  setup.known_hosts = {other.authority()};
  EXPECT_EQ(Harness(std::move(setup)).execute({}).rejected.size(), 3u);
}

TEST(ErrorUrl, IsRewrittenByTheAddressMap) {
  std::string authority;
  ScriptedServer server(backend_with_log(
      "Fail", [] { return std::string("http://10.255.255.1:8040/log"); }, ok_reply(kLog)));
  authority = server.authority();
  TestConfig setup = setup_for(authority);
  setup.properties["sink.backend-address-map"] = "10.255.255.1:8040=" + authority;
  EXPECT_EQ(Harness(std::move(setup)).execute({}).rejected.size(), 3u);
}

class BadErrorUrl : public testing::TestWithParam<const char*> {};

TEST_P(BadErrorUrl, IsNotUsedAndTheFailureIsStillTold) {
  ScriptedServer server(backend_with_log(
      "Fail", [] { return std::string(GetParam()); }, ""));
  const Outcome outcome = Harness(setup_for(server.authority())).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_TRUE(outcome.message.starts_with(
      "too many filtered rows (3 of 10 rows); the error log was not fetched: "))
      << outcome.message;
  EXPECT_EQ(server.accepted(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Table, BadErrorUrl,
                         testing::Values("file:///etc/passwd", "/relative", "gopher://127.0.0.1/",
                                         "http://169.254.169.254/", "http://a b/"));

TEST(ErrorUrl, RedirectsAreNotFollowed) {
  ScriptedServer stranger({backend("x")});
  std::string authority;
  ScriptedServer server(backend_with_log(
      "Fail", [&] { return "http://" + authority + "/log"; },
      redirect_reply("http://" + stranger.authority() + "/")));
  authority = server.authority();
  const Outcome outcome = Harness(setup_for(authority)).execute({});
  EXPECT_NE(outcome.message.find("answered HTTP 307"), std::string::npos) << outcome.message;
  EXPECT_EQ(stranger.accepted(), 0u);
}

TEST(ErrorUrl, AnEndlessLogIsCutAt1MiB) {
  std::string big = "HTTP/1.1 200 OK\r\n\r\n";
  while (big.size() < (3u << 20)) big += "Error: bad. Row: " + std::string(1000, 'x') + "\n";
  std::string authority;
  ScriptedServer server(backend_with_log(
      "Fail", [&] { return "http://" + authority + "/log"; }, big));
  authority = server.authority();
  const Outcome outcome = Harness(setup_for(authority)).execute({});
  EXPECT_EQ(outcome.rejected.size(), (1u << 20) / 1018);
  EXPECT_NE(outcome.message.find("bad (1030 times)"), std::string::npos) << outcome.message;
}

}  // namespace
}  // namespace starload::test
