#include "devserver/load/json_path.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace starload::devserver {
namespace {

Status invalid_path(std::string_view text) {
  return Status::refused(
      fmt::format("Invalid json path: {}, a path looks like $.key, $.\"key\" or $.list[0]", text));
}

// `.key` or `."key"` at the front of rest.
bool take_key(std::string_view& rest, JsonPath& path) {
  rest.remove_prefix(1);
  if (!rest.empty() && rest.front() == '"') {
    const std::size_t end = rest.find('"', 1);
    if (end == std::string_view::npos) return false;
    path.push_back({std::string(rest.substr(1, end - 1)), -1});
    rest.remove_prefix(end + 1);
    return true;
  }
  const std::size_t end = std::min(rest.find_first_of(".["), rest.size());
  if (end == 0) return false;
  path.push_back({std::string(rest.substr(0, end)), -1});
  rest.remove_prefix(end);
  return true;
}

bool take_index(std::string_view& rest, JsonPath& path) {
  const std::size_t end = rest.find(']');
  if (end == std::string_view::npos) return false;
  const std::string_view digits = rest.substr(1, end - 1);
  int index = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (error != std::errc() || stop != digits.data() + digits.size() || index < 0) return false;
  path.push_back({std::string(), index});
  rest.remove_prefix(end + 1);
  return true;
}

std::optional<JsonValue> find_member(const JsonValue& object, std::string_view wanted) {
  JsonCursor cursor(object.raw);
  JsonValue key;
  JsonValue value;
  std::string scratch;
  if (object.kind != JsonValue::Kind::kObject || !cursor.enter_object()) return std::nullopt;
  while (cursor.next_member(key, value)) {
    if (json_string(key, scratch) == wanted) return value;
  }
  return std::nullopt;
}

std::optional<JsonValue> find_element(const JsonValue& array, int index) {
  JsonCursor cursor(array.raw);
  JsonValue value;
  if (array.kind != JsonValue::Kind::kArray || !cursor.enter_array()) return std::nullopt;
  for (int i = 0; cursor.next_element(value); ++i) {
    if (i == index) return value;
  }
  return std::nullopt;
}

}  // namespace

Result<JsonPath> parse_json_path(std::string_view text) {
  if (text.empty() || text.front() != '$') return invalid_path(text);
  JsonPath path;
  std::string_view rest = text.substr(1);
  while (!rest.empty()) {
    const bool taken = rest.front() == '.'   ? take_key(rest, path)
                       : rest.front() == '[' ? take_index(rest, path)
                                             : false;
    if (!taken) return invalid_path(text);
  }
  return path;
}

Result<std::vector<JsonPath>> parse_json_paths(std::string_view header) {
  const auto invalid = [header] {
    return Status::refused(
        fmt::format("Invalid json path: {}, jsonpaths is a JSON array of paths", header));
  };
  JsonCursor cursor(header);
  std::vector<JsonPath> paths;
  JsonValue element;
  std::string scratch;
  if (!cursor.enter_array()) return invalid();
  while (cursor.next_element(element)) {
    if (element.kind != JsonValue::Kind::kString) return invalid();
    Result<JsonPath> path = parse_json_path(json_string(element, scratch));
    if (!path) return path.status();
    paths.push_back(path.take());
  }
  if (cursor.failed() || !cursor.at_end()) return invalid();
  return paths;
}

std::optional<JsonValue> find_by_path(const JsonValue& value, const JsonPath& path) {
  std::optional<JsonValue> current = value;
  for (const JsonPathStep& step : path) {
    current = step.index < 0 ? find_member(*current, step.key) : find_element(*current, step.index);
    if (!current) return std::nullopt;
  }
  return current;
}

}  // namespace starload::devserver
