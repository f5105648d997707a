// /admin/faults on the FE's HTTP port: adds, lists, releases and removes faults while the server
// runs. Thread-safe.
//
//   GET    /admin/faults             all, with how often each was seen and fired
//   POST   /admin/faults             adds those of the body (the language of fault_spec.h)
//   POST   /admin/faults/release     what is held goes on (/admin/faults/ID/release: of one fault)
//   DELETE /admin/faults             removes all (/admin/faults/ID: one)
//
// The account is the server's own: who may kill the server may as well change its data.
#pragma once

#include "devserver/fault/fault_injector.h"
#include "devserver/http/basic_auth.h"
#include "devserver/http/http_server.h"

namespace starload::devserver {

class FaultAdmin final {
 public:
  // Borrows the injector until destruction.
  FaultAdmin(Account account, std::string bind_address, bool any_host, FaultInjector& injector)
      : account_(std::move(account)),
        bind_address_(std::move(bind_address)),
        any_host_(any_host),
        injector_(injector) {}

  static bool is_meant(const HttpRequest& request) {
    return request.path_segments.size() >= 2 && request.path_segments[0] == "admin" &&
           request.path_segments[1] == "faults";
  }
  HttpResponse handle(const HttpRequest& request, HttpBody& body);

 private:
  HttpResponse all(const HttpRequest& request, HttpBody& body);
  HttpResponse one(const HttpRequest& request, std::uint64_t id);
  HttpResponse add(HttpBody& body);

  const Account account_;
  const std::string bind_address_;
  const bool any_host_;
  FaultInjector& injector_;
};

}  // namespace starload::devserver
