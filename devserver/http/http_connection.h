// One client connection: reads request heads, hands out bodies, writes replies.
//
// Owned by the server's connection thread and used by that thread only. All waits have a limit.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "devserver/http/http_message.h"
#include "framework/base/status.h"

namespace Poco::Net {
class StreamSocket;
}

namespace starload::devserver {

// The body of a request, as it arrives. read() sends `100 Continue` first when the client waits for
// it, so a handler that answers without reading answers before the body.
class HttpBody {
 public:
  virtual ~HttpBody() = default;
  // Up to `capacity` bytes; 0 = the body is complete. Errors: kUnavailable when the client ended
  // the connection before the body was complete, kCancelled when `deadline` passed or the server
  // stops.
  virtual Result<std::size_t> read(char* buffer, std::size_t capacity,
                                   std::chrono::steady_clock::time_point deadline) = 0;
};

class StopFlag;

class HttpConnection final {
 public:
  // Borrows both until destruction.
  HttpConnection(Poco::Net::StreamSocket& socket, const StopFlag& stop);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  enum class HeadOutcome { kRequest, kBadRequest, kTooLarge, kClosed };
  // Waits for the next request, at most `idle_limit`. `reason` explains kBadRequest.
  HeadOutcome read_head(std::chrono::milliseconds idle_limit, HttpRequest& request,
                        std::string& reason);

  // The body of the request that read_head gave last; valid until the next read_head.
  HttpBody& body();

  // Writes the reply. True when the connection can serve another request.
  bool reply(const HttpRequest& request, const HttpResponse& response);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace starload::devserver
