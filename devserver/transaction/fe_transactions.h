// The FE's part of the transaction interface: what it answers itself and what it sends on to the
// BE. Thread-safe: mutex_ guards the labels that this FE sent a begin for.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "devserver/http/http_message.h"
#include "devserver/transaction/transaction_manager.h"
#include "devserver/transaction/transaction_reply.h"

namespace starload::devserver {

class FeTransactions final {
 public:
  // Borrows the manager until destruction.
  explicit FeTransactions(TransactionManager& manager) : manager_(manager) {}

  // REQUIRES: the caller has checked the password. operation: the last part of
  // /api/transaction/{operation}. nullopt = send the request on to the BE.
  std::optional<HttpResponse> run(const HttpRequest& request, const std::string& operation);

 private:
  std::optional<std::string> answer(const HttpRequest& request, TxnOperation operation);
  std::optional<std::string> find_coordinator(const std::string& database, const std::string& label,
                                              TxnOperation operation);
  std::optional<std::string> commit(const std::string& database, const std::string& label,
                                    std::chrono::milliseconds timeout);
  std::optional<std::string> rollback(const std::string& database, const std::string& label);
  std::string commit_prepared(const LoadRecord& record, std::chrono::milliseconds timeout);
  std::string not_found(const std::string& database, const std::string& label);
  // The FE keeps where it sent a label's begin.
  void remember(const std::string& label);
  bool remembers(const std::string& label);

  TransactionManager& manager_;
  std::mutex mutex_;  // guards labels_, label_order_
  std::set<std::string> labels_;
  std::deque<std::string> label_order_;
};

}  // namespace starload::devserver
