#include "devserver/web/web_pages.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "devserver/http/host_check.h"
#include "devserver/storage/default_value.h"
#include "devserver/web/html.h"

namespace starload::devserver {
namespace {

constexpr std::size_t kTablesAPage = 50;
constexpr std::size_t kLoadsAPage = 50;
constexpr std::size_t kLoadsOnOverview = 10;
// How many records are looked at for one page of loads, whatever the user may see of them.
constexpr std::size_t kExaminedLoads = 20'000;
constexpr std::int64_t kLoadBatch = 500;
// A page that counts the rows of many big tables leaves the rest out after this time.
constexpr std::int64_t kCountBudgetMs = 1'000;
constexpr std::size_t kShownRejectedBytes = 2'000;

std::int64_t number_of(const std::string& text, std::int64_t otherwise) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0 ? number
                                                                                 : otherwise;
}

Page nothing_there() {
  Page page;
  page.title = "Not found";
  page.status = 404;
  page.body = "<h1>Not found</h1><p>There is nothing here, or nothing that you may see.</p>";
  return page;
}

bool any_load(const LoadRecord&) { return true; }
bool is_finished(const LoadRecord& record) { return record.state == LabelState::kVisible; }
bool is_failed(const LoadRecord& record) { return record.state == LabelState::kAborted; }

bool any_runs(const std::vector<LoadRecord>& loads) {
  return std::any_of(loads.begin(), loads.end(), is_running);
}

std::string column_row(const Column& column) {
  const std::string default_text =
      column.default_value ? escaped(*column.default_value) : std::string();
  return fmt::format(
      R"(<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class="cell">{}</td>)"
      R"(<td class="cell">{}</td></tr>)",
      escaped(column.name), escaped(type_text(column.type)), column.key ? "key" : "",
      aggregation_text(column.aggregation), column.nullable ? "" : "NOT NULL", default_text,
      escaped(column.comment));
}

std::string schema_table(const Table& table) {
  std::string html =
      R"(<div class="wide"><table><tr><th>Column</th><th>Type</th><th>Key</th><th>Aggregate</th>)"
      R"(<th>Null</th><th>Default</th><th>Comment</th></tr>)";
  for (const Column& column : table.columns) html += column_row(column);
  return html + "</table></div>";
}

const char* model_text(KeysType type) {
  switch (type) {
    case KeysType::kPrimary:
      return "PRIMARY KEY";
    case KeysType::kUnique:
      return "UNIQUE KEY";
    case KeysType::kAggregate:
      return "AGGREGATE KEY";
    default:
      return "DUPLICATE KEY";
  }
}

// "Error: <reason>. Row: <row>", where a row may have lines of its own.
struct Rejected {
  std::string reason;
  std::string row;
};

std::vector<Rejected> parse_error_log(std::string_view text) {
  constexpr std::string_view kStart = "Error: ";
  constexpr std::string_view kRow = ". Row: ";
  std::vector<Rejected> rejected;
  while (!text.empty()) {
    const std::size_t next = text.find(std::string("\n") + std::string(kStart));
    std::string_view entry = text.substr(0, next);
    text.remove_prefix(next == std::string_view::npos ? text.size() : next + 1);
    if (entry.substr(0, kStart.size()) == kStart) entry.remove_prefix(kStart.size());
    if (!entry.empty() && entry.back() == '\n') entry.remove_suffix(1);
    const std::size_t row = entry.find(kRow);
    if (row == std::string_view::npos) {
      rejected.push_back({std::string(entry), ""});
    } else {
      rejected.push_back(
          {std::string(entry.substr(0, row)), std::string(entry.substr(row + kRow.size()))});
    }
  }
  return rejected;
}

}  // namespace

bool WebPages::is_meant(const HttpRequest& request) {
  const std::vector<std::string>& path = request.path_segments;
  return path.empty() || (path.size() == 1 && path[0].empty()) || path[0] == "ui";
}

HttpResponse WebPages::handle(const HttpRequest& request) {
  if (!config_.any_host && !is_served_host(request, config_.bind_address)) return refused_host();
  if (request.method != "GET" && request.method != "HEAD") {
    HttpResponse refused =
        page_response({"Not allowed", "", "<h1>These pages only show</h1>", false, 405});
    refused.headers.emplace_back("Allow", "GET, HEAD");
    return refused;
  }
  const std::vector<std::string>& path = request.path_segments;
  if (path.size() == 2) {
    if (std::optional<HttpResponse> file = asset(path[1])) return std::move(*file);
  }
  const std::optional<Credentials> given =
      parse_basic_auth(request.header_or_empty("Authorization"));
  const std::optional<UserIdentity> user =
      given ? access_.log_in(*given, request.client_host) : std::nullopt;
  if (!user) return login_page();
  Page page = page_of(request, *user);
  page.user = user->name;
  return page_response(page);
}

