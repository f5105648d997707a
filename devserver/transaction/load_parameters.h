// The headers of a transaction's load requests: which of them count, and what is wrong with them.
// Pure functions.
#pragma once

#include <string>

#include "devserver/http/http_message.h"
#include "devserver/load/load_headers.h"
#include "devserver/transaction/transaction_reply.h"

namespace starload::devserver {

// The headers that the transaction interface reads; it does not know skip_header, enclose, escape,
// trim_space and log_rejected_record_num.
HttpRequest with_transaction_headers(const HttpRequest& request);

// Equal texts = equal loads: every header that all loads of a transaction must share.
std::string shared_parameters(const HttpRequest& request);

// The code that goes with the text of a load that cannot be planned.
TxnStatus load_refusal(const Status& status);

// begin's `timeout` and `idle_transaction_timeout`, prepare's `prepared_timeout`: seconds; nullopt
// = no number that fits.
std::optional<std::int64_t> parse_seconds(std::string_view text);

}  // namespace starload::devserver
