#include "framework/engine/load_headers.h"

#include <gtest/gtest.h>

namespace starload {
namespace {

sl_str text(const char* value) { return {value, std::char_traits<char>::length(value)}; }

using Properties = std::initializer_list<std::pair<const char*, const char*>>;

Result<LoadHeaders> build(Properties properties,
                          const std::vector<std::string>& columns = {"a", "b"}, bool has_op = false,
                          const char* kind = "csv") {
  const sl_property headers[] = {{text("format"), text(kind)}, {text("enclose"), text("\"")}};
  sl_body_format format{};
  format.struct_size = sizeof format;
  format.headers = headers;
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
  EXPECT_EQ(value_of(*build({}, {"or`der"}), "columns"), "`or``der`");
  EXPECT_EQ(value_of(*build({}, {"a,b", "größe", "x y"}), "columns"), "`a,b`,`größe`,`x y`");
  EXPECT_EQ(value_of(*build({{"sink.properties.columns", " "}}), "columns"), "`a`,`b`");
}

// What becomes of a user's list; "refused: ..." when it cannot be sent.
std::string columns_of(const char* list, const std::vector<std::string>& fields, bool has_op,
                       const char* kind = "csv") {
  const auto headers = build({{"sink.properties.columns", list}}, fields, has_op, kind);
  return headers ? value_of(*headers, "columns") : "refused: " + headers.status().message();
}

TEST(LoadHeaders, AddsOpForPrimaryKeyTables) {
  EXPECT_EQ(value_of(*build({}, {"a"}, true), "columns"), "`a`,`__op`");
  EXPECT_EQ(columns_of("a,b", {"a", "b"}, true), "a,b,`__op`");
  EXPECT_EQ(columns_of("a,t,b=upper(t)", {"a", "b"}, true), "a,t,b=upper(t),`__op`");
  EXPECT_EQ(columns_of("a,b=concat('__op', a)", {"a"}, true), "a,b=concat('__op', a),`__op`");
}

TEST(LoadHeaders, LeavesAnOpThatTheUserWrote) {
  EXPECT_EQ(columns_of("a,__op", {"a"}, true), "a,__op");
  EXPECT_EQ(columns_of("a,`__OP`,b=a+1", {"a"}, true), "a,`__OP`,b=a+1");
  EXPECT_EQ(columns_of("a,__op='delete'", {"a"}, true, "json"), "a,__op='delete'");
  EXPECT_EQ(columns_of("a,__op", {"a"}, false), "a,__op");
}

TEST(LoadHeaders, AMappedOpLeavesTheRowsOwnUnread) {
  EXPECT_EQ(columns_of("a,__op='delete'", {"a"}, true), "a,__op='delete',`__row_op`");
}

TEST(LoadHeaders, AnOpBeforeOtherTextFieldsWouldShiftThem) {
  EXPECT_NE(columns_of("__op,a", {"a"}, true).find("the rows carry it last"), std::string::npos);
  EXPECT_EQ(columns_of("__op,a", {"a"}, true, "json"), "__op,a");
}

TEST(LoadHeaders, RowsWithoutOpGetNone) {
  EXPECT_EQ(columns_of("page_id,uid,users=to_bitmap(uid)", {"page_id", "uid"}, false),
            "page_id,uid,users=to_bitmap(uid)");
  EXPECT_EQ(columns_of("x,y,z", {}, false), "x,y,z");  // raw records
}

TEST(LoadHeaders, AUsersListNamesEveryTextField) {
  const std::string said = columns_of("a,c=a+1", {"a", "b"}, false);
  EXPECT_NE(said.find("names 1 fields (a), and the rows have 2 (a, b)"), std::string::npos) << said;
}

TEST(LoadHeaders, AUsersListNamesJsonFieldsByTheirKeys) {
  EXPECT_EQ(columns_of("b", {"a", "b"}, false, "json"), "b");
  const std::string said = columns_of("A,b", {"a", "b"}, false, "json");
  EXPECT_NE(said.find("do not have: A; they have a, b"), std::string::npos) << said;
  for (const char* key : {"sink.properties.jsonpaths", "sink.properties.json_root"}) {
    EXPECT_TRUE(build({{"sink.properties.columns", "x,y,z"}, {key, "$.a"}}, {"a"}, false, "json"));
  }
}

TEST(LoadHeaders, JsonPathsGetAPathForTheOp) {
  const auto with_op = [](const char* paths) {
    return value_of(*build({{"sink.properties.jsonpaths", paths}}, {"a"}, true, "json"),
                    "jsonpaths");
  };
  EXPECT_EQ(with_op("[\"$.a\"]"), "[\"$.a\", \"$.__op\"]");
  EXPECT_EQ(with_op("[]"), "[\"$.__op\"]");
  EXPECT_EQ(with_op("[\"$.a\",\"$.__op\"]"), "[\"$.a\",\"$.__op\"]");
  const auto plain = build({{"sink.properties.jsonpaths", "[\"$.a\"]"}}, {"a"}, false, "json");
  EXPECT_EQ(value_of(*plain, "jsonpaths"), "[\"$.a\"]");
  EXPECT_EQ(value_of(*plain, "columns"), "`a`");
}

TEST(LoadHeaders, HeadersThatAFrontendDoesNotTakeAreRefused) {
  const std::vector<std::string> wide(500, std::string(60, 'n'));
  EXPECT_TRUE(build({}, wide));
  std::vector<std::string> wider = wide;
  wider.resize(600, wide[0]);
  const Status status = build({}, wider).status();
  EXPECT_EQ(status.code(), ErrorCode::kConfig);
  EXPECT_NE(status.message().find("a frontend takes 32768; the longest is 'columns'"),
            std::string::npos)
      << status.message();
}

TEST(LoadHeaders, CompressedRowsHaveTheirOwnProperty) {
  const Status status = build({{"sink.properties.content-encoding", "gzip"}}).status();
  EXPECT_NE(status.message().find("sink.properties.compression"), std::string::npos);
}

TEST(LoadHeaders, PassesEveryLoadPropertyOn) {
  for (const char* name : {"where", "max_filter_ratio", "strict_mode", "timezone", "partitions",
                           "temporary_partitions", "skip_header", "jsonpaths", "json_root",
                           "log_rejected_record_num", "load_mem_limit", "partial_update",
                           "partial_update_mode", "merge_condition", "compression", "new_thing"}) {
    const std::string key = std::string("sink.properties.") + name;
    EXPECT_EQ(value_of(*build({{key.c_str(), "k1 > 2"}}), name), "k1 > 2") << name;
  }
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
