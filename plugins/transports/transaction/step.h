// The steps of a transaction, and the request that each of them is. Pure; the functions that build
// requests throw sdk::Error (SL_ERR_CONFIG) for names and values that cannot be sent.
#pragma once

#include <starload/abi/transport.h>

#include <cstdint>
#include <optional>
#include <starload/sdk/properties.hpp>
#include <string>
#include <string_view>

#include "plugins/transports/common/compression.h"

namespace starload::transaction {

enum class Step : std::uint8_t {
  kBegin = 1,
  kLoad = 2,
  kPrepare = 4,
  kCommit = 8,
  kRollback = 16,
};

// Nothing for a request that is no step.
std::optional<Step> step_of(std::int32_t request_kind);

std::string_view name_of(Step step);

// "/api/transaction/begin"
std::string step_path(Step step);

// All header lines but Host and Authorization. Those of two loads of one transaction differ in
// Content-Length only: the server compares them. Refuses properties that loads of a transaction do
// not honour and without which other rows would be loaded.
std::string step_lines(Step step, const sl_request& request, std::uint64_t body_size,
                       http::Compression compression = http::Compression::kNone);

// What is to be said about the properties that step_lines() would refuse. "" = nothing.
std::string refused_properties(const sdk::Properties& properties);

// "sink.properties.log_rejected_record_num, ...": what the user set and is not sent, which does no
// harm. "" = nothing.
std::string ignored_properties(const sdk::Properties& properties);

}  // namespace starload::transaction
