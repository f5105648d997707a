#include "devserver/dev_server.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/devserver/http/raw_client.h"
#include "tests/devserver/server_fixture.h"

namespace starload::devserver {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class DevServerTest : public ServerFixture {
 protected:
  static Status failure(const DevServerOptions& options) {
    return DevServer::start(options).status();
  }
};

TEST_F(DevServerTest, WritesItsPortsToTheFile) {
  DevServerOptions options = free_ports(directory_.path() / "data");
  options.port_file = directory_.path() / "ports";
  start(options);
  EXPECT_EQ(content(options.port_file), "http=" + std::to_string(server_->http_port()) +
                                            "\nbe=" + std::to_string(server_->be_port()) +
                                            "\nmysql=" + std::to_string(server_->mysql_port()) +
                                            "\n");
}

TEST_F(DevServerTest, KeepsRowsAndLabelsOverARestart) {
  start();
  request(be(), "PUT", "/api/db/events/_stream_load", "column_separator: ,\r\nlabel: l\r\n",
          "1,a,1\n");
  server_.reset();
  start();
  EXPECT_EQ(query("SELECT * FROM db.events"), "1\ta\t1\n");
  EXPECT_NE(request(be(), "PUT", "/api/db/events/_stream_load", "label: l\r\n", "1\n")
                .body.find("Label Already Exists"),
            std::string::npos);
}

TEST_F(DevServerTest, RefusesToListenPublicly) {
  DevServerOptions options = free_ports(directory_.path());
  options.bind_address = "0.0.0.0";
  const Status status = failure(options);
  EXPECT_EQ(status.code(), ErrorCode::kConfig);
  EXPECT_EQ(status.message().find("the development server does not listen on 0.0.0.0"), 0U);
  EXPECT_NE(status.message().find("--insecure-listen"), std::string::npos);
}

TEST_F(DevServerTest, InsecureListenServesAnyHostName) {
  DevServerOptions options = free_ports(directory_.path());
  options.insecure_listen = true;
  start(options);
  RawClient client(fe());
  client.send("GET /api/health HTTP/1.1\r\nHost: some.example\r\n\r\n");
  EXPECT_EQ(client.read_reply().status, 200);
}

TEST_F(DevServerTest, ADataDirectoryHasOneServer) {
  start();
  const Status status = failure(free_ports(directory_.path()));
  EXPECT_EQ(status.code(), ErrorCode::kUnavailable);
  EXPECT_EQ(status.message(),
            "the data directory " + directory_.path().string() +
                " is in use by another development server; stop it or choose another --data-dir");
}

TEST_F(DevServerTest, APortInUseIsNamed) {
  start();
  TemporaryDirectory other;
  DevServerOptions options = free_ports(other.path());
  options.http_port = fe();
  const Status status = failure(options);
  EXPECT_EQ(status.code(), ErrorCode::kUnavailable);
  EXPECT_EQ(
      status.message().find("cannot listen on the FE HTTP port 127.0.0.1:" + std::to_string(fe())),
      0U);
}

TEST_F(DevServerTest, ChecksPortsAndUser) {
  DevServerOptions options = free_ports(directory_.path());
  options.be_port = 65536;
  EXPECT_EQ(failure(options).message(), "--be-port 65536 is no port; choose 0 (any) to 65535");
  options = free_ports(directory_.path());
  options.user = "a@b";
  EXPECT_EQ(failure(options).code(), ErrorCode::kConfig);
}

// The command's whole life in a process of its own: exit code, banner and the port file.
class RunDevServer : public DevServerTest {
 protected:
  int run_until(int signal_number, const DevServerOptions& options,
                const std::filesystem::path& output) {
    const pid_t child = fork();
    if (child == 0) {
      if (freopen(output.c_str(), "w", stdout) == nullptr) _exit(99);
      const int code = run_dev_server(options);
      fflush(stdout);
      _exit(code);
    }
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (content(output).find("Stop with Ctrl-C.") == std::string::npos &&
           std::chrono::steady_clock::now() < deadline) {
      usleep(10'000);
    }
    kill(child, signal_number);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
};

TEST_F(RunDevServer, StopsCleanlyOnSigterm) {
  DevServerOptions options = free_ports(directory_.path() / "data");
  const std::filesystem::path output = directory_.path() / "output";
  EXPECT_EQ(run_until(SIGTERM, options, output), 0);
  const std::string text = content(output);
  EXPECT_EQ(text.find("Starload development server, not StarRocks"), 0U);
  EXPECT_NE(text.find("not for production"), std::string::npos);
  EXPECT_NE(text.find("Try: mysql -h 127.0.0.1 -P "), std::string::npos);
}

TEST_F(RunDevServer, StopsCleanlyOnSigint) {
  EXPECT_EQ(run_until(SIGINT, free_ports(directory_.path() / "data"), directory_.path() / "output"),
            0);
}

TEST_F(RunDevServer, ExitsWith2ForAnOptionThatCannotBeAnd1ForAPortInUse) {
  DevServerOptions options = free_ports(directory_.path());
  options.bind_address = "0.0.0.0";
  EXPECT_EQ(run_dev_server(options), 2);
  start();
  TemporaryDirectory other;
  options = free_ports(other.path());
  options.mysql_port = server_->mysql_port();
  EXPECT_EQ(run_dev_server(options), 1);
}

}  // namespace
}  // namespace starload::devserver
