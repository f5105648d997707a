// The flow of one Stream Load on the BE: admission, begin, plan, read, commit, reply. Thread-safe:
// one StreamLoad serves all requests at once; what belongs to a request lives on its stack.
#pragma once

#include <cstdint>
#include <string>

#include "devserver/access/access_control.h"
#include "devserver/frontend_config.h"
#include "devserver/http/http_connection.h"
#include "devserver/http/http_message.h"
#include "devserver/load/error_log.h"
#include "devserver/storage/storage.h"
#include "devserver/transaction/transaction_manager.h"

namespace starload::devserver {

class StreamLoad final {
 public:
  // Borrows all three until destruction.
  StreamLoad(TransactionManager& manager, const ErrorLogStore& logs, const AccessControl& access,
             const std::string& version);

  // be_address: host:port that the ErrorURL names.
  HttpResponse run(const HttpRequest& request, HttpBody& body, const std::string& database,
                   const std::string& table, const std::string& be_address);

 private:
  class Run;
  TransactionManager& manager_;
  Storage& storage_;
  const FrontendConfig& config_;
  const ErrorLogStore& logs_;
  const AccessControl& access_;
  const bool since_4_0_;
};

}  // namespace starload::devserver
