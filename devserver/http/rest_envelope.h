// Reply bodies of the FE's REST interface, as StarRocks words them. Pure functions.
#pragma once

#include <string>

#include "devserver/http/http_message.h"

namespace starload::devserver {

// {"status":"OK","code":"0","msg":"Success","message":"OK"} with `fields`
// ("\"state\":\"VISIBLE\",") in front.
HttpResponse rest_ok(const std::string& fields = {});
// {"status":"FAILED","code":"1","msg":...,"message":...}, HTTP 200.
HttpResponse rest_failed(const std::string& message);
// The same body with HTTP 401 and WWW-Authenticate.
HttpResponse rest_unauthorized(const std::string& message);
// Status and Message, pretty-printed: how the FE answers a load itself. Ends the connection.
HttpResponse load_failed(const std::string& exception_text);
HttpResponse not_found();

}  // namespace starload::devserver
