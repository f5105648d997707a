#include "devserver/dev_server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "devserver/access/access_control.h"
#include "devserver/fault/fault_admin.h"
#include "devserver/fault/fault_handler.h"
#include "devserver/frontend_config.h"
#include "devserver/http/be_handlers.h"
#include "devserver/http/fe_handlers.h"
#include "devserver/http/host_check.h"
#include "devserver/http/http_server.h"
#include "devserver/load/error_log.h"
#include "devserver/load/stream_load.h"
#include "devserver/mysql/mysql_server.h"
#include "devserver/storage/storage.h"
#include "devserver/transaction/be_transactions.h"
#include "devserver/transaction/sweeper.h"
#include "devserver/transaction/transaction_manager.h"
#include "devserver/web/web_pages.h"

namespace starload::devserver {
namespace {

constexpr int kExitUnavailable = 1;
constexpr int kExitUsage = 2;

Status check_options(const DevServerOptions& options) {
  const auto check_port = [](const char* name, int port) {
    if (port >= 0 && port <= 65535) return Status::ok();
    return Status::config(fmt::format("--{} {} is no port; choose 0 (any) to 65535", name, port));
  };
  STARLOAD_TRY(check_port("http-port", options.http_port));
  STARLOAD_TRY(check_port("be-port", options.be_port));
  STARLOAD_TRY(check_port("mysql-port", options.mysql_port));
  if (options.data_dir.empty())
    return Status::config("--data-dir is empty; name a directory for the data");
  if (options.user.empty() || options.user.find_first_of(":@") != std::string::npos) {
    return Status::config(
        fmt::format("--user '{}' is no user name; it must hold something, but no ':' and no '@'",
                    options.user));
  }
  if (!options.insecure_listen && !is_loopback_host(options.bind_address)) {
    return Status::config(fmt::format(
        "the development server does not listen on {}: it is made for this machine only; use "
        "127.0.0.1, or "
        "--insecure-listen when everybody who can reach the address may read and change the data",
        options.bind_address));
  }
  return Status::ok();
}

// Keeps a second server away from the data; the lock ends with the process.
class DataDirectoryLock final {
 public:
  ~DataDirectoryLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  Status take(const std::filesystem::path& directory) {
    std::error_code error;
    const bool created = std::filesystem::create_directories(directory, error);
    if (error) {
      return Status::config(fmt::format("cannot create the data directory {}: {}",
                                        directory.string(), error.message()));
    }
    if (created) std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
    const std::filesystem::path path = directory / "lock";
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor_ < 0) {
      return Status::config(fmt::format("cannot write to the data directory {}: {}",
                                        directory.string(), std::strerror(errno)));
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return Status::ok();
    return Status::unavailable(
        fmt::format("the data directory {} is in use by another development server; stop it or "
                    "choose another --data-dir",
                    directory.string()));
  }

 private:
  int descriptor_ = -1;
};

// "@FILE" stands for the file's text.
Result<std::vector<Fault>> read_faults(const std::string& argument) {
  if (argument.empty() || argument[0] != '@') return parse_faults(argument);
  const std::string path = argument.substr(1);
  std::ifstream file(path);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.bad() || !file.is_open()) {
    return Status::config(
        fmt::format("cannot read the faults of @{}: {}", path, std::strerror(errno)));
  }
  return parse_faults(text);
}

// Readers see the old file or the new one, never a part.
Status write_port_file(const std::filesystem::path& path, const DevServer& server) {
  std::filesystem::path unfinished = path;
  unfinished += fmt::format(".{}", ::getpid());
  std::ofstream file(unfinished);
  file << fmt::format("http={}\nbe={}\nmysql={}\n", server.http_port(), server.be_port(),
                      server.mysql_port());
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(unfinished, path, error);
  if (file && !error) return Status::ok();
  const std::string why = error ? error.message() : std::string("the file cannot be written");
  std::filesystem::remove(unfinished, error);
  return Status::config(fmt::format("cannot write the port file {}: {}", path.string(), why));
}

// What clients on this machine connect to: an address that means "all" is none.
std::string reachable_host(const std::string& bind_address) {
  return bind_address == "0.0.0.0" || bind_address == "::" ? "127.0.0.1" : bind_address;
}

std::string banner(const DevServerOptions& options, const DevServer& server) {
  const std::string host = reachable_host(options.bind_address);
  return fmt::format(
      "Starload development server, not StarRocks: for development and tests, not for production.\n"
      "  FE HTTP  http://{0}:{1}  (load-url={0}:{1}; pages: http://{0}:{1}/ui)\n"
      "  BE HTTP  http://{0}:{2}\n"
      "  MySQL    {0}:{3}  (jdbc-url=jdbc:mysql://{0}:{3})\n"
      "  data     {4}\n"
      "Try: mysql -h {0} -P {3} -u {5}{6}\n"
      "Stop with Ctrl-C.\n",
      host, server.http_port(), server.be_port(), server.mysql_port(), options.data_dir.string(),
      options.user, options.password.empty() ? "" : " -p");
}

// SIGINT and SIGTERM wait in the process while this lives, for every thread that starts meanwhile.
class StopSignals final {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, &old_mask_);
  }
  ~StopSignals() { pthread_sigmask(SIG_SETMASK, &old_mask_, nullptr); }

  void wait() const {
    const timespec limit{1, 0};
    while (sigtimedwait(&signals_, nullptr, &limit) < 0) {
    }
  }

 private:
  sigset_t signals_{};
  sigset_t old_mask_{};
};

