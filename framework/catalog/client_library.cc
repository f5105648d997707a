#include "framework/catalog/client_library.h"

#include <mysql.h>

#include <csignal>
#include <memory>

namespace starload {
namespace {

// The one that a session may be asked for and that is not part of the library. None that sends the
// password as it is: a false server could ask for it.
constexpr char kAuthentication[] = "caching_sha2_password";

// MYSQL_CLIENT_AUTHENTICATION_PLUGIN of mysql/client_plugin.h, which Debian has without what it
// includes.
constexpr int kAuthenticationType = 2;

using Session = std::unique_ptr<MYSQL, decltype(&mysql_close)>;

Status load_plugin(const std::filesystem::path& directory) {
  const Session session(mysql_init(nullptr), &mysql_close);
  if (!session) return Status::unavailable("no memory for a MySQL session");
  mysql_options(session.get(), MYSQL_PLUGIN_DIR, directory.c_str());
  if (mysql_client_find_plugin(session.get(), kAuthentication, kAuthenticationType) != nullptr)
    return Status::ok();
  return Status::config("cannot load the MySQL client's plugin " + std::string(kAuthentication) +
                        " from " + directory.string() + ": " + mysql_error(session.get()));
}

}  // namespace

Status prepare_client_library(const std::filesystem::path& plugin_directory) {
  struct sigaction before {};
  ::sigaction(SIGPIPE, nullptr, &before);
  const int failed = mysql_server_init(0, nullptr, nullptr);
  ::sigaction(SIGPIPE, &before, nullptr);
  if (failed != 0) return Status::unavailable("the MySQL client library cannot be initialized");
  std::error_code absent;
  const auto file = plugin_directory / (std::string(kAuthentication) + ".so");
  return std::filesystem::exists(file, absent) ? load_plugin(plugin_directory) : Status::ok();
}

}  // namespace starload
