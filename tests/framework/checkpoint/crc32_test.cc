#include "framework/checkpoint/crc32.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace starload {
namespace {

std::string random_bytes(std::size_t size) {
  std::mt19937 random(static_cast<std::mt19937::result_type>(size) + 1);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

TEST(Crc32, HasTheCheckValueOfTheStandard) {
  EXPECT_EQ(crc32_of(0, "123456789"), 0xcbf43926u);
  EXPECT_EQ(crc32_of(0, ""), 0u);
}

TEST(Crc32, IsZlibsForEveryLengthAndStart) {
  const std::string bytes = random_bytes(700);
  for (std::size_t start = 0; start < 17; ++start) {
    for (std::size_t size = 0; start + size <= bytes.size(); ++size) {
      const std::string_view part = std::string_view(bytes).substr(start, size);
      ASSERT_EQ(crc32_of(0, part), crc32_by_zlib(0, part)) << start << " " << size;
      ASSERT_EQ(crc32_of(0x12345678u, part), crc32_by_zlib(0x12345678u, part))
          << start << " " << size;
    }
  }
}

TEST(Crc32, OfPiecesIsThatOfTheWhole) {
  const std::string bytes = random_bytes(1 << 20);
  const std::uint32_t whole = crc32_by_zlib(0, bytes);
  for (const std::size_t step : {std::size_t{1000}, std::size_t{4096}, std::size_t{262144}}) {
    std::uint32_t sum = 0;
    for (std::size_t at = 0; at < bytes.size(); at += step)
      sum = crc32_of(sum, std::string_view(bytes).substr(at, step));
    EXPECT_EQ(sum, whole) << step;
  }
}

TEST(Crc32, EveryBitCounts) {
  std::string bytes(192, '\0');
  const std::uint32_t sum = crc32_of(0, bytes);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] = static_cast<char>(1u << (bit % 8));
    EXPECT_NE(crc32_of(0, bytes), sum) << "bit " << bit;
    bytes[bit / 8] = '\0';
  }
}

}  // namespace
}  // namespace starload
