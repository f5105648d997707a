// What may be done to a column's text before it leaves the machine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace masked_csv {

enum class Transform { kNone, kUpper, kLower, kTrim, kMask, kLast4, kEmail, kNull };

struct ColumnRule {
  std::string column;
  Transform transform;
};

// "card=last4;mail=email". Throws sdk::Error::config, naming the part that is wrong.
std::vector<ColumnRule> parse_rules(const std::vector<std::string>& list);

// UTF-8 in, UTF-8 out: masks count characters, not bytes. REQUIRES: neither kNone nor kNull.
std::string apply(Transform transform, std::string_view text);

}  // namespace masked_csv
