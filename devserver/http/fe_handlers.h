// The FE's HTTP routes. Thread-safe: what it holds is.
#pragma once

#include <cstdint>
#include <string>

#include "devserver/http/basic_auth.h"
#include "devserver/http/http_connection.h"
#include "devserver/http/http_message.h"
#include "devserver/storage/storage.h"
#include "devserver/transaction/fe_transactions.h"
#include "devserver/transaction/transaction_manager.h"

namespace starload::devserver {

struct FeConfig {
  Account account;
  std::string version = "3.5.0";
  std::string bind_address = "127.0.0.1";
  bool any_host = false;         // --insecure-listen
  std::uint16_t be_port = 8040;  // loads are sent on to it
};

class FeHandlers final {
 public:
  // Borrows the manager until destruction.
  FeHandlers(FeConfig config, TransactionManager& manager)
      : config_(std::move(config)),
        storage_(manager.storage()),
        manager_(manager),
        transactions_(manager) {}

  HttpResponse handle(const HttpRequest& request, HttpBody& body);

 private:
  HttpResponse route(const HttpRequest& request);
  HttpResponse route_table(const HttpRequest& request);
  HttpResponse stream_load(const HttpRequest& request);
  HttpResponse merge_commit(const HttpRequest& request) const;
  HttpResponse redirect_to_be(const HttpRequest& request) const;
  HttpResponse get_load_state(const HttpRequest& request);
  HttpResponse show_proc(const HttpRequest& request);
  HttpResponse cancel(const HttpRequest& request);
  HttpResponse schema(const HttpRequest& request);
  HttpResponse transaction(const HttpRequest& request);
  // True when the credentials are right; else `refusal` is the answer.
  bool authenticate(const HttpRequest& request, HttpResponse& refusal) const;

  const FeConfig config_;
  Storage& storage_;
  TransactionManager& manager_;
  FeTransactions transactions_;
};

}  // namespace starload::devserver
