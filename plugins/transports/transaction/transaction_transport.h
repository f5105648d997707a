// The `transaction` transport: the steps of a stream load transaction, one a request, the question
// after a label, and the question whether the server has transactions at all. execute() and
// cancel() from any thread.
#pragma once

#include <memory>
#include <string>

#include "plugins/transports/common/http_transport.h"
#include "plugins/transports/transaction/step.h"

namespace starload::transaction {

class TransactionTransport final : public http::HttpTransport {
 public:
  explicit TransactionTransport(const sl_transport_config& config)
      : TransactionTransport(config, nullptr, nullptr) {}
  // For tests: other sockets, another clock; null: the real ones.
  TransactionTransport(const sl_transport_config& config,
                       std::unique_ptr<http::SocketFactory> sockets,
                       std::unique_ptr<http::Clock> clock);

  void execute(const sl_request& request, sl_response& response, std::string& message) override;

 private:
  void run_step(Step step, const sl_request& request, sl_response& response, std::string& message);
  void judge_answer(Step step, const sl_request& request, const http::Delivery& delivery,
                    http::TimePoint until, sl_response& response, std::string& message);
  // A rollback goes to the backend that has the transaction. Where it is gone, or has forgotten the
  // transaction, a frontend can end what is not prepared yet.
  void cancel_at_frontend(const sl_request& request, http::TimePoint until, sl_response& response,
                          std::string& message);
  void probe(const sl_request& request, sl_response& response, std::string& message);
};

}  // namespace starload::transaction
