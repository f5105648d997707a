#include "framework/properties/property_map.h"

#include "framework/base/text.h"

namespace starload {

void PropertyMap::set(std::string_view key, std::string_view value, std::string_view origin) {
  std::string name(key);
  if (name.starts_with(kLoadPropertyPrefix)) name = to_lower(name);
  items_.insert_or_assign(std::move(name), Property{std::string(value), std::string(origin)});
}

bool PropertyMap::contains(std::string_view key) const { return items_.find(key) != items_.end(); }

std::optional<std::string> PropertyMap::find(std::string_view key) const {
  const auto found = items_.find(key);
  if (found == items_.end()) return std::nullopt;
  return found->second.value;
}

std::string PropertyMap::get(std::string_view key) const { return find(key).value_or(""); }

Status PropertyMap::add_text(std::string_view text, const std::string& file) {
  std::size_t line_number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line_number;
    if (line.empty() || line[0] == '#' || line[0] == '!') continue;
    const std::string origin = file + ":" + std::to_string(line_number);
    STARLOAD_TRY(add_assignment(line, origin));
  }
  return Status::ok();
}

Status PropertyMap::add_assignment(std::string_view assignment, std::string_view origin) {
  const std::size_t equals = assignment.find('=');
  const std::string_view key = trim(assignment.substr(0, equals));
  if (equals == std::string_view::npos || key.empty()) {
    // The text is not repeated: it may hold a password whose '=' was forgotten.
    return Status::config(std::string(origin) + ": expected key=value");
  }
  set(key, trim(assignment.substr(equals + 1)), origin);
  return Status::ok();
}

}  // namespace starload
