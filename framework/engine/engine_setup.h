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

// properties: the engine's, as the user gave them; own: the table's.
Result<TableSetup> set_up_table(const EngineSetup& engine, const PropertyMap& properties,
                                const PropertyMap& own, PluginHost& plugins);

// Creates the transport that `setup` chose.
Result<TransportInstance> create_transport(const EngineSetup& setup, const EngineConfig& config,
                                           const HostServices& host);

// Asks the server whether it has the interface of the transport that `setup` chose; takes a few
// seconds at most.
ServerFacts ask_for_transactions(const EngineSetup& setup, const EngineConfig& config,
                                 PluginHost& plugins);

}  // namespace starload
