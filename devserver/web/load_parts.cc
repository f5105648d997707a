// How loads are shown.

#include <fmt/format.h>

#include "devserver/storage/default_value.h"
#include "devserver/web/html.h"
#include "devserver/web/web_pages.h"

namespace starload::devserver {
namespace {

constexpr std::size_t kShownReasonBytes = 160;

const char* state_class(LabelState state) {
  if (state == LabelState::kVisible) return "good";
  return state == LabelState::kAborted ? "bad" : "busy";
}

std::string state_text(const LoadRecord& record) {
  return fmt::format(R"(<span class="{}">{}</span>)", state_class(record.state),
                     label_state_name(record.state));
}

std::string moment(std::int64_t unix_ms) {
  return unix_ms > 0 ? local_time_text(unix_ms) : std::string();
}

std::string taken(const LoadRecord& record) {
  const std::int64_t end = is_running(record) ? unix_millis() : record.finish_ms;
  return duration(std::max<std::int64_t>(end - record.begin_ms, 0));
}

std::string load_row(const LoadRecord& record) {
  return fmt::format(
      R"(<tr><td><a href="/ui/load/{}">{}</a></td><td>{}</td><td>{}</td>)"
      R"(<td class="number">{}</td><td class="number">{}</td><td class="number">{}</td>)"
      R"(<td>{}</td><td class="number">{}</td><td class="text">{}</td></tr>)",
      record.transaction_id, escaped(record.label), link_to_table(record.database, record.table),
      state_text(record), grouped(record.loaded_rows), grouped(record.filtered_rows),
      byte_count(record.load_bytes), moment(record.begin_ms), taken(record),
      escaped_start(record.reason, kShownReasonBytes));
}

std::string detail(const char* name, const std::string& html) {
  return html.empty() ? std::string() : fmt::format("<dt>{}</dt><dd>{}</dd>", name, html);
}

}  // namespace

bool is_running(const LoadRecord& record) {
  return record.state != LabelState::kVisible && record.state != LabelState::kAborted;
}

std::string link_to_database(const std::string& database) {
  return fmt::format(R"(<a href="/ui/database/{}">{}</a>)", url_segment(database),
                     escaped(database));
}

std::string link_to_table(const std::string& database, const std::string& table) {
  return fmt::format(R"(<a href="/ui/table/{}/{}">{}.{}</a>)", url_segment(database),
                     url_segment(table), escaped(database), escaped(table));
}

std::string load_list(const std::vector<LoadRecord>& loads) {
  if (loads.empty()) return R"(<p class="soft">none</p>)";
  std::string html =
      R"(<div class="wide"><table><tr><th>Label</th><th>Table</th><th>State</th>)"
      R"(<th class="number">Rows</th><th class="number">Rejected</th><th class="number">Bytes</th>)"
      R"(<th>Begin</th><th class="number">Time</th><th>Reason</th></tr>)";
  for (const LoadRecord& record : loads) html += load_row(record);
  return html + "</table></div>";
}

std::string load_details(const LoadRecord& record) {
  std::string html = "<dl>";
  html += detail("Table", link_to_table(record.database, record.table));
  html += detail("State", state_text(record));
  html += detail("Reason", escaped(record.reason));
  html += detail("User", escaped(record.user));
  html += detail("Transaction", std::to_string(record.transaction_id));
  html += detail("Rows loaded", grouped(record.loaded_rows));
  html += detail("Rows rejected", grouped(record.filtered_rows));
  html += detail("Rows that <code>where</code> left out", grouped(record.unselected_rows));
  html += detail("Bytes", byte_count(record.load_bytes));
  html += detail("Begin", moment(record.begin_ms));
  html += detail("Prepared", moment(record.prepared_ms));
  html += detail("Committed", moment(record.commit_ms));
  html += detail("End", moment(record.finish_ms));
  html += detail("Time", taken(record));
  return html + "</dl>";
}

}  // namespace starload::devserver
