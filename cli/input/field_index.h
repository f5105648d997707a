// Finds a row's fields by their keys; upper and lower case are the same. Rows of a file mostly have
// the same keys in the same order, so it looks there first. One owner, one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace starload::cli {

class FieldIndex final {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  // Borrows the names.
  explicit FieldIndex(const std::vector<std::string>& names);

  void begin_row() { expected_ = 0; }
  // kNone = no such field.
  std::size_t find_next(std::string_view key) {
    std::size_t field = expected_;
    if (field >= names_.size() || names_[field] != key) {
      field = find(key);
      if (field == kNone) return kNone;
    }
    expected_ = field + 1;
    return field;
  }
  // Out of the row's order.
  std::size_t find(std::string_view key) const;

 private:
  const std::vector<std::string>& names_;
  std::unordered_map<std::string, std::size_t> by_key_;  // in lower case
  std::size_t expected_ = 0;                             // the field that usually follows
};

}  // namespace starload::cli
