// The talk on one connection from the first byte of the request to the last of the answer. One use,
// one thread.
#pragma once

#include <vector>

#include "plugins/transports/common/http_client.h"

namespace starload::http {

class Conversation final {
 public:
  // All references outlive the conversation.
  Conversation(Connection& connection, const HttpRequest& request, const Clock& clock,
               const CancelToken& token, const Timeouts& timeouts, TimePoint until);

  Exchange run();
  // After run(): the connection may carry another request.
  bool can_reuse_connection() const { return reusable_; }

 private:
  bool send_body();
  bool send_all(std::vector<std::string_view> pieces, bool is_body);
  bool await_continue();
  void await_answer();
  // Reads what is there. False once reading is over: answer complete or bad, or the connection
  // gone.
  bool receive_available();
  void peer_is_gone(const std::string& how);
  bool wait_or_fail(unsigned events, const char* doing);
  TimePoint idle_limit() const;
  void fail(Failure failure, std::string detail);

  Connection& connection_;
  const HttpRequest& request_;
  const Clock& clock_;
  const CancelToken& token_;
  const Timeouts& timeouts_;
  const TimePoint until_;
  ResponseParser parser_;
  Exchange result_;
  TimePoint last_progress_;
  bool failed_ = false;
  bool stray_bytes_ = false;
  bool reusable_ = false;
};

}  // namespace starload::http
