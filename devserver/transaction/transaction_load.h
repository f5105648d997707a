// One load request of an open transaction: reads the body into staged rows. Lives on the stack of
// the request's thread, which holds the transaction's lock.
#pragma once

#include <string>

#include "devserver/http/http_connection.h"
#include "devserver/http/http_message.h"
#include "devserver/load/body_decoder.h"
#include "devserver/transaction/open_transaction.h"
#include "devserver/transaction/transaction_manager.h"
#include "devserver/transaction/transaction_reply.h"

namespace starload::devserver {

class TransactionLoad final {
 public:
  TransactionLoad(TransactionManager& manager, const ErrorLogStore& logs,
                  OpenTransaction& transaction, const HttpRequest& request, HttpBody& body);

  // Rows that cannot be read are no failure here: the client hears of them later. Any failure means
  // that the transaction is to be aborted.
  TxnStatus run(TxnReply& reply);

 private:
  TxnStatus check_sizes();
  TxnStatus plan();
  TxnStatus make_reader(const HttpRequest& request);
  TxnStatus read_body(TxnReply& reply);
  TxnStatus body_failure(const Status& status) const;
  // False: the staged rows cannot be written.
  Status take(std::string_view bytes, BodyDecoder& decoder);
  Status feed(std::string_view bytes);
  Status end_body(BodyDecoder& decoder);
  Status stage_rows();

  TransactionManager& manager_;
  const ErrorLogStore& logs_;
  OpenTransaction& transaction_;
  OpenTransaction::Work& work_;
  const HttpRequest& request_;
  HttpBody& body_;
  LoadAdmission admission_;
  Status staging_failure_;
};

}  // namespace starload::devserver
