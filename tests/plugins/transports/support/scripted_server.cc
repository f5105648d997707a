#include "tests/plugins/transports/support/scripted_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Timespan.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>

#include <atomic>
#include <cctype>
#include <mutex>
#include <set>
#include <thread>

namespace starload::test {
namespace {

using Poco::Net::Context;
using Poco::Net::ServerSocket;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

const Poco::Timespan kPatience(10, 0);

class SocketPeer final : public Peer {
 public:
  // `before_close` runs while the descriptor is still this socket's.
  SocketPeer(const StreamSocket& socket, std::function<void()> before_close)
      : socket_(socket), before_close_(std::move(before_close)) {
    socket_.setReceiveTimeout(kPatience);
  }
  ~SocketPeer() override { close(); }

  std::string read_head() override {
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
      if (!fill()) return {};
    }
    const std::size_t end = buffer_.find("\r\n\r\n") + 4;
    std::string head = buffer_.substr(0, end);
    buffer_.erase(0, end);
    return head;
  }

  std::string read_bytes(std::size_t count) override {
    while (buffer_.size() < count && fill()) {
    }
    std::string bytes = buffer_.substr(0, count);
    buffer_.erase(0, bytes.size());
    return bytes;
  }

  void write(std::string_view bytes) override {
    try {
      while (!bytes.empty()) {
        const int sent = socket_.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      }
    } catch (const Poco::Exception&) {  // the client has gone
    }
  }

  void reset() override {
    socket_.setLinger(true, 0);
    close();
  }

  bool wait_closed() override {
    while (fill()) {
    }
    return closed_;
  }

 private:
  bool fill() {
    char bytes[65536];
    try {
      const int got = socket_.receiveBytes(bytes, sizeof(bytes));
      if (got > 0) {
        buffer_.append(bytes, static_cast<std::size_t>(got));
        return true;
      }
      closed_ = true;
    } catch (const Poco::TimeoutException&) {
    } catch (const Poco::Exception&) {
      closed_ = true;
    }
    return false;
  }

  void close() {
    if (closed_here_) return;
    closed_here_ = true;
    before_close_();
    try {
      socket_.close();
    } catch (const Poco::Exception&) {  // TLS may want to say goodbye to nobody
    }
  }

  StreamSocket socket_;
  const std::function<void()> before_close_;
  bool closed_here_ = false;
  std::string buffer_;
  bool closed_ = false;
};

const Poco::Timespan kPollInterval(0, 20000);

}  // namespace

class ScriptedServer::Impl {
 public:
  Impl(std::vector<Handler> script, ServerSocket socket)
      : script_(std::move(script)),
        socket_(std::move(socket)),
        acceptor_([this] { accept_all(); }) {}

  ~Impl() {
    stop_ = true;
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int open : open_) ::shutdown(open, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
  }

  std::uint16_t port() const { return socket_.address().port(); }
  std::size_t accepted() const { return accepted_; }

 private:
  void accept_all() {
    while (!stop_) {
      std::unique_ptr<StreamSocket> client;
      try {
        if (!socket_.poll(kPollInterval, Poco::Net::Socket::SELECT_READ)) continue;
        client = std::make_unique<StreamSocket>(socket_.acceptConnection());
      } catch (const Poco::Exception&) {  // a client that left at once, or no descriptor for poll
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        continue;
      }
      const std::size_t index = accepted_++;
      const std::lock_guard lock(mutex_);
      open_.insert(client->impl()->sockfd());
      threads_.emplace_back(
          [this, index, owned = std::move(client)]() mutable { serve(std::move(owned), index); });
    }
  }

  // The thread alone owns the socket; open_ has only its number, and only while it is open.
  void serve(std::unique_ptr<StreamSocket> client, std::size_t index) {
    // OpenSSL writes without MSG_NOSIGNAL.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    const int descriptor = client->impl()->sockfd();
    SocketPeer peer(*client, [this, descriptor] {
      const std::lock_guard lock(mutex_);
      open_.erase(descriptor);
    });
    if (!script_.empty()) script_[std::min(index, script_.size() - 1)](peer);
  }

  const std::vector<Handler> script_;
  mutable ServerSocket socket_;
  std::atomic<bool> stop_{false};
  std::atomic<std::size_t> accepted_{0};
  std::mutex mutex_;  // guards open_ and threads_
  std::set<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

ScriptedServer::ScriptedServer(std::vector<Handler> script)
    : impl_(
          std::make_unique<Impl>(std::move(script), ServerSocket(SocketAddress("127.0.0.1", 0)))) {}

ScriptedServer::ScriptedServer(std::vector<Handler> script, const Tls& tls) {
  Context::Params params;
  params.privateKeyFile = tls.key_file;
  params.certificateFile = tls.cert_file;
  params.caLocation = tls.client_ca_file;
  params.verificationMode =
      tls.client_ca_file.empty() ? Context::VERIFY_NONE : Context::VERIFY_STRICT;
  Context::Ptr context(new Context(Context::TLS_SERVER_USE, params));
  context->enableExtendedCertificateVerification(false);
  if (!tls.client_ca_file.empty()) {
    SSL_CTX_set_verify(context->sslContext(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       nullptr);
  }
  impl_ = std::make_unique<Impl>(
      std::move(script), Poco::Net::SecureServerSocket(SocketAddress("127.0.0.1", 0), 64, context));
}

ScriptedServer::~ScriptedServer() = default;
std::uint16_t ScriptedServer::port() const { return impl_->port(); }
std::size_t ScriptedServer::accepted() const { return impl_->accepted(); }

std::uint16_t closed_port() {
  const ServerSocket socket(SocketAddress("127.0.0.1", 0));
  return socket.address().port();
}

std::string Peer::read_body(const std::string& head) {
  const std::string length = header_of(head, "Content-Length");
  return read_bytes(length.empty() ? 0 : std::stoul(length));
}

std::string header_of(const std::string& head, std::string_view name) {
  const auto lower = [](std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
  };
  const std::string start = "\r\n" + lower(name) + ": ";
  const std::size_t at = lower(head).find(start);
  if (at == std::string::npos) return {};
  const std::size_t from = at + start.size();
  return head.substr(from, head.find("\r\n", from) - from);
}

std::string ok_reply(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string redirect_reply(std::string_view location) {
  return "HTTP/1.1 307 Temporary Redirect\r\nLocation: " + std::string(location) +
         "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}

Handler backend(std::string reply) {
  return [reply = std::move(reply)](Peer& peer) {
    for (std::string head = peer.read_head(); !head.empty(); head = peer.read_head()) {
      if (!header_of(head, "Expect").empty()) peer.write(kContinue);
      peer.read_body(head);
      peer.write(ok_reply(reply));
    }
  };
}

Handler frontend(std::string location) {
  return [location = std::move(location)](Peer& peer) {
    if (!peer.read_head().empty()) peer.write(redirect_reply(location));
  };
}

}  // namespace starload::test
