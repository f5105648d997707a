// A stand-in for StarRocks that takes load requests, throws their bytes away and says Success: what
// is left when a server costs nothing. For benchmarks and memory tests; it keeps no data.
//
//   drain_server PORT_FILE    listens on 127.0.0.1, writes its port into the file, ends on SIGTERM
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <strings.h>
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr std::size_t kBufferBytes = 1 << 20;
constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";

bool send_all(int socket, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t sent = ::send(socket, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    done += static_cast<std::size_t>(sent);
  }
  return true;
}

// The value of a header, or "".
std::string header(const std::string& head, const char* name) {
  for (std::size_t line = head.find("\r\n"); line != std::string::npos;
       line = head.find("\r\n", line + 2)) {
    const char* start = head.c_str() + line + 2;
    const std::size_t length = std::strlen(name);
    if (::strncasecmp(start, name, length) != 0 || start[length] != ':') continue;
    const std::size_t value = line + 2 + length + 1;
    const std::string text = head.substr(value, head.find("\r\n", value) - value);
    return text.substr(std::min(text.find_first_not_of(' '), text.size()));
  }
  return "";
}

std::string reply(std::size_t bytes, const std::string& label) {
  const std::string body =
      "{\n    \"TxnId\": 1,\n    \"Label\": \"" + label +
      "\",\n    \"Status\": \"Success\",\n    "
      "\"Message\": \"OK\","
      "\n    \"NumberTotalRows\": 0,\n    \"NumberLoadedRows\": 0,\n    \"NumberFilteredRows\": 0,"
      "\n    \"NumberUnselectedRows\": 0,\n    \"LoadBytes\": " +
      std::to_string(bytes) + "\n}";
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

// One connection: requests until the client goes away.
void serve(int socket) {
  std::vector<char> buffer(kBufferBytes);
  std::string head;
  while (true) {
    const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (got <= 0) break;
    head.append(buffer.data(), static_cast<std::size_t>(got));
    const std::size_t end = head.find("\r\n\r\n");
    if (end == std::string::npos) continue;
    std::size_t length = 0;
    const std::string length_text = header(head, "Content-Length");
    std::from_chars(length_text.data(), length_text.data() + length_text.size(), length);
    std::size_t seen = head.size() - end - 4;
    if (!header(head, "Expect").empty() && !send_all(socket, kContinue)) break;
    while (seen < length) {
      const ssize_t more = ::recv(socket, buffer.data(), std::min(buffer.size(), length - seen), 0);
      if (more <= 0) break;
      seen += static_cast<std::size_t>(more);
    }
    if (seen < length || !send_all(socket, reply(length, header(head, "label")))) break;
    head.clear();
  }
  ::close(socket);
}

int listen_on_loopback() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener, 64) != 0) {
    std::perror("drain_server");
    std::exit(1);
  }
  return listener;
}

void write_port(int listener, const char* path) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  const std::string temporary = std::string(path) + ".new";
  if (std::FILE* file = std::fopen(temporary.c_str(), "w")) {
    std::fprintf(file, "%d\n", ntohs(address.sin_port));
    std::fclose(file);
    std::rename(temporary.c_str(), path);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: drain_server PORT_FILE\n");
    return 2;
  }
  const int listener = listen_on_loopback();
  write_port(listener, argv[1]);
  while (true) {
    const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket >= 0) std::thread(serve, socket).detach();
  }
}
