// A transport under test, stream_load or transaction, driven through the functions of the ABI as a
// host would. Checks after every call that neither the message nor the log holds the password.
#pragma once

#include <starload/abi/transport.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "plugins/transports/common/clock.h"
#include "plugins/transports/common/connection.h"

namespace starload::sdk {
class Transport;
}

namespace starload::test {

inline constexpr const char* kPassword = "s3cr3t:with colon";

struct Load {
  std::string database = "db";
  std::string table = "t";
  std::string label = "l1";
  std::vector<std::pair<std::string, std::string>> headers = {{"format", "csv"}};
  std::vector<std::string> body = {"1,a\n", "2,b\n"};
  std::uint64_t timeout_ms = 20000;
  std::int32_t kind = SL_REQUEST_LOAD;
  bool takes_rejects = true;
};

struct Outcome {
  std::int32_t code = SL_OK;  // what execute returned
  sl_response response{};
  std::string message;
  std::vector<std::pair<std::string, std::string>> rejected;  // reason, row
};

enum class Plugin : std::uint8_t { kStreamLoad, kTransaction };

struct TestConfig {
  Plugin plugin = Plugin::kStreamLoad;
  std::map<std::string, std::string> properties;  // over the defaults
  std::vector<std::string> known_hosts;
  bool known_hosts_complete = true;
  std::unique_ptr<http::SocketFactory> sockets;  // null: real ones
  std::unique_ptr<http::Clock> clock;            // null: the real one
};

class Harness final {
 public:
  explicit Harness(TestConfig setup);
  ~Harness();
  Harness(const Harness&) = delete;
  Harness& operator=(const Harness&) = delete;

  // Why create failed; "" = it did not.
  const std::string& create_error() const { return create_error_; }
  Outcome execute(const Load& load);  // any thread
  void cancel();                      // any thread
  std::vector<std::string> log() const;
  bool log_has(const std::string& part) const;

 private:
  static void take_log(void* context, std::int32_t level, sl_str message);

  std::map<std::string, std::string> properties_;
  sl_host host_{};
  std::unique_ptr<sdk::Transport> transport_;
  std::string create_error_;
  mutable std::mutex mutex_;  // guards log_
  std::vector<std::string> log_;
};

// Properties that name this frontend.
TestConfig setup_for(const std::string& load_url);

}  // namespace starload::test
