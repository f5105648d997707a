// JSON paths of the jsonpaths and json_root headers: $, $.key, $."key", $.list[0]. Pure values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devserver/load/json_reader.h"
#include "framework/base/status.h"

namespace starload::devserver {

struct JsonPathStep {
  std::string key;  // of an object
  int index = -1;   // of an array; -1 = the step is a key
};

using JsonPath = std::vector<JsonPathStep>;

Result<JsonPath> parse_json_path(std::string_view text);

// The jsonpaths header: a JSON array of paths.
Result<std::vector<JsonPath>> parse_json_paths(std::string_view header);

// The value at the path inside `value`; nullopt = not there. The first of duplicate keys counts.
std::optional<JsonValue> find_by_path(const JsonValue& value, const JsonPath& path);

}  // namespace starload::devserver
