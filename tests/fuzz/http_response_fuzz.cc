// The parser of HTTP answers: however the bytes are cut, it gives the same, within its caps.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "plugins/transports/common/response_parser.h"

using starload::http::ResponseLimits;
using starload::http::ResponseParser;

namespace {

constexpr ResponseLimits kLimits = {256, 512, false};

ResponseParser parse(std::string_view bytes, std::size_t step) {
  ResponseParser parser(kLimits);
  while (!bytes.empty() && !parser.done() && !parser.bad()) {
    const std::size_t used = parser.feed(bytes.substr(0, step));
    if (used == 0 || used > std::min(step, bytes.size())) std::abort();
    bytes.remove_prefix(used);
  }
  parser.finish();
  return parser;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const ResponseParser whole = parse(bytes, bytes.size() + 1);
  const ResponseParser pieces = parse(bytes, data[0] % 16u + 1u);
  if (!whole.done() && !whole.bad()) std::abort();
  if (whole.state() != pieces.state()) std::abort();
  if (whole.response().body.size() > kLimits.max_body_bytes) std::abort();
  if (whole.done()) {
    if (whole.response().status < 200 || whole.response().status > 999) std::abort();
    if (whole.response().status != pieces.response().status) std::abort();
    if (whole.response().body != pieces.response().body) std::abort();
  }
  return 0;
}
