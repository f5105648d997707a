#include "cli/job.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "framework/base/text.h"
#include "framework/plugin_host/plugin_host.h"

namespace starload::cli {
namespace {

constexpr std::size_t kMaxConfigBytes = 1 << 20;
constexpr std::size_t kMaxPasswordBytes = 4096;

Result<std::string> read_descriptor(int descriptor, const std::string& name, std::size_t limit) {
  std::string text;
  char buffer[4096];
  while (text.size() <= limit) {
    const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got == 0) return text;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Status::config("cannot read " + name + ": " + std::strerror(errno));
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return Status::config(name + " is larger than " + std::to_string(limit) + " bytes");
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Status::config("cannot open " + path + ": " + std::strerror(errno));
  Result<std::string> text = read_descriptor(descriptor, path, limit);
  ::close(descriptor);
  return text;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

// Asks on the terminal itself, so that standard input stays free for rows; what is typed is not
// shown.
Result<std::string> ask_password() {
  const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (terminal < 0)
    return Status::config("--ask-password: there is no terminal; use --password-file");
  termios shown{};
  ::tcgetattr(terminal, &shown);
  termios hidden = shown;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(terminal, TCSAFLUSH, &hidden);
  constexpr char kPrompt[] = "Password: ";
  std::string line;
  if (::write(terminal, kPrompt, sizeof kPrompt - 1) > 0) {
    char c = 0;
    while (line.size() < kMaxPasswordBytes && ::read(terminal, &c, 1) == 1 && c != '\n') line += c;
  }
  ::tcsetattr(terminal, TCSAFLUSH, &shown);
  if (::write(terminal, "\n", 1) < 0) line.clear();
  ::close(terminal);
  return line;
}

Status add_password(const JobArguments& arguments, PropertyMap& properties) {
  Result<std::string> password = std::string();
  std::string origin;
  if (!arguments.password_file.empty()) {
    password = read_password_file(arguments.password_file);
    origin = "--password-file";
  } else if (arguments.password_fd >= 0) {
    password = read_descriptor(arguments.password_fd,
                               "--password-fd " + std::to_string(arguments.password_fd),
                               kMaxPasswordBytes);
    if (password) password = first_line(*password);
    origin = "--password-fd";
  } else if (arguments.ask_password) {
    password = ask_password();
    origin = "--ask-password";
  }
  if (!password) return password.status();
  if (!origin.empty()) properties.set("password", *password, origin);
  return Status::ok();
}

}  // namespace

Result<std::string> read_password_file(const std::string& path) {
  Result<std::string> text = read_file(path, kMaxPasswordBytes);
  if (!text) return text;
  return first_line(*text);
}

Result<PropertyMap> read_job(const JobArguments& arguments) {
  PropertyMap properties;
  if (!arguments.config_file.empty()) {
    Result<std::string> text = read_file(arguments.config_file, kMaxConfigBytes);
    if (!text) return text.status();
    STARLOAD_TRY(properties.add_text(*text, arguments.config_file));
  }
  for (const std::string& assignment : arguments.assignments) {
    STARLOAD_TRY(properties.add_assignment(assignment, "--set"));
  }
  if (!arguments.plugin_path.empty())
    properties.set("sink.plugin-path", arguments.plugin_path, "--plugin-path");
  STARLOAD_TRY(add_password(arguments, properties));
  return properties;
}

std::vector<std::filesystem::path> plugin_directories(const PropertyMap& properties) {
  if (equals_ignoring_case(properties.get("sink.third-party-plugins"), "false"))
    return {installed_plugin_directory()};
  return plugin_search_path(properties.get("sink.plugin-path"), installed_plugin_directory());
}

}  // namespace starload::cli
