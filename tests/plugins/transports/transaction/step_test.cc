// The header lines of each step, whole.
#include "plugins/transports/transaction/step.h"

#include <gtest/gtest.h>
#include <starload/sdk/error.hpp>

#include <utility>
#include <vector>

namespace starload::transaction {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Names {
  std::string database = "db";
  std::string table = "t";
  std::string label = "l1";
};

std::string lines_of(Step step, const Headers& headers, std::uint64_t size = 0,
                     const Names& names = {}) {
  std::vector<sl_property> items;
  for (const auto& [name, value] : headers) items.push_back({sdk::str(name), sdk::str(value)});
  sl_request request{};
  request.struct_size = sizeof(request);
  request.database = sdk::str(names.database);
  request.table = sdk::str(names.table);
  request.label = sdk::str(names.label);
  request.headers = items.data();
  request.header_count = items.size();
  return step_lines(step, request, size);
}

const Headers kAllKinds = {{"format", "csv"},
                           {"columns", "`a`,`b`"},
                           {"column_separator", "\\x01"},
                           {"max_filter_ratio", "0.1"},
                           {"timeout", "700"},
                           {"Idle_Transaction_Timeout", "60"},
                           {"prepared_timeout", "3600"},
                           {"warehouse", "w1"},
                           {"enclose", ""},
                           {"skip_header", "0"},
                           {"trim_space", "false"},
                           {"log_rejected_record_num", "5"},
                           {"enable_merge_commit", "true"}};

TEST(StepLines, BeginCarriesTheTimeouts) {
  EXPECT_EQ(lines_of(Step::kBegin, kAllKinds),
            "label: l1\r\ndb: db\r\ntable: t\r\ntimeout: 700\r\nIdle_Transaction_Timeout: 60\r\n"
            "warehouse: w1\r\nContent-Length: 0\r\n");
}

TEST(StepLines, LoadCarriesTheLoadHeaders) {
  EXPECT_EQ(lines_of(Step::kLoad, kAllKinds, 17),
            "Expect: 100-continue\r\nlabel: l1\r\ndb: db\r\ntable: t\r\nformat: csv\r\n"
            "columns: `a`,`b`\r\ncolumn_separator: \\x01\r\nmax_filter_ratio: 0.1\r\n"
            "warehouse: w1\r\nContent-Type: application/octet-stream\r\nContent-Length: 17\r\n");
}

TEST(StepLines, TheOtherStepsCarryWhatTheyNeed) {
  EXPECT_EQ(lines_of(Step::kPrepare, kAllKinds),
            "label: l1\r\ndb: db\r\ntable: t\r\nprepared_timeout: 3600\r\nwarehouse: w1\r\n"
            "Content-Length: 0\r\n");
  for (const Step step : {Step::kCommit, Step::kRollback}) {
    EXPECT_EQ(lines_of(step, kAllKinds),
              "label: l1\r\ndb: db\r\ntable: t\r\nwarehouse: w1\r\nContent-Length: 0\r\n");
  }
}

TEST(StepLines, TwoLoadsOfATransactionDifferInTheLengthOnly) {
  const std::string cut = "Content-Length: ";
  const std::string one = lines_of(Step::kLoad, kAllKinds, 1);
  const std::string other = lines_of(Step::kLoad, kAllKinds, 4000000000);
  EXPECT_EQ(one.substr(0, one.find(cut)), other.substr(0, other.find(cut)));
  EXPECT_TRUE(one.ends_with("Content-Length: 1\r\n"));
  EXPECT_TRUE(other.ends_with("Content-Length: 4000000000\r\n"));
}

TEST(StepLines, TheSizeOfJsonIsNotCheckedUnlessTheUserWantsIt) {
  const std::string ignored = "ignore_json_size: true\r\n";
  const auto has = [](const std::string& lines, const std::string& part) {
    return lines.find(part) != std::string::npos;
  };
  EXPECT_TRUE(has(lines_of(Step::kLoad, {{"format", "json"}}), ignored));
  EXPECT_TRUE(has(lines_of(Step::kLoad, {{"Format", "JSON"}}), ignored));
  EXPECT_FALSE(has(lines_of(Step::kLoad, {{"format", "csv"}}), ignored));
  EXPECT_FALSE(has(lines_of(Step::kBegin, {{"format", "json"}}), ignored));
  const std::string kept =
      lines_of(Step::kLoad, {{"format", "json"}, {"Ignore_Json_Size", "false"}});
  EXPECT_TRUE(has(kept, "Ignore_Json_Size: false\r\n"));
  EXPECT_FALSE(has(kept, ignored));
}

TEST(StepLines, LoadsRefuseWhatTheyDoNotHonourWhereRowsWouldDiffer) {
  for (const auto& [name, value] :
       Headers{{"enclose", "\""}, {"Escape", "\\"}, {"skip_header", "1"}, {"trim_space", "TRUE"}}) {
    EXPECT_THROW(lines_of(Step::kLoad, {{name, value}}), sdk::Error) << name;
    EXPECT_NO_THROW(lines_of(Step::kCommit, {{name, value}})) << name;
  }
}

TEST(StepLines, LoadsCarryEveryOtherLoadProperty) {
  for (const char* name : {"where", "max_filter_ratio", "strict_mode", "timezone", "partitions",
                           "temporary_partitions", "jsonpaths", "json_root", "load_mem_limit",
                           "partial_update", "partial_update_mode", "merge_condition"}) {
    const std::string line = std::string(name) + ": x\r\n";
    EXPECT_NE(lines_of(Step::kLoad, {{name, "x"}}).find(line), std::string::npos) << name;
    EXPECT_EQ(lines_of(Step::kBegin, {{name, "x"}}).find(line), std::string::npos) << name;
  }
}

TEST(StepLines, CompressedLoadsComeInChunks) {
  const sl_property headers[] = {{sdk::str("format"), sdk::str("csv")},
                                 {sdk::str("compression"), sdk::str("lz4_frame")}};
  sl_request request{};
  request.database = sdk::str("db");
  request.table = sdk::str("t");
  request.label = sdk::str("l1");
  request.headers = headers;
  request.header_count = 2;
  EXPECT_EQ(step_lines(Step::kLoad, request, 17, http::Compression::kLz4Frame),
            "Expect: 100-continue\r\nlabel: l1\r\ndb: db\r\ntable: t\r\nformat: lz4\r\n"
            "Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n");
}

TEST(StepLines, OnlyBeginAndLoadNeedATable) {
  Names names;
  names.table = "";
  EXPECT_EQ(lines_of(Step::kCommit, {}, 0, names), "label: l1\r\ndb: db\r\nContent-Length: 0\r\n");
  EXPECT_THROW(lines_of(Step::kBegin, {}, 0, names), sdk::Error);
  EXPECT_THROW(lines_of(Step::kLoad, {}, 0, names), sdk::Error);
}

class StepLinesOf : public testing::TestWithParam<Step> {};

TEST_P(StepLinesOf, NothingIsInjected) {
  const auto refusal = [](const Headers& headers, const Names& names) {
    try {
      lines_of(GetParam(), headers, 0, names);
    } catch (const sdk::Error& error) {
      EXPECT_EQ(error.code(), SL_ERR_CONFIG);
      return std::string(error.what());
    }
    return std::string("not refused");
  };
  const auto names_with = [](std::string Names::*part, const std::string& value) {
    Names names;
    names.*part = value;
    return names;
  };
  const std::string evil = "x\r\nX-Injected: yes";
  EXPECT_NE(refusal({}, names_with(&Names::label, evil)).find("label"), std::string::npos);
  EXPECT_NE(refusal({}, names_with(&Names::database, evil)).find("database-name 'x"),
            std::string::npos);
  EXPECT_NE(refusal({}, names_with(&Names::table, evil)).find("table-name 'x"), std::string::npos);
  EXPECT_NE(refusal({}, names_with(&Names::database, " d")).find("a blank"), std::string::npos);
  // Also in a header that this step does not send.
  EXPECT_NE(refusal({{"columns", evil}}, {}).find("'sink.properties.columns'"), std::string::npos);
  EXPECT_NE(refusal({{"prepared_timeout", evil}}, {}).find("'sink.properties.prepared_timeout'"),
            std::string::npos);
  for (const char* reserved :
       {"Authorization", "db", "Table", "transaction_type", "Content-Length", "expect", "label"}) {
    EXPECT_NE(refusal({{reserved, "1"}}, {}).find(reserved), std::string::npos) << reserved;
  }
}

INSTANTIATE_TEST_SUITE_P(Step, StepLinesOf,
                         testing::Values(Step::kBegin, Step::kLoad, Step::kPrepare, Step::kCommit,
                                         Step::kRollback));

TEST(Steps, AreTheRequestsOfATransaction) {
  EXPECT_EQ(step_path(*step_of(SL_REQUEST_BEGIN)), "/api/transaction/begin");
  EXPECT_EQ(step_path(*step_of(SL_REQUEST_LOAD)), "/api/transaction/load");
  EXPECT_EQ(step_path(*step_of(SL_REQUEST_PREPARE)), "/api/transaction/prepare");
  EXPECT_EQ(step_path(*step_of(SL_REQUEST_COMMIT)), "/api/transaction/commit");
  EXPECT_EQ(step_path(*step_of(SL_REQUEST_ROLLBACK)), "/api/transaction/rollback");
  for (const std::int32_t other : {0, SL_REQUEST_LABEL_STATE, SL_REQUEST_PROBE, 99}) {
    EXPECT_FALSE(step_of(other)) << other;
  }
}

}  // namespace
}  // namespace starload::transaction
