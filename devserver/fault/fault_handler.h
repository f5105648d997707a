// Lets faults happen to the requests of one HTTP port: a handler around the real one. Thread-safe.
#pragma once

#include "devserver/fault/fault_injector.h"
#include "devserver/http/http_server.h"

namespace starload::devserver {

// Borrows the injector as long as the handler is called. Requests below /admin meet no fault.
HttpHandler with_faults(HttpHandler handler, FaultSide side, FaultInjector& injector);

}  // namespace starload::devserver
