// A server with what the load tests ask of it: tables by SQL, loads with headers, the reasons of
// filtered rows.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/devserver/http/raw_client.h"
#include "tests/devserver/server_fixture.h"

namespace starload::devserver {

class LoadTest : public ServerFixture {
 protected:
  void SetUp() override { start(); }

  // Headers without their line ends, separated by '|'.
  nlohmann::json load(const std::string& table, const std::string& headers,
                      const std::string& body) {
    std::string lines = "column_separator: ,\r\n";
    for (std::size_t at = 0; at < headers.size();) {
      const std::size_t end = std::min(headers.find('|', at), headers.size());
      lines += headers.substr(at, end - at) + "\r\n";
      at = end + 1;
    }
    return nlohmann::json::parse(
        request(be(), "PUT", "/api/db/" + table + "/_stream_load", lines, body).body);
  }
  // "Success", or why it failed.
  std::string outcome(const std::string& table, const std::string& headers,
                      const std::string& body) {
    const nlohmann::json reply = load(table, headers, body);
    if (reply["Status"] == "Success") return "Success";
    return reply["Message"].get<std::string>();
  }
  std::string error_log(const nlohmann::json& reply) {
    if (!reply.contains("ErrorURL")) return {};
    const std::string url = reply["ErrorURL"];
    return request(be(), "GET", url.substr(url.find("/api/")), "Authorization: none\r\n").body;
  }
};

}  // namespace starload::devserver
