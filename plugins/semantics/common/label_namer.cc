#include "plugins/semantics/common/label_namer.h"

#include <algorithm>
#include <charconv>
#include <starload/sdk/error.hpp>

namespace starload::semantics {
namespace {

constexpr std::string_view kDefaultPrefix = "starload";
constexpr std::size_t kMaxPrefixLength = 62;
// "-<writer>-<epoch>-<id>" at its longest: 10 digits, 16 hex digits or as many decimal ones, 20.
constexpr std::size_t kMaxPlaceLength = 1 + 10 + 1 + 16 + 1 + 20;
// A count that passes this is none: it could be a random epoch without letters.
constexpr std::uint64_t kMaxCountedEpoch = 999'999'999'999;

std::string hex(std::uint64_t value) {
  std::string text(16, '0');
  for (std::size_t i = text.size(); i-- > 0; value >>= 4) text[i] = "0123456789abcdef"[value & 0xf];
  return text;
}

// FNV-1a; a stable name is wanted, not a secure one.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325u;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return value;
}

// Takes "-<number>" off the front; only the one spelling that std::to_string gives.
template <typename Number>
bool take_number(std::string_view& text, Number& value) {
  if (text.size() < 2 || text[0] != '-' || text[1] < '0' || text[1] > '9') return false;
  if (text[1] == '0' && text.size() > 2 && text[2] != '-') return false;
  const auto [end, code] = std::from_chars(text.data() + 1, text.data() + text.size(), value);
  if (code != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

}  // namespace

bool is_label_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

LabelNamer::LabelNamer(std::string_view prefix, std::uint32_t writer_index, std::uint64_t epoch)
    : prefix_(prefix.empty() ? kDefaultPrefix : prefix),
      suffix_("-" + std::to_string(writer_index) + "-" + hex(epoch)) {
  if (!is_label_text(prefix_) || prefix_.size() > kMaxPrefixLength) {
    throw sdk::Error::config(
        "Unsupported value '" + prefix_ + "' for 'sink.label-prefix'. At most " +
        std::to_string(kMaxPrefixLength) + " characters of [-_A-Za-z0-9] are allowed.");
  }
}

std::string LabelNamer::base(std::string_view database, std::string_view table) const {
  std::string readable = prefix_ + "-" + std::string(database) + "-" + std::string(table);
  if (is_label_text(readable) && readable.size() + kMaxPlaceLength <= kMaxLabelLength)
    return readable;
  const std::string both = std::string(database) + '\0' + std::string(table);
  return prefix_ + "-" + hex(hash(both));
}

std::string LabelNamer::stem(std::string_view database, std::string_view table) const {
  return base(database, table) + suffix_;
}

std::string LabelNamer::label(std::string_view stem, std::uint64_t id) const {
  return std::string(stem) + "-" + std::to_string(id);
}

std::string counted_label(std::string_view base, const LabelPlace& place) {
  return std::string(base) + "-" + std::to_string(place.writer) + "-" +
         std::to_string(place.epoch) + "-" + std::to_string(place.id);
}

std::string random_label(std::string_view base, const LabelPlace& place) {
  return std::string(base) + "-" + std::to_string(place.writer) + "-" + hex(place.epoch) + "-" +
         std::to_string(place.id);
}

std::optional<LabelPlace> find_place(std::string_view base, std::string_view label) {
  if (!label.starts_with(base)) return std::nullopt;
  label.remove_prefix(base.size());
  LabelPlace place;
  if (!take_number(label, place.writer) || !take_number(label, place.epoch) ||
      !take_number(label, place.id) || !label.empty()) {
    return std::nullopt;
  }
  if (place.epoch == 0 || place.epoch > kMaxCountedEpoch || place.id == 0) return std::nullopt;
  return place;
}

}  // namespace starload::semantics
