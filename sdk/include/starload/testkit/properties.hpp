// Properties for tests: the defaults of a plugin's option table, and what the test sets. Defaults
// come as a host gives them, bytes and durations as plain numbers ("64mb" as 67108864); what a test
// sets is handed over as it is written. Immutable after construction.
#pragma once

#include <starload/abi/option.h>

#include <charconv>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace starload::testkit {

class TestProperties final {
 public:
  // {{"key", "value"}, ...}. No plain vector: two texts in braces could be its two iterators.
  struct Pairs {
    Pairs() = default;
    Pairs(std::initializer_list<std::pair<std::string, std::string>> given) : all(given) {}
    std::vector<std::pair<std::string, std::string>> all;
  };

  TestProperties(const sl_option* options, std::size_t count, const Pairs& given) {
    const auto* at = reinterpret_cast<const unsigned char*>(options);
    for (std::size_t i = 0; i < count; ++i, at += options->struct_size) {
      const auto* option = reinterpret_cast<const sl_option*>(at);
      if (option->default_value != nullptr) add(option->key, plain(*option));
    }
    for (const auto& [key, value] : given.all) add(key, value);
    properties_ = {sizeof(sl_properties), 0, items_.data(), items_.size()};
  }
  explicit TestProperties(const Pairs& given = {}) : TestProperties(nullptr, 0, given) {}
  TestProperties(const TestProperties&) = delete;
  TestProperties& operator=(const TestProperties&) = delete;

  const sl_properties* abi() const { return &properties_; }

 private:
  // "64mb", "5 s" as the plain number that a plugin gets.
  static std::string plain(const sl_option& option) {
    std::string text = option.default_value;
    if (option.type != SL_OPTION_BYTES && option.type != SL_OPTION_DURATION_MS) return text;
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc()) return text;
    std::string unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    unit.erase(0, unit.find_first_not_of(' '));
    return std::to_string(number * (option.type == SL_OPTION_BYTES ? bytes_of(unit) : ms_of(unit)));
  }
  static std::int64_t bytes_of(const std::string& unit) {
    switch (unit.empty() ? 'b' : unit[0] | 0x20) {
      case 'k':
        return std::int64_t{1} << 10;
      case 'm':
        return std::int64_t{1} << 20;
      case 'g':
        return std::int64_t{1} << 30;
      default:
        return 1;
    }
  }
  static std::int64_t ms_of(const std::string& unit) {
    if (unit.empty() || unit == "ms") return 1;
    switch (unit[0]) {
      case 's':
        return 1000;
      case 'm':
        return 60'000;
      case 'h':
        return 3'600'000;
      default:
        return 86'400'000;
    }
  }

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
