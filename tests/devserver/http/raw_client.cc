#include "tests/devserver/http/raw_client.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <stdexcept>

#include "devserver/http/http_message.h"

namespace starload::devserver {

std::string RawReply::header(std::string_view name) const {
  std::size_t start = head.find("\r\n");
  while (start != std::string::npos && start + 2 < head.size()) {
    start += 2;
    const std::size_t end = head.find("\r\n", start);
    const std::string line = head.substr(start, end - start);
    const std::size_t colon = line.find(':');
    if (colon != std::string::npos && equals_ignoring_case(line.substr(0, colon), name)) {
      return std::string(trim_blanks(std::string_view(line).substr(colon + 1)));
    }
    start = end;
  }
  return {};
}

class RawClient::Implementation final {
 public:
  explicit Implementation(std::uint16_t port)
      : socket_(Poco::Net::SocketAddress("127.0.0.1", port)) {
    socket_.setReceiveTimeout(Poco::Timespan(60, 0));
  }

  // False: the server ended the connection, in whatever way.
  bool receive() {
    char bytes[16 * 1024];
    try {
      const int count = socket_.receiveBytes(bytes, sizeof bytes);
      if (count > 0) data_.append(bytes, static_cast<std::size_t>(count));
      return count > 0;
    } catch (const Poco::Net::NetException&) {
      return false;
    }
  }

  Poco::Net::StreamSocket socket_;
  std::string data_;
};

RawClient::RawClient(std::uint16_t port)
    : implementation_(std::make_unique<Implementation>(port)) {}
RawClient::~RawClient() = default;

void RawClient::send(std::string_view bytes) {
  try {
    while (!bytes.empty()) {
      const int sent = implementation_->socket_.sendBytes(
          bytes.data(), static_cast<int>(bytes.size()), MSG_NOSIGNAL);
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  } catch (const Poco::Net::NetException&) {
    // The server has ended the connection; read_reply tells.
  }
}

RawReply RawClient::read_reply() {
  std::string& data = implementation_->data_;
  RawReply reply;
  std::size_t end = std::string::npos;
  while ((end = data.find("\r\n\r\n")) == std::string::npos) {
    if (!implementation_->receive()) return reply;
  }
  reply.head = data.substr(0, end + 2);
  reply.status = std::stoi(reply.head.substr(9, 3));
  data.erase(0, end + 4);
  const std::string length = reply.header("Content-Length");
  const std::size_t size = length.empty() ? 0 : std::stoul(length);
  while (data.size() < size && implementation_->receive()) {
  }
  reply.body = data.substr(0, size);
  data.erase(0, size);
  return reply;
}

bool RawClient::is_closed() {
  return implementation_->data_.empty() && !implementation_->receive();
}

void RawClient::finish_sending() { implementation_->socket_.shutdownSend(); }

RawReply request(std::uint16_t port, std::string_view method, std::string_view target,
                 std::string_view headers, std::string_view body) {
  RawClient client(port);
  std::string text =
      std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  if (headers.find("Authorization") == std::string_view::npos) text += kRootAuthorization;
  text.append(headers);
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  client.send(text + "\r\n" + std::string(body));
  return client.read_reply();
}

}  // namespace starload::devserver
