// A set of 64-bit numbers, as a BITMAP column holds it. A value; one thread.
//
// Stored as "B1", the count, the smallest number, and for each next one its distance from the one
// before less 1, all as varints: about one byte a number for dense sets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace starload::devserver {

class Bitmap final {
 public:
  // nullopt = not what serialized() wrote.
  static std::optional<Bitmap> parse(std::string_view bytes);
  // "1, 2,3"; empty text is the empty set; nullopt = something else is in it.
  static std::optional<Bitmap> from_text(std::string_view text);

  void add(std::uint64_t value);
  void unite(const Bitmap& other);

  // Sorted, each once.
  const std::vector<std::uint64_t>& values() const;
  std::size_t count() const { return values().size(); }
  bool contains(std::uint64_t value) const;
  Bitmap intersected(const Bitmap& other) const;
  Bitmap without(const Bitmap& other) const;

  std::string serialized() const;
  std::string text() const;  // "1,2,3"

 private:
  void sort_when_doubled();
  void sort() const;

  // What was added is sorted when it is asked for, or has doubled.
  mutable std::vector<std::uint64_t> values_;
  mutable std::size_t sorted_count_ = 0;
};

// A number that a set can hold: digits only, at most 64 bits.
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

}  // namespace starload::devserver
