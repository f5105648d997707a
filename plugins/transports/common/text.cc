#include "plugins/transports/common/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace starload::http {
namespace {

constexpr std::size_t kShortestMaskedSecret =
    3;  // shorter ones would blot out half of every message

// Length of the UTF-8 character at the front, 0 when it is broken.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t size = lead < 0x80                   ? 1
                           : lead >= 0xC2 && lead < 0xE0 ? 2
                           : (lead & 0xF0) == 0xE0       ? 3
                           : lead >= 0xF0 && lead < 0xF5 ? 4
                                                         : 0;
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if (size == 3 && ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F))) return 0;
  if (size == 4 && ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F))) return 0;
  return size;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// C1 controls (U+0080..U+009F) move the cursor in some terminals.
bool is_control(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return lead < 0x20 || lead == 0x7f;
  return lead == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

// Replaces what stands between `open` and the last `close` behind it (the end when there is none).
std::string hide_between(std::string text, std::string_view open, std::string_view close) {
  const std::size_t start = text.find(open);
  if (start == std::string::npos) return text;
  const std::size_t from = start + open.size();
  const std::size_t to = close.empty() ? std::string::npos : text.rfind(close);
  const std::size_t end = to == std::string::npos || to < from ? text.size() : to;
  return text.substr(0, from) + "***" + text.substr(end);
}

}  // namespace

std::string printable(std::string_view text, std::size_t max_bytes) {
  std::string out;
  bool blank = false;
  while (!text.empty()) {
    if (is_blank(text[0])) {
      blank = !out.empty();
      text.remove_prefix(1);
      continue;
    }
    const std::size_t size = utf8_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(size, 1));
    const std::size_t blanks = blank ? 1 : 0;
    if (out.size() + blanks + character.size() > max_bytes) return out + "...";
    if (blank) out += ' ';
    blank = false;
    if (size == 0 || is_control(character)) {
      out += '?';
    } else {
      out += character;
    }
    text.remove_prefix(character.size());
  }
  return out;
}

std::string hide_values(std::string_view reason) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kQuoted = {{
      {"Value '", "' is out of range"},
      {"Decimal '", "' is out of range"},
      {"String '", "'(length="},
      {", Value: ", ""},
  }};
  std::string text(reason);
  for (const auto& [open, close] : kQuoted) text = hide_between(std::move(text), open, close);
  return text;
}

std::string base64(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) {
      return i + k < bytes.size()
                 ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i + k]))
                 : 0u;
    };
    const std::uint32_t group = byte(0) << 16 | byte(1) << 8 | byte(2);
    out += kDigits[group >> 18];
    out += kDigits[group >> 12 & 63];
    out += i + 1 < bytes.size() ? kDigits[group >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? kDigits[group & 63] : '=';
  }
  return out;
}

bool contains_ignore_case(std::string_view text, std::string_view lower_case_part) {
  return std::search(text.begin(), text.end(), lower_case_part.begin(), lower_case_part.end(),
                     [](char a, char b) { return lower(a) == b; }) != text.end();
}

bool equals_ignore_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

void Masker::add(std::string secret) {
  if (secret.size() >= kShortestMaskedSecret) secrets_.push_back(std::move(secret));
}

std::string Masker::mask(std::string_view text) const {
  std::string out(text);
  for (const std::string& secret : secrets_) {
    for (std::size_t at = out.find(secret); at != std::string::npos;
         at = out.find(secret, at + 3)) {
      out.replace(at, secret.size(), "***");
    }
  }
  return out;
}

std::string Masker::show(std::string_view text, std::size_t max_bytes) const {
  return printable(hide_values(mask(text)), max_bytes);
}

}  // namespace starload::http
