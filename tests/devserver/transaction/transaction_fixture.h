// A running server and the requests of the transaction interface. Tests give header lines; db,
// table and label are added.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/devserver/http/raw_client.h"
#include "tests/devserver/server_fixture.h"

namespace starload::devserver {

class TransactionFixture : public ServerFixture {
 protected:
  void SetUp() override { start(); }

  static std::string names(const std::string& label, const std::string& table = "events") {
    return "db: db\r\ntable: " + table + "\r\nlabel: " + label + "\r\n";
  }

  // The reply's body of a request to /api/transaction/{operation}; a redirect is followed.
  std::string call(const std::string& operation, const std::string& label,
                   const std::string& headers = {}) {
    return send("POST", operation, names(label) + headers, {}).body;
  }
  std::string load(const std::string& label, const std::string& rows,
                   const std::string& headers = "column_separator: ,\r\n") {
    return send("PUT", "load", names(label) + headers, rows).body;
  }
  RawReply send(const std::string& method, const std::string& operation, const std::string& headers,
                const std::string& body) {
    const std::string path = "/api/transaction/" + operation;
    RawReply reply = request(fe(), method, path, headers, body);
    if (reply.status == 307) reply = request(be(), method, path, headers, body);
    return reply;
  }
  // The same, sent to the BE at once.
  std::string call_be(const std::string& operation, const std::string& label,
                      const std::string& headers = {}) {
    return request(be(), "POST", "/api/transaction/" + operation, names(label) + headers).body;
  }

  // The value of a field in a reply: text without its quotes; empty = no such field.
  static std::string field(const std::string& reply, const std::string& name);
  // The reply with every time in ms as 0.
  static std::string timeless(const std::string& reply);
  static std::string status(const std::string& reply) { return field(reply, "Status"); }
  static std::string message(const std::string& reply) { return field(reply, "Message"); }
  // "STATE" or "STATE reason" of a label.
  std::string state(const std::string& label, const std::string& database = "db");

  void begin(const std::string& label, const std::string& headers = {}) {
    EXPECT_EQ(status(call("begin", label, headers)), "OK");
  }
  // A transaction that holds one row and is prepared.
  void make_prepared(const std::string& label, const std::string& row = "1,a,1\n") {
    begin(label);
    EXPECT_EQ(status(load(label, row)), "OK");
    EXPECT_EQ(status(call("prepare", label)), "OK");
  }
};

}  // namespace starload::devserver
