// Loads blocks of rows with the engine, as a C++ program would.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/engine/engine.h"

namespace starload::bench {

using Property = std::pair<const char*, std::string>;

// An engine for a server that drains on this port; the properties come on top.
std::unique_ptr<Engine> open_engine(int port, const std::vector<Property>& properties);

}  // namespace starload::bench
