#include "devserver/storage/bitmap.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "devserver/storage/varint.h"

namespace starload::devserver {
namespace {

constexpr std::string_view kMagic = "B1";
constexpr std::size_t kMinUnsorted = 4096;

}  // namespace

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Bitmap> Bitmap::parse(std::string_view bytes) {
  if (bytes.substr(0, kMagic.size()) != kMagic) return std::nullopt;
  bytes.remove_prefix(kMagic.size());
  const std::optional<std::uint64_t> count = take_varint(bytes);
  if (!count || *count > bytes.size()) return std::nullopt;
  Bitmap bitmap;
  bitmap.values_.reserve(*count);
  std::uint64_t next = 0;
  for (std::uint64_t i = 0; i < *count; ++i) {
    const std::optional<std::uint64_t> distance = take_varint(bytes);
    // Behind the greatest number comes none.
    const bool is_past = (i > 0 && next == 0) || (distance && next + *distance < next);
    if (!distance || is_past) return std::nullopt;
    bitmap.values_.push_back(next + *distance);
    next = bitmap.values_.back() + 1;
  }
  bitmap.sorted_count_ = bitmap.values_.size();
  if (!bytes.empty()) return std::nullopt;
  return bitmap;
}

std::optional<Bitmap> Bitmap::from_text(std::string_view text) {
  Bitmap bitmap;
  if (text.find_first_not_of(' ') == std::string_view::npos) return bitmap;
  for (;;) {
    const std::size_t comma = text.find(',');
    const std::optional<std::uint64_t> value = parse_unsigned(text.substr(0, comma));
    if (!value) return std::nullopt;
    bitmap.add(*value);
    if (comma == std::string_view::npos) return bitmap;
    text.remove_prefix(comma + 1);
  }
}

void Bitmap::add(std::uint64_t value) {
  const bool in_order =
      sorted_count_ == values_.size() && (values_.empty() || values_.back() < value);
  values_.push_back(value);
  if (in_order) sorted_count_ = values_.size();
  sort_when_doubled();
}

void Bitmap::unite(const Bitmap& other) {
  values_.insert(values_.end(), other.values_.begin(), other.values_.end());
  sort_when_doubled();
}

void Bitmap::sort_when_doubled() {
  if (values_.size() > 2 * sorted_count_ + kMinUnsorted) sort();
}

void Bitmap::sort() const {
  if (sorted_count_ == values_.size()) return;
  const auto middle = values_.begin() + static_cast<std::ptrdiff_t>(sorted_count_);
  std::sort(middle, values_.end());
  std::inplace_merge(values_.begin(), middle, values_.end());
  values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
  sorted_count_ = values_.size();
}

const std::vector<std::uint64_t>& Bitmap::values() const {
  sort();
  return values_;
}

bool Bitmap::contains(std::uint64_t value) const {
  return std::binary_search(values().begin(), values().end(), value);
}

Bitmap Bitmap::intersected(const Bitmap& other) const {
  Bitmap result;
  std::set_intersection(values().begin(), values().end(), other.values().begin(),
                        other.values().end(), std::back_inserter(result.values_));
  result.sorted_count_ = result.values_.size();
  return result;
}

Bitmap Bitmap::without(const Bitmap& other) const {
  Bitmap result;
  std::set_difference(values().begin(), values().end(), other.values().begin(),
                      other.values().end(), std::back_inserter(result.values_));
  result.sorted_count_ = result.values_.size();
  return result;
}

std::string Bitmap::serialized() const {
  std::string bytes(kMagic);
  put_varint(bytes, values().size());
  std::uint64_t next = 0;
  for (const std::uint64_t value : values_) {
    put_varint(bytes, value - next);
    next = value + 1;
  }
  return bytes;
}

std::string Bitmap::text() const {
  std::string text;
  for (const std::uint64_t value : values())
    text += (text.empty() ? "" : ",") + std::to_string(value);
  return text;
}

}  // namespace starload::devserver
