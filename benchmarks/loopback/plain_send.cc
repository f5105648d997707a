#include "benchmarks/loopback/plain_send.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace starload::bench {
namespace {

int connect_to(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    std::perror("plain loop: connect");
    std::exit(1);
  }
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

void send_all(int socket, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(socket, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) {
      std::perror("plain loop: send");
      std::exit(1);
    }
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
}

void receive_answer(int socket) {
  std::string answer;
  char buffer[4096];
  while (answer.find("\n}") == std::string::npos) {
    const ssize_t got = ::recv(socket, buffer, sizeof buffer, 0);
    if (got <= 0) {
      std::fprintf(stderr, "plain loop: no answer, only \"%s\"\n", answer.c_str());
      std::exit(1);
    }
    answer.append(buffer, static_cast<std::size_t>(got));
  }
}

}  // namespace

PlainSender::PlainSender(int port, bool transactions)
    : transactions_(transactions), socket_(connect_to(port)) {
  if (transactions_) step("POST /api/transaction/begin", nullptr, 0);
}

PlainSender::~PlainSender() { ::close(socket_); }

void PlainSender::load(const char* body, std::size_t size) {
  step(transactions_ ? "PUT /api/transaction/load" : "PUT /api/db/t/_stream_load", body, size);
}

void PlainSender::finish() {
  if (!transactions_) return;
  step("POST /api/transaction/prepare", nullptr, 0);
  step("POST /api/transaction/commit", nullptr, 0);
}

void PlainSender::load_repeated(const char* bytes, std::size_t size, std::size_t total) {
  send_head("PUT /api/db/t/_stream_load", total);
  for (std::size_t left = total; left > 0;) {
    const std::size_t now = std::min(left, size);
    send_all(socket_, bytes, now);
    left -= now;
  }
  receive_answer(socket_);
}

void PlainSender::send_head(const std::string& method_and_path, std::size_t size) {
  const std::string head =
      method_and_path +
      " HTTP/1.1\r\nHost: 127.0.0.1\r\nlabel: plain\r\nContent-Length: " + std::to_string(size) +
      "\r\n\r\n";
  send_all(socket_, head.data(), head.size());
}

void PlainSender::step(const std::string& method_and_path, const char* body, std::size_t size) {
  send_head(method_and_path, size);
  send_all(socket_, body, size);
  receive_answer(socket_);
}

}  // namespace starload::bench
