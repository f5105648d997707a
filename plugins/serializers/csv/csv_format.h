// The delimiters of CSV as the properties give them and as StarRocks reads them. Immutable after
// parsing.
#pragma once

#include <optional>
#include <starload/sdk/properties.hpp>
#include <starload/sdk/serializer.hpp>
#include <string>

namespace starload::serializers {

inline constexpr const char* kSeparatorKey = "sink.properties.column_separator";
inline constexpr const char* kRowDelimiterKey = "sink.properties.row_delimiter";
inline constexpr const char* kEncloseKey = "sink.properties.enclose";
inline constexpr const char* kEscapeKey = "sink.properties.escape";

struct CsvFormat {
  std::string separator;
  std::string row_delimiter;
  std::optional<char> enclose;  // fields may be enclosed in it
  sdk::LoadHeaders headers;

  // may_enclose: transport and server honour `enclose`. Throws sdk::Error (config) naming key and
  // value.
  static CsvFormat parse(const sdk::Properties& properties, bool may_enclose);
};

// The bytes that a delimiter property stands for: hex behind \x, \X or 0x; \t, \n and \r as two
// characters; else itself.
std::string parse_delimiter(std::string_view key, std::string_view text);

}  // namespace starload::serializers
