#include "plugins/serializers/csv/csv_format.h"

#include <gtest/gtest.h>

#include <map>

namespace starload::serializers {
namespace {

class Given {
 public:
  using Pairs = std::map<std::string, std::string>;
  explicit Given(Pairs texts) : texts_(std::move(texts)) {
    for (const auto& [key, value] : texts_) items_.push_back({sdk::str(key), sdk::str(value)});
    abi_ = {sizeof(sl_properties), 0, items_.data(), items_.size()};
  }
  CsvFormat parse(bool may_enclose = true) const {
    return CsvFormat::parse(sdk::Properties(&abi_), may_enclose);
  }
  std::string refusal(bool may_enclose = true) const {
    try {
      parse(may_enclose);
    } catch (const sdk::Error& error) {
      return error.what();
    }
    return "";
  }

 private:
  Pairs texts_;
  std::vector<sl_property> items_;
  sl_properties abi_{};
};

TEST(CsvFormat, DefaultsAreTabAndNewline) {
  const CsvFormat format = Given(Given::Pairs{}).parse();
  EXPECT_EQ(format.separator, "\t");
  EXPECT_EQ(format.row_delimiter, "\n");
  EXPECT_EQ(format.enclose, '"');
  const sdk::LoadHeaders expected = {{"format", "csv"}, {"enclose", "\""}};
  EXPECT_EQ(format.headers, expected);
}

TEST(CsvFormat, DelimitersAreHexEscapedOrLiteral) {
  EXPECT_EQ(parse_delimiter("k", "\\x01"), "\x01");
  EXPECT_EQ(parse_delimiter("k", "\\X0102"), "\x01\x02");
  EXPECT_EQ(parse_delimiter("k", "0x7C"), "|");
  EXPECT_EQ(parse_delimiter("k", "\\xe2"), "\xe2");
  EXPECT_EQ(parse_delimiter("k", "\\t"), "\t");
  EXPECT_EQ(parse_delimiter("k", "\\n"), "\n");
  EXPECT_EQ(parse_delimiter("k", "||"), "||");
  EXPECT_EQ(parse_delimiter("k", std::string(50, 'x')), std::string(50, 'x'));
}

TEST(CsvFormat, BadDelimitersNameKeyAndValue) {
  const auto separator = [](const std::string& value) {
    return Given(Given::Pairs{{kSeparatorKey, value}}).refusal();
  };
  const std::string key = "option 'sink.properties.column_separator' = ";
  EXPECT_EQ(separator("\\x"), key + "'\\x': no hex digits behind the prefix; write \\x01");
  EXPECT_EQ(separator("\\x1"), key + "'\\x1': an odd number of hex digits; write \\x01");
  EXPECT_EQ(separator("0xzz"), key + "'0xzz': not a hex number; write \\x01");
  EXPECT_EQ(separator(std::string(51, 'x')),
            key + "'" + std::string(51, 'x') + "': a delimiter has 1 to 50 bytes, this one has 51");
  EXPECT_EQ(separator("\\n"),
            key + "'\\n': is the same as 'sink.properties.row_delimiter'; they must differ");
  EXPECT_EQ(separator("\\"), key +
                                 "'\\': it would cut the text \\N, which stands for NULL; choose "
                                 "other characters");
}

TEST(CsvFormat, HeadersSayWhatTheUserGave) {
  const CsvFormat format =
      Given(Given::Pairs{{kSeparatorKey, "\\x01"}, {kRowDelimiterKey, "\x02"}, {kEncloseKey, "'"}})
          .parse();
  const sdk::LoadHeaders expected = {{"format", "csv"},
                                     {"column_separator", "\\x01"},
                                     {"row_delimiter", "\\x02"},
                                     {"enclose", "'"}};
  EXPECT_EQ(format.headers, expected);
}

TEST(CsvFormat, EncloseNeedsALoadThatHonoursIt) {
  EXPECT_FALSE(Given(Given::Pairs{{kEncloseKey, "'"}}).parse(false).enclose);
  EXPECT_FALSE(Given(Given::Pairs{{kEncloseKey, ""}}).parse().enclose);
  EXPECT_FALSE(Given(Given::Pairs{{kSeparatorKey, "\""}}).parse().enclose);
  EXPECT_EQ(Given(Given::Pairs{{kEncloseKey, "''"}}).refusal(),
            "option 'sink.properties.enclose' = '''': must be one character");
  EXPECT_EQ(Given(Given::Pairs{{kEncloseKey, "|"}, {kSeparatorKey, "|"}}).refusal(),
            "option 'sink.properties.enclose' = '|': must be a visible character that no delimiter "
            "has");
}

TEST(CsvFormat, EscapeIsRefusedWhereValuesAreEnclosed) {
  EXPECT_EQ(Given(Given::Pairs{{kEscapeKey, "\\"}}).refusal(),
            "option 'sink.properties.escape' = '\\': values are enclosed where they need it and an "
            "escape character would change them; remove the option");
  EXPECT_EQ(Given(Given::Pairs{{kEscapeKey, "\\"}}).refusal(false), "");
}

}  // namespace
}  // namespace starload::serializers
