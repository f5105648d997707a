#include "devserver/storage/hyper_log_log.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace starload::devserver {
namespace {

constexpr unsigned kIndexBits = 14;
constexpr std::size_t kRegisters = std::size_t{1} << kIndexBits;
constexpr unsigned kValueBits = 64 - kIndexBits;
constexpr std::size_t kMaxHashes = 160;
constexpr std::size_t kMaxSparse = 4096;  // three bytes each: above it the registers are shorter

// The first two bytes of the stored form.
constexpr std::string_view kHashes = "H1";
constexpr std::string_view kSparse = "H2";
constexpr std::string_view kDense = "H3";

std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 30U;
  value *= 0xBF58476D1CE4E5B9ULL;
  value ^= value >> 27U;
  value *= 0x94D049BB133111EBULL;
  return value ^ (value >> 31U);
}

// What the empty registers, a share x of all, say about the small counts.
double sigma(double x) {
  if (x == 1.0) return std::numeric_limits<double>::infinity();
  double y = 1;
  double z = x;
  for (double before = -1; z != before;) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

// The same for the registers that are full.
double tau(double x) {
  if (x == 0.0 || x == 1.0) return 0;
  double y = 1;
  double z = 1 - x;
  for (double before = -1; z != before;) {
    x = std::sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) * (1 - x) * y;
  }
  return z / 3;
}

}  // namespace

std::uint64_t hash64(std::string_view bytes) {
  std::uint64_t hash = 0x9E3779B97F4A7C15ULL ^ (bytes.size() * 0xD6E8FEB86659FD93ULL);
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(bytes.size(), sizeof word);
    std::memcpy(&word, bytes.data(), size);
    hash = mixed(hash ^ mixed(word + 0x9E3779B97F4A7C15ULL)) + 0x632BE59BD9B4E019ULL;
    bytes.remove_prefix(size);
  }
  return mixed(hash);
}

void HyperLogLog::add_hash(std::uint64_t hash) {
  if (!registers_.empty()) return add_to_registers(hash);
  const auto place = std::lower_bound(hashes_.begin(), hashes_.end(), hash);
  if (place != hashes_.end() && *place == hash) return;
  hashes_.insert(place, hash);
  if (hashes_.size() > kMaxHashes) open_registers();
}

void HyperLogLog::open_registers() {
  registers_.assign(kRegisters, 0);
  for (const std::uint64_t hash : hashes_) add_to_registers(hash);
  hashes_.clear();
}

void HyperLogLog::add_to_registers(std::uint64_t hash) {
  const std::uint64_t rest = hash << kIndexBits;
  const int zeros = rest == 0 ? static_cast<int>(kValueBits) : std::countl_zero(rest);
  std::uint8_t& target = registers_[hash >> kValueBits];
  target = std::max(target, static_cast<std::uint8_t>(zeros + 1));
}

void HyperLogLog::unite(const HyperLogLog& other) {
  if (other.registers_.empty()) {
    for (const std::uint64_t hash : other.hashes_) add_hash(hash);
    return;
  }
  if (registers_.empty()) open_registers();
  for (std::size_t i = 0; i < kRegisters; ++i)
    registers_[i] = std::max(registers_[i], other.registers_[i]);
}

std::int64_t HyperLogLog::estimate() const {
  if (registers_.empty()) return static_cast<std::int64_t>(hashes_.size());
  std::array<double, kValueBits + 2> counts{};
  for (const std::uint8_t value : registers_) counts.at(value) += 1;
  constexpr auto kCount = static_cast<double>(kRegisters);
  double z = kCount * tau(1 - counts[kValueBits + 1] / kCount);
  for (std::size_t i = kValueBits; i >= 1; --i) z = 0.5 * (z + counts.at(i));
  z += kCount * sigma(counts[0] / kCount);
  return std::llround(kCount * kCount / (2 * std::log(2.0) * z));
}

std::string HyperLogLog::sparse() const {
  std::string bytes(kSparse);
  for (std::size_t i = 0; i < kRegisters; ++i) {
    if (registers_[i] == 0) continue;
    bytes += static_cast<char>(i & 0xFFU);
    bytes += static_cast<char>(i >> 8U);
    bytes += static_cast<char>(registers_[i]);
  }
  return bytes;
}

std::string HyperLogLog::serialized() const {
  if (registers_.empty()) {
    std::string bytes(kHashes);
    for (const std::uint64_t hash : hashes_)
      bytes.append(reinterpret_cast<const char*>(&hash), sizeof hash);
    return bytes;
  }
  const auto zeros = std::count(registers_.begin(), registers_.end(), std::uint8_t{0});
  if (kRegisters - static_cast<std::size_t>(zeros) <= kMaxSparse) return sparse();
  return std::string(kDense).append(reinterpret_cast<const char*>(registers_.data()), kRegisters);
}

std::optional<HyperLogLog> HyperLogLog::parse(std::string_view bytes) {
  const std::string_view kind = bytes.substr(0, kHashes.size());
  bytes.remove_prefix(kind.size());
  if (kind == kHashes) return parse_hashes(bytes);
  if (kind == kSparse) return parse_sparse(bytes);
  if (kind != kDense || bytes.size() != kRegisters) return std::nullopt;
  HyperLogLog result;
  result.registers_.resize(kRegisters);
  for (std::size_t i = 0; i < kRegisters; ++i) {
    result.registers_[i] = static_cast<std::uint8_t>(bytes[i]);
    if (result.registers_[i] > kValueBits + 1) return std::nullopt;
  }
  return result;
}

std::optional<HyperLogLog> HyperLogLog::parse_hashes(std::string_view bytes) {
  if (bytes.size() % sizeof(std::uint64_t) != 0 ||
      bytes.size() > kMaxHashes * sizeof(std::uint64_t)) {
    return std::nullopt;
  }
  HyperLogLog result;
  result.hashes_.resize(bytes.size() / sizeof(std::uint64_t));
  if (!bytes.empty()) std::memcpy(result.hashes_.data(), bytes.data(), bytes.size());
  return result;
}

std::optional<HyperLogLog> HyperLogLog::parse_sparse(std::string_view bytes) {
  if (bytes.size() % 3 != 0) return std::nullopt;
  HyperLogLog result;
  result.registers_.assign(kRegisters, 0);
  for (; !bytes.empty(); bytes.remove_prefix(3)) {
    const std::size_t index = static_cast<unsigned char>(bytes[0]) +
                              (std::size_t{static_cast<unsigned char>(bytes[1])} << 8U);
    const auto value = static_cast<std::uint8_t>(bytes[2]);
    if (index >= kRegisters || value > kValueBits + 1) return std::nullopt;
    result.registers_[index] = value;
  }
  return result;
}

}  // namespace starload::devserver
