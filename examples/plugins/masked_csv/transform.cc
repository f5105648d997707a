#include "transform.h"

#include <array>
#include <starload/sdk/error.hpp>
#include <utility>

namespace masked_csv {
namespace {

constexpr std::array<std::pair<std::string_view, Transform>, 7> kNames = {
    {{"upper", Transform::kUpper},
     {"lower", Transform::kLower},
     {"trim", Transform::kTrim},
     {"mask", Transform::kMask},
     {"last4", Transform::kLast4},
     {"email", Transform::kEmail},
     {"null", Transform::kNull}}};

Transform transform_of(std::string_view name, const std::string& part) {
  for (const auto& [known, transform] : kNames) {
    if (name == known) return transform;
  }
  throw starload::sdk::Error::config("option 'serializer.masked_csv.columns': '" + part +
                                     "' is not of the form COLUMN=upper|lower|trim|mask|last4|"
                                     "email|null");
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
  return count;
}

// All but the last `shown` characters become a star each; of a text no longer than that, all do.
std::string mask(std::string_view text, std::size_t shown) {
  const std::size_t count = characters(text);
  const std::size_t hidden = count > shown ? count - shown : count;
  std::size_t seen = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0u) != 0x80u && seen++ == hidden) break;
  }
  return std::string(hidden, '*') + std::string(text.substr(at));
}

// a***@example.com; what is no address is hidden as a whole.
std::string mask_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0) return mask(text, 0);
  const bool ascii = (static_cast<unsigned char>(text[0]) & 0x80u) == 0;
  return (ascii ? std::string(1, text[0]) : std::string()) + "***" + std::string(text.substr(at));
}

// ASCII letters only: others depend on a language.
std::string change_case(std::string_view text, char first, char last, int by) {
  std::string changed(text);
  for (char& c : changed) {
    if (c >= first && c <= last) c = static_cast<char>(c + by);
  }
  return changed;
}

std::string trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1));
}

}  // namespace

std::vector<ColumnRule> parse_rules(const std::vector<std::string>& list) {
  std::vector<ColumnRule> rules;
  for (const std::string& part : list) {
    const std::size_t equals = part.rfind('=');
    const bool named = equals != std::string::npos && equals > 0;
    rules.push_back({named ? part.substr(0, equals) : "",
                     transform_of(named ? std::string_view(part).substr(equals + 1) : "", part)});
  }
  return rules;
}

std::string apply(Transform transform, std::string_view text) {
  switch (transform) {
    case Transform::kUpper:
      return change_case(text, 'a', 'z', 'A' - 'a');
    case Transform::kLower:
      return change_case(text, 'A', 'Z', 'a' - 'A');
    case Transform::kTrim:
      return trim(text);
    case Transform::kLast4:
      return mask(text, 4);
    case Transform::kEmail:
      return mask_email(text);
    default:
      return mask(text, 0);
  }
}

}  // namespace masked_csv
