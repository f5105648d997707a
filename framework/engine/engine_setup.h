// Inside the engine: parts of its setup that tests and the choice of a transport share.
#pragma once

#include "framework/engine/engine.h"
#include "framework/plugin_host/handles.h"

namespace starload {

class HostServices;

// What one table loads with: its serializer, and the engine's properties with its own before them.
struct TableSetup {
  std::shared_ptr<const Library> serializer;
  EffectiveProperties properties;
  std::vector<std::string> warnings;
};

// own: what the user gave for this table alone.
Result<TableSetup> set_up_table(const EngineSetup& engine, const PropertyMap& own,
                                PluginHost& plugins);

// Creates the transport that `setup` chose.
Result<TransportInstance> create_transport(const EngineSetup& setup, const EngineConfig& config,
                                           const HostServices& host);

// Asks the server whether it has the interface of the transport that `setup` chose; takes a few
// seconds at most.
ServerFacts ask_for_transactions(const EngineSetup& setup, const EngineConfig& config,
                                 PluginHost& plugins);

}  // namespace starload
