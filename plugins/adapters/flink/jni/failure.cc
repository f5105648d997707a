#include "plugins/adapters/flink/jni/failure.h"

#include "plugins/adapters/flink/jni/wire.h"

namespace starload::flink {
namespace {

// The place in StarloadException.Code.
std::int32_t java_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kConfig:
      return 0;
    case ErrorCode::kData:
      return 1;
    case ErrorCode::kUnavailable:
      return 2;
    case ErrorCode::kRefused:
      return 3;
    case ErrorCode::kOutcomeUnknown:
      return 4;
    case ErrorCode::kCancelled:
      return 5;
    default:
      return 6;
  }
}

}  // namespace

std::string Failure::encode() const {
  WireWriter out;
  out.number(java_code(status.code())).boolean(retryable()).boolean(must_replay);
  out.text(status.message()).text(label).text(table).texts(rejected_rows);
  return out.take();
}

}  // namespace starload::flink
