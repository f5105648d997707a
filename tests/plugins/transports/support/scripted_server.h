// An HTTP server that says exactly the bytes it is told, on 127.0.0.1 and a free port. Each
// accepted connection runs the next handler of the script on its own thread; the last handler
// serves all that follow.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace starload::test {

// One accepted connection. Every wait ends after ten seconds (and then fails the read).
class Peer {
 public:
  virtual ~Peer() = default;
  virtual std::string read_head() = 0;  // up to and with the blank line; "" = closed
  virtual std::string read_bytes(std::size_t count) = 0;  // shorter = closed
  virtual void write(std::string_view bytes) = 0;
  virtual void reset() = 0;                        // RST instead of FIN
  virtual bool wait_closed() = 0;                  // reads until the client has closed
  std::string read_body(const std::string& head);  // as Content-Length says
};

using Handler = std::function<void(Peer&)>;

class ScriptedServer final {
 public:
  struct Tls {
    std::string cert_file;
    std::string key_file;
    std::string client_ca_file;  // not empty: clients must show a certificate
  };

  explicit ScriptedServer(std::vector<Handler> script);
  ScriptedServer(std::vector<Handler> script, const Tls& tls);
  ~ScriptedServer();  // closes all connections and joins all threads
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const;
  std::string authority() const { return "127.0.0.1:" + std::to_string(port()); }
  std::size_t accepted() const;  // connections so far

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// A port on 127.0.0.1 where nobody listens.
std::uint16_t closed_port();

// "HTTP/1.1 200 OK" with Content-Length, keep-alive.
std::string ok_reply(std::string_view body);
std::string redirect_reply(std::string_view location);
// Value of a header of a request head, "" when absent.
std::string header_of(const std::string& head, std::string_view name);

inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
// Success for the label l1, 2 rows.
inline constexpr std::string_view kSuccess =
    R"({"TxnId": 1003, "Label": "l1", "Status": "Success", "Message": "OK", "NumberTotalRows": 2,)"
    R"( "NumberLoadedRows": 2, "NumberFilteredRows": 0, "NumberUnselectedRows": 0, "LoadBytes": 8,)"
    R"( "LoadTimeMs": 60})";

// Reads head, says 100, reads the body, answers: a backend of good will. Serves requests until the
// client closes.
Handler backend(std::string reply);
// Reads head and redirects, then closes: a frontend.
Handler frontend(std::string location);

}  // namespace starload::test
