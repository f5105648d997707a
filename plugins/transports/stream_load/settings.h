// The transport's options, and their values made ready. Plain values.
#pragma once

#include <starload/abi/transport.h>

#include <span>
#include <string>

#include "plugins/transports/common/host_policy.h"
#include "plugins/transports/common/http_client.h"
#include "plugins/transports/common/secret.h"
#include "plugins/transports/common/text.h"
#include "plugins/transports/common/tls_options.h"

namespace starload::stream_load {

struct Settings {
  http::HostRules hosts;
  http::Timeouts timeouts;
  http::TlsOptions tls;
  http::Secret authorization;
  http::Masker masker;
  bool uses_tls = false;  // a load-url is https, or a TLS file is given
};

// Throws sdk::Error (SL_ERR_CONFIG) naming the key.
Settings read_settings(const sl_transport_config& config);

}  // namespace starload::stream_load
