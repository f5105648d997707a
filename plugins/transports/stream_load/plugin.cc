// The plugin `stream_load`: its entry point.
#include <starload/sdk/transport.hpp>

#include "plugins/transports/common/options.h"
#include "plugins/transports/stream_load/stream_load_transport.h"

STARLOAD_EXPORT_TRANSPORT("stream_load", "0.1.0",
                          "One HTTP Stream Load per batch (sink.version V1)", SL_TRANSPORT_ENCLOSE,
                          starload::http::kTransportOptions,
                          starload::stream_load::StreamLoadTransport)
