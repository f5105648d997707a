#include "plugins/transports/common/error_log.h"

#include <algorithm>
#include <utility>

#include "plugins/transports/common/request_head.h"
#include "plugins/transports/common/text.h"

namespace starload::http {
namespace {

constexpr std::string_view kStart = "Error: ";
constexpr std::string_view kRow = ". Row: ";
constexpr std::size_t kMaxReasons = 5;
constexpr std::size_t kMaxReasonBytes = 160;
constexpr std::chrono::seconds kMaxFetchTime{5};
constexpr std::size_t kMaxLogBytes = std::size_t{1024} * 1024;

RejectedRow split(std::string_view entry) {
  entry.remove_prefix(kStart.size());
  const std::size_t at = entry.find(kRow);
  if (at == std::string_view::npos) return {std::string(entry), {}};
  return {std::string(entry.substr(0, at)), std::string(entry.substr(at + kRow.size()))};
}

// Where the entry that begins at the front ends: before the next line that begins one. A row may
// hold newlines.
std::size_t entry_end(std::string_view text) {
  std::size_t at = 0;
  while ((at = text.find('\n', at)) != std::string_view::npos) {
    if (text.substr(at + 1).starts_with(kStart)) return at;
    ++at;
  }
  return text.size();
}

ErrorLog problem(std::string text) { return {{}, std::move(text)}; }

}  // namespace

std::vector<RejectedRow> parse_error_log(std::string_view text, bool cut) {
  std::vector<RejectedRow> rows;
  if (!text.starts_with(kStart))
    text.remove_prefix(entry_end(text) == text.size() ? text.size() : entry_end(text) + 1);
  while (!text.empty()) {
    const std::size_t end = entry_end(text);
    std::string_view entry = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (cut && text.empty()) break;
    while (entry.ends_with('\n') || entry.ends_with('\r')) entry.remove_suffix(1);
    rows.push_back(split(entry));
  }
  return rows;
}

std::string summarize_reasons(const std::vector<RejectedRow>& rows) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  for (const RejectedRow& row : rows) {
    std::string reason = printable(hide_values(row.reason), kMaxReasonBytes);
    const auto same = [&](const auto& entry) { return entry.first == reason; };
    const auto found = std::find_if(counts.begin(), counts.end(), same);
    if (found != counts.end()) {
      ++found->second;
    } else {
      counts.emplace_back(std::move(reason), 1);
    }
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(counts.size(), kMaxReasons); ++i) {
    text += (i == 0 ? "" : "; ") + counts[i].first;
    if (counts[i].second > 1) text += " (" + std::to_string(counts[i].second) + " times)";
  }
  if (counts.size() > kMaxReasons)
    text += "; and " + std::to_string(counts.size() - kMaxReasons) + " other reasons";
  return text;
}

ErrorLog fetch_error_log(HttpClient& client, const HostPolicy& policy, const Endpoint& server,
                         std::string_view url, TimePoint now, TimePoint until) {
  std::string why;
  const auto parsed = parse_url(url, &why);
  if (!parsed) return problem("its URL is not used: " + why);
  Endpoint endpoint = policy.rewrite(parsed->endpoint);
  if (server.tls && !endpoint.tls)
    return problem("it is offered over http only, the load went over https");
  if (endpoint.same_place(server)) {
    endpoint = server;
  } else if (policy.check(endpoint) != Trust::kTrusted) {
    return problem("it lies on " + endpoint.authority() +
                   ", which is not a known node of the cluster (sink.allowed-backends)");
  }
  const std::string head = request_head("GET", parsed->path, endpoint, "", Secret());
  HttpRequest request;
  request.head = head;
  request.repeatable = true;
  request.limits.max_body_bytes = kMaxLogBytes;
  request.limits.cut_long_body = true;
  const Exchange exchange =
      client.exchange(endpoint, request, std::min(until, now + kMaxFetchTime));
  if (exchange.failure != Failure::kNone) return problem(exchange.detail);
  if (exchange.response.status != 200) {
    return problem(endpoint.authority() + " answered HTTP " +
                   std::to_string(exchange.response.status));
  }
  return {parse_error_log(exchange.response.body, exchange.response.body_was_cut), {}};
}

}  // namespace starload::http
