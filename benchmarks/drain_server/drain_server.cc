// A stand-in for StarRocks that takes load requests and transactions, throws their bytes away and
// says that all is well: what is left when a server costs nothing. For benchmarks and memory tests;
// it keeps no data, but the state of each label.
//
//   drain_server PORT_FILE [KEEP_DIR]    listens on 127.0.0.1, writes its port into the file, ends
//   on
//                                        SIGTERM; with KEEP_DIR it writes each body into a file
//                                        there
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
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "benchmarks/drain_server/body.h"

namespace {

using starload::bench::Body;
using starload::bench::Keeper;

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

std::size_t length_of(const std::string& head) {
  const std::string text = header(head, "Content-Length");
  std::size_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

// What became of labels, for those who ask.
class Labels final {
 public:
  // The label's number.
  int become(const std::string& label, const char* state) {
    const std::lock_guard lock(mutex_);
    Known& known = known_[label];
    if (known.number == 0) known.number = ++numbers_;
    known.state = state;
    return known.number;
  }
  std::string state_of(const std::string& label) {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(label);
    return found == known_.end() ? "UNKNOWN" : found->second.state;
  }

 private:
  struct Known {
    int number = 0;
    const char* state = "UNKNOWN";
  };
  std::mutex mutex_;  // guards the members below
  std::map<std::string, Known> known_;
  int numbers_ = 0;
};

std::string answer(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string load_reply(std::size_t bytes, const std::string& label, int number,
                       const char* status) {
  return answer("{\n    \"TxnId\": " + std::to_string(number) + ",\n    \"Label\": \"" + label +
                "\",\n    \"Status\": \"" + status +
                "\",\n    "
                "\"Message\": \"OK\","
                "\n    \"NumberTotalRows\": 0,\n    \"NumberLoadedRows\": 0,\n    "
                "\"NumberFilteredRows\": 0,"
                "\n    \"NumberUnselectedRows\": 0,\n    \"LoadBytes\": " +
                std::to_string(bytes) + "\n}");
}

// The state of a label after a step of its transaction; nullptr: it is no such step.
const char* state_after(const std::string& step) {
  static const std::map<std::string, const char*> states = {{"begin", "PREPARE"},
                                                            {"load", "PREPARE"},
                                                            {"prepare", "PREPARED"},
                                                            {"commit", "VISIBLE"},
                                                            {"rollback", "ABORTED"}};
  const auto found = states.find(step);
  return found == states.end() ? nullptr : found->second;
}

std::string reply(const std::string& head, std::size_t bytes, Labels& labels) {
  const std::size_t start = head.find(' ') + 1;
  const std::string target = head.substr(start, head.find(' ', start) - start);
  const std::string label = header(head, "label");
  constexpr char kTransaction[] = "/api/transaction/";
  constexpr char kAsked[] = "get_load_state?label=";
  if (const std::size_t asked = target.find(kAsked); asked != std::string::npos) {
    return answer("{\"state\": \"" + labels.state_of(target.substr(asked + sizeof kAsked - 1)) +
                  "\", \"status\": \"OK\", \"msg\": \"Success\"}");
  }
  if (target.rfind(kTransaction, 0) != 0)
    return load_reply(bytes, label, labels.become(label, "VISIBLE"), "Success");
  const char* state = state_after(target.substr(sizeof kTransaction - 1));
  if (state == nullptr || label.empty())
    return answer("{\"Status\": \"INVALID_ARGUMENT\", \"Message\": \"no such step\"}");
  return load_reply(bytes, label, labels.become(label, state), "OK");
}

// One connection: requests until the client goes away.
void serve(int socket, Labels& labels, Keeper& keeper) {
  std::vector<char> buffer(kBufferBytes);
  std::string head;
  while (true) {
    const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (got <= 0) break;
    head.append(buffer.data(), static_cast<std::size_t>(got));
    const std::size_t end = head.find("\r\n\r\n");
    if (end == std::string::npos) continue;
    const std::string fields = head.substr(0, end + 4);
    if (!header(fields, "Expect").empty() && !send_all(socket, kContinue)) break;
    Body body(socket, std::string_view(head).substr(end + 4), buffer, keeper);
    const bool whole = header(fields, "Transfer-Encoding").empty() ? body.take(length_of(fields))
                                                                   : body.take_chunks();
    if (!whole || !send_all(socket, reply(fields, body.taken(), labels))) break;
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
  if (argc != 2 && argc != 3) {
    std::fprintf(stderr, "usage: drain_server PORT_FILE [KEEP_DIR]\n");
    return 2;
  }
  const int listener = listen_on_loopback();
  write_port(listener, argv[1]);
  // For ever: connections are served until the process ends.
  static Labels labels;
  static Keeper keeper(argc > 2 ? argv[2] : nullptr);
  while (true) {
    const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket >= 0) std::thread([socket] { serve(socket, labels, keeper); }).detach();
  }
}
