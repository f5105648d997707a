// Every action, met by literal requests to a real server.
#include <gtest/gtest.h>
#include <mysql.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <future>
#include <thread>

#include "tests/devserver/http/raw_client.h"
#include "tests/devserver/server_fixture.h"

namespace starload::devserver {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kLoad = "/api/db/events/_stream_load";
constexpr const char* kCsv = "column_separator: ,\r\n";

class FaultyServerTest : public ServerFixture {
 protected:
  void start_with(const std::vector<std::string>& faults) {
    DevServerOptions options = free_ports(directory_.path() / "data");
    options.faults = faults;
    start(options);
  }

  RawReply load(const std::string& label, const std::string& rows = "1,a,1\n") {
    return request(be(), "PUT", kLoad, kCsv + ("label: " + label + "\r\n"), rows);
  }
  RawReply state(const std::string& label) {
    return request(fe(), "GET", "/api/db/get_load_state?label=" + label);
  }
  std::string label_state(const std::string& label) {
    const std::string body = state(label).body;
    const std::size_t start = body.find("\"state\":\"");
    if (start == std::string::npos) return body;
    return body.substr(start + 9, body.find('"', start + 9) - start - 9);
  }
  std::string admin(const std::string& method, const std::string& path = {},
                    const std::string& body = {}) {
    return request(fe(), method, "/admin/faults" + path, {}, body).body;
  }
  std::string row_count() { return query("SELECT COUNT(*) FROM db.events"); }
  void wait_until_held() {
    const auto deadline = Clock::now() + std::chrono::seconds(10);
    while (admin("GET").find("\"held\":1") == std::string::npos && Clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(FaultyServerTest, DropsARequestBeforeItIsDone) {
  start_with({"stream_load:drop-request"});
  EXPECT_EQ(load("l").status, 0);
  EXPECT_EQ(label_state("l"), "UNKNOWN");
  EXPECT_TRUE(has(load("l").body, "\"Status\": \"Success\""));
}

TEST_F(FaultyServerTest, DropsTheReplyOfTheSecondLoadAfterItIsDone) {
  start_with({"stream_load#2:drop-reply"});
  EXPECT_TRUE(has(load("one").body, "\"Status\": \"Success\""));
  EXPECT_EQ(load("two").status, 0);
  EXPECT_EQ(label_state("two"), "VISIBLE");
  EXPECT_EQ(row_count(), "2\n");
}

TEST_F(FaultyServerTest, DelaysBeforeItIsDone) {
  start_with({"label_state:delay=150"});
  const auto begun = Clock::now();
  EXPECT_TRUE(has(state("l").body, "\"state\":\"UNKNOWN\""));
  EXPECT_GE(Clock::now() - begun, std::chrono::milliseconds(150));
}

TEST_F(FaultyServerTest, AnswersWithAStatusInsteadOfDoingIt) {
  start_with({"stream_load#1:status=503; stream_load#2:status=429; stream_load#3:status=401"});
  EXPECT_EQ(load("l").head.substr(0, 34), "HTTP/1.1 503 Service Unavailable\r\n");
  EXPECT_EQ(load("l").status, 429);
  EXPECT_EQ(load("l").header("WWW-Authenticate"), "Basic realm=\"\"");
  EXPECT_EQ(label_state("l"), "UNKNOWN");
}

TEST_F(FaultyServerTest, AnswersWithAStatusOfAProxyAfterItIsDone) {
  start_with({"stream_load:status=504:after"});
  const RawReply reply = load("l");
  EXPECT_EQ(reply.status, 504);
  EXPECT_EQ(reply.body, "<html><body>504 Gateway Timeout</body></html>");
  EXPECT_EQ(label_state("l"), "VISIBLE");
}

TEST_F(FaultyServerTest, AnswersWithAnotherTextAfterItIsDone) {
  start_with({"stream_load:body=%7B%22Status%22%3A null%7D:after"});
  const RawReply reply = load("l");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "{\"Status\": null}");
  EXPECT_EQ(label_state("l"), "VISIBLE");
}

TEST_F(FaultyServerTest, TruncatesTheReply) {
  start_with({"label_state:truncate=10"});
  const RawReply reply = state("l");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "{\"state\":\"");
  EXPECT_GT(std::stoi(reply.header("Content-Length")), 10);
}

TEST_F(FaultyServerTest, GarblesTheReply) {
  start_with({"label_state:garble"});
  EXPECT_TRUE(has(state("l").body, "{~state~:~UNKNOWN~,"));
  EXPECT_EQ(label_state("l"), "UNKNOWN");
}

TEST_F(FaultyServerTest, RedirectsToAPortThatIsClosed) {
  start_with({"stream_load@fe:redirect; stream_load@fe#2:redirect=ftp%3A//nowhere/"});
  const std::string headers = "Expect: 100-continue\r\n";
  const std::string location = request(fe(), "PUT", kLoad, headers).header("Location");
  EXPECT_EQ(location.substr(0, 17), "http://127.0.0.1:");
  EXPECT_EQ(location.substr(location.find('/', 17)), kLoad);
  const auto port = static_cast<std::uint16_t>(std::stoi(location.substr(17)));
  EXPECT_THROW(RawClient client(port), std::exception);
  EXPECT_EQ(request(fe(), "PUT", kLoad, headers).header("Location"), "ftp://nowhere/");
}

TEST_F(FaultyServerTest, RefusesConnections) {
  start();
  admin("POST", "", "connect@be#1-2:refuse");
  EXPECT_EQ(load("l").status, 0);
  EXPECT_EQ(load("l").status, 0);
  EXPECT_EQ(load("l").status, 200);
}

TEST_F(FaultyServerTest, RefusesMysqlConnections) {
  start();
  admin("POST", "", "connect@mysql:refuse");
  MYSQL* mysql = mysql_init(nullptr);
  EXPECT_EQ(mysql_real_connect(mysql, "127.0.0.1", "root", "", nullptr, server_->mysql_port(),
                               nullptr, 0),
            nullptr);
  mysql_close(mysql);
  EXPECT_EQ(query("SELECT 1"), "1\n");
}

TEST_F(FaultyServerTest, CutsTheBody) {
  start_with({"stream_load:cut=7"});
  RawClient client(be());
  client.send(std::string("PUT ") + kLoad + " HTTP/1.1\r\nHost: localhost\r\n" +
              kRootAuthorization + kCsv + "label: l\r\nContent-Length: 1000000\r\n\r\n1,a,1\n2,b");
  EXPECT_EQ(client.read_reply().status, 0);
  EXPECT_EQ(label_state("l"), "ABORTED");
  EXPECT_EQ(row_count(), "0\n");
}

TEST_F(FaultyServerTest, HoldsALoadUntilItIsReleased) {
  start_with({"stream_load:hold:after"});
  std::future<RawReply> reply = std::async(std::launch::async, [this] { return load("l"); });
  wait_until_held();
  EXPECT_EQ(label_state("l"), "VISIBLE");
  EXPECT_EQ(reply.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  EXPECT_TRUE(has(admin("POST", "/release"), "\"fired\":1"));
  EXPECT_TRUE(has(reply.get().body, "\"Status\": \"Success\""));
}

TEST_F(FaultyServerTest, HoldsInTheMiddleOfABody) {
  start_with({"stream_load:hold:body=6"});
  std::future<RawReply> reply =
      std::async(std::launch::async, [this] { return load("l", "1,a,1\n2,b,2\n"); });
  wait_until_held();
  EXPECT_EQ(label_state("l"), "PREPARE");
  EXPECT_EQ(admin("DELETE", "/1"), "{\"status\":\"OK\",\"faults\":[]}");
  EXPECT_TRUE(has(reply.get().body, "\"NumberLoadedRows\": 2"));
}

TEST_F(FaultyServerTest, HoldsForALimitedTime) {
  start_with({"label_state:hold=100"});
  const auto begun = Clock::now();
  EXPECT_EQ(state("l").status, 200);
  EXPECT_GE(Clock::now() - begun, std::chrono::milliseconds(100));
}

TEST_F(FaultyServerTest, StopEndsWhatIsHeld) {
  start_with({"label_state:hold"});
  std::future<RawReply> reply = std::async(std::launch::async, [this] { return state("l"); });
  wait_until_held();
  const auto begun = Clock::now();
  server_->stop();
  reply.get();
  EXPECT_LT(Clock::now() - begun, std::chrono::seconds(20));
}

TEST_F(FaultyServerTest, MeetsOnlyTheNamedDatabase) {
  start_with({"label_state/other:drop-reply"});
  EXPECT_EQ(label_state("l"), "UNKNOWN");
  EXPECT_EQ(request(fe(), "GET", "/api/other/get_load_state?label=l").status, 0);
}

TEST_F(FaultyServerTest, CountsEachFaultAndActsOnTheFirstThatIsDue) {
  start_with({"label_state#2:drop-reply", "label_state#*:garble"});
  EXPECT_TRUE(has(state("l").body, "~state~"));
  EXPECT_EQ(state("l").status, 0);
  EXPECT_TRUE(has(state("l").body, "~state~"));
  EXPECT_EQ(admin("GET"),
            R"({"status":"OK","faults":[)"
            R"({"id":1,"fault":"label_state@fe#2:drop-reply:after","seen":3,"fired":1,"held":0},)"
            R"({"id":2,"fault":"label_state@fe#*:garble:after","seen":3,"fired":2,"held":0}]})");
}

TEST_F(FaultyServerTest, TheAdminEndpointAddsListsAndRemoves) {
  start();
  const std::string first =
      R"({"id":1,"fault":"begin@be#1:exit:before","seen":0,"fired":0,"held":0})";
  const std::string second =
      R"({"id":2,"fault":"load@be#2:garble:after","seen":0,"fired":0,"held":0})";
  EXPECT_EQ(admin("GET"), R"({"status":"OK","faults":[]})");
  EXPECT_EQ(admin("POST", "", "begin:exit\nload#2:garble"),
            R"({"status":"OK","faults":[)" + first + "," + second + "]}");
  EXPECT_EQ(admin("DELETE", "/1"), R"({"status":"OK","faults":[)" + second + "]}");
  EXPECT_TRUE(has(admin("DELETE", "/1"), "there is no fault 1"));
  EXPECT_EQ(admin("DELETE"), R"({"status":"OK","faults":[]})");
}

TEST_F(FaultyServerTest, TheAdminEndpointNeedsTheAccountAndARightSpec) {
  DevServerOptions options = free_ports(directory_.path() / "data");
  start(options);
  RawClient client(fe());
  client.send("GET /admin/faults HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.read_reply().status, 401);
  const RawReply wrong = request(fe(), "POST", "/admin/faults", {}, "commit:explode");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_TRUE(has(wrong.body, "\\\"explode\\\" is no action"));
  EXPECT_EQ(request(fe(), "PUT", "/admin/faults").status, 405);
}

TEST_F(FaultyServerTest, ReadsFaultsFromAFile) {
  const std::filesystem::path file = directory_.path() / "faults";
  std::ofstream(file) << "# the second state is lost\nlabel_state#2:drop-reply\n";
  start_with({"@" + file.string()});
  EXPECT_EQ(state("l").status, 200);
  EXPECT_EQ(state("l").status, 0);
}

TEST_F(FaultyServerTest, RefusesAFaultThatCannotBe) {
  DevServerOptions options = free_ports(directory_.path() / "data");
  options.faults = {"commit:explode"};
  const Status status = DevServer::start(options).status();
  EXPECT_EQ(status.code(), ErrorCode::kConfig);
  EXPECT_EQ(status.message().find("--fault: the fault \"commit:explode\""), 0U);
  options.faults = {"@/nowhere/faults"};
  EXPECT_EQ(DevServer::start(options).status().message(),
            "--fault: cannot read the faults of @/nowhere/faults: No such file or directory");
}

// The server in a process of its own, because it ends.
TEST_F(FaultyServerTest, EndsItselfLikeKillAfterTheLoadIsDone) {
  DevServerOptions options = free_ports(directory_.path() / "data");
  options.port_file = directory_.path() / "ports";
  start(options);
  server_.reset();
  std::filesystem::remove(options.port_file);
  const pid_t child = ::fork();
  if (child == 0) {
    options.faults = {"stream_load:exit:after"};
    _exit(run_dev_server(options));
  }
  const auto deadline = Clock::now() + std::chrono::seconds(20);
  while (!std::filesystem::exists(options.port_file) && Clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::ifstream ports(options.port_file);
  std::string line;
  std::uint16_t be_port = 0;
  while (std::getline(ports, line)) {
    if (line.rfind("be=", 0) == 0) be_port = static_cast<std::uint16_t>(std::stoi(line.substr(3)));
  }
  EXPECT_EQ(request(be_port, "PUT", kLoad, std::string(kCsv) + "label: l\r\n", "1,a,1\n").status,
            0);
  int outcome = 0;
  ::waitpid(child, &outcome, 0);
  EXPECT_TRUE(WIFSIGNALED(outcome) && WTERMSIG(outcome) == SIGKILL);
  start(free_ports(directory_.path() / "data"));
  EXPECT_EQ(label_state("l"), "VISIBLE");
  EXPECT_EQ(row_count(), "1\n");
}

}  // namespace
}  // namespace starload::devserver
