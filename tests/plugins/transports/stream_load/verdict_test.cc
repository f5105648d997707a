// The tables of verdicts, row by row.
#include "plugins/transports/stream_load/verdict.h"

#include <gtest/gtest.h>
#include <starload/abi/transport.h>

#include "plugins/transports/common/load_reply.h"

namespace starload::stream_load {
namespace {

using http::kLater;
using http::kNever;
using http::kSoon;
using http::kUnknown;
using http::LoadReply;
using http::parse_load_reply;
using http::Verdict;

struct TextCase {
  const char* text;
  Verdict verdict;
};

class FailureText : public testing::TestWithParam<TextCase> {};

TEST_P(FailureText, HasItsVerdict) {
  const Verdict verdict = judge_failure_text(GetParam().text);
  EXPECT_EQ(verdict.verdict, GetParam().verdict.verdict) << GetParam().text;
  EXPECT_EQ(verdict.retry, GetParam().verdict.retry) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Refused, FailureText,
    testing::Values(
        TextCase{"too many filtered rows", kNever},
        TextCase{"There is a data quality issue. Please check the tracking URL or SQL for details.",
                 kNever},
        TextCase{"abnormal data more than max filter rate, tracking_url: http://x", kNever},
        TextCase{"unknown database, database=nope", kNever},
        TextCase{"unknown table \"db.publish_timeout\"", kNever},
        TextCase{"unknown table, table=rpc", kNever},
        TextCase{
            "Access denied; you need (at least one of) the INSERT privilege(s) for this operation",
            kNever},
        TextCase{"Access denied for user 'root' (using password: YES)", kNever},
        TextCase{"class com.starrocks.common.AccessDeniedException: Access denied.", kNever},
        TextCase{"no valid Basic authorization", kNever},
        TextCase{"Getting analyzing error. Detail message: Label format error. regex: "
                 "^[-\\w]{1,128}$, label: a b.",
                 kNever},
        TextCase{"unknown data format, format=x", kNever},
        TextCase{"Invalid timeout format", kNever},
        TextCase{"Invalid timeout: '0'. Expected values should be between 1 and 259200 seconds",
                 kNever},
        TextCase{"Invalid strict mode format. Must be bool type", kNever},
        TextCase{"Invalid delimiter '\\x1': invalid hex format", kNever},
        TextCase{"The valid bytes length for 'column separator' is [1, 50]", kSoon},
        TextCase{"Duplicate column: x", kNever},
        TextCase{"Column has no default value. column: x", kNever},
        TextCase{"Mapping column is not in table. column: x", kNever},
        TextCase{"Only primary key table support partial update", kNever},
        TextCase{"Merge condition column v6 does not exist.", kNever},
        TextCase{"Can not specify both partitions and temporary partitions", kNever},
        TextCase{"skip_header must be equal or greater than 0", kNever},
        TextCase{"Only one of http header content-encoding and compression can be set", kNever},
        TextCase{"Unsupported compression type: x", kNever},
        TextCase{"body size 9 exceed limit: 8, id=1. You can increase the limit by setting "
                 "streaming_load_max_mb",
                 kNever},
        TextCase{"The size of this batch exceed the max size [104857600]  of json type data",
                 kNever},
        TextCase{"class com.starrocks.common.DdlException: There is no 100-continue header",
                 kNever},
        TextCase{"No rows were imported from upstream. Possible causes: 1) all rows were filtered",
                 kNever},
        TextCase{
            "No partitions have data available for loading. If you are sure there may be no data",
            kNever},
        TextCase{"primary key size exceed the limit", kNever},
        TextCase{
            "The value is array type in json document stream, you can set strip_outer_array=true",
            kNever}));

INSTANTIATE_TEST_SUITE_P(
    AskedForTime, FailureText,
    testing::Values(
        TextCase{"current running txns on db 10002 is 1000, larger than limit 1000", kLater},
        TextCase{"streamload txn num per be exceeds limit, be: 1, txn_num: 2, limit: 2", kLater},
        TextCase{"Failed to load data into tablet 1, because of too many versions, current/limit: "
                 "1001/1000",
                 kLater},
        TextCase{"get database write lock timeout, database=db, timeoutMillis=1000", kLater},
        TextCase{"class com.starrocks.common.StarRocksException: get database write lock timeout",
                 kLater},
        TextCase{"class com.starrocks.common.DdlException: No backend alive.", kLater},
        TextCase{"Stream Load exceed http cuncurrent limit 8, please try again later", kLater},
        TextCase{"disk /data exceed capacity limit", kLater},
        TextCase{"No space left on device", kLater},
        TextCase{"Memory of process exceed limit", kLater},
        TextCase{"current fe is not master", kSoon},
        TextCase{"Service is shutting down, please retry later!", kSoon},
        TextCase{"Cancelled", kSoon}, TextCase{"receive body don't equal with body bytes", kSoon},
        TextCase{"something nobody has seen before", kSoon}, TextCase{"", kSoon}));

INSTANTIATE_TEST_SUITE_P(
    MayBeCommitted, FailureText,
    testing::Values(TextCase{"[E1008]Reached timeout=600000ms @127.0.0.1:8060", kUnknown},
                    TextCase{"Publish timeout. The data will be visible after a while", kUnknown},
                    TextCase{"Load has not been published before timeout", kUnknown},
                    TextCase{"Fail to commit txn 12", kUnknown},
                    TextCase{"Rpc error: connection reset", kUnknown},
                    TextCase{
                        "Call frontend service failed, address=1.2.3.4:9020, reason=THRIFT_EAGAIN",
                        kUnknown},
                    TextCase{"load timed out", kUnknown}));

struct ReplyCase {
  const char* body;
  Verdict verdict;
};

class Reply : public testing::TestWithParam<ReplyCase> {};

TEST_P(Reply, HasItsVerdict) {
  const Verdict verdict = judge_reply(parse_load_reply(GetParam().body), true);
  EXPECT_EQ(verdict.verdict, GetParam().verdict.verdict) << GetParam().body;
  EXPECT_EQ(verdict.retry, GetParam().verdict.retry) << GetParam().body;
  EXPECT_EQ(verdict.flags, GetParam().verdict.flags) << GetParam().body;
}

INSTANTIATE_TEST_SUITE_P(
    KnownWords, Reply,
    testing::Values(
        ReplyCase{R"({"Status": "Success"})", {SL_VERDICT_OK, SL_RETRY_NEVER}},
        ReplyCase{R"({"Status": "Publish Timeout"})",
                  {SL_VERDICT_OK, SL_RETRY_NEVER, SL_RESPONSE_PUBLISH_TIMEOUT}},
        ReplyCase{R"({"Status": "Label Already Exists", "ExistingJobStatus": "FINISHED"})",
                  {SL_VERDICT_UNKNOWN, SL_RETRY_SOON, SL_RESPONSE_LABEL_EXISTS}},
        ReplyCase{R"({"Status": "Fail", "Message": "too many filtered rows"})", kNever},
        ReplyCase{R"({"Status": "FAILED", "Message": "class x.DdlException: No backend alive."})",
                  kLater},
        ReplyCase{
            R"({"status": "FAILED", "code": "1", "msg": "current fe is not master", "message": "x"})",
            kSoon}));

INSTANTIATE_TEST_SUITE_P(
    EverythingElseIsUnknown, Reply,
    testing::Values(
        ReplyCase{R"({"Status": "success"})", kUnknown},
        ReplyCase{R"({"Status": "SUCCESS"})", kUnknown},
        ReplyCase{R"({"Status": "Success "})", kUnknown},
        ReplyCase{R"({"Status": "OK"})", kUnknown},
        ReplyCase{R"({"status": "OK", "code": "0"})", kUnknown},
        ReplyCase{R"({"status": "Success"})", {SL_VERDICT_OK, SL_RETRY_NEVER}},
        ReplyCase{R"({"Status": "fail"})", kUnknown}, ReplyCase{R"({"Status": null})", kUnknown},
        ReplyCase{R"({"Status": 1})", kUnknown}, ReplyCase{R"({"Status": ["Success"]})", kUnknown},
        ReplyCase{R"({"Status": "INTERNAL_ERROR"})", kUnknown}, ReplyCase{R"({})", kUnknown},
        ReplyCase{"", kUnknown}, ReplyCase{"[]", kUnknown}, ReplyCase{"\"Success\"", kUnknown},
        ReplyCase{"<html>Success</html>", kUnknown}, ReplyCase{R"({"Status": "Success")", kUnknown},
        ReplyCase{R"({"Status": "Fail", "Status": "Success"})", kUnknown},
        ReplyCase{R"({"Status": "Success", "NumberLoadedRows": "2"})", kUnknown},
        ReplyCase{R"({"Status": "Success", "NumberLoadedRows": -2})", kUnknown},
        ReplyCase{R"({"Status": "Success", "Message": {}})", kUnknown},
        ReplyCase{R"({"Status": "Success"} {"Status": "Fail"})", kUnknown}));

TEST(ReplyVerdict, SuccessBeforeTheWholeBodyIsUnknown) {
  EXPECT_EQ(judge_reply(parse_load_reply(R"({"Status": "Success"})"), false), kUnknown);
  EXPECT_EQ(judge_reply(parse_load_reply(R"({"Status": "Publish Timeout"})"), false), kUnknown);
}

TEST(LoadReply, ReadsTheCounters) {
  const LoadReply reply = parse_load_reply(
      R"({"TxnId": 1003, "Label": "l", "Db": "d", "Table": "t", "Status": "Fail", "Message": "too many filtered rows",)"
      R"( "NumberTotalRows": 10, "NumberLoadedRows": 6, "NumberFilteredRows": 3, "NumberUnselectedRows": 1,)"
      R"( "LoadBytes": 40, "LoadTimeMs": 60, "ErrorURL": "http://be:8040/api/_load_error_log?file=x"})");
  EXPECT_EQ(reply.problem, "");
  EXPECT_EQ(reply.transaction_id, 1003);
  EXPECT_EQ(reply.label, "l");
  EXPECT_EQ(reply.total_rows, 10);
  EXPECT_EQ(reply.loaded_rows, 6);
  EXPECT_EQ(reply.filtered_rows, 3);
  EXPECT_EQ(reply.unselected_rows, 1);
  EXPECT_EQ(reply.load_bytes, 40);
  EXPECT_EQ(reply.load_time_ms, 60);
  EXPECT_EQ(reply.error_url, "http://be:8040/api/_load_error_log?file=x");
}

}  // namespace
}  // namespace starload::stream_load
