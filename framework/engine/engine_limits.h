// Sizes, counts and times of an engine, worked out from its properties. Pure functions.
#pragma once

#include <cstdint>

#include "framework/engine/retry_policy.h"
#include "framework/engine/writer.h"
#include "framework/properties/option_table.h"

namespace starload {

// How closed chunks live, which decides how large one may be.
struct ChunkUse {
  bool transactions = false;
  bool exactly_once = false;
};

std::size_t chunk_bytes(const EffectiveProperties& properties, const ChunkUse& use);
WriterLimits writer_limits(const EffectiveProperties& properties, const ChunkUse& use);
RetryLimits retry_limits(const EffectiveProperties& properties);

// The server's limit of a load or transaction.
std::uint64_t server_timeout_ms(const EffectiveProperties& properties);
// How long a request of this kind (SL_REQUEST_*) may take.
std::uint64_t request_timeout_ms(std::int32_t kind, std::uint64_t server_timeout_ms);

}  // namespace starload
