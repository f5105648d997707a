// The pages for people on the FE's HTTP port: databases, tables, loads. They only show, and only
// what the user may see.
//
// Owned by DevServer. Thread-safe: it holds nothing but references.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "devserver/access/access_control.h"
#include "devserver/http/http_message.h"
#include "devserver/load/error_log.h"
#include "devserver/transaction/transaction_manager.h"
#include "devserver/web/page.h"

namespace starload::devserver {

struct WebConfig {
  std::string bind_address = "127.0.0.1";
  bool any_host = false;  // --insecure-listen
};

class WebPages final {
 public:
  // Borrows all three until destruction.
  WebPages(WebConfig config, TransactionManager& manager, const AccessControl& access,
           const ErrorLogStore& logs)
      : config_(std::move(config)), manager_(manager), access_(access), logs_(logs) {}

  // / and what lies below /ui.
  static bool is_meant(const HttpRequest& request);
  HttpResponse handle(const HttpRequest& request);

 private:
  // Each fills title and body; a page about something that is not there, or that the user may not
  // see, is 404.
  Page page_of(const HttpRequest& request, const UserIdentity& user);
  Page overview(const UserIdentity& user);
  Page database(const UserIdentity& user, const std::string& name, std::int64_t number);
  Page table(const UserIdentity& user, const std::string& database, const std::string& name);
  Page loads(const UserIdentity& user, const std::string& state, std::int64_t before);
  Page load(const UserIdentity& user, const std::string& id);

  std::vector<std::string> visible_databases(const UserIdentity& user) const;
  std::vector<std::string> visible_tables(const UserIdentity& user,
                                          const std::string& database) const;
  // At most `limit` loads that the user may see, newest first.
  using Filter = bool (*)(const LoadRecord&);
  std::vector<LoadRecord> visible_loads(const UserIdentity& user, Filter filter,
                                        std::int64_t before, std::size_t limit) const;
  std::string row_count(const Table& table) const;
  std::string first_rows(const Table& table) const;
  std::string rejected_rows(const LoadRecord& record) const;

  const WebConfig config_;
  TransactionManager& manager_;
  const AccessControl& access_;
  const ErrorLogStore& logs_;
};

// ---- Parts of pages ----
bool is_running(const LoadRecord& record);
// A table of loads; "none" when there is none.
std::string load_list(const std::vector<LoadRecord>& loads);
std::string load_details(const LoadRecord& record);
std::string link_to_database(const std::string& database);
std::string link_to_table(const std::string& database, const std::string& table);

}  // namespace starload::devserver
