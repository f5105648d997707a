// The exit codes of the `starload` command.
#pragma once

#include "framework/base/status.h"

namespace starload::cli {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;           // usage or configuration
inline constexpr int kExitRowsRejected = 3;    // loaded, some rows rejected within max_filter_ratio
inline constexpr int kExitOutcomeUnknown = 4;  // the label is printed
inline constexpr int kExitInterrupted = 130;

inline int exit_code(const Status& status) {
  switch (status.code()) {
    case ErrorCode::kOk:
      return kExitDone;
    case ErrorCode::kConfig:
      return kExitUsage;
    case ErrorCode::kOutcomeUnknown:
      return kExitOutcomeUnknown;
    case ErrorCode::kCancelled:
      return kExitInterrupted;
    default:
      return kExitFailed;
  }
}

}  // namespace starload::cli
