#include "framework/catalog/catalog.h"

#include "framework/catalog/mysql_session.h"
#include "framework/catalog/names.h"

namespace starload {
namespace {

SessionOptions session_options(const CatalogUrl& url, const CatalogOptions& options) {
  SessionOptions session;
  session.username = options.username;
  session.password = options.password;
  session.plugin_directory = options.plugin_directory;
  session.ca_file = options.ca_file;
  session.connect_timeout = url.connect_timeout.value_or(options.connect_timeout);
  session.socket_timeout = url.socket_timeout.value_or(options.socket_timeout);
  session.use_tls = url.use_tls;
  session.verify_certificate = url.verify_certificate;
  return session;
}

std::string code_and_text(const SessionError& error) {
  return error.message + " (error " + std::to_string(error.code) + ")";
}

}  // namespace

Catalog::Catalog(CatalogUrl url, CatalogOptions options)
    : url_(std::move(url)), options_(std::move(options)) {}

Catalog::~Catalog() = default;

Result<CatalogUrl> Catalog::parse_jdbc_url(std::string_view url) {
  return starload::parse_jdbc_url(url);
}

Result<std::unique_ptr<Catalog>> Catalog::connect(const CatalogUrl& url,
                                                  const CatalogOptions& options) {
  std::unique_ptr<Catalog> catalog(new Catalog(url, options));
  if (Status status = catalog->open(); !status) return status;
  return catalog;
}

Status Catalog::open() {
  const SessionOptions options = session_options(url_, options_);
  std::string causes;
  for (const QueryAddress& address : url_.hosts) {
    if (is_cancelled()) return Status::cancelled("interrupted while connecting to jdbc-url");
    SessionError error;
    session_ = MysqlSession::open(address, options, error);
    if (session_) {
      server_ = address.text();
      return Status::ok();
    }
    if (error.is_access_denied()) {
      return Status::refused("query port " + address.text() + " refused user '" +
                             printable(options_.username, 80) + "': " + code_and_text(error) +
                             "; check username and password");
    }
    causes += (causes.empty() ? "" : "; ") + address.text() + ": " + code_and_text(error);
  }
  return Status::unavailable("cannot connect to the query port of any frontend of jdbc-url: " +
                             causes + "; check the addresses and that the frontends run");
}

std::string Catalog::server() const { return server_; }

void Catalog::disconnect() { session_.reset(); }

bool Catalog::is_cancelled() const { return options_.cancel != nullptr && *options_.cancel; }

std::string Catalog::literal(std::string_view text) {
  // Without a session the conservative escape of a fresh handle would do the same for utf8mb4;
  // reconnect first.
  if (!session_ && !open()) return "NULL";
  return "'" + session_->escape(text) + "'";
}

Status Catalog::failed(std::string_view action, const SessionError& error) const {
  const std::string message =
      std::string(action) + " at " + server_ + " failed: " + code_and_text(error);
  if (error.is_connection_loss()) return Status::unavailable(message);
  return Status::refused(message);
}

Result<QueryResult> Catalog::query(std::string_view sql) {
  const std::string action = "query '" + printable(sql, 120) + "'";
  for (int attempt = 0;; ++attempt) {
    if (is_cancelled()) return Status::cancelled("interrupted before the " + action);
    if (!session_) STARLOAD_TRY(open());
    QueryResult result;
    const SessionError error = session_->run(sql, &result);
    if (!error.failed()) return result;
    if (!error.is_connection_loss()) return failed(action, error);
    session_.reset();
    if (attempt > 0) return failed(action, error);
  }
}

Result<std::optional<std::string>> Catalog::query_scalar(std::string_view sql) {
  Result<QueryResult> result = query(sql);
  if (!result) return result.status();
  if (result->rows.empty() || result->rows[0].empty()) return std::optional<std::string>();
  return result->rows[0][0];
}

Status Catalog::execute(std::string_view sql) {
  if (!session_) STARLOAD_TRY(open());
  const SessionError error = session_->run(sql, nullptr);
  if (!error.failed()) return Status::ok();
  const std::string action = "statement '" + printable(sql, 120) + "'";
  if (!error.is_connection_loss()) return failed(action, error);
  session_.reset();
  return {ErrorCode::kOutcomeUnknown, action + " at " + server_ +
                                          ": the connection was lost before the reply (" +
                                          code_and_text(error) + "); it may have been carried out"};
}

Result<ServerVersion> Catalog::current_version() {
  Result<std::optional<std::string>> text = query_scalar("SELECT current_version()");
  if (!text) return text.status();
  if (!text->has_value()) {
    return Status::unavailable("current_version() at " + server_ + " gave no value");
  }
  Result<ServerVersion> version = parse_server_version(**text);
  if (!version) return version.status().with_context(server_);
  return version;
}

Result<std::vector<std::string>> Catalog::databases() {
  Result<QueryResult> result = query("SHOW DATABASES");
  if (!result) return result.status();
  std::vector<std::string> names;
  for (const auto& row : result->rows) {
    if (!row.empty() && row[0]) names.push_back(*row[0]);
  }
  return names;
}

Result<std::vector<std::string>> Catalog::tables(std::string_view database) {
  Result<QueryResult> result = query("SHOW TABLES FROM " + quote_identifier(database));
  if (!result) return result.status();
  std::vector<std::string> names;
  for (const auto& row : result->rows) {
    if (!row.empty() && row[0]) names.push_back(*row[0]);
  }
  return names;
}

}  // namespace starload
