// What all pages share: the frame, the headers that keep browsers from doing more than showing
// them, the style sheet and the script. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "devserver/http/http_message.h"

namespace starload::devserver {

struct Page {
  std::string title;     // plain text
  std::string user;      // plain text
  std::string body;      // HTML
  bool refresh = false;  // something on it changes by itself
  int status = 200;
};

HttpResponse page_response(const Page& page);
// 401: the browser asks for name and password.
HttpResponse login_page();
// /ui/style.css, /ui/refresh.js, /ui/icon.svg; nullopt = none of them.
std::optional<HttpResponse> asset(std::string_view name);

}  // namespace starload::devserver
