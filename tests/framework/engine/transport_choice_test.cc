// sink.version and what decides when it is AUTO.
#include "framework/engine/transport_choice.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "framework/engine/engine_setup.h"

namespace starload {
namespace {

TransportChoice choose(std::initializer_list<std::pair<const char*, const char*>> properties,
                       const ServerFacts& server = {}) {
  PropertyMap map;
  for (const auto& [key, value] : properties) map.set(key, value, "test");
  return choose_transport(map, server);
}

ServerFacts version(int major, int minor) { return {major, minor, std::nullopt, ""}; }

TEST(TransportChoice, NamesWin) {
  EXPECT_EQ(choose({{"sink.transport", "mine"}, {"sink.version", "V1"}}).name, "mine");
  EXPECT_EQ(choose({{"sink.version", "v1"}}).name, "stream_load");
  EXPECT_EQ(choose({{"sink.version", " V2 "}}, version(1, 19)).name, "transaction");
}

TEST(TransportChoice, AutoGoesByTheServersVersion) {
  EXPECT_EQ(choose({}, version(2, 3)).name, "stream_load");
  EXPECT_EQ(choose({}, version(2, 4)).name, "transaction");
  EXPECT_EQ(choose({{"sink.version", "AUTO"}}, version(3, 0)).name, "transaction");
  EXPECT_NE(choose({}, version(2, 3)).reason.find("StarRocks 2.3"), std::string::npos);
  EXPECT_FALSE(choose({}, version(3, 3)).undecided);
}

TEST(TransportChoice, AutoGoesByTheServersAnswer) {
  EXPECT_EQ(choose({}, {0, 0, true, ""}).name, "transaction");
  const TransportChoice none = choose({}, {0, 0, false, "HTTP status 404"});
  EXPECT_EQ(none.name, "stream_load");
  EXPECT_NE(none.reason.find("HTTP status 404"), std::string::npos);
}

TEST(TransportChoice, AServerThatCannotBeAskedIsTakenForARecentOne) {
  EXPECT_TRUE(choose({}).undecided);
  const TransportChoice choice = choose({}, {0, 0, std::nullopt, "connection refused"});
  EXPECT_EQ(choice.name, "transaction");
  EXPECT_NE(choice.reason.find("connection refused"), std::string::npos) << choice.reason;
}

TEST(TransportChoice, AutoTakesStreamLoadForWhatTransactionsDoNotHonour) {
  for (const char* key :
       {"sink.properties.enclose", "sink.properties.escape", "sink.properties.skip_header",
        "sink.properties.trim_space", "sink.properties.log_rejected_record_num"}) {
    const TransportChoice choice = choose({{key, "1"}}, version(3, 3));
    EXPECT_EQ(choice.name, "stream_load") << key;
    EXPECT_NE(choice.reason.find(key), std::string::npos) << choice.reason;
    EXPECT_EQ(choose({{key, "1"}, {"sink.version", "V2"}}, version(3, 3)).name, "transaction");
    EXPECT_EQ(choose({{key, "1"}, {"sink.semantic", "exactly-once"}}, version(3, 3)).name,
              "transaction");
  }
  EXPECT_EQ(choose({{"sink.properties.skip_header", "0"}}, version(3, 3)).name, "transaction");
  EXPECT_EQ(choose({{"sink.properties.trim_space", "False"}}, version(3, 3)).name, "transaction");
}

TEST(TransportChoice, AtLeastOnceMayDoWithoutTransactions) {
  constexpr char kUse[] = "sink.at-least-once.use-transaction-stream-load";
  EXPECT_EQ(choose({{kUse, "false"}}, version(3, 3)).name, "stream_load");
  EXPECT_EQ(choose({{kUse, "false"}, {"sink.version", "V2"}}).name, "stream_load");
  EXPECT_EQ(choose({{kUse, "false"}, {"sink.semantic", "exactly-once"}}, version(3, 3)).name,
            "transaction");
}

// A frontend that gives every request the same answer.
class OneAnswerServer final {
 public:
  explicit OneAnswerServer(std::string answer) : answer_(std::move(answer)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(socket_, 8), 0);
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~OneAnswerServer() {
    stopping_ = true;
    thread_.join();
    ::close(socket_);
  }
  std::string url() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  void run() {
    while (!stopping_) {
      pollfd ready{socket_, POLLIN, 0};
      if (::poll(&ready, 1, 20) <= 0) continue;
      const int client = ::accept(socket_, nullptr, nullptr);
      char request[4096];
      if (::read(client, request, sizeof request) > 0) {
        EXPECT_EQ(::write(client, answer_.data(), answer_.size()),
                  static_cast<ssize_t>(answer_.size()));
      }
      ::close(client);
    }
  }

