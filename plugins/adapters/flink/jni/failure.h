// What a StarloadException is made of. A value; any thread may use its own copy.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "framework/base/status.h"

namespace starload::flink {

struct Failure {
  Status status;
  std::string label = {};
  std::string table = {};  // database.table
  bool must_replay = false;
  std::vector<std::string> rejected_rows = {};

  // The same may go well later.
  bool retryable() const { return status.code() == ErrorCode::kUnavailable || must_replay; }
  std::string encode() const;  // as StarloadException.fromNative reads it
};

using MaybeFailure = std::optional<Failure>;

}  // namespace starload::flink