int exit_code(const Status& status) {
  return status.code() == ErrorCode::kConfig ? kExitUsage : kExitUnavailable;
}

int complain(const Status& status) {
  std::fprintf(stderr, "starload dev-server: %s\n", status.message().c_str());
  return exit_code(status);
}

}  // namespace

class DevServer::Implementation final {
 public:
  ~Implementation() { stop(); }

  Status start(const DevServerOptions& options);
  void stop();

  std::uint16_t http_port() const { return fe_server_->port(); }
  std::uint16_t be_port() const { return be_server_->port(); }
  std::uint16_t mysql_port() const { return static_cast<std::uint16_t>(mysql_server_->port()); }

 private:
  Status open_data(const DevServerOptions& options);
  Status add_faults(const DevServerOptions& options);
  Status start_be(const DevServerOptions& options);
  Status start_fe(const DevServerOptions& options);
  Status start_mysql(const DevServerOptions& options);

  FrontendConfig config_;
  FaultInjector faults_;
  DataDirectoryLock lock_;
  std::unique_ptr<Storage> storage_;
  std::unique_ptr<AccessControl> access_;
  std::unique_ptr<ErrorLogStore> logs_;
  std::unique_ptr<TransactionManager> transactions_;
  std::unique_ptr<Sweeper> sweeper_;
  std::unique_ptr<StreamLoad> stream_load_;
  std::unique_ptr<BeTransactions> be_transactions_;
  std::unique_ptr<BeHandlers> be_handlers_;
  std::unique_ptr<FeHandlers> fe_handlers_;
  std::unique_ptr<WebPages> web_pages_;
  std::unique_ptr<FaultAdmin> fault_admin_;
  std::unique_ptr<HttpServer> be_server_;
  std::unique_ptr<HttpServer> fe_server_;
  std::unique_ptr<MysqlServer> mysql_server_;
};

Status DevServer::Implementation::start(const DevServerOptions& options) {
  STARLOAD_TRY(check_options(options));
  for (const std::string& assignment : options.fe_config) STARLOAD_TRY(config_.set(assignment));
  STARLOAD_TRY(add_faults(options));
  STARLOAD_TRY(open_data(options));
  STARLOAD_TRY(start_be(options));
  STARLOAD_TRY(start_fe(options));
  return start_mysql(options);
}

Status DevServer::Implementation::add_faults(const DevServerOptions& options) {
  for (const std::string& argument : options.faults) {
    Result<std::vector<Fault>> faults = read_faults(argument);
    if (!faults) return faults.status().with_context("--fault");
    faults_.add(*faults);
  }
  return Status::ok();
}

Status DevServer::Implementation::open_data(const DevServerOptions& options) {
  STARLOAD_TRY(lock_.take(options.data_dir));
  Result<std::unique_ptr<Storage>> storage = Storage::open(options.data_dir);
  if (!storage) return storage.status();
  storage_ = storage.take();
  Result<std::unique_ptr<AccessControl>> access =
      AccessControl::open(*storage_, {options.user, options.password});
  if (!access) return access.status();
  access_ = access.take();
  Result<ErrorLogStore> logs = ErrorLogStore::open(options.data_dir);
  if (!logs) return logs.status();
  logs_ = std::make_unique<ErrorLogStore>(logs.take());
  Result<std::unique_ptr<TransactionManager>> transactions =
      TransactionManager::open(options.data_dir, *storage_, config_);
  if (!transactions) return transactions.status();
  transactions_ = transactions.take();
  sweeper_ = std::make_unique<Sweeper>(*transactions_);
  return Status::ok();
}

