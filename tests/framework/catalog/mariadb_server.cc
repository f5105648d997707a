#include "tests/framework/catalog/mariadb_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

namespace starload::testing {
namespace {

namespace fs = std::filesystem;

std::string program(const std::string& name) {
  for (const char* directory : {"/usr/sbin/", "/usr/bin/", "/usr/local/bin/"}) {
    if (::access((directory + name).c_str(), X_OK) == 0) return directory + name;
  }
  return {};
}

pid_t start(std::vector<std::string> arguments, const std::string& log) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(out, 1);
  ::dup2(out, 2);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

int bound_socket(std::uint16_t& port) {
  const int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(handle, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(handle);
    return -1;
  }
  socklen_t size = sizeof address;
  ::getsockname(handle, reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  return handle;
}

bool accepts(std::uint16_t port) {
  const int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const bool connected =
      ::connect(handle, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(handle);
  return connected;
}

}  // namespace

bool MariadbServer::installed() {
  return !program("mariadbd").empty() && !program("mariadb-install-db").empty();
}

MariadbServer::MariadbServer() {
  if (!installed()) return;
  std::string pattern = (fs::temp_directory_path() / "starload-mariadb-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return;
  directory_ = pattern;
  const std::string data = directory_ + "/data";
  const std::string log_file = directory_ + "/log";
  const std::string user = ::geteuid() == 0 ? "root" : "";
  std::vector<std::string> install = {program("mariadb-install-db"), "--no-defaults",
                                      "--datadir=" + data, "--skip-test-db",
                                      "--auth-root-authentication-method=normal"};
  if (!user.empty()) install.push_back("--user=" + user);
  int status = 0;
  ::waitpid(start(install, log_file), &status, 0);
  if (status != 0) return;
  const std::string init = directory_ + "/init.sql";
  std::ofstream(init) << "CREATE USER loader@'127.0.0.1' IDENTIFIED BY 'right';\n"
                         "CREATE USER 'loader'@'localhost' IDENTIFIED BY 'right';\n"
                         "GRANT ALL ON *.* TO loader@'127.0.0.1';\n"
                         "GRANT ALL ON *.* TO 'loader'@'localhost';\n";
  port_ = unused_port();
  std::vector<std::string> server = {program("mariadbd"),
                                     "--no-defaults",
                                     "--datadir=" + data,
                                     "--skip-networking=0",
                                     "--bind-address=127.0.0.1",
                                     "--port=" + std::to_string(port_),
                                     "--socket=" + directory_ + "/socket",
                                     "--pid-file=" + directory_ + "/pid",
                                     "--skip-log-bin",
                                     "--innodb-buffer-pool-size=16M",
                                     "--init-file=" + init};
  if (!user.empty()) server.push_back("--user=" + user);
  pid_ = start(server, log_file);
  for (int i = 0; i < 600 && !accepts(port_); ++i) {
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

MariadbServer::~MariadbServer() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  if (!directory_.empty()) fs::remove_all(directory_, ignored);
}

std::string MariadbServer::url(const std::string& parameters) const {
  return "jdbc:mysql://127.0.0.1:" + std::to_string(port_) + "/" + parameters;
}

std::string MariadbServer::log() const {
  std::ostringstream text;
  text << std::ifstream(directory_ + "/log").rdbuf();
  return text.str();
}

std::uint16_t unused_port() {
  std::uint16_t port = 0;
  ::close(bound_socket(port));
  return port;
}

SilentListener::SilentListener() {
  socket_ = bound_socket(port_);
  ::listen(socket_, 8);
}

SilentListener::~SilentListener() { ::close(socket_); }

}  // namespace starload::testing
