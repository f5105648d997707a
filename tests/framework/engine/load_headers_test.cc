#include "framework/engine/load_headers.h"

#include <gtest/gtest.h>

namespace starload {
namespace {

sl_str text(const char* value) { return {value, std::char_traits<char>::length(value)}; }

Result<LoadHeaders> build(std::initializer_list<std::pair<const char*, const char*>> properties,
                          const std::vector<std::string>& columns = {"a", "b"},
                          bool has_op = false) {
  static const sl_property kFormat[] = {{text("format"), text("csv")},
                                        {text("enclose"), text("\"")}};
  sl_body_format format{};
  format.struct_size = sizeof format;
  format.headers = kFormat;
  format.header_count = 2;
  EffectiveProperties effective;
  for (const auto& [key, value] : properties) effective.map().set(key, value, "test");
  return build_load_headers(format, effective, columns, has_op);
}

std::string value_of(const LoadHeaders& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return "(none)";
}

TEST(LoadHeaders, AlwaysNamesTheColumnsWithBackTicks) {
  EXPECT_EQ(value_of(*build({}), "columns"), "`a`,`b`");
  EXPECT_EQ(value_of(*build({}, {"or`der"}), "columns"), "`order`");
}

TEST(LoadHeaders, AddsOpForPrimaryKeyTables) {
  EXPECT_EQ(value_of(*build({}, {"a"}, true), "columns"), "`a`,`__op`");
  EXPECT_EQ(value_of(*build({{"sink.properties.columns", "a,b"}}, {"a"}, true), "columns"),
            "a,b,`__op`");
  EXPECT_EQ(
      value_of(*build({{"sink.properties.columns", "a,__op='delete'"}}, {"a"}, true), "columns"),
      "a,__op='delete'");
}

TEST(LoadHeaders, AUsersValueReplacesTheSerializers) {
  const auto headers =
      build({{"sink.properties.enclose", "'"}, {"sink.properties.max_filter_ratio", "0.1"}});
  EXPECT_EQ(value_of(*headers, "enclose"), "'");
  EXPECT_EQ(value_of(*headers, "max_filter_ratio"), "0.1");
  EXPECT_EQ(value_of(*headers, "format"), "csv");
}

TEST(LoadHeaders, RefusesLineBreaksThatWouldInjectAHeader) {
  const Status status = build({{"sink.properties.where", "1=1\r\nX-Evil: yes"}}).status();
  EXPECT_EQ(status.code(), ErrorCode::kConfig);
  EXPECT_NE(status.message().find("'sink.properties.where'"), std::string::npos);
  EXPECT_FALSE(build({{"sink.properties.a b", "1"}}));
  EXPECT_FALSE(build({{"sink.properties.", "1"}}));
  EXPECT_FALSE(build({}, {"a\nb"}));
}

TEST(LoadHeaders, RefusesHeadersThatTheConnectorSetsItself) {
  for (const char* key : {"authorization", "host", "content-length", "transfer-encoding", "expect",
                          "label", "db", "table", "transaction_type", "connection"}) {
    EXPECT_FALSE(build({{(std::string("sink.properties.") + key).c_str(), "x"}})) << key;
  }
}

}  // namespace
}  // namespace starload
