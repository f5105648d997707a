#include "devserver/fault/fault_admin.h"

#include <charconv>

#include <fmt/format.h>

#include "devserver/http/host_check.h"
#include "devserver/http/rest_envelope.h"
#include "devserver/load/load_reply.h"

namespace starload::devserver {
namespace {

constexpr std::size_t kMaxSpecBytes = 1 << 20;
constexpr std::chrono::seconds kBodyLimit{10};

HttpResponse json_response(std::string body) {
  HttpResponse response;
  response.body = std::move(body);
  return response;
}

HttpResponse refusal(int status, const std::string& message) {
  HttpResponse response = rest_failed(message);
  response.status = status;
  return response;
}

HttpResponse no_such_fault(std::uint64_t id) {
  return refusal(404, fmt::format("there is no fault {}; GET /admin/faults lists them", id));
}

HttpResponse listed(const std::vector<FaultState>& faults) {
  std::string text;
  for (const FaultState& state : faults) {
    text += fmt::format(R"({}{{"id":{},"fault":{},"seen":{},"fired":{},"held":{}}})",
                        text.empty() ? "" : ",", state.id, json_quoted(fault_text(state.fault)),
                        state.seen, state.fired, state.held);
  }
  return json_response(fmt::format(R"({{"status":"OK","faults":[{}]}})", text));
}

Result<std::string> read_all(HttpBody& body) {
  const auto deadline = std::chrono::steady_clock::now() + kBodyLimit;
  std::string text;
  char buffer[8192];
  while (true) {
    Result<std::size_t> count = body.read(buffer, sizeof buffer, deadline);
    if (!count) return count.status();
    if (*count == 0) return text;
    text.append(buffer, *count);
    if (text.size() > kMaxSpecBytes) return Status::config("more than 1 MiB of faults");
  }
}

}  // namespace

HttpResponse FaultAdmin::handle(const HttpRequest& request, HttpBody& body) {
  if (!any_host_ && !is_served_host(request, bind_address_)) return refused_host();
  if (is_of_other_site(request)) return refused_site();
  const std::optional<Credentials> given =
      parse_basic_auth(request.header_or_empty("Authorization"));
  if (!given || !credentials_match(*given, account_)) {
    return rest_unauthorized("/admin/faults needs the account of the development server");
  }
  const std::vector<std::string>& path = request.path_segments;
  if (path.size() == 2 || (path.size() == 3 && path[2] == "release")) return all(request, body);
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(path[2].data(), path[2].data() + path[2].size(), id);
  if (error != std::errc() || end != path[2].data() + path[2].size()) return not_found();
  return one(request, id);
}

HttpResponse FaultAdmin::all(const HttpRequest& request, HttpBody& body) {
  const bool is_release = request.path_segments.size() == 3;
  if (is_release && request.method == "POST") {
    injector_.release_all();
    return listed(injector_.list());
  }
  if (is_release) return refusal(405, "/admin/faults/release takes POST");
  if (request.method == "GET") return listed(injector_.list());
  if (request.method == "POST") return add(body);
  if (request.method != "DELETE") return refusal(405, "/admin/faults takes GET, POST and DELETE");
  injector_.remove_all();
  return listed({});
}

HttpResponse FaultAdmin::one(const HttpRequest& request, std::uint64_t id) {
  const std::vector<std::string>& path = request.path_segments;
  const bool is_release = path.size() == 4 && path[3] == "release" && request.method == "POST";
  const bool is_removal = path.size() == 3 && request.method == "DELETE";
  if (!is_release && !is_removal) {
    return refusal(405, "/admin/faults/ID takes DELETE, /admin/faults/ID/release takes POST");
  }
  const bool found = is_release ? injector_.release(id) : injector_.remove(id);
  return found ? listed(injector_.list()) : no_such_fault(id);
}

HttpResponse FaultAdmin::add(HttpBody& body) {
  Result<std::string> text = read_all(body);
  if (!text) return refusal(400, text.status().message());
  Result<std::vector<Fault>> faults = parse_faults(*text);
  if (!faults) return refusal(400, faults.status().message());
  return listed(injector_.add(*faults));
}

}  // namespace starload::devserver
