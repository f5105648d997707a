#include "framework/catalog/mysql_session.h"

#include <errmsg.h>
#include <mysqld_error.h>
#include <sys/socket.h>

#include <algorithm>

#include "framework/catalog/names.h"

namespace starload {
namespace {

constexpr std::size_t kMaxRows = 200'000;  // a catalog answer is far smaller
constexpr std::size_t kMaxResultBytes =
    64u * 1024 * 1024;  // bounds what a hostile server can make us keep
constexpr unsigned long kMaxPacketBytes = 16ul * 1024 * 1024;
constexpr unsigned kResultTooLarge =
    1;  // our own code, outside the client's and the server's ranges

// The client library counts whole seconds; a started second counts.
unsigned whole_seconds(std::chrono::milliseconds time) {
  return static_cast<unsigned>(std::max<std::int64_t>(1, (time.count() + 999) / 1000));
}

void apply_options(MYSQL* handle, const SessionOptions& options) {
  const unsigned connect_seconds = whole_seconds(options.connect_timeout);
  const unsigned socket_seconds = whole_seconds(options.socket_timeout);
  const unsigned no_local_files = 0;
  const my_bool no_reconnect = 0;
  const unsigned long packet = kMaxPacketBytes;
  mysql_options(handle, MYSQL_OPT_CONNECT_TIMEOUT, &connect_seconds);
  mysql_options(handle, MYSQL_OPT_READ_TIMEOUT, &socket_seconds);
  mysql_options(handle, MYSQL_OPT_WRITE_TIMEOUT, &socket_seconds);
  mysql_options(handle, MYSQL_OPT_LOCAL_INFILE, &no_local_files);
  mysql_options(handle, MYSQL_OPT_RECONNECT, &no_reconnect);
  mysql_options(handle, MYSQL_OPT_MAX_ALLOWED_PACKET, &packet);
  mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  mysql_options(handle, MYSQL_PLUGIN_DIR, options.plugin_directory.c_str());
  if (options.use_tls) {
    const my_bool enforce = 1;
    const my_bool verify = options.verify_certificate ? 1 : 0;
    mysql_options(handle, MYSQL_OPT_SSL_ENFORCE, &enforce);
    mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
    mysql_options(handle, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
    if (!options.ca_file.empty()) {
      mysql_options(handle, MYSQL_OPT_SSL_CA, options.ca_file.c_str());
    }
  }
}

}  // namespace

bool SessionError::is_access_denied() const {
  return code == ER_ACCESS_DENIED_ERROR || code == ER_DBACCESS_DENIED_ERROR ||
         code == ER_ACCESS_DENIED_NO_PASSWORD_ERROR;
}

bool SessionError::is_connection_loss() const {
  return code == CR_SERVER_GONE_ERROR || code == CR_SERVER_LOST ||
         code == CR_SERVER_LOST_EXTENDED || code == CR_MALFORMED_PACKET ||
         code == CR_COMMANDS_OUT_OF_SYNC || code == ER_SERVER_SHUTDOWN ||
         code == ER_CONNECTION_KILLED || code == kResultTooLarge;
}

std::unique_ptr<MysqlSession> MysqlSession::open(const QueryAddress& address,
                                                 const SessionOptions& options,
                                                 SessionError& error) {
  Handle handle(mysql_init(nullptr));
  if (!handle) {
    error = {CR_OUT_OF_MEMORY, "out of memory"};
    return nullptr;
  }
  apply_options(handle.get(), options);
  std::unique_ptr<MysqlSession> session(new MysqlSession(std::move(handle), address));
  // A host name "localhost" must not turn into a Unix socket: the address was given with a port.
  const char* const host = address.host == "localhost" ? "127.0.0.1" : address.host.c_str();
  if (mysql_real_connect(session->handle_.get(), host, options.username.c_str(),
                         options.password.c_str(), nullptr, address.port, nullptr, 0) == nullptr) {
    error = session->last_error();
    return nullptr;
  }
  return session;
}

SessionError MysqlSession::last_error() const {
  const unsigned code = mysql_errno(handle_.get());
  std::string text = printable(mysql_error(handle_.get()), 500);
  if (text.empty()) text = "no reason was given";
  return {code == 0 ? static_cast<unsigned>(CR_UNKNOWN_ERROR) : code, std::move(text)};
}

SessionError MysqlSession::run(std::string_view sql, QueryResult* result) {
  if (mysql_real_query(handle_.get(), sql.data(), sql.size()) != 0) return last_error();
  struct Free {
    void operator()(MYSQL_RES* rows) const { mysql_free_result(rows); }
  };
  const std::unique_ptr<MYSQL_RES, Free> rows(mysql_use_result(handle_.get()));
  if (!rows) {
    if (mysql_field_count(handle_.get()) != 0) return last_error();
    return {};
  }
  QueryResult ignored;
  return read_rows(rows.get(), result != nullptr ? *result : ignored);
}

SessionError MysqlSession::read_rows(MYSQL_RES* rows, QueryResult& result) {
  const unsigned width = mysql_num_fields(rows);
  const MYSQL_FIELD* const fields = mysql_fetch_fields(rows);
  for (unsigned i = 0; i < width; ++i) result.columns.emplace_back(fields[i].name);
  std::size_t bytes = 0;
  while (MYSQL_ROW cells = mysql_fetch_row(rows)) {
    const unsigned long* const lengths = mysql_fetch_lengths(rows);
    std::vector<QueryResult::Cell>& row = result.rows.emplace_back();
    row.reserve(width);
    for (unsigned i = 0; i < width; ++i) {
      if (cells[i] == nullptr) {
        row.emplace_back(std::nullopt);
      } else {
        row.emplace_back(std::string(cells[i], lengths[i]));
        bytes += lengths[i];
      }
    }
    if (result.rows.size() > kMaxRows || bytes > kMaxResultBytes) {
      // Do not drain what may never end: the caller gives the connection up.
      shutdown_socket();
      return {kResultTooLarge, "the answer is larger than 200000 rows or 64 MiB"};
    }
  }
  if (mysql_errno(handle_.get()) != 0) return last_error();
  return {};
}

void MysqlSession::shutdown_socket() {
  ::shutdown(static_cast<int>(mysql_get_socket(handle_.get())), SHUT_RDWR);
}

std::string MysqlSession::escape(std::string_view text) {
  std::string escaped(text.size() * 2 + 1, '\0');
  const unsigned long size = mysql_real_escape_string(handle_.get(), escaped.data(), text.data(),
                                                      static_cast<unsigned long>(text.size()));
  escaped.resize(size);
  return escaped;
}

}  // namespace starload
