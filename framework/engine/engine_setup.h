// Inside the engine: parts of its setup that tests and the choice of a transport share.
#pragma once

#include "framework/engine/engine.h"
#include "framework/plugin_host/handles.h"

namespace starload {

class HostServices;

// Creates the transport that `setup` chose.
Result<TransportInstance> create_transport(const EngineSetup& setup, const EngineConfig& config,
                                           const HostServices& host);

// Asks the server whether it has the interface of the transport that `setup` chose; takes a few
// seconds at most.
ServerFacts ask_for_transactions(const EngineSetup& setup, const EngineConfig& config,
                                 PluginHost& plugins);

}  // namespace starload
