// The plugin `transaction`: its entry point.
#include <starload/sdk/transport.hpp>

#include "plugins/transports/common/options.h"
#include "plugins/transports/transaction/transaction_transport.h"

STARLOAD_EXPORT_TRANSPORT("transaction", "0.1.0",
                          "Transactions of many loads, prepared and committed (sink.version V2)",
                          SL_TRANSPORT_TRANSACTIONS, starload::http::kTransportOptions,
                          starload::transaction::TransactionTransport)
