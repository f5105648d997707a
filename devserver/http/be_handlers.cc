#include "devserver/http/be_handlers.h"

#include <fmt/format.h>

#include "devserver/http/host_check.h"
#include "devserver/http/rest_envelope.h"

namespace starload::devserver {
namespace {

HttpResponse text_response(std::string body) {
  HttpResponse response;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

std::string be_address(const HttpRequest& request) {
  const bool ipv6 = request.local_host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", ipv6 ? "[" : "", request.local_host, ipv6 ? "]" : "",
                     request.local_port);
}

}  // namespace

HttpResponse BeHandlers::handle(const HttpRequest& request, HttpBody& body) {
  if (!config_.any_host && !is_served_host(request, config_.bind_address)) return refused_host();
  if (is_of_other_site(request)) return refused_site();
  const std::vector<std::string>& path = request.path_segments;
  const bool is_get = request.method == "GET" || request.method == "HEAD";
  if (path.size() < 2 || path[0] != "api") return not_found();
  if (path.size() == 4 && request.method == "PUT" && path[3] == "_stream_load") {
    return stream_load_.run(request, body, path[1], path[2], be_address(request));
  }
  if (path.size() == 3 && path[1] == "transaction") return transaction(request, body);
  if (path.size() == 2 && is_get && path[1] == "_load_error_log") return error_log(request);
  if (path.size() == 2 && is_get && path[1] == "health") {
    HttpResponse response;
    response.content_type = "application/json";
    response.body = R"({"status": "OK","msg": "To Be Added"})";
    return response;
  }
  return not_found();
}

// load is PUT only; the others are POST or PUT.
HttpResponse BeHandlers::transaction(const HttpRequest& request, HttpBody& body) {
  const std::string& operation = request.path_segments[2];
  const bool is_put = request.method == "PUT";
  const bool is_load = find_txn_operation(operation) == TxnOperation::kLoad;
  if (!is_put && (request.method != "POST" || is_load)) return not_found();
  return transactions_.run(request, body, operation, be_address(request));
}

HttpResponse BeHandlers::error_log(const HttpRequest& request) const {
  const std::string file = request.query_parameter("file").value_or(std::string());
  std::optional<std::string> text = logs_.read(file);
  if (!text) return not_found();
  return text_response(std::move(*text));
}

}  // namespace starload::devserver
