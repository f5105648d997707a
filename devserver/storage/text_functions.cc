#include <Poco/Checksum.h>
#include <Poco/MD5Engine.h>
#include <Poco/RegularExpression.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "devserver/storage/default_value.h"
#include "devserver/storage/function_support.h"
#include "devserver/storage/value_conversion.h"

namespace starload::devserver {
namespace {

using Cells = std::vector<Cell>;
using nlohmann::json;

constexpr std::size_t kMaxTextBytes = 16U << 20U;

Cell concat(const Cells& a) {
  std::string result;
  for (const Cell& part : a) result += text_argument(part);
  return result;
}

Cell concat_ws(const Cells& a) {
  if (std::holds_alternative<std::monostate>(a[0])) return std::monostate{};
  std::string result;
  bool first = true;
  for (std::size_t i = 1; i < a.size(); ++i) {
    if (std::holds_alternative<std::monostate>(a[i])) continue;
    if (!first) result += text_argument(a[0]);
    result += text_argument(a[i]);
    first = false;
  }
  return result;
}

std::string characters(const std::string& text, std::size_t begin, std::size_t count) {
  const std::vector<std::size_t> offsets = character_offsets(text);
  const std::size_t last = offsets.size() - 1;
  const std::size_t from = std::min(begin, last);
  return text.substr(offsets[from],
                     offsets[std::min(from + std::min(count, last), last)] - offsets[from]);
}

std::size_t length_in_characters(const std::string& text) {
  return character_offsets(text).size() - 1;
}

Cell left(const Cells& a) {
  const std::int64_t count = std::max<std::int64_t>(integer_argument(a[1]), 0);
  return characters(text_argument(a[0]), 0, static_cast<std::size_t>(count));
}

Cell right(const Cells& a) {
  const std::string text = text_argument(a[0]);
  const std::size_t length = length_in_characters(text);
  const auto count = static_cast<std::size_t>(std::max<std::int64_t>(integer_argument(a[1]), 0));
  return characters(text, count >= length ? 0 : length - count, length);
}

// Positions count from 1, negative ones from the end; 0 gives the empty text.
Cell substring(const Cells& a) {
  const std::string text = text_argument(a[0]);
  const auto length = static_cast<std::int64_t>(length_in_characters(text));
  std::int64_t position = integer_argument(a[1]);
  const std::int64_t count = a.size() > 2 ? integer_argument(a[2]) : length;
  if (position < 0) position = length + position + 1;
  if (position <= 0 || count <= 0) return std::string();
  return characters(text, static_cast<std::size_t>(position - 1), static_cast<std::size_t>(count));
}

Cell byte_length(const Cells& a) { return static_cast<std::int64_t>(text_argument(a[0]).size()); }
Cell char_length(const Cells& a) {
  return static_cast<std::int64_t>(length_in_characters(text_argument(a[0])));
}

Cell reverse(const Cells& a) {
  const std::string text = text_argument(a[0]);
  const std::vector<std::size_t> offsets = character_offsets(text);
  std::string result;
  for (std::size_t i = offsets.size() - 1; i > 0; --i)
    result += text.substr(offsets[i - 1], offsets[i] - offsets[i - 1]);
  return result;
}

std::string repeated(const std::string& text, std::int64_t count) {
  if (count <= 0 || text.empty()) return {};
  if (static_cast<std::uint64_t>(count) > kMaxTextBytes / text.size())
    throw std::length_error("the text would be longer than 16 MB");
  std::string result;
  for (std::int64_t i = 0; i < count; ++i) result += text;
  return result;
}

Cell repeat(const Cells& a) { return repeated(text_argument(a[0]), integer_argument(a[1])); }
Cell space(const Cells& a) { return repeated(" ", integer_argument(a[0])); }

Cell pad(const Cells& a, bool at_left) {
  const std::string text = text_argument(a[0]);
  const std::int64_t wanted = integer_argument(a[1]);
  const std::string fill = a.size() > 2 ? text_argument(a[2]) : " ";
  const auto length = static_cast<std::int64_t>(length_in_characters(text));
  if (wanted < 0) return std::monostate{};
  if (wanted <= length || fill.empty())
    return characters(text, 0, static_cast<std::size_t>(wanted));
  const auto missing = static_cast<std::size_t>(wanted - length);
  const std::string padding = characters(repeated(fill, wanted - length), 0, missing);
  return at_left ? padding + text : text + padding;
}

Cell lpad(const Cells& a) { return pad(a, true); }
Cell rpad(const Cells& a) { return pad(a, false); }

Cell locate(const Cells& a) {
  const std::string text = text_argument(a[1]);
  const std::int64_t start = a.size() > 2 ? integer_argument(a[2]) : 1;
  const std::vector<std::size_t> offsets = character_offsets(text);
  if (start < 1 || static_cast<std::size_t>(start) > offsets.size()) return std::int64_t{0};
  const std::size_t found =
      text.find(text_argument(a[0]), offsets[static_cast<std::size_t>(start) - 1]);
  if (found == std::string::npos) return std::int64_t{0};
  return static_cast<std::int64_t>(std::lower_bound(offsets.begin(), offsets.end(), found) -
                                   offsets.begin()) +
         1;
}

Cell starts_with(const Cells& a) {
  return std::int64_t{text_argument(a[0]).starts_with(text_argument(a[1])) ? 1 : 0};
}
Cell ends_with(const Cells& a) {
  return std::int64_t{text_argument(a[0]).ends_with(text_argument(a[1])) ? 1 : 0};
}

Cell split_part(const Cells& a) {
  const std::string text = text_argument(a[0]);
  const std::string separator = text_argument(a[1]);
  const std::int64_t wanted = integer_argument(a[2]);
  if (separator.empty() || wanted < 1) return std::monostate{};
  std::size_t begin = 0;
  for (std::int64_t part = 1;; ++part) {
    const std::size_t end = text.find(separator, begin);
    if (part == wanted) return text.substr(begin, end == std::string::npos ? end : end - begin);
    if (end == std::string::npos) return std::monostate{};
    begin = end + separator.size();
  }
}

Cell ascii(const Cells& a) {
  const std::string text = text_argument(a[0]);
  return std::int64_t{text.empty() ? 0 : static_cast<unsigned char>(text[0])};
}

Cell hex(const Cells& a) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string result;
  if (const auto* integer = std::get_if<std::int64_t>(&a[0])) {
    auto value = static_cast<std::uint64_t>(*integer);
    do {
      result.insert(result.begin(), kDigits[value & 15U]);
      value >>= 4U;
    } while (value != 0);
    return result;
  }
  for (const char c : text_argument(a[0])) {
    const auto byte = static_cast<unsigned char>(c);
    result += kDigits[byte >> 4U];
    result += kDigits[byte & 15U];
  }
  return result;
}

Cell unhex(const Cells& a) {
  const std::string text = text_argument(a[0]);
  if (text.size() % 2 != 0) return std::string();
  std::string result;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    if (std::isxdigit(static_cast<unsigned char>(text[i])) == 0 ||
        std::isxdigit(static_cast<unsigned char>(text[i + 1])) == 0) {
      return std::string();
    }
    result += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  }
  return result;
}

