#include "framework/catalog/server_version.h"

#include <charconv>
#include <tuple>

#include "framework/catalog/names.h"

namespace starload {

bool ServerVersion::at_least(int other_major, int other_minor, int other_patch) const {
  return std::tie(major, minor, patch) >= std::tie(other_major, other_minor, other_patch);
}

Result<ServerVersion> parse_server_version(std::string_view text) {
  ServerVersion version;
  version.text = printable(text, 100);
  const char* cursor = text.data();
  const char* const end = text.data() + text.size();
  int* const parts[] = {&version.major, &version.minor, &version.patch};
  int read = 0;
  for (int* part : parts) {
    const auto parsed = std::from_chars(cursor, end, *part);
    if (parsed.ec != std::errc() || *part < 0) break;
    cursor = parsed.ptr;
    ++read;
    if (cursor == end || *cursor != '.') break;
    ++cursor;
  }
  if (read < 2) {
    return Status::unavailable("the server's version '" + version.text +
                               "' does not begin with major.minor");
  }
  return version;
}

}  // namespace starload
