#include "devserver/http/host_check.h"

#include <algorithm>

namespace starload::devserver {
namespace {

// 127.a.b.c, with nothing but numbers: 127.0.0.1.example.org is a name.
bool is_loopback_ipv4(std::string_view host) {
  return host.substr(0, 4) == "127." &&
         host.find_first_not_of("0123456789.") == std::string_view::npos &&
         std::count(host.begin(), host.end(), '.') == 3;
}

}  // namespace

std::string_view host_of_authority(std::string_view authority) {
  if (!authority.empty() && authority.front() == '[') {
    const std::size_t end = authority.find(']');
    return end == std::string_view::npos ? std::string_view() : authority.substr(1, end - 1);
  }
  return authority.substr(0, authority.find(':'));
}

bool is_loopback_host(std::string_view host) {
  return equals_ignoring_case(host, "localhost") || host == "::1" || is_loopback_ipv4(host);
}

bool is_served_host(const HttpRequest& request, std::string_view bind_address) {
  const std::string* header = request.header("Host");
  if (header == nullptr) return request.http_1_0;
  const std::string_view host = host_of_authority(*header);
  return is_loopback_host(host) || equals_ignoring_case(host, bind_address);
}

HttpResponse refused_host() {
  HttpResponse response;
  response.status = 403;
  response.content_type = "text/plain";
  response.body =
      "The development server answers requests to localhost and 127.0.0.1 only; start it with "
      "--insecure-listen to "
      "serve other host names.\n";
  response.close = true;
  return response;
}

bool is_of_other_site(const HttpRequest& request) {
  const std::string* origin = request.header("Origin");
  if (origin == nullptr) return false;
  return !equals_ignoring_case(*origin, "http://" + std::string(request.header_or_empty("Host")));
}

HttpResponse refused_site() {
  HttpResponse response;
  response.status = 403;
  response.content_type = "text/plain";
  response.body = "The development server does not answer pages of other sites.\n";
  response.close = true;
  return response;
}

}  // namespace starload::devserver
