// sink.version: which transport a property map means, and why.
#pragma once

#include <string>

#include "framework/engine/engine.h"

namespace starload {

inline constexpr char kStreamLoad[] = "stream_load";
inline constexpr char kTransaction[] = "transaction";

struct TransportChoice {
  std::string name;
  std::string reason;
  bool automatic = false;  // the server decides
  bool undecided = false;  // ... and nothing is known about it
};

bool is_exactly_once(const PropertyMap& properties);
TransportChoice choose_transport(const PropertyMap& properties, const ServerFacts& server);

}  // namespace starload
