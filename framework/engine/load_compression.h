// sink.properties.compression, checked before the first load: the transport compresses, and not
// every server decompresses every format. Pure; any thread.
#pragma once

#include "framework/catalog/server_version.h"
#include "framework/engine/load_headers.h"

namespace starload {

class Library;

// server: 0.0.0 = not known, then everything is tried.
Status check_compression(const LoadHeaders& headers, const Library& transport,
                         const ServerVersion& server);

}  // namespace starload
