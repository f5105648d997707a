// Connections over Poco sockets in non-blocking mode. One user at a time.
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include "plugins/transports/common/connection.h"

namespace starload::http {

// Waits for a descriptor or the token. Returns the ready events, 0 at the time limit or when
// cancelled.
unsigned wait_for(int descriptor, unsigned events, TimePoint until, const CancelToken& token);

// An idle connection must be silent: anything to read is the end or a stray answer.
bool is_silent(int descriptor);

class PlainConnection final : public Connection {
 public:
  PlainConnection(Poco::Net::StreamSocket socket, std::string peer, const CancelToken& token);
  unsigned wait(unsigned events, TimePoint until) override;
  IoResult send(std::span<const std::string_view> pieces) override;
  IoResult receive(char* buffer, std::size_t capacity) override;
  std::string failure() const override { return failure_; }
  bool is_idle() override { return is_silent(descriptor_); }
  const std::string& peer() const override { return peer_; }

 private:
  IoResult failed(int error);

  Poco::Net::StreamSocket socket_;
  const int descriptor_;
  const std::string peer_;
  const CancelToken& token_;
  std::string failure_;
};

class TlsConnection final : public Connection {
 public:
  TlsConnection(const Poco::Net::StreamSocket& socket, const std::string& host,
                Poco::Net::Context::Ptr context, std::string peer, const CancelToken& token);
  ~TlsConnection() override;
  // The whole handshake with the certificate checks. "" or what went wrong.
  std::string handshake(TimePoint until);
  unsigned wait(unsigned events, TimePoint until) override;
  IoResult send(std::span<const std::string_view> pieces) override;
  IoResult receive(char* buffer, std::size_t capacity) override;
  std::string failure() const override { return failure_; }
  bool is_idle() override;
  const std::string& peer() const override { return peer_; }

 private:
  IoResult result_of(int rc, unsigned& wants, unsigned normal);

  const std::string host_;
  const bool verify_;
  Poco::Net::SecureStreamSocket socket_;
  const int descriptor_;
  const std::string peer_;
  const CancelToken& token_;
  std::string failure_;
  unsigned send_wants_ = kWritable;  // what TLS needs before the next send or receive can go on
  unsigned receive_wants_ = kReadable;
};

}  // namespace starload::http