  const std::string answer_;
  int socket_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

class AutoVersion : public ::testing::Test {
 protected:
  // The line that says which transport was chosen, and why.
  std::string opened_with(const std::string& load_url) {
    EngineConfig config;
    config.plugin_directories = {BUILTIN_PLUGINS};
    for (const auto& [key, value] :
         std::initializer_list<std::pair<const char*, std::string>>{{"load-url", load_url},
                                                                    {"database-name", "db"},
                                                                    {"table-name", "t"},
                                                                    {"username", "root"}}) {
      config.properties.set(key, value, "test");
    }
    config.server_major = major_;
    config.server_minor = minor_;
    std::string line;
    config.log = [&](LogLevel level, std::string_view message) {
      if (level == LogLevel::kInfo && message.starts_with("transport ")) line = message;
    };
    const Result<std::unique_ptr<Engine>> engine = Engine::open(std::move(config));
    return engine ? line : engine.status().message();
  }

  int major_ = 0, minor_ = 0;
};

TEST_F(AutoVersion, AnAnswerOfTheTransactionInterfaceMeansV2) {
  const OneAnswerServer server(
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 43\r\n"
      "Connection: close\r\n\r\n{\"Status\":\"FAILED\",\"Message\":\"empty label\"}");
  EXPECT_EQ(opened_with(server.url()),
            "transport transaction: sink.version = AUTO, and the server answers to transactions");
}

TEST_F(AutoVersion, NoSuchPathMeansV1) {
  const OneAnswerServer server(
      "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  const std::string line = opened_with(server.url());
  EXPECT_TRUE(
      line.starts_with("transport stream_load: sink.version = AUTO, and the server knows no "
                       "transactions: "))
      << line;
}

TEST_F(AutoVersion, AServerThatIsDownMeansV2) {
  std::string url;
  {
    const OneAnswerServer gone("");
    url = gone.url();
  }
  const std::string line = opened_with(url);
  EXPECT_TRUE(
      line.starts_with("transport transaction: sink.version = AUTO, and the server could "
                       "not be asked ("))
      << line;
}

TEST_F(AutoVersion, AKnownVersionNeedsNoQuestion) {
  major_ = 2;
  minor_ = 3;
  EXPECT_TRUE(opened_with("127.0.0.1:1").starts_with("transport stream_load: "));
}

TEST(EngineSetup, WithAutoTheOptionsOfBothTransportsAreKnown) {
  PluginHost plugins({BUILTIN_PLUGINS});
  PropertyMap properties;
  for (const auto& [key, value] :
       std::initializer_list<std::pair<const char*, const char*>>{{"load-url", "127.0.0.1:1"},
                                                                  {"database-name", "db"},
                                                                  {"table-name", "t"},
                                                                  {"username", "root"}}) {
    properties.set(key, value, "test");
  }
  const Result<EngineSetup> setup = set_up_engine(properties, plugins);
  ASSERT_TRUE(setup) << setup.status().message();
  EXPECT_TRUE(setup->transport_undecided);
  EXPECT_EQ(setup->transport->name(), "transaction");
  std::set<std::string> owners;
  for (const OptionTable::Entry& entry : setup->options.entries()) owners.insert(entry.owner);
  EXPECT_TRUE(owners.contains("transaction"));
  EXPECT_TRUE(owners.contains("stream_load"));
}

}  // namespace
}  // namespace starload
