// Options as data: checks a property map against tables of sl_option and yields the effective
// values.
//
// Tables come from the engine and from every chosen plugin; a key may stand in several tables
// (load-url), then every table's rule is applied and the first default holds. Single owner, no
// threads.
#pragma once

#include <starload/abi/option.h>

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/status.h"
#include "framework/properties/property_map.h"

namespace starload {

// A checked set of properties: the user's values, normalised (bytes and durations as plain
// numbers), and defaults.
class EffectiveProperties final {
 public:
  bool contains(std::string_view key) const { return map_.contains(key); }
  std::string get(std::string_view key) const { return map_.get(key); }
  std::int64_t get_int(std::string_view key) const;  // REQUIRES: a numeric option that has a value
  bool get_bool(std::string_view key) const { return get(key) == "true"; }
  const PropertyMap& map() const { return map_; }
  PropertyMap& map() { return map_; }
  // Keys whose values are never printed.
  bool is_secret(std::string_view key) const { return secrets_.contains(key); }
  std::set<std::string, std::less<>>& secrets() { return secrets_; }

 private:
  PropertyMap map_;
  std::set<std::string, std::less<>> secrets_;
};

class OptionTable final {
 public:
  // `owner` names the table's source ("engine", "csv") in help and messages. Options are static
  // data.
  void add(std::string_view owner, std::span<const sl_option> options);
  void add(std::string_view owner, const sl_option* options, std::size_t count);

  // Options named required that may be missing all the same.
  void make_optional(const std::vector<std::string_view>& keys);

  bool declares(std::string_view key) const { return find(key) != nullptr; }

  // Every problem in one message, a line each. Clamped values are reported through `warnings`. Keys
  // below sink.properties. are always allowed; others must be declared, and the error suggests the
  // nearest.
  Result<EffectiveProperties> apply(const PropertyMap& properties,
                                    std::vector<std::string>& warnings) const;

  struct Entry {
    std::string owner;
    sl_option option;
  };
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  const Entry* find(std::string_view key) const;
  std::vector<Entry> entries_;
};

// Checks one value and returns it normalised; `warning` is set when it was clamped. The error names
// key, value and the allowed range.
Result<std::string> check_option_value(const sl_option& option, std::string_view value,
                                       std::string& warning);

// "[1000, 3600000] ms", "V1 | V2 | AUTO": the allowed values in words; "" when anything goes.
std::string describe_range(const sl_option& option);
std::string_view describe_type(const sl_option& option);

}  // namespace starload
