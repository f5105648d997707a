// The BE's HTTP routes. Thread-safe.
#pragma once

#include <string>

#include "devserver/http/http_connection.h"
#include "devserver/http/http_message.h"
#include "devserver/load/error_log.h"
#include "devserver/load/stream_load.h"
#include "devserver/transaction/be_transactions.h"

namespace starload::devserver {

struct BeConfig {
  std::string bind_address = "127.0.0.1";
  bool any_host = false;  // --insecure-listen
};

class BeHandlers final {
 public:
  // Borrows all three until destruction.
  BeHandlers(BeConfig config, StreamLoad& stream_load, BeTransactions& transactions,
             const ErrorLogStore& logs)
      : config_(std::move(config)),
        stream_load_(stream_load),
        transactions_(transactions),
        logs_(logs) {}

  HttpResponse handle(const HttpRequest& request, HttpBody& body);

 private:
  HttpResponse transaction(const HttpRequest& request, HttpBody& body);
  HttpResponse error_log(const HttpRequest& request) const;

  const BeConfig config_;
  StreamLoad& stream_load_;
  BeTransactions& transactions_;
  const ErrorLogStore& logs_;
};

}  // namespace starload::devserver
