// How the bodies of a transaction's loads become rows.

#include <gtest/gtest.h>

#include "tests/devserver/transaction/transaction_fixture.h"

namespace starload::devserver {
namespace {

class TransactionRows : public TransactionFixture {
 protected:
  std::string load_into(const std::string& table, const std::string& label, const std::string& body,
                        const std::string& headers) {
    return status(send("PUT", "load", names(label, table) + headers, body).body);
  }
  void begin_of(const std::string& table, const std::string& label) {
    EXPECT_EQ(status(send("POST", "begin", names(label, table), {}).body), "OK");
  }
};

constexpr const char* kComma = "column_separator: ,\r\n";
constexpr const char* kJson = "format: json\r\n";

TEST_F(TransactionRows, CsvBodiesAreOneText) {
  begin("l");
  load("l", "1,a,1\n2,b");
  load("l", ",2\n3,c,3");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(query("SELECT * FROM db.events ORDER BY id"), "1\ta\t1\n2\tb\t2\n3\tc\t3\n");
}

TEST_F(TransactionRows, WithoutADelimiterTwoBodiesMakeOneRecord) {
  begin("l");
  load("l", "1,a,1");
  load("l", "2,b,2");
  EXPECT_EQ(message(call("prepare", "l")), "too many filtered rows");
}

TEST_F(TransactionRows, EachJsonBodyIsATextOfItsOwn) {
  begin("l");
  EXPECT_EQ(load_into("events", "l", R"({"id":1,"name":"a"}{"id":2})", kJson), "OK");
  EXPECT_EQ(load_into("events", "l", R"({"id":3})", kJson), "OK");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(query("SELECT id, name FROM db.events ORDER BY id"), "1\ta\n2\tNULL\n3\tNULL\n");
}

TEST_F(TransactionRows, EachJsonBodyIsAnArrayOfItsOwn) {
  const std::string headers = std::string(kJson) + "strip_outer_array: true\r\n";
  begin("l");
  EXPECT_EQ(load_into("events", "l", R"([{"id":1},{"id":2}])", headers), "OK");
  EXPECT_EQ(load_into("events", "l", R"([{"id":3}])", headers), "OK");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(query("SELECT count(*), sum(id) FROM db.events"), "3\t6\n");
}

TEST_F(TransactionRows, TheJsonLimitCountsAllBodies) {
  begin("l");
  EXPECT_EQ(load_into("events", "l", R"({"id":1})", kJson), "OK");
  RawClient client(be());
  client.send(std::string("PUT /api/transaction/load HTTP/1.1\r\nHost: localhost\r\n") +
              kRootAuthorization + names("l") + kJson +
              "Expect: 100-continue\r\nContent-Length: 104857600\r\n\r\n");
  const std::string reply = client.read_reply().body;
  EXPECT_EQ(status(reply), "INTERNAL_ERROR");
  EXPECT_EQ(message(reply),
            "The size of this batch exceed the max size [104857600]  of json type data  data [ "
            "104857608 ]. Set ignore_json_size to skip the check, although it may lead huge memory "
            "consuming.");
  EXPECT_EQ(state("l").substr(0, 7), "ABORTED");
}

TEST_F(TransactionRows, PrimaryKeyTablesTakeDeletesInOrder) {
  const std::string headers = std::string(kComma) + "columns: id,name,score,__op\r\n";
  begin_of("users", "l");
  EXPECT_EQ(load_into("users", "l", "1,a,1,0\n2,b,2,0\n", headers), "OK");
  EXPECT_EQ(load_into("users", "l", "1,a,1,1\n3,c,3,0\n2,x,9,0\n", headers), "OK");
  EXPECT_EQ(status(call("prepare", "l")), "OK");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(query("SELECT * FROM db.users ORDER BY id"), "2\tx\t9\n3\tc\t3\n");
}

TEST_F(TransactionRows, KeepsEveryTypeOverPrepareAndRestart) {
  query(
      "CREATE TABLE db.types (k INT, b BOOLEAN, l LARGEINT, f FLOAT, d DOUBLE, m DECIMAL(20,3), dt "
      "DATE, ts DATETIME, s STRING, v VARBINARY, j JSON) DUPLICATE KEY(k)");
  begin_of("types", "l");
  EXPECT_EQ(
      load_into("types", "l",
                "1|true|170141183460469231731687303715884105727|1.5|0.1|12345678901234567.125|2024-"
                "02-29|2024-02-29 12:34:56.123456|text|AAEC|{\"a\": [1, null]}\n"
                "2|\\N|\\N|\\N|\\N|\\N|\\N|\\N|\\N|\\N|\\N\n",
                "column_separator: |\r\n"),
      "OK");
  EXPECT_EQ(status(call("prepare", "l")), "OK");
  server_.reset();
  start();
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(
      query("SELECT k, b, l, f, d, m, dt, ts, s, hex(v), j FROM db.types ORDER BY k"),
      "1\t1\t170141183460469231731687303715884105727\t1.5\t0.1\t12345678901234567.125\t2024-02-"
      "29\t2024-02-29 12:34:56.123456\ttext\t000102\t{\"a\": [1, null]}\n"
      "2\tNULL\tNULL\tNULL\tNULL\tNULL\tNULL\tNULL\tNULL\tNULL\tNULL\n");
}

TEST_F(TransactionRows, EncloseEscapeTrimAndSkipAreNotRead) {
  const std::string headers = std::string(kComma) +
                              "enclose: \"\r\nescape: \\\r\ntrim_space: true\r\nskip_header: "
                              "1\r\nlog_rejected_record_num: -1\r\n";
  begin("l");
  EXPECT_EQ(load_into("events", "l", "1,\"a\",1\n2, b ,2\n", headers), "OK");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(query("SELECT id, concat('<', name, '>') FROM db.events ORDER BY id"),
            "1\t<\"a\">\n2\t< b >\n");
}

TEST_F(TransactionRows, PartialUpdateIsReadExactly) {
  const auto try_with = [this](const std::string& label, const std::string& value) {
    begin_of("users", label);
    return load_into("users", label, "1,a,1\n", kComma + ("partial_update: " + value + "\r\n"));
  };
  EXPECT_EQ(try_with("a", "TRUE"), "OK") << "as if it were not sent";
  EXPECT_EQ(try_with("b", "maybe"), "OK");
  begin("c");
  EXPECT_EQ(load_into("events", "c", "1,a,1\n", kComma + std::string("partial_update: true\r\n")),
            "ANALYSIS_ERROR")
      << "events has no PRIMARY KEY";
}

TEST_F(TransactionRows, WrongHeadersAreInvalidArguments) {
  const auto try_with = [this](const std::string& label, const std::string& headers) {
    begin(label);
    const std::string reply = load(label, "1,a,1\n", headers);
    return status(reply) + " " + message(reply);
  };
  EXPECT_EQ(try_with("a", "strict_mode: yes\r\n"),
            "INVALID_ARGUMENT Invalid strict mode format. Must be bool type");
  EXPECT_EQ(try_with("b", "load_mem_limit: -1\r\n"),
            "INVALID_ARGUMENT load_mem_limit must be equal or greater than 0");
  EXPECT_EQ(try_with("c", "compression: gzip\r\nContent-Encoding: gzip\r\n"),
            "INVALID_ARGUMENT Only one of http header content-encoding and compression can be set");
  EXPECT_EQ(try_with("d", "format: xml\r\n"), "INTERNAL_ERROR unknown data format, format=xml");
  EXPECT_EQ(try_with("e", "columns: id,id\r\n"), "ANALYSIS_ERROR Duplicate column: id");
  EXPECT_EQ(state("a"), "ABORTED Invalid strict mode format. Must be bool type");
}

TEST_F(TransactionRows, EveryParameterCounts) {
  const auto change = [this](const std::string& label, const std::string& first,
                             const std::string& second) {
    begin(label);
    EXPECT_EQ(status(load(label, "1\t2\t3\n", first)), "OK") << first;
    return message(load(label, "1\t2\t3\n", second));
  };
  const std::string refusal = "load request not equal last.";
  EXPECT_EQ(change("a", "", "columns: id,name,score\r\n"), refusal);
  EXPECT_EQ(change("b", "strict_mode: true\r\n", "strict_mode: false\r\n"), refusal);
  EXPECT_EQ(change("c", "timezone: UTC\r\n", "timezone: +01:00\r\n"), refusal);
  EXPECT_EQ(change("d", "", "row_delimiter: ;\r\n"), refusal);
  EXPECT_EQ(change("e", "", "load_mem_limit: 100000000\r\n"), refusal);
  EXPECT_EQ(change("f", "max_filter_ratio: 0.1\r\n", "max_filter_ratio: 0.2\r\n"), "")
      << "the first one counts";
  EXPECT_EQ(change("g", "skip_header: 1\r\n", ""), "") << "it is not read";
}

TEST_F(TransactionRows, BigBodiesAreStagedAndCommittedAsAWhole) {
  constexpr int kRows = 20000;
  std::string rows;
  for (int i = 0; i < kRows; ++i) rows += std::to_string(i) + ",abcde,0.5\n";
  begin("l");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(status(load("l", rows)), "OK");
  EXPECT_GT(std::filesystem::file_size(directory_.path() / "staging" / "1001.rows"), 1'000'000U);
  const std::string prepared = call("prepare", "l");
  EXPECT_EQ(field(prepared, "NumberLoadedRows"), "60000");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(query("SELECT count(*), count(DISTINCT id), min(name) FROM db.events"),
            "60000\t20000\tabcde\n");
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path() / "staging"));
}

}  // namespace
}  // namespace starload::devserver
