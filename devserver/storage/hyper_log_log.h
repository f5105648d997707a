// An estimate of how many different values there are (HyperLogLog), as an HLL column holds it. A
// value; one thread.
//
// 2^14 registers, an error of about 0.8 %; up to 160 different hashes are kept as they are, and
// counted exactly. The estimate is Ertl's ("New cardinality estimation algorithms for HyperLogLog
// sketches"), which needs no table of corrections.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace starload::devserver {

// A well-mixed 64-bit hash; the same on every machine, because it is stored.
std::uint64_t hash64(std::string_view bytes);

class HyperLogLog final {
 public:
  // nullopt = not what serialized() wrote.
  static std::optional<HyperLogLog> parse(std::string_view bytes);

  void add_hash(std::uint64_t hash);
  void unite(const HyperLogLog& other);
  std::int64_t estimate() const;
  std::string serialized() const;

 private:
  static std::optional<HyperLogLog> parse_hashes(std::string_view bytes);
  static std::optional<HyperLogLog> parse_sparse(std::string_view bytes);
  void add_to_registers(std::uint64_t hash);
  void open_registers();
  std::string sparse() const;

  std::vector<std::uint64_t> hashes_;    // sorted; used while registers_ is empty
  std::vector<std::uint8_t> registers_;  // empty, or one a bucket
};

}  // namespace starload::devserver
