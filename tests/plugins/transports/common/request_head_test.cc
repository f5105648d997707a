#include "plugins/transports/common/request_head.h"

#include <gtest/gtest.h>

#include <functional>
#include <starload/sdk/error.hpp>

namespace starload::http {
namespace {

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), SL_ERR_CONFIG);
    return error.what();
  }
  return {};
}

std::string lines_of(std::string_view name, std::string_view value) {
  const sl_property header = {sdk::str(name), sdk::str(value)};
  return header_lines({&header, 1});
}

TEST(RequestHead, WritesHeadersAsGiven) {
  EXPECT_EQ(lines_of("columns", "a,`b`,c=f(a)"), "columns: a,`b`,c=f(a)\r\n");
  EXPECT_EQ(lines_of("column_separator", "\\x01"), "column_separator: \\x01\r\n");
  EXPECT_EQ(lines_of("where", "n = '\xc3\xb6'"), "where: n = '\xc3\xb6'\r\n");
  EXPECT_EQ(lines_of("empty", ""), "empty: \r\n");
}

TEST(RequestHead, RefusesLineBreaksInValuesAndNamesTheKey) {
  for (const std::string_view value :
       {std::string_view("a\r\nX-Injected: yes"), std::string_view("a\nb"),
        std::string_view("a\rb"), std::string_view("a\0b", 3), std::string_view("a\x0b")}) {
    const std::string why = refusal([&] { lines_of("columns", value); });
    EXPECT_NE(why.find("'sink.properties.columns'"), std::string::npos) << why;
    EXPECT_NE(why.find("\\x01"), std::string::npos) << why;
  }
}

TEST(RequestHead, RefusesNamesThatAreNoTokens) {
  for (const std::string_view name : {"", "a b", "a:b", "a\r\nb", "a\xc3\xb6", "a(b)"}) {
    EXPECT_NE(refusal([&] { lines_of(name, "x"); }), "") << name;
  }
}

TEST(RequestHead, RefusesReservedHeadersInAnyCase) {
  for (const char* name : {"Authorization", "HOST", "content-length", "Transfer-Encoding", "expect",
                           "Connection", "label", "db", "table", "transaction_type"}) {
    const std::string why = refusal([&] { lines_of(name, "x"); });
    EXPECT_NE(why.find("sink.properties." + std::string(name)), std::string::npos) << why;
    EXPECT_NE(why.find("set by Starload itself"), std::string::npos) << why;
  }
}

TEST(RequestHead, RefusesAHeaderGivenTwice) {
  const sl_property headers[] = {{sdk::str("format"), sdk::str("csv")},
                                 {sdk::str("Format"), sdk::str("json")}};
  EXPECT_NE(refusal([&] { header_lines(headers); }).find("given twice"), std::string::npos);
}

TEST(RequestHead, ChecksLabels) {
  EXPECT_NO_THROW(check_label("-_Az09"));
  EXPECT_NO_THROW(check_label(std::string(128, 'a')));
  for (const std::string& bad :
       {std::string(), std::string(129, 'a'), std::string("a b"), std::string("a\r\nb"),
        std::string("a.b"), std::string("\xc3\xb6")}) {
    EXPECT_NE(refusal([&] { check_label(bad); }), "") << bad;
  }
}

TEST(RequestHead, EncodesNamesInThePath) {
  EXPECT_EQ(path_segment("table", "a/b?c#d%00"), "a%2Fb%3Fc%23d%2500");
  EXPECT_EQ(path_segment("table", "..."), "...");
  for (const std::string_view bad :
       {std::string_view(""), std::string_view(".."), std::string_view("."),
        std::string_view("a\0b", 3), std::string_view("a\r\nb")}) {
    EXPECT_NE(refusal([&] { path_segment("database", bad); }).find("database-name"),
              std::string::npos)
        << bad;
  }
}

TEST(RequestHead, MakesBasicAuthorization) {
  EXPECT_EQ(basic_authorization("root", Secret("secret")).reveal(), "Basic cm9vdDpzZWNyZXQ=");
  EXPECT_EQ(basic_authorization("root", Secret("a:b")).reveal(),
            "Basic " + std::string("cm9vdDphOmI="));
  EXPECT_NE(refusal([] { basic_authorization("ro:ot", Secret("x")); }).find("holds ':'"),
            std::string::npos);
  EXPECT_NE(refusal([] { basic_authorization("a\r\nb", Secret("x")); }), "");
  const std::string why = refusal([] { basic_authorization("root", Secret("hidden\n")); });
  EXPECT_NE(why, "");
  EXPECT_EQ(why.find("hidden"), std::string::npos);
}

TEST(RequestHead, PutsItTogether) {
  EXPECT_EQ(request_head("GET", "/x", {false, "::1", 80, {}}, "a: b\r\n", Secret("Basic eA==")),
            "GET /x HTTP/1.1\r\nHost: [::1]:80\r\nUser-Agent: starload\r\nAccept: */*\r\na: b\r\n"
            "Authorization: Basic eA==\r\n\r\n");
  EXPECT_EQ(request_head("GET", "/x", {false, "h", 80, {}}, "", Secret()).find("Authorization"),
            std::string::npos);
}

}  // namespace
}  // namespace starload::http
