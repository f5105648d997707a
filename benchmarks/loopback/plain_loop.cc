#include "benchmarks/loopback/plain_loop.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>

namespace starload::bench {
namespace {

constexpr std::size_t kMaxRowBytes = 256;

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
  return socket;
}

void send_all(int socket, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(socket, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) std::exit(1);
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
}

void receive_answer(int socket) {
  std::string answer;
  char buffer[4096];
  while (answer.find("\n}") == std::string::npos) {
    const ssize_t got = ::recv(socket, buffer, sizeof buffer, 0);
    if (got <= 0) std::exit(1);
    answer.append(buffer, static_cast<std::size_t>(got));
  }
}

char* two_digits(char* at, unsigned value) {
  *at++ = static_cast<char>('0' + value / 10);
  *at++ = static_cast<char>('0' + value % 10);
  return at;
}

char* write_time(char* at, std::int64_t ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(ms)};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  at = std::to_chars(at, at + 5, static_cast<int>(date.year())).ptr;
  *at++ = '-';
  at = two_digits(at, static_cast<unsigned>(date.month()));
  *at++ = '-';
  at = two_digits(at, static_cast<unsigned>(date.day()));
  *at++ = ' ';
  at = two_digits(at, static_cast<unsigned>(clock.hours().count()));
  *at++ = ':';
  at = two_digits(at, static_cast<unsigned>(clock.minutes().count()));
  *at++ = ':';
  at = two_digits(at, static_cast<unsigned>(clock.seconds().count()));
  const auto fraction = static_cast<unsigned>(clock.subseconds().count());
  *at++ = '.';
  *at++ = static_cast<char>('0' + fraction / 100);
  at = two_digits(at, fraction % 100);
  std::memcpy(at, "000", 3);
  return at + 3;
}

char* write_text(char* at, const char* text) {
  const std::size_t size = std::strlen(text);
  std::memcpy(at, text, size);
  return at + size;
}

char* write_row(char* at, const SampleRow& row) {
  at = std::to_chars(at, at + 20, row.id).ptr;
  *at++ = '\t';
  at = write_text(at, row.name);
  *at++ = '\t';
  at = std::to_chars(at, at + 11, row.quantity).ptr;
  *at++ = '\t';
  at = std::to_chars(at, at + 20, row.price_cents / 100).ptr;
  *at++ = '.';
  at = two_digits(at, static_cast<unsigned>(row.price_cents % 100));
  *at++ = '\t';
  at = std::to_chars(at, at + 30, row.ratio).ptr;
  *at++ = '\t';
  at = write_time(at, row.time_ms);
  *at++ = '\t';
  *at++ = row.active ? '1' : '0';
  *at++ = '\t';
  at = write_text(at, row.note);
  *at++ = '\n';
  return at;
}

void send_body(int socket, const char* body, std::size_t size) {
  const std::string head =
      "PUT /api/db/t/_stream_load HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " +
      std::to_string(size) + "\r\n\r\n";
  send_all(socket, head.data(), head.size());
  send_all(socket, body, size);
  receive_answer(socket);
}

}  // namespace

std::uint64_t run_plain_loop(std::span<const SampleRow> rows, int rounds, int port,
                             std::size_t body_bytes) {
  const int socket = connect_to(port);
  std::string body(body_bytes + kMaxRowBytes, '\0');
  char* at = body.data();
  std::uint64_t total = 0;
  const auto flush = [&] {
    const auto size = static_cast<std::size_t>(at - body.data());
    if (size > 0) send_body(socket, body.data(), size);
    total += size;
    at = body.data();
  };
  for (int round = 0; round < rounds; ++round) {
    for (const SampleRow& row : rows) {
      at = write_row(at, row);
      if (static_cast<std::size_t>(at - body.data()) >= body_bytes) flush();
    }
  }
  flush();
  ::close(socket);
  return total;
}

}  // namespace starload::bench
