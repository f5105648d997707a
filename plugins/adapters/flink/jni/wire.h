// What crosses between Java and native code in one byte array: big-endian numbers, texts behind
// their length. The counterpart of the Java classes Wire and WireReader. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/properties/property_map.h"

namespace starload::flink {

// Reads; what is missing at the end reads as 0 or "" and makes ok() false.
class WireReader final {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  std::uint8_t byte();
  bool boolean() { return byte() != 0; }
  std::int32_t number();
  std::int64_t long_number();
  std::string_view text();  // into the bytes read
  std::vector<std::string> texts();
  // A list's length; 0 when there are fewer bytes left than elements.
  std::size_t count();
  // Keys and values, into `into`; origin: what messages name.
  void properties(PropertyMap& into, std::string_view origin);

 private:
  std::string_view take(std::size_t size);

  std::string_view rest_;
  bool ok_ = true;
};

class WireWriter final {
 public:
  WireWriter& boolean(bool value);
  WireWriter& number(std::int32_t value);
  WireWriter& text(std::string_view value);
  WireWriter& texts(const std::vector<std::string>& values);
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace starload::flink
