#include "devserver/http/fe_handlers.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "devserver/access/privileges.h"
#include "devserver/http/host_check.h"
#include "devserver/http/rest_envelope.h"
#include "devserver/load/cell_converter.h"
#include "devserver/load/load_reply.h"
#include "devserver/transaction/transaction_proc.h"

namespace starload::devserver {
namespace {

HttpResponse json_response(std::string body, int status = 200) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

bool is_positive_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number > 0;
}

std::string url_host(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

std::string schema_property(const Column& column) {
  const std::string full_type = load_type_text(column.type);
  const std::string type =
      full_type.substr(0, full_type.find_first_of("(<{"));  // DECIMAL64(18, 2) -> DECIMAL64
  std::string property =
      fmt::format(R"({{"name":{},"type":{},"comment":{})", json_quoted(column.name),
                  json_quoted(type), json_quoted(column.comment));
  if (column.type.kind == TypeKind::kDecimal) {
    property +=
        fmt::format(R"(,"precision":"{}","scale":"{}")", column.type.precision, column.type.scale);
  }
  return property + "}";
}

HttpResponse schema_not_found(const std::string& exception) {
  return json_response(fmt::format(R"({{"status":404,"exception":{}}})", json_quoted(exception)),
                       404);
}

HttpResponse denied(const HttpRequest& request, const UserIdentity& user) {
  return rest_unauthorized(fmt::format("Access denied for user '{}'@'{}'. {}", user.name,
                                       request.client_host, grant_hint()));
}

}  // namespace

HttpResponse FeHandlers::handle(const HttpRequest& request, HttpBody&) {
  if (!config_.any_host && !is_served_host(request, config_.bind_address)) return refused_host();
  if (is_of_other_site(request)) return refused_site();
  return route(request);
}

// /api/health | /api/bootstrap | /api/v2/feature | /api/show_proc | /api/transaction/{op} |
// /api/{db}/get_load_state | /api/{db}/_cancel | /api/{db}/{table}/{action}
HttpResponse FeHandlers::route(const HttpRequest& request) {
  const std::vector<std::string>& path = request.path_segments;
  const bool is_get = request.method == "GET" || request.method == "HEAD";
  if (path.size() < 2 || path[0] != "api") return not_found();
  if (path.size() == 2) {
    if (is_get && path[1] == "health") {
      return json_response(R"({"online_backend_num":1,"total_backend_num":1,"status":"OK"})");
    }
    if (is_get && path[1] == "bootstrap") {
      if (request.query_parameter("token")) return rest_failed("invalid parameter");
      return rest_ok(
          R"("replayedJournalId":0,"queryPort":0,"rpcPort":0,"feStartTime":0,"heapUsedPercent":0.0,"cpuCores":0,)");
    }
    if (is_get && path[1] == "show_proc") return show_proc(request);
    return not_found();
  }
  if (path[1] == "transaction" && path.size() == 3) return transaction(request);
  if (is_get && path.size() == 3 && path[1] == "v2" && path[2] == "feature") {
    return json_response(fmt::format(R"({{"version":{},"features":[],"status":"OK"}})",
                                     json_quoted(config_.version)));
  }
  return route_table(request);
}

HttpResponse FeHandlers::route_table(const HttpRequest& request) {
  const std::vector<std::string>& path = request.path_segments;
  const std::string& action = path.back();
  const bool is_get = request.method == "GET" || request.method == "HEAD";
  if (path.size() == 3 && is_get && action == "get_load_state") return get_load_state(request);
  if (path.size() == 3 && request.method == "POST" && action == "_cancel") return cancel(request);
  if (path.size() != 4) return not_found();
  if (request.method == "PUT" && action == "_stream_load") return stream_load(request);
  if (request.method == "POST" && action == "_cancel") return cancel(request);
  if (is_get && action == "_schema") return schema(request);
  return not_found();
}

std::optional<UserIdentity> FeHandlers::authenticate(const HttpRequest& request,
                                                     HttpResponse& refusal) const {
  const std::optional<Credentials> given =
      parse_basic_auth(request.header_or_empty("Authorization"));
  if (!given) {
    refusal = rest_unauthorized("Need auth information.");
    return std::nullopt;
  }
  if (std::optional<UserIdentity> user = access_.log_in(*given, request.client_host)) return user;
  refusal =
      rest_unauthorized(fmt::format("Access denied for {}@{}", given->user, request.client_host));
  return std::nullopt;
}

HttpResponse FeHandlers::stream_load(const HttpRequest& request) {
  HttpResponse response;
  const std::optional<UserIdentity> user = authenticate(request, response);
  if (!user) {
    response.close = true;
    return response;
  }
  if (!request.http_1_0 && !request.expects_continue())
    return load_failed("There is no 100-continue header");
  if (equals_ignoring_case(request.header_or_empty("enable_merge_commit"), "true"))
    return merge_commit(request);
  if (request.path_segments[1].empty()) return load_failed("No database selected.");
  if (request.path_segments[2].empty()) return load_failed("No table selected.");
  if (!access_.may_load(*user, request.path_segments[1], request.path_segments[2])) {
    response = denied(request, *user);
    response.close = true;
    return response;
  }
  return redirect_to_be(request);
}

HttpResponse FeHandlers::merge_commit(const HttpRequest& request) const {
  const auto failed = [](std::string_view code, const std::string& message) {
    HttpResponse response =
        json_response(fmt::format(R"({{"status":"FAILED","code":"{}","msg":{},"message":{}}})",
                                  code, json_quoted(message), json_quoted(message)));
    response.close = true;
    return response;
  };
  const auto check = [&request](std::string_view header, std::string_view name) {
    const std::string* value = request.header(header);
    if (value != nullptr && is_positive_number(*value)) return std::string();
    return fmt::format("Batch write {} must be set positive, but is {}", name,
                       value == nullptr ? "null" : *value);
  };
  std::string complaint = check("merge_commit_interval_ms", "interval");
  if (complaint.empty()) complaint = check("merge_commit_parallel", "parallel");
  if (!complaint.empty()) return failed("INVALID_ARGUMENT", complaint);
  return failed("NOT_IMPLEMENTED_ERROR",
                "the development server does not support merge commit; send the load without "
                "enable_merge_commit");
}

HttpResponse FeHandlers::redirect_to_be(const HttpRequest& request) const {
  HttpResponse response;
  response.status = 307;
  response.close = true;
  response.headers.emplace_back(
      "Location",
      fmt::format("http://{}:{}{}", url_host(request.local_host), config_.be_port, request.target));
  return response;
}

FeHandlers::LoadId FeHandlers::named_load(const HttpRequest& request, HttpResponse& refusal) const {
  LoadId load{request.path_segments[1], request.query_parameter("label").value_or("")};
  if (load.label.empty()) {
    refusal = rest_failed("No label selected.");
  } else if (!storage_.has_database(load.database)) {
    refusal = rest_failed("unknown database, database=" + load.database);
    load.label.clear();
  }
  return load;
}

HttpResponse FeHandlers::get_load_state(const HttpRequest& request) {
  HttpResponse refusal;
  if (!authenticate(request, refusal)) return refusal;
  const LoadId load = named_load(request, refusal);
  if (load.label.empty()) return refusal;
  const std::optional<LoadRecord> record = manager_.find_label(load.database, load.label);
  const LabelState state = record ? record->state : LabelState::kUnknown;
  std::string fields = fmt::format(R"("state":"{}",)", label_state_name(state));
  if (record && !record->reason.empty())
    fields += fmt::format(R"("reason":{},)", json_quoted(record->reason));
  return rest_ok(fields);
}

// Rows as objects; an unknown path has none.
HttpResponse FeHandlers::show_proc(const HttpRequest& request) {
  HttpResponse refusal;
  const std::optional<UserIdentity> user = authenticate(request, refusal);
  if (!user) return refusal;
  if (!access_.is_owner(*user)) return denied(request, *user);
  const std::optional<ProcTable> table =
      read_proc(manager_, request.query_parameter("path").value_or(std::string()));
  std::string rows;
  for (std::size_t i = 0; table && i < table->rows.size(); ++i) {
    std::string fields;
    for (std::size_t j = 0; j < table->columns.size(); ++j) {
      fields += fmt::format("{}{}:{}", j > 0 ? "," : "", json_quoted(table->columns[j]),
                            json_quoted(table->rows[i][j]));
    }
    rows += (i > 0 ? ",{" : "{") + fields + "}";
  }
  return json_response("[" + rows + "]");
}

// Aborts a load that is still running; its commit then fails.
HttpResponse FeHandlers::cancel(const HttpRequest& request) {
  HttpResponse refusal;
  const std::optional<UserIdentity> user = authenticate(request, refusal);
  if (!user) return refusal;
  const LoadId load = named_load(request, refusal);
  if (load.label.empty()) return refusal;
  const std::optional<LoadRecord> record = manager_.find_label(load.database, load.label);
  if (!record || record->state != LabelState::kPrepare) {
    return rest_failed("transaction not found, label=" + load.label);
  }
  if (!access_.may_load(*user, load.database, record->table)) return denied(request, *user);
  const Status aborted = manager_.abort_record(*record, "user cancel");
  return aborted ? rest_ok() : rest_failed(aborted.message());
}

HttpResponse FeHandlers::schema(const HttpRequest& request) {
  HttpResponse refusal;
  const std::optional<UserIdentity> user = authenticate(request, refusal);
  if (!user) return refusal;
  const std::string& database = request.path_segments[1];
  const std::string& name = request.path_segments[2];
  if (!storage_.has_database(database))
    return schema_not_found(fmt::format("Database [{}] does not exists", database));
  const std::optional<Table> table = storage_.find_table(database, name);
  if (!table) return schema_not_found(fmt::format("Table [{}] does not exists", name));
  if (!access_.has(*user, Privilege::kSelect, database, name)) return denied(request, *user);
  std::string properties;
  for (const Column& column : table->columns) {
    if (!properties.empty()) properties += ',';
    properties += schema_property(column);
  }
  return json_response(fmt::format(R"({{"status":200,"properties":[{}]}})", properties));
}

std::optional<HttpResponse> FeHandlers::refuse_transaction(const HttpRequest& request,
                                                           const UserIdentity& user) {
  const std::string database(trim_blanks(request.header_or_empty("db")));
  const std::string label(trim_blanks(request.header_or_empty("label")));
  bool allowed = access_.may_load(user, database, request.header_or_empty("table"));
  if (allowed && !access_.is_owner(user)) {
    const std::optional<LoadRecord> record = storage_.find_label(database, label);
    allowed = !record || access_.may_load(user, database, record->table);
  }
  if (allowed) return std::nullopt;
  return denied(request, user);
}

// POST and PUT for every operation.
HttpResponse FeHandlers::transaction(const HttpRequest& request) {
  if (request.method != "POST" && request.method != "PUT") return not_found();
  HttpResponse refusal;
  const std::optional<UserIdentity> user = authenticate(request, refusal);
  if (!user) return refusal;
  if (std::optional<HttpResponse> refused = refuse_transaction(request, *user))
    return std::move(*refused);
  std::optional<HttpResponse> answer = transactions_.run(request, request.path_segments[2]);
  if (answer) return std::move(*answer);
  HttpResponse redirect = redirect_to_be(request);
  redirect.close = false;
  return redirect;
}

}  // namespace starload::devserver
