// Typed reading of the effective properties that create() gets. The host has checked types and
// ranges and filled in defaults, so a getter fails only on a key that the plugin did not declare.
#pragma once

#include <starload/abi/option.h>

#include <charconv>
#include <optional>
#include <starload/sdk/error.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace starload::sdk {

// A borrowed view; valid as long as the sl_properties behind it (until create() returns).
class Properties final {
 public:
  explicit Properties(const sl_properties* properties) : properties_(properties) {}

  // The last value of the key wins.
  std::optional<std::string_view> find(std::string_view key) const {
    for (std::size_t i = properties_->count; i-- > 0;) {
      if (view(properties_->items[i].key) == key) return view(properties_->items[i].value);
    }
    return std::nullopt;
  }

  std::string get(std::string_view key, std::string_view fallback = {}) const {
    return std::string(find(key).value_or(fallback));
  }

  // Numbers, bytes and milliseconds arrive as plain decimal digits.
  std::int64_t get_int(std::string_view key) const {
    const auto text = find(key);
    if (!text) throw Error::config("option '" + std::string(key) + "' has no value");
    std::int64_t value = 0;
    const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (code != std::errc() || end != text->data() + text->size()) {
      throw Error::config("option '" + std::string(key) + "' is no whole number: '" +
                          std::string(*text) + "'");
    }
    return value;
  }

  bool get_bool(std::string_view key) const { return find(key).value_or("false") == "true"; }

  // Values separated by ';', empty ones left out.
  std::vector<std::string> get_list(std::string_view key) const {
    std::vector<std::string> values;
    std::string_view rest = find(key).value_or("");
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      if (end > 0) values.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return values;
  }

  // All pairs below a prefix, in order: visit(key without prefix, value).
  template <typename Visit>
  void for_each_below(std::string_view prefix, Visit&& visit) const {
    for (std::size_t i = 0; i < properties_->count; ++i) {
      const std::string_view key = view(properties_->items[i].key);
      if (key.starts_with(prefix))
        visit(key.substr(prefix.size()), view(properties_->items[i].value));
    }
  }

 private:
  const sl_properties* properties_;
};

}  // namespace starload::sdk