Page WebPages::page_of(const HttpRequest& request, const UserIdentity& user) {
  const std::vector<std::string>& path = request.path_segments;
  const auto parameter = [&request](const char* name) {
    return request.query_parameter(name).value_or(std::string());
  };
  const bool is_root = path.size() < 2 || (path.size() == 2 && path[1].empty());
  if (is_root) return overview(user);
  if (path.size() == 2 && path[1] == "loads")
    return loads(user, parameter("state"), number_of(parameter("before"), 0));
  if (path.size() == 3 && path[1] == "load") return load(user, path[2]);
  if (path.size() == 3 && path[1] == "database")
    return database(user, path[2], number_of(parameter("page"), 1));
  if (path.size() == 4 && path[1] == "table") return table(user, path[2], path[3]);
  return nothing_there();
}

std::vector<std::string> WebPages::visible_databases(const UserIdentity& user) const {
  std::vector<std::string> names = manager_.storage().databases();
  std::erase_if(names, [&](const std::string& name) { return !access_.has_any(user, name); });
  return names;
}

std::vector<std::string> WebPages::visible_tables(const UserIdentity& user,
                                                  const std::string& database) const {
  std::vector<std::string> names = manager_.storage().tables(database);
  std::erase_if(names,
                [&](const std::string& name) { return !access_.has_any(user, database, name); });
  return names;
}

std::vector<LoadRecord> WebPages::visible_loads(const UserIdentity& user, Filter filter,
                                                std::int64_t before, std::size_t limit) const {
  std::vector<LoadRecord> found;
  for (std::size_t examined = 0; examined < kExaminedLoads; examined += kLoadBatch) {
    std::vector<LoadRecord> batch = manager_.storage().loads_before(before, kLoadBatch);
    for (LoadRecord& record : batch) {
      before = record.transaction_id;
      if (!filter(record) || !access_.has_any(user, record.database, record.table)) continue;
      manager_.progress().apply_to(record);
      found.push_back(std::move(record));
      if (found.size() == limit) return found;
    }
    if (batch.size() < static_cast<std::size_t>(kLoadBatch)) break;
  }
  return found;
}

Page WebPages::overview(const UserIdentity& user) {
  Page page;
  page.title = "Databases";
  page.body = "<h1>Databases</h1>";
  const std::vector<std::string> databases = visible_databases(user);
  std::string rows;
  for (const std::string& name : databases) {
    rows += fmt::format(R"(<tr><td>{}</td><td class="number">{}</td></tr>)", link_to_database(name),
                        visible_tables(user, name).size());
  }
  page.body += rows.empty() ? R"(<p class="soft">none that you may see</p>)"
                            : R"(<div class="wide"><table><tr><th>Database</th>)"
                              R"(<th class="number">Tables</th></tr>)" +
                                  rows + "</table></div>";
  std::vector<LoadRecord> running = manager_.storage().open_loads();
  std::erase_if(running, [&](const LoadRecord& record) {
    return !access_.has_any(user, record.database, record.table);
  });
  if (running.size() > kLoadsAPage) running.resize(kLoadsAPage);
  for (LoadRecord& record : running) manager_.progress().apply_to(record);
  page.body += "<h2>Running loads</h2>" + load_list(running);
  page.body += "<h2>Latest loads</h2>" +
               load_list(visible_loads(
                   user, [](const LoadRecord& record) { return !is_running(record); }, 0,
                   kLoadsOnOverview)) +
               R"(<p><a href="/ui/loads">All loads</a></p>)";
  page.refresh = true;
  return page;
}

Page WebPages::database(const UserIdentity& user, const std::string& name, std::int64_t number) {
  if (!manager_.storage().has_database(name) || !access_.has_any(user, name))
    return nothing_there();
  const std::vector<std::string> names = visible_tables(user, name);
  const std::size_t pages = (names.size() + kTablesAPage - 1) / kTablesAPage;
  const auto shown = static_cast<std::size_t>(std::max<std::int64_t>(number, 1));
  Page page;
  page.title = name;
  page.body = "<h1>" + escaped(name) + "</h1>";
  std::string rows;
  const std::int64_t start = unix_millis();
  for (std::size_t i = (shown - 1) * kTablesAPage; i < names.size() && i < shown * kTablesAPage;
       ++i) {
    const std::optional<Table> table = manager_.storage().find_table(name, names[i]);
    if (!table) continue;
    const bool in_time = unix_millis() - start < kCountBudgetMs;
    rows += fmt::format(
        R"(<tr><td>{}</td><td>{}</td><td class="number">{}</td><td class="cell">{}</td></tr>)",
        link_to_table(name, names[i]), model_text(table->keys_type),
        in_time ? row_count(*table) : "…", escaped(table->comment));
  }
  page.body += rows.empty() ? R"(<p class="soft">no tables</p>)"
                            : R"(<div class="wide"><table><tr><th>Table</th><th>Model</th>)"
                              R"(<th class="number">Rows</th><th>Comment</th></tr>)" +
                                  rows + "</table></div>";
  std::string links;
  const std::string url = "/ui/database/" + url_segment(name) + "?page=";
  if (shown > 1) links += fmt::format(R"(<a rel="prev" href="{}{}">Back</a>)", url, shown - 1);
  if (shown < pages) links += fmt::format(R"(<a rel="next" href="{}{}">More</a>)", url, shown + 1);
  if (!links.empty()) page.body += R"(<nav class="pages">)" + links + "</nav>";
  return page;
}

