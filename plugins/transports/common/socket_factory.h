// The real network: non-blocking Poco sockets, plain or TLS. Any thread.
#pragma once

#include <memory>

#include "plugins/transports/common/connection.h"
#include "plugins/transports/common/tls_options.h"

namespace starload::http {

// `token` outlives the factory and its connections. The TLS context is made at the first https
// connection, or now when `tls_now`, so that a bad file is known at the start. Throws sdk::Error
// (SL_ERR_CONFIG).
std::unique_ptr<SocketFactory> make_socket_factory(TlsOptions tls, const CancelToken& token,
                                                   bool tls_now);

}  // namespace starload::http
