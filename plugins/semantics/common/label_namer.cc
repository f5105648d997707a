#include "plugins/semantics/common/label_namer.h"

#include <algorithm>
#include <starload/sdk/error.hpp>

namespace starload::semantics {
namespace {

constexpr std::string_view kDefaultPrefix = "starload";
constexpr std::size_t kMaxPrefixLength = 62;
constexpr std::size_t kIdDigits = 20;  // of the largest 64-bit id

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

std::string LabelNamer::stem(std::string_view database, std::string_view table) const {
  const std::string readable =
      prefix_ + "-" + std::string(database) + "-" + std::string(table) + suffix_;
  if (is_label_text(readable) && readable.size() + 1 + kIdDigits <= kMaxLabelLength)
    return readable;
  const std::string both = std::string(database) + '\0' + std::string(table);
  return prefix_ + "-" + hex(hash(both)) + suffix_;
}

std::string LabelNamer::label(std::string_view stem, std::uint64_t id) const {
  return std::string(stem) + "-" + std::to_string(id);
}

}  // namespace starload::semantics