Page WebPages::table(const UserIdentity& user, const std::string& database,
                     const std::string& name) {
  const std::optional<Table> table = manager_.storage().find_table(database, name);
  if (!table || !access_.has_any(user, database, name)) return nothing_there();
  Page page;
  page.title = database + "." + name;
  page.body = fmt::format("<h1>{}.{}</h1>", link_to_database(database), escaped(name));
  page.body += fmt::format("<p>{} · {} rows</p>", model_text(table->keys_type), row_count(*table));
  if (!table->comment.empty()) page.body += "<p>" + escaped(table->comment) + "</p>";
  page.body += "<h2>Columns</h2>" + schema_table(*table) + "<h2>First rows</h2>";
  const bool may_read = access_.has(user, Privilege::kSelect, database, name);
  page.body += may_read ? first_rows(*table)
                        : R"(<p class="soft">To see them needs the SELECT privilege.</p>)";
  return page;
}

Page WebPages::loads(const UserIdentity& user, const std::string& state, std::int64_t before) {
  struct Choice {
    const char* state;
    const char* name;
    Filter filter;
  };
  static constexpr Choice kChoices[] = {{"", "All", any_load},
                                        {"running", "Running", is_running},
                                        {"finished", "Finished", is_finished},
                                        {"failed", "Failed", is_failed}};
  Page page;
  page.title = "Loads";
  const Choice* chosen = kChoices;
  std::string links;
  for (const Choice& choice : kChoices) {
    if (state == choice.state) chosen = &choice;
    const std::string query = *choice.state == '\0' ? "" : std::string("?state=") + choice.state;
    links += state == choice.state
                 ? fmt::format("<b>{}</b>", choice.name)
                 : fmt::format(R"(<a href="/ui/loads{}">{}</a>)", query, choice.name);
  }
  std::vector<LoadRecord> found = visible_loads(user, chosen->filter, before, kLoadsAPage + 1);
  const bool more = found.size() > kLoadsAPage;
  if (more) found.pop_back();
  page.body = R"(<h1>Loads</h1><nav class="pages">)" + links + "</nav>" + load_list(found);
  if (more) {
    page.body += fmt::format(
        R"(<nav class="pages"><a rel="next" href="/ui/loads?state={}&amp;before={}">Older</a></nav>)",
        chosen->state, found.back().transaction_id);
  }
  page.refresh = any_runs(found);
  return page;
}

Page WebPages::load(const UserIdentity& user, const std::string& id) {
  const std::int64_t transaction_id = number_of(id, -1);
  std::optional<LoadRecord> record = manager_.storage().find_load(transaction_id);
  if (!record || !access_.has_any(user, record->database, record->table)) return nothing_there();
  manager_.progress().apply_to(*record);
  Page page;
  page.title = record->label;
  page.body = "<h1>" + escaped(record->label) + "</h1>" + load_details(*record);
  page.body += "<h2>Rejected rows</h2>";
  const bool may_read = access_.has(user, Privilege::kSelect, record->database, record->table) ||
                        access_.has(user, Privilege::kInsert, record->database, record->table);
  page.body += may_read
                   ? rejected_rows(*record)
                   : R"(<p class="soft">To see them needs the SELECT or INSERT privilege.</p>)";
  page.refresh = is_running(*record);
  return page;
}

std::string WebPages::rejected_rows(const LoadRecord& record) const {
  if (record.tracking_file.empty()) return R"(<p class="soft">none</p>)";
  const std::optional<std::string> log = logs_.read(record.tracking_file);
  if (!log) return R"(<p class="soft">The log of this load is gone.</p>)";
  const std::vector<Rejected> rejected = parse_error_log(*log);
  std::string html;
  if (record.filtered_rows > static_cast<std::int64_t>(rejected.size())) {
    html +=
        fmt::format("<p>The first {} of {}.</p>", rejected.size(), grouped(record.filtered_rows));
  }
  html += R"(<div class="wide"><table><tr><th>Reason</th><th>Row</th></tr>)";
  for (const Rejected& entry : rejected) {
    html += fmt::format(R"(<tr><td class="text">{}</td><td class="text">{}</td></tr>)",
                        escaped_start(entry.reason, kShownRejectedBytes),
                        escaped_start(entry.row, kShownRejectedBytes));
  }
  return html + "</table></div>";
}

}  // namespace starload::devserver