Cell md5(const Cells& a) {
  Poco::MD5Engine engine;
  for (const Cell& part : a) engine.update(text_argument(part));
  return Poco::DigestEngine::digestToHex(engine.digest());
}

Cell crc32(const Cells& a) {
  const std::string text = text_argument(a[0]);
  Poco::Checksum checksum(Poco::Checksum::TYPE_CRC32);
  checksum.update(text.data(), static_cast<unsigned>(text.size()));
  return static_cast<std::int64_t>(checksum.checksum());
}

Cell uuid(const Cells&) { return random_uuid(); }

Cell regexp(const Cells& a) {
  const Poco::RegularExpression expression(text_argument(a[1]), Poco::RegularExpression::RE_UTF8);
  Poco::RegularExpression::Match match;
  return std::int64_t{expression.match(text_argument(a[0]), 0, match) > 0 ? 1 : 0};
}

Cell tuple(const Cells& a) {
  std::string result;
  for (const Cell& part : a) {
    const std::string text = text_argument(part);
    result += std::to_string(text.size()) + ":" + text;
  }
  return result;
}

Cell json_cell(const json& value) {
  if (value.is_null()) return std::monostate{};
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_boolean()) return std::int64_t{value.get<bool>() ? 1 : 0};
  if (value.is_number_float()) return value.get<double>();
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

