// The BE's part of the transaction interface: begin, load, prepare, one-phase commit, rollback and
// list. Thread-safe: one object serves all requests; a transaction's own lock keeps its requests
// apart.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "devserver/access/access_control.h"
#include "devserver/http/http_connection.h"
#include "devserver/http/http_message.h"
#include "devserver/load/error_log.h"
#include "devserver/transaction/transaction_manager.h"
#include "devserver/transaction/transaction_reply.h"

namespace starload::devserver {

class BeTransactions final {
 public:
  // Borrows all three until destruction.
  BeTransactions(TransactionManager& manager, const ErrorLogStore& logs,
                 const AccessControl& access, const std::string& version);

  // operation: the last part of /api/transaction/{operation}. be_address: host:port that the
  // ErrorURL names.
  HttpResponse run(const HttpRequest& request, HttpBody& body, const std::string& operation,
                   const std::string& be_address);

 private:
  // A transaction that the caller may work on, or why not.
  struct Held {
    TransactionManager::Shared transaction;
    std::unique_lock<std::mutex> busy;  // goes before the transaction that it locks
    TxnStatus status;
  };

  TxnStatus answer(const HttpRequest& request, HttpBody& body, const std::string& operation,
                   const std::string& be_address, TxnReply& reply);
  static TxnStatus check_request(const HttpRequest& request, std::optional<TxnOperation> operation);
  TxnStatus check_account(const HttpRequest& request, UserIdentity& user) const;
  // INSERT on the table that the request names and on the transaction's own.
  TxnStatus check_privilege(const HttpRequest& request, const UserIdentity& user) const;
  TxnStatus begin(const HttpRequest& request, const UserIdentity& user, TxnReply& reply);
  TxnStatus open(const BeginRequest& begin, std::chrono::seconds idle_timeout, TxnReply& reply);
  TxnStatus load(const HttpRequest& request, HttpBody& body, const std::string& be_address,
                 TxnReply& reply);
  TxnStatus finish(const HttpRequest& request, const std::string& be_address, TxnReply& reply);
  TxnStatus finish_rows(OpenTransaction& transaction);
  TxnStatus complete(OpenTransaction& transaction, std::optional<std::int64_t> prepared_timeout,
                     TxnReply& reply);
  TxnStatus rollback(const HttpRequest& request);
  // Those of tables that the user may know of.
  std::string list(const UserIdentity& user) const;

  // The transaction that the request names; its lock is taken.
  Held hold(const HttpRequest& request, bool is_load) const;
  TxnStatus not_here(std::string_view label, std::string_view database, bool is_load) const;
  TxnStatus check_overdue(OpenTransaction& transaction);
  // Aborts the transaction because of the status, which it hands on.
  TxnStatus fail(OpenTransaction& transaction, TxnStatus status);
  static LoadRecord record_of(const OpenTransaction& transaction);
  static void report_log(const OpenTransaction& transaction, const std::string& be_address,
                         TxnReply& reply);

  TransactionManager& manager_;
  const ErrorLogStore& logs_;
  const AccessControl& access_;
  const bool since_4_0_;
};

}  // namespace starload::devserver
