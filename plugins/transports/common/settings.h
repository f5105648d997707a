// The values of the transports' options, made ready (options.h has the table). Plain values.
#pragma once

#include <starload/abi/transport.h>

#include <span>
#include <string>

#include "plugins/transports/common/host_policy.h"
#include "plugins/transports/common/http_client.h"
#include "plugins/transports/common/secret.h"
#include "plugins/transports/common/text.h"
#include "plugins/transports/common/tls_options.h"

namespace starload::http {

struct Settings {
  HostRules hosts;
  Timeouts timeouts;
  TlsOptions tls;
  Secret authorization;
  Masker masker;
  bool uses_tls = false;  // a load-url is https, or a TLS file is given
};

// Throws sdk::Error (SL_ERR_CONFIG) naming the key.
Settings read_settings(const sl_transport_config& config);

}  // namespace starload::http
