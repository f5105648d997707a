// The TLS settings of one transport: its own context, never the process-wide default of Poco.
// Immutable after its construction; any thread.
#pragma once

#include <Poco/Net/Context.h>

#include <span>
#include <string>

#include "plugins/transports/common/tls_options.h"

namespace starload::http {

// TLS 1.2 or newer, chain verified against the given CAs (the system's when none is given). Throws
// sdk::Error with SL_ERR_CONFIG naming the option and the file.
Poco::Net::Context::Ptr make_tls_context(const TlsOptions& options);

// The first of the files that can be read; empty when none can.
std::string first_readable(std::span<const char* const> files);

}  // namespace starload::http
