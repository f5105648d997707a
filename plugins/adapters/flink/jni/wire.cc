#include "plugins/adapters/flink/jni/wire.h"

namespace starload::flink {

std::string_view WireReader::take(std::size_t size) {
  if (size > rest_.size()) {
    ok_ = false;
    rest_ = {};
    return {};
  }
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

std::uint8_t WireReader::byte() {
  const std::string_view taken = take(1);
  return taken.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(taken.front());
}

std::int32_t WireReader::number() {
  std::uint32_t value = 0;
  for (const char part : take(sizeof value)) value = value << 8 | static_cast<std::uint8_t>(part);
  return static_cast<std::int32_t>(value);
}

std::int64_t WireReader::long_number() {
  const auto high = static_cast<std::uint32_t>(number());
  const auto low = static_cast<std::uint32_t>(number());
  return static_cast<std::int64_t>(std::uint64_t{high} << 32 | low);
}

std::string_view WireReader::text() {
  const std::int32_t size = number();
  if (size < 0) ok_ = false;
  return size < 0 ? std::string_view() : take(static_cast<std::size_t>(size));
}

std::size_t WireReader::count() {
  const std::int32_t count = number();
  if (count >= 0 && static_cast<std::size_t>(count) <= rest_.size())
    return static_cast<std::size_t>(count);
  ok_ = false;
  return 0;
}

std::vector<std::string> WireReader::texts() {
  std::vector<std::string> values;
  for (std::size_t left = count(); left > 0; --left) values.emplace_back(text());
  return values;
}

void WireReader::properties(PropertyMap& into, std::string_view origin) {
  for (std::size_t left = count(); left > 0; --left) {
    const std::string_view key = text();
    into.set(key, text(), origin);
  }
}

WireWriter& WireWriter::boolean(bool value) {
  bytes_ += value ? '\1' : '\0';
  return *this;
}

WireWriter& WireWriter::number(std::int32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes_ += static_cast<char>(static_cast<std::uint32_t>(value) >> shift);
  return *this;
}

WireWriter& WireWriter::text(std::string_view value) {
  number(static_cast<std::int32_t>(value.size()));
  bytes_ += value;
  return *this;
}

WireWriter& WireWriter::texts(const std::vector<std::string>& values) {
  number(static_cast<std::int32_t>(values.size()));
  for (const std::string& value : values) text(value);
  return *this;
}

}  // namespace starload::flink
