#include "plugins/transports/common/compression.h"

#include <algorithm>
#include <array>
#include <starload/sdk/error.hpp>

#include "plugins/transports/common/text.h"

namespace starload::http {
namespace {

struct Name {
  Compression compression;
  std::string_view name;    // in the property, and in the header `compression`
  std::string_view format;  // of CSV that is compressed so
};

constexpr auto kNames = std::to_array<Name>({{Compression::kLz4Frame, "lz4_frame", "lz4"},
                                             {Compression::kZstd, "zstd", "zstd"},
                                             {Compression::kGzip, "gzip", "gzip"}});

bool is(const sl_property& header, std::string_view name) {
  return equals_ignore_case(sdk::view(header.key), name);
}

// The header's value; empty = not given.
std::string_view value_of(std::span<const sl_property> headers, std::string_view name) {
  for (const sl_property& header : headers) {
    if (is(header, name)) return sdk::view(header.value);
  }
  return {};
}

bool is_csv(std::string_view format) { return format.empty() || equals_ignore_case(format, "csv"); }

std::string_view csv_format(Compression compression) {
  const auto found = std::find_if(kNames.begin(), kNames.end(), [&](const Name& name) {
    return name.compression == compression;
  });
  return found == kNames.end() ? std::string_view("csv") : found->format;
}

}  // namespace

Compression compression_of(std::span<const sl_property> headers) {
  const std::string_view wanted = value_of(headers, "compression");
  if (wanted.empty()) return Compression::kNone;
  const std::string given =
      "option 'sink.properties.compression' = '" + printable(wanted, 100) + "': ";
  const auto found = std::find_if(kNames.begin(), kNames.end(), [&](const Name& name) {
    return equals_ignore_case(name.name, wanted);
  });
  if (found == kNames.end())
    throw sdk::Error::config(given + "supported are lz4_frame, zstd and gzip");
  const std::string_view format = value_of(headers, "format");
  if (!is_csv(format) && !equals_ignore_case(format, "json")) {
    throw sdk::Error::config(given + "bodies of format csv and json can be compressed, not '" +
                             printable(format, 100) + "'");
  }
  return found->compression;
}

std::vector<sl_property> compressed_headers(std::span<const sl_property> headers,
                                            Compression compression) {
  std::vector<sl_property> changed(headers.begin(), headers.end());
  const bool is_plain = compression == Compression::kNone;
  if (!is_plain && !is_csv(value_of(headers, "format"))) return changed;
  std::erase_if(changed, [](const sl_property& header) { return is(header, "compression"); });
  if (is_plain) return changed;
  std::erase_if(changed, [](const sl_property& header) { return is(header, "format"); });
  changed.push_back({sdk::str("format"), sdk::str(csv_format(compression))});
  return changed;
}

std::string length_line(Compression compression, std::uint64_t body_size) {
  if (compression != Compression::kNone) return "Transfer-Encoding: chunked\r\n";
  return "Content-Length: " + std::to_string(body_size) + "\r\n";
}

}  // namespace starload::http
