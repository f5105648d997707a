#include "framework/catalog/catalog_url.h"

#include <gtest/gtest.h>

namespace starload {
namespace {

std::string error_of(std::string_view url) {
  const Result<CatalogUrl> parsed = parse_jdbc_url(url);
  return parsed ? "no error" : parsed.status().message();
}

TEST(CatalogUrl, ReadsAllHostsDatabaseAndParameters) {
  const Result<CatalogUrl> url = parse_jdbc_url(
      "jdbc:mysql://fe1:9031,fe2:9032/db?useSSL=true&connectTimeout=3000&socketTimeout=4500");
  ASSERT_TRUE(url) << url.status().message();
  ASSERT_EQ(url->hosts.size(), 2u);
  EXPECT_EQ(url->hosts[0].text(), "fe1:9031");
  EXPECT_EQ(url->hosts[1].text(), "fe2:9032");
  EXPECT_EQ(url->database, "db");
  EXPECT_TRUE(url->use_tls);
  EXPECT_EQ(url->connect_timeout, std::chrono::milliseconds(3000));
  EXPECT_EQ(url->socket_timeout, std::chrono::milliseconds(4500));
  EXPECT_TRUE(url->warnings.empty());
}

TEST(CatalogUrl, DefaultsToPort9030AndNoDatabase) {
  const Result<CatalogUrl> url = parse_jdbc_url("jdbc:mysql://fe1");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->hosts[0].text(), "fe1:9030");
  EXPECT_EQ(url->database, "");
  EXPECT_FALSE(url->use_tls);
  EXPECT_FALSE(url->connect_timeout.has_value());
}

TEST(CatalogUrl, ReadsIpv6AddressesInBrackets) {
  const Result<CatalogUrl> url = parse_jdbc_url("jdbc:mysql://[::1]:9031,[fe80::2]/");
  ASSERT_TRUE(url) << url.status().message();
  EXPECT_EQ(url->hosts[0].host, "::1");
  EXPECT_EQ(url->hosts[0].text(), "[::1]:9031");
  EXPECT_EQ(url->hosts[1].text(), "[fe80::2]:9030");
}

TEST(CatalogUrl, AcceptsTheLoadBalancingForm) {
  const Result<CatalogUrl> url = parse_jdbc_url("jdbc:mysql:loadbalance://a,b:1/x");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->hosts[0].text(), "a:9030");
  EXPECT_EQ(url->hosts[1].text(), "b:1");
}

TEST(CatalogUrl, WarnsOfUnknownParametersByNameOnly) {
  const Result<CatalogUrl> url = parse_jdbc_url("jdbc:mysql://h/db?serverTimezone=UTC&a=secret");
  ASSERT_TRUE(url);
  ASSERT_EQ(url->warnings.size(), 2u);
  EXPECT_EQ(url->warnings[0], "jdbc-url: parameter 'serverTimezone' has no effect");
  EXPECT_EQ(url->warnings[1], "jdbc-url: parameter 'a' has no effect");
}

TEST(CatalogUrl, WarnsWhenTheCertificateIsNotVerified) {
  const Result<CatalogUrl> url =
      parse_jdbc_url("jdbc:mysql://h?requireSSL=true&verifyServerCertificate=false");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->use_tls);
  EXPECT_FALSE(url->verify_certificate);
  EXPECT_EQ(url->warnings.size(), 1u);
}

TEST(CatalogUrl, NamesTheWrongPart) {
  EXPECT_EQ(error_of("mysql://h"),
            "jdbc-url does not begin with jdbc:mysql://; expected "
            "jdbc:mysql://host[:port][,host[:port]...][/database]");
  EXPECT_EQ(error_of("jdbc:mysql://h:70000"),
            "jdbc-url: port '70000' is not a number from 1 to 65535");
  EXPECT_EQ(error_of("jdbc:mysql://h:"), "jdbc-url: port '' is not a number from 1 to 65535");
  EXPECT_EQ(error_of("jdbc:mysql://h,,g"),
            "jdbc-url: '' is not a host name; expected "
            "jdbc:mysql://host[:port][,host[:port]...][/database]");
  EXPECT_EQ(error_of("jdbc:mysql://[::1"),
            "jdbc-url: host '[::1' is not an IPv6 address in brackets");
  EXPECT_EQ(error_of("jdbc:mysql://h?useSSL=maybe"),
            "jdbc-url: useSSL='maybe' is neither true nor false");
  EXPECT_EQ(error_of("jdbc:mysql://h?connectTimeout=-1"),
            "jdbc-url: connectTimeout='-1' is not a number of milliseconds from 0 to 86400000");
}

TEST(CatalogUrl, NeverRepeatsCredentials) {
  EXPECT_EQ(error_of("jdbc:mysql://root:hunter2@h:9030/db").find("hunter2"), std::string::npos);
  EXPECT_EQ(error_of("jdbc:mysql://h/db?user=root&password=hunter2").find("hunter2"),
            std::string::npos);
}

}  // namespace
}  // namespace starload
