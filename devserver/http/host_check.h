// Guards against DNS rebinding, where a web page points its own name at 127.0.0.1, and against what
// pages of other sites send: they get no answer.
// Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "devserver/http/http_message.h"

namespace starload::devserver {

// The host of "name", "name:port", "[::1]:port", without the port.
std::string_view host_of_authority(std::string_view authority);

bool is_loopback_host(std::string_view host);

// True when the Host header names a loopback name or address or the bind address (or is absent:
// HTTP/1.0).
bool is_served_host(const HttpRequest& request, std::string_view bind_address);

HttpResponse refused_host();

// True when a page of another site sends the request: the browser adds the password that it knows
// for this one. Browsers name the page's site in the header Origin; programs send none.
bool is_of_other_site(const HttpRequest& request);

HttpResponse refused_site();

}  // namespace starload::devserver
