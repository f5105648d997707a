// The property map: what the user asked for, key by key, and where each value came from. A plain
// value; one owner.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "framework/base/status.h"

namespace starload {

inline constexpr std::string_view kLoadPropertyPrefix = "sink.properties.";

struct Property {
  std::string value;
  std::string origin;  // "job.properties:3", "--set", "--password-file", "default"
};

class PropertyMap final {
 public:
  // A later value replaces an earlier one. Sub-keys below sink.properties. are lower-cased, as the
  // Flink connector does.
  void set(std::string_view key, std::string_view value, std::string_view origin);
  bool contains(std::string_view key) const;
  std::optional<std::string> find(std::string_view key) const;
  std::string get(std::string_view key) const;  // "" when absent
  const std::map<std::string, Property, std::less<>>& items() const { return items_; }

  // "key=value" lines; blank lines and lines that begin with # or ! are skipped; blanks around key
  // and value are dropped. The error names file and line. `file` is used for origins only.
  Status add_text(std::string_view text, const std::string& file);

  // "key=value" of a --set argument.
  Status add_assignment(std::string_view assignment, std::string_view origin);

 private:
  std::map<std::string, Property, std::less<>> items_;
};

}  // namespace starload
