#include "cli/input/field_index.h"

#include "framework/base/text.h"

namespace starload::cli {

FieldIndex::FieldIndex(const std::vector<std::string>& names) : names_(names) {
  for (std::size_t i = 0; i < names_.size(); ++i) by_key_.emplace(to_lower(names_[i]), i);
}

std::size_t FieldIndex::find(std::string_view key) const {
  const auto found = by_key_.find(to_lower(key));
  return found == by_key_.end() ? kNone : found->second;
}

}  // namespace starload::cli
