// The FE's HTTP routes. Thread-safe: what it holds is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "devserver/access/access_control.h"
#include "devserver/http/http_connection.h"
#include "devserver/http/http_message.h"
#include "devserver/storage/storage.h"
#include "devserver/transaction/fe_transactions.h"
#include "devserver/transaction/transaction_manager.h"

namespace starload::devserver {

struct FeConfig {
  std::string version = "3.5.0";
  std::string bind_address = "127.0.0.1";
  bool any_host = false;         // --insecure-listen
  std::uint16_t be_port = 8040;  // loads are sent on to it
};

class FeHandlers final {
 public:
  // Borrows both until destruction.
  FeHandlers(FeConfig config, TransactionManager& manager, const AccessControl& access)
      : config_(std::move(config)),
        storage_(manager.storage()),
        manager_(manager),
        access_(access),
        transactions_(manager) {}

  HttpResponse handle(const HttpRequest& request, HttpBody& body);

 private:
  struct LoadId {
    std::string database;
    std::string label;
  };

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
  // Who sent the request; nullopt: `refusal` is the answer.
  std::optional<UserIdentity> authenticate(const HttpRequest& request, HttpResponse& refusal) const;
  // The load that a request names by database and label; the label is empty: `refusal` is the
  // answer.
  LoadId named_load(const HttpRequest& request, HttpResponse& refusal) const;
  // INSERT on the transaction's table; nullopt = allowed.
  std::optional<HttpResponse> refuse_transaction(const HttpRequest& request,
                                                 const UserIdentity& user);

  const FeConfig config_;
  Storage& storage_;
  TransactionManager& manager_;
  const AccessControl& access_;
  FeTransactions transactions_;
};

}  // namespace starload::devserver
