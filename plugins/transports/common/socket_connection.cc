#include "plugins/transports/common/socket_connection.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <system_error>

namespace starload::http {
namespace {

// One sendmsg takes at most this much: large enough that the system call costs nothing, small
// enough that an early answer is noticed.
constexpr std::size_t kMaxSendBytes = 8u << 20;
constexpr std::size_t kMaxSendPieces = 64;
constexpr std::size_t kMaxTlsSendBytes = 256u << 10;

std::string system_text(int error) { return std::generic_category().message(error); }

int poll_timeout(TimePoint until) {
  const auto left =
      std::chrono::ceil<Milliseconds>(until - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, INT_MAX));
}

std::string handshake_text(const std::string& problem) {
  if (problem.find("certificate verify failed") == std::string::npos) return "TLS: " + problem;
  return "its certificate is not signed by a trusted authority (name that in sink.ssl.ca-file): " +
         problem;
}

// OpenSSL writes without MSG_NOSIGNAL; a peer that has gone must not end the process.
class SigpipeGuard final {
 public:
  SigpipeGuard() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    if (!was_pending_) pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~SigpipeGuard() {
    if (was_pending_) return;
    const timespec now{};
    while (sigtimedwait(&pipe_, nullptr, &now) < 0 && errno == EINTR) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SigpipeGuard(const SigpipeGuard&) = delete;
  SigpipeGuard& operator=(const SigpipeGuard&) = delete;

 private:
  sigset_t pipe_;
  sigset_t before_;
  bool was_pending_;
};

}  // namespace

unsigned wait_for(int descriptor, unsigned events, TimePoint until, const CancelToken& token) {
  const short wanted = static_cast<short>(((events & kReadable) != 0 ? POLLIN : 0) |
                                          ((events & kWritable) != 0 ? POLLOUT : 0));
  std::array<pollfd, 2> polled = {{{descriptor, wanted, 0}, {token.descriptor(), POLLIN, 0}}};
  int ready = 0;
  do {
    ready = ::poll(polled.data(), polled.size(), poll_timeout(until));
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0 || token.cancelled()) return 0;
  const short got = polled[0].revents;
  if ((got & (POLLERR | POLLHUP | POLLNVAL)) != 0) return events;  // the next call tells
  return ((got & POLLIN) != 0 ? kReadable : 0) | ((got & POLLOUT) != 0 ? kWritable : 0);
}

bool is_silent(int descriptor) {
  pollfd polled = {descriptor, POLLIN | POLLRDHUP, 0};
  return ::poll(&polled, 1, 0) == 0;
}

PlainConnection::PlainConnection(Poco::Net::StreamSocket socket, std::string peer,
                                 const CancelToken& token)
    : socket_(std::move(socket)),
      descriptor_(socket_.impl()->sockfd()),
      peer_(std::move(peer)),
      token_(token) {}

unsigned PlainConnection::wait(unsigned events, TimePoint until) {
  return wait_for(descriptor_, events, until, token_);
}

IoResult PlainConnection::failed(int error) {
  if (error == EAGAIN || error == EWOULDBLOCK || error == EINTR) return {IoStatus::kAgain};
  failure_ = system_text(error);
  return {IoStatus::kFailed};
}

// Straight from the caller's pieces: no copy on our side of the system call.
IoResult PlainConnection::send(std::span<const std::string_view> pieces) {
  std::array<iovec, kMaxSendPieces> vectors;
  std::size_t count = 0;
  std::size_t total = 0;
  for (const std::string_view piece : pieces) {
    if (count == vectors.size() || total >= kMaxSendBytes) break;
    const std::size_t size = std::min(piece.size(), kMaxSendBytes - total);
    vectors[count++] = {const_cast<char*>(piece.data()), size};
    total += size;
  }
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = count;
  const ssize_t sent = ::sendmsg(descriptor_, &message, MSG_NOSIGNAL);
  if (sent < 0) return failed(errno);
  return {IoStatus::kDone, static_cast<std::size_t>(sent)};
}

IoResult PlainConnection::receive(char* buffer, std::size_t capacity) {
  const ssize_t got = ::recv(descriptor_, buffer, capacity, 0);
  if (got < 0) return failed(errno);
  if (got == 0) return {IoStatus::kClosed};
  return {IoStatus::kDone, static_cast<std::size_t>(got)};
}

TlsConnection::TlsConnection(const Poco::Net::StreamSocket& socket, const std::string& host,
                             Poco::Net::Context::Ptr context, std::string peer,
                             const CancelToken& token)
    : host_(host),
      verify_(context->verificationMode() != Poco::Net::Context::VERIFY_NONE),
      socket_(Poco::Net::SecureStreamSocket::attach(socket, host, context)),
      descriptor_(socket.impl()->sockfd()),
      peer_(std::move(peer)),
      token_(token) {}

TlsConnection::~TlsConnection() {
  const SigpipeGuard guard;
  try {
    socket_.close();
  } catch (const std::exception&) {  // the close notice may find nobody
  }
}

std::string TlsConnection::handshake(TimePoint until) {
  const SigpipeGuard guard;
  try {
    int rc = 0;
    while ((rc = socket_.completeHandshake()) != 1) {
      if (rc == 0) return "the peer closed the connection during the TLS handshake";
      const bool reads = rc == Poco::Net::SecureStreamSocket::ERR_SSL_WANT_READ;
      if (wait_for(descriptor_, reads ? kReadable : kWritable, until, token_) == 0) {
        return token_.cancelled() ? "cancelled" : "the TLS handshake took too long";
      }
    }
    if (verify_) socket_.verifyPeerCertificate(host_);
    return {};
  } catch (const Poco::Net::CertificateValidationException& e) {
    return "its certificate is not valid for '" + host_ + "' (" + e.displayText() + ")";
  } catch (const Poco::Exception& e) {
    return handshake_text(e.displayText());
  }
}

unsigned TlsConnection::wait(unsigned events, TimePoint until) {
  if ((events & kReadable) != 0 && socket_.available() > 0) return kReadable;
  unsigned wanted = 0;
  if ((events & kReadable) != 0) wanted |= receive_wants_;
  if ((events & kWritable) != 0) wanted |= send_wants_;
  const unsigned ready = wait_for(descriptor_, wanted, until, token_);
  unsigned result = 0;
  if ((events & kReadable) != 0 && (ready & receive_wants_) != 0) result |= kReadable;
  if ((events & kWritable) != 0 && (ready & send_wants_) != 0) result |= kWritable;
  return result;
}

IoResult TlsConnection::result_of(int rc, unsigned& wants, unsigned normal) {
  wants = normal;
  if (rc > 0) return {IoStatus::kDone, static_cast<std::size_t>(rc)};
  if (rc == 0) return {IoStatus::kClosed};
  wants = rc == Poco::Net::SecureStreamSocket::ERR_SSL_WANT_WRITE ? kWritable : kReadable;
  return {IoStatus::kAgain};
}

IoResult TlsConnection::send(std::span<const std::string_view> pieces) {
  const SigpipeGuard guard;
  try {
    const std::size_t size = std::min(pieces[0].size(), kMaxTlsSendBytes);
    return result_of(socket_.sendBytes(pieces[0].data(), static_cast<int>(size)), send_wants_,
                     kWritable);
  } catch (const Poco::Exception& e) {
    failure_ = "TLS: " + e.displayText();
    return {IoStatus::kFailed};
  }
}

IoResult TlsConnection::receive(char* buffer, std::size_t capacity) {
  const SigpipeGuard guard;
  try {
    const auto size = static_cast<int>(std::min<std::size_t>(capacity, INT_MAX));
    return result_of(socket_.receiveBytes(buffer, size), receive_wants_, kReadable);
  } catch (const Poco::Exception& e) {
    failure_ = "TLS: " + e.displayText();
    return {IoStatus::kFailed};
  }
}

bool TlsConnection::is_idle() { return socket_.available() == 0 && is_silent(descriptor_); }

}  // namespace starload::http