Status DevServer::Implementation::start_be(const DevServerOptions& options) {
  stream_load_ = std::make_unique<StreamLoad>(*transactions_, *logs_, *access_, options.version);
  be_transactions_ =
      std::make_unique<BeTransactions>(*transactions_, *logs_, *access_, options.version);
  be_handlers_ =
      std::make_unique<BeHandlers>(BeConfig{options.bind_address, options.insecure_listen},
                                   *stream_load_, *be_transactions_, *logs_);
  HttpServerConfig config;
  config.name = "BE HTTP";
  config.bind_address = options.bind_address;
  config.port = static_cast<std::uint16_t>(options.be_port);
  config.admit = [this] { return admit_connection(faults_, FaultSide::kBe); };
  const HttpHandler handler = [this](const HttpRequest& request, HttpBody& body) {
    return be_handlers_->handle(request, body);
  };
  Result<std::unique_ptr<HttpServer>> server =
      HttpServer::start(config, with_faults(handler, FaultSide::kBe, faults_));
  if (!server) return server.status();
  be_server_ = server.take();
  return Status::ok();
}

Status DevServer::Implementation::start_fe(const DevServerOptions& options) {
  FeConfig fe;
  fe.version = options.version;
  fe.bind_address = options.bind_address;
  fe.any_host = options.insecure_listen;
  fe.be_port = be_server_->port();
  fe_handlers_ = std::make_unique<FeHandlers>(std::move(fe), *transactions_, *access_);
  web_pages_ = std::make_unique<WebPages>(WebConfig{options.bind_address, options.insecure_listen},
                                          *transactions_, *access_, *logs_);
  HttpServerConfig config;
  config.name = "FE HTTP";
  config.bind_address = options.bind_address;
  config.port = static_cast<std::uint16_t>(options.http_port);
  config.admit = [this] { return admit_connection(faults_, FaultSide::kFe); };
  fault_admin_ =
      std::make_unique<FaultAdmin>(Account{options.user, options.password}, options.bind_address,
                                   options.insecure_listen, faults_);
  const HttpHandler handler = [this](const HttpRequest& request, HttpBody& body) {
    if (FaultAdmin::is_meant(request)) return fault_admin_->handle(request, body);
    if (WebPages::is_meant(request)) return web_pages_->handle(request);
    return fe_handlers_->handle(request, body);
  };
  Result<std::unique_ptr<HttpServer>> server =
      HttpServer::start(config, with_faults(handler, FaultSide::kFe, faults_));
  if (!server) return server.status();
  fe_server_ = server.take();
  return Status::ok();
}

Status DevServer::Implementation::start_mysql(const DevServerOptions& options) {
  MysqlServerConfig config;
  config.bind_address = options.bind_address;
  config.port = options.mysql_port;
  config.admit = [this] { return admit_connection(faults_, FaultSide::kMysql); };
  config.facts.starrocks_version = options.version;
  config.facts.fe_host = config.facts.be_host = reachable_host(options.bind_address);
  config.facts.fe_http_port = fe_server_->port();
  config.facts.be_http_port = be_server_->port();
  config.facts.config = &config_;
  config.facts.transactions = transactions_.get();
  config.facts.logs = logs_.get();
  Result<std::unique_ptr<MysqlServer>> server =
      MysqlServer::start(std::move(config), *storage_, *access_);
  if (!server) return Status::unavailable(server.status().message());
  mysql_server_ = server.take();
  return Status::ok();
}

void DevServer::Implementation::stop() {
  faults_.stop();
  if (transactions_) transactions_->stop();
  if (fe_server_) fe_server_->stop();
  if (be_server_) be_server_->stop();
  if (mysql_server_) mysql_server_->stop();
  if (sweeper_) sweeper_->stop();
}

Result<std::unique_ptr<DevServer>> DevServer::start(const DevServerOptions& given) {
  DevServerOptions options = given;
  // A name may have several addresses; all three ports must be on the same one.
  if (options.bind_address == "localhost") options.bind_address = "127.0.0.1";
  auto implementation = std::make_unique<Implementation>();
  STARLOAD_TRY(implementation->start(options));
  std::unique_ptr<DevServer> server(new DevServer(std::move(implementation)));
  if (!options.port_file.empty()) STARLOAD_TRY(write_port_file(options.port_file, *server));
  return server;
}

DevServer::DevServer(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

DevServer::~DevServer() = default;

std::uint16_t DevServer::http_port() const { return implementation_->http_port(); }
std::uint16_t DevServer::be_port() const { return implementation_->be_port(); }
std::uint16_t DevServer::mysql_port() const { return implementation_->mysql_port(); }

void DevServer::stop() { implementation_->stop(); }

int run_dev_server(const DevServerOptions& options) {
  const StopSignals signals;
  Result<std::unique_ptr<DevServer>> server = DevServer::start(options);
  if (!server) return complain(server.status());
  std::fputs(banner(options, **server).c_str(), stdout);
  std::fflush(stdout);
  signals.wait();
  (*server)->stop();
  std::puts("Starload development server stopped.");
  return 0;
}

}  // namespace starload::devserver
