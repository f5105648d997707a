#include "framework/checkpoint/crc32.h"

#include <gtest/gtest.h>

#include <string>

namespace starload {
namespace {

TEST(Crc32, HasTheCheckValueOfTheStandard) {
  EXPECT_EQ(crc32_of(0, "123456789"), 0xcbf43926u);
  EXPECT_EQ(crc32_of(0, ""), 0u);
}

TEST(Crc32, OfPiecesIsThatOfTheWhole) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += std::to_string(i);
  const std::uint32_t whole = crc32_of(0, bytes);
  for (const std::size_t step : {std::size_t{1000}, std::size_t{4096}, std::size_t{262144}}) {
    std::uint32_t sum = 0;
    for (std::size_t at = 0; at < bytes.size(); at += step)
      sum = crc32_of(sum, std::string_view(bytes).substr(at, step));
    EXPECT_EQ(sum, whole) << step;
  }
}

}  // namespace
}  // namespace starload
