#include "devserver/http/rest_envelope.h"

#include "devserver/load/load_reply.h"

namespace starload::devserver {

HttpResponse rest_ok(const std::string& fields) {
  HttpResponse response;
  response.body = "{" + fields + R"("status":"OK","code":"0","msg":"Success","message":"OK"})";
  return response;
}

HttpResponse rest_failed(const std::string& message) {
  const std::string quoted = json_quoted(message);
  HttpResponse response;
  response.body =
      R"({"status":"FAILED","code":"1","msg":)" + quoted + R"(,"message":)" + quoted + "}";
  return response;
}

HttpResponse rest_unauthorized(const std::string& message) {
  HttpResponse response = rest_failed(message);
  response.status = 401;
  response.content_type = "text/html";
  response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"\"");
  return response;
}

HttpResponse load_failed(const std::string& exception_text) {
  HttpResponse response;
  response.body = "{\n  \"Status\": \"FAILED\",\n  \"Message\": " +
                  json_quoted("class com.starrocks.common.DdlException: " + exception_text) + "\n}";
  response.close = true;
  return response;
}

HttpResponse not_found() {
  HttpResponse response;
  response.status = 404;
  response.content_type = "text/html";
  response.body = "Not Found";
  return response;
}

}  // namespace starload::devserver
