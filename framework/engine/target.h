// The server that a job talks to, as its catalog describes it: version, nodes, the table.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/base/log.h"
#include "framework/catalog/catalog.h"
#include "framework/engine/engine.h"

namespace starload {

struct Target {
  std::shared_ptr<Catalog> catalog;      // shared with an engine that asks for open transactions
  std::optional<ServerVersion> version;  // none: a development build that names no numbers
  NodeList nodes;
};

// Connects to the first host of jdbc-url that answers and asks for version and nodes. What is not
// allowed or not understood is a warning, not an error. cancel: ends the waiting for one host after
// the other when it becomes true; may be null.
Result<Target> connect_target(const EffectiveProperties& properties, const LogSink& log,
                              std::shared_ptr<const std::atomic<bool>> cancel = nullptr);

// Puts what the catalog knows into the configuration of an engine with these plugins.
void describe_target(const Target& target, const EngineSetup& setup, EngineConfig& config);

}  // namespace starload
