#include "devserver/load/delimiter.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

std::string parsed(std::string_view header) {
  Result<std::string> result = parse_delimiter(header, "column separator");
  return result ? *result : result.status().message();
}

TEST(Delimiter, KeepsPlainBytes) {
  EXPECT_EQ(parsed(","), ",");
  EXPECT_EQ(parsed("||"), "||");
  EXPECT_EQ(parsed("、"), "、");
}

TEST(Delimiter, ReadsHexWithEitherPrefix) {
  EXPECT_EQ(parsed("\\x01"), "\x01");
  EXPECT_EQ(parsed("0x0102"), "\x01\x02");
}

TEST(Delimiter, UnescapesTabAndNewline) {
  EXPECT_EQ(parsed("\\t"), "\t");
  EXPECT_EQ(parsed("\\n"), "\n");
  EXPECT_EQ(parsed("a\\tb"), "a\tb");
}

TEST(Delimiter, RefusesBadHex) {
  EXPECT_EQ(parsed("\\xZZ"), "Invalid delimiter '\\xZZ': invalid hex format");
  EXPECT_EQ(parsed("\\x"), "Invalid delimiter '\\x': empty hex string");
  EXPECT_EQ(parsed("0x123"), "Invalid delimiter '0x123': hex length must be a even number");
}

TEST(Delimiter, AllowsOneToFiftyBytes) {
  EXPECT_EQ(parsed(std::string(50, '|')), std::string(50, '|'));
  EXPECT_EQ(parsed(std::string(51, '|')),
            "The valid bytes length for 'column separator' is [1, 50]");
}

TEST(Delimiter, PrintsWhatCannotBeSeen) {
  EXPECT_EQ(printable_delimiter(","), "','");
  EXPECT_EQ(printable_delimiter("\t"), "'\\t'");
  EXPECT_EQ(printable_delimiter("\n"), "'\\n'");
  EXPECT_EQ(printable_delimiter("\x01"), "'0x01'");
}

}  // namespace
}  // namespace starload::devserver
