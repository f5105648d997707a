// A client that sends exactly the bytes that a test says and reads replies one at a time. One
// thread; all waits end after a minute.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace starload::devserver {

struct RawReply {
  int status = 0;
  std::string head;  // status line and headers, each with its CR LF
  std::string body;
  // The value of a header; empty = not sent.
  std::string header(std::string_view name) const;
};

class RawClient final {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();

  void send(std::string_view bytes);
  // The next reply, a 100 Continue included. Status 0: the server closed the connection.
  RawReply read_reply();
  // True when the server has closed the connection and sent nothing more.
  bool is_closed();
  // Ends this side of the connection; replies can still be read.
  void finish_sending();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// One request on a connection of its own. headers: lines with CR LF; Host and Authorization (root,
// no password) are added.
RawReply request(std::uint16_t port, std::string_view method, std::string_view target,
                 std::string_view headers = {}, std::string_view body = {});

inline constexpr const char* kRootAuthorization = "Authorization: Basic cm9vdDo=\r\n";

}  // namespace starload::devserver