// An array's element (from 1), a map's value or a struct's member.
Cell element(const Cells& a) {
  const json value = json::parse(text_argument(a[0]), nullptr, false);
  if (value.is_array()) {
    const std::int64_t index = integer_argument(a[1]);
    if (index < 1 || static_cast<std::size_t>(index) > value.size()) return std::monostate{};
    return json_cell(value[static_cast<std::size_t>(index) - 1]);
  }
  const std::string key = text_argument(a[1]);
  if (!value.is_object() || !value.contains(key)) return std::monostate{};
  return json_cell(value[key]);
}

// Paths such as $.a.b[0], or a.b[0]; nullptr when there is nothing.
const json* follow(const json& root, std::string path) {
  if (path.starts_with("$")) path.erase(0, 1);
  const json* at = &root;
  std::size_t i = 0;
  while (i < path.size()) {
    if (path[i] == '[') {
      const std::size_t end = path.find(']', i);
      if (end == std::string::npos || !at->is_array()) return nullptr;
      const std::size_t index = std::strtoul(path.substr(i + 1, end - i - 1).c_str(), nullptr, 10);
      if (index >= at->size()) return nullptr;
      at = &(*at)[index];
      i = end + 1;
      continue;
    }
    if (path[i] == '.') ++i;
    const std::size_t end = std::min(path.find_first_of(".[", i), path.size());
    std::string key = path.substr(i, end - i);
    if (key.size() > 1 && key.front() == '"' && key.back() == '"')
      key = key.substr(1, key.size() - 2);
    if (end == i || !at->is_object() || !at->contains(key)) return nullptr;
    at = &(*at)[key];
    i = end;
  }
  return at;
}

Cell json_query(const Cells& a) {
  const json root = json::parse(text_argument(a[0]), nullptr, false);
  const json* found = root.is_discarded() ? nullptr : follow(root, text_argument(a[1]));
  if (found == nullptr) return std::monostate{};
  return found->dump(-1, ' ', false, json::error_handler_t::replace);
}

Cell json_string(const Cells& a) {
  const json root = json::parse(text_argument(a[0]), nullptr, false);
  const json* found = root.is_discarded() ? nullptr : follow(root, text_argument(a[1]));
  if (found == nullptr || found->is_null()) return std::monostate{};
  return found->is_string() ? found->get<std::string>()
                            : found->dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::vector<ScalarFunction> text_functions() {
  return {{"sl_concat", -1, concat},
          {"sl_concat_ws", -1, concat_ws, true},
          {"sl_left", 2, left},
          {"sl_right", 2, right},
          {"sl_substring", 2, substring},
          {"sl_substring", 3, substring},
          {"sl_byte_length", 1, byte_length},
          {"sl_char_length", 1, char_length},
          {"sl_reverse", 1, reverse},
          {"sl_repeat", 2, repeat},
          {"sl_space", 1, space},
          {"sl_lpad", -1, lpad},
          {"sl_rpad", -1, rpad},
          {"sl_locate", -1, locate},
          {"sl_starts_with", 2, starts_with},
          {"sl_ends_with", 2, ends_with},
          {"sl_split_part", 3, split_part},
          {"sl_ascii", 1, ascii},
          {"sl_hex", 1, hex},
          {"sl_unhex", 1, unhex},
          {"sl_md5", 1, md5},
          {"sl_crc32", 1, crc32},
          {"sl_uuid", 0, uuid, false, false},
          {"sl_regexp", 2, regexp},
          {"sl_tuple", -1, tuple},
          {"sl_element", 2, element},
          {"sl_json_query", 2, json_query},
          {"sl_json_string", 2, json_string}};
}

}  // namespace starload::devserver
