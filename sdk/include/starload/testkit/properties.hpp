// Properties for tests: the defaults of a plugin's option table, and what the test sets. Values are
// handed over as they are written here: bytes and durations as plain numbers.
// Immutable after construction.
#pragma once

#include <starload/abi/option.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace starload::testkit {

class TestProperties final {
 public:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  TestProperties(const sl_option* options, std::size_t count, const Pairs& given) {
    const auto* at = reinterpret_cast<const unsigned char*>(options);
    for (std::size_t i = 0; i < count; ++i, at += options->struct_size) {
      const auto* option = reinterpret_cast<const sl_option*>(at);
      if (option->default_value != nullptr) add(option->key, option->default_value);
    }
    for (const auto& [key, value] : given) add(key, value);
    properties_ = {sizeof(sl_properties), 0, items_.data(), items_.size()};
  }
  explicit TestProperties(const Pairs& given = {}) : TestProperties(nullptr, 0, given) {}
  TestProperties(const TestProperties&) = delete;
  TestProperties& operator=(const TestProperties&) = delete;

  const sl_properties* abi() const { return &properties_; }

 private:
  void add(const std::string& key, const std::string& value) {
    const std::string& kept_key = texts_.emplace_back(key);
    const std::string& kept_value = texts_.emplace_back(value);
    items_.push_back({{kept_key.data(), kept_key.size()}, {kept_value.data(), kept_value.size()}});
  }

  std::deque<std::string> texts_;  // a deque: what points into it stays valid
  std::vector<sl_property> items_;
  sl_properties properties_{};
};

}  // namespace starload::testkit
