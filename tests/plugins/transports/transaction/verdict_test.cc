// The tables of verdicts of the transaction interface, row by row: every answer of both sides, of
// all generations of texts.
#include "plugins/transports/transaction/verdict.h"

#include <gtest/gtest.h>

#include <ostream>

namespace starload::transaction {

std::ostream& operator<<(std::ostream& out, const Judgement& j) {
  return out << "verdict " << j.verdict.verdict << ", retry " << j.verdict.retry << ", flags "
             << j.verdict.flags << ", label state " << j.label_state;
}

namespace {

using http::kLater;
using http::kNever;
using http::kOk;
using http::kSoon;
using http::kUnknown;
using http::Verdict;

constexpr Verdict kLost = {SL_VERDICT_NO, SL_RETRY_SOON, SL_RESPONSE_TRANSACTION_LOST};
constexpr Verdict kLostLater = {SL_VERDICT_NO, SL_RETRY_LATER, SL_RESPONSE_TRANSACTION_LOST};
constexpr Verdict kExists = {SL_VERDICT_NO, SL_RETRY_NEVER, SL_RESPONSE_LABEL_EXISTS};
constexpr Verdict kPublishTimeout = {SL_VERDICT_OK, SL_RETRY_NEVER, SL_RESPONSE_PUBLISH_TIMEOUT};

// A frontend's text comes behind the name of a class, which differs between versions.
const std::string kOldClass = "class com.starrocks.common.UserException: ";
const std::string kNewClass = "class com.starrocks.common.StarRocksException: ";

struct ReplyCase {
  Step step;
  std::string status;
  std::string message;
  Judgement judgement;
};

class TransactionReply : public testing::TestWithParam<ReplyCase> {};

TEST_P(TransactionReply, HasItsVerdict) {
  http::LoadReply reply;
  reply.status = GetParam().status;
  reply.message = GetParam().message;
  EXPECT_EQ(judge_reply(GetParam().step, reply, true), GetParam().judgement)
      << name_of(GetParam().step) << ": " << reply.status << ", " << reply.message;
}

INSTANTIATE_TEST_SUITE_P(
    Begin, TransactionReply,
    testing::Values(
        ReplyCase{Step::kBegin, "OK", "", {kOk, SL_LABEL_PREPARE}},
        ReplyCase{Step::kBegin, "LABEL_ALREADY_EXISTS", "", {kExists}},
        ReplyCase{
            Step::kBegin, "LABEL_ALREADY_EXISTS", "Label [l] has already been used.", {kExists}},
        ReplyCase{
            Step::kBegin, "FAILED", kOldClass + "Label [l] has already been used.", {kExists}},
        ReplyCase{Step::kBegin, "FAILED", kNewClass + "Database[x] does not exist.", {kNever}},
        ReplyCase{
            Step::kBegin, "FAILED", kNewClass + "Database[commits] does not exist.", {kNever}},
        ReplyCase{Step::kBegin, "FAILED", kNewClass + "Empty label.", {kNever}},
        ReplyCase{Step::kBegin, "INVALID_ARGUMENT", "empty label", {kNever}},
        ReplyCase{Step::kBegin, "FAILED", kOldClass + "No database selected.", {kNever}},
        ReplyCase{Step::kBegin, "FAILED", kNewClass + "Invalid timeout format", {kNever}},
        ReplyCase{Step::kBegin, "INVALID_ARGUMENT", "Invalid timeout format", {kNever}},
        ReplyCase{Step::kBegin, "FAILED", "Unknown transaction operation: list", {kNever}},
        ReplyCase{
            Step::kBegin, "FAILED", "Must provide channel_id when stream load begin.", {kNever}},
        ReplyCase{Step::kBegin,
                  "INVALID_ARGUMENT",
                  "Multi-statement transaction requests can only be sent to FE nodes, not BE nodes",
                  {kNever}},
        ReplyCase{Step::kBegin, "ANALYSIS_ERROR", "unknown table \"db.publish\"", {kNever}},
        ReplyCase{Step::kBegin, "ANALYSIS_ERROR", "unknown database, database=d", {kNever}},
        ReplyCase{Step::kBegin,
                  "ANALYSIS_ERROR",
                  "Access denied; you need (at least one of) the INSERT privilege(s) for this "
                  "operation",
                  {kNever}},
        ReplyCase{Step::kBegin,
                  "ANALYSIS_ERROR",
                  "Access denied for user 'u' (using password: YES)",
                  {kNever}},
        ReplyCase{Step::kBegin, "ANALYSIS_ERROR", "a column named commit_time", {kNever}},
        ReplyCase{Step::kBegin,
                  "ANALYSIS_ERROR",
                  "current running txns on db 10002 is 1000, larger than limit 1000",
                  {kLater}},
        ReplyCase{Step::kBegin,
                  "FAILED",
                  kNewClass + "current running txns on db 10002 is 1000, larger than limit 1000",
                  {kLater}},
        ReplyCase{Step::kBegin, "FAILED", kOldClass + "No backend alive.", {kLater}},
        ReplyCase{Step::kBegin, "FAILED", kNewClass + "current fe is not master", {kSoon}},
        ReplyCase{Step::kBegin, "FAILED", kNewClass + "never heard of", {kSoon}},
        ReplyCase{Step::kBegin, "FAILED", kNewClass + "rpc failed, timeout", {kUnknown}},
        ReplyCase{Step::kBegin, "INTERNAL_ERROR", "get database write lock timeout", {kLater}},
        ReplyCase{Step::kBegin, "INTERNAL_ERROR", "never heard of", {kUnknown}},
        ReplyCase{Step::kBegin, "TIMEOUT", "", {kUnknown}},
        ReplyCase{Step::kBegin, "CANCELLED", "", {kUnknown}},
        ReplyCase{Step::kBegin, "MEM_LIMIT_EXCEEDED", "process", {kLater}},
        ReplyCase{Step::kBegin,
                  "SERVICE_UNAVAILABLE",
                  "Service is shutting down, please retry later!",
                  {kSoon}},
        ReplyCase{Step::kBegin, "TXN_IN_PROCESSING", "Transaction is in processing", {kSoon}},
        ReplyCase{Step::kBegin, "PUBLISH_TIMEOUT", "", {kUnknown}},
        ReplyCase{Step::kBegin, "TXN_NOT_EXISTS", "", {kUnknown}}));

INSTANTIATE_TEST_SUITE_P(
    Load, TransactionReply,
    testing::Values(
        ReplyCase{Step::kLoad, "OK", "", {kOk, SL_LABEL_PREPARE}},
        ReplyCase{Step::kLoad,
                  "FAILED",
                  kNewClass + "Can't find the transaction with db [timeout] and label[l]. The "
                              "possible reasons: 1. the transaction is timeout",
                  {kLost}},
        ReplyCase{Step::kLoad, "TXN_NOT_EXISTS", "Transaction with label l not exists", {kLost}},
        ReplyCase{Step::kLoad, "FAILED", "transaction with op load label l has no node", {kLost}},
        ReplyCase{Step::kLoad, "FAILED", "Transcation Not Exist", {kLost}},
        ReplyCase{Step::kLoad,
                  "INVALID_ARGUMENT",
                  "Request table a not equal transaction table b",
                  {kNever}},
        ReplyCase{Step::kLoad,
                  "INVALID_ARGUMENT",
                  "Request database a not equal transaction database b",
                  {kNever}},
        ReplyCase{Step::kLoad, "INVALID_ARGUMENT", "Invalid label ", {kNever}},
        ReplyCase{Step::kLoad, "INVALID_ARGUMENT", "whatever times out", {kNever}},
        ReplyCase{Step::kLoad, "TXN_IN_PROCESSING", "Transaction is in processing", {kSoon}},
        ReplyCase{Step::kLoad,
                  "TXN_IN_PROCESSING",
                  "Transaction in processing, please retry later",
                  {kSoon}},
        ReplyCase{Step::kLoad,
                  "INTERNAL_ERROR",
                  "Transaction in processing, please retry later",
                  {kSoon}},
        ReplyCase{Step::kLoad,
                  "ANALYSIS_ERROR",
                  "Column has no default value. column: commit_ts",
                  {kNever}},
        ReplyCase{Step::kLoad, "ANALYSIS_ERROR", "something about publish_date", {kNever}},
        ReplyCase{Step::kLoad, "INTERNAL_ERROR", "load request not equal last.", {kNever}},
        ReplyCase{Step::kLoad, "INTERNAL_ERROR", "too many filtered rows", {kNever}},
        ReplyCase{Step::kLoad,
                  "INTERNAL_ERROR",
                  "The size of this batch exceed the max size [104857600]  of json type data",
                  {kNever}},
        ReplyCase{Step::kLoad,
                  "INTERNAL_ERROR",
                  "Failed to load data into tablet 1, because of too many versions",
                  {kLostLater}},
        ReplyCase{Step::kLoad, "INTERNAL_ERROR", "No space left on device", {kLostLater}},
        ReplyCase{Step::kLoad, "INTERNAL_ERROR", "[E1008]Reached timeout=600000ms", {kLost}},
        ReplyCase{Step::kLoad, "INTERNAL_ERROR", "never heard of", {kLost}},
        ReplyCase{Step::kLoad, "INTERNAL_ERROR", "", {kLost}},
        ReplyCase{Step::kLoad, "MEM_LIMIT_EXCEEDED", "", {kLostLater}},
        ReplyCase{Step::kLoad, "CANCELLED", "Cancelled", {kLost}},
        ReplyCase{Step::kLoad, "TIMEOUT", "", {kLost}},
        ReplyCase{Step::kLoad, "ABORTED", "The load is timeout, and will be aborted", {kLost}},
        ReplyCase{Step::kLoad,
                  "INTERNAL_ERROR",
                  "transaction is aborted by timeout 600 seconds.",
                  {kLost, SL_LABEL_ABORTED}},
        ReplyCase{Step::kLoad,
                  "INTERNAL_ERROR",
                  "transaction is aborted by idle timeout 60 seconds.",
                  {kLost, SL_LABEL_ABORTED}},
        ReplyCase{Step::kLoad, "SERVICE_UNAVAILABLE", "", {kSoon}},
        ReplyCase{Step::kLoad, "FAILED", kNewClass + "No backend alive.", {kLater}},
        ReplyCase{Step::kLoad, "FAILED", kNewClass + "never heard of", {kSoon}},
        ReplyCase{Step::kLoad, "LABEL_ALREADY_EXISTS", "", {kUnknown}}));

INSTANTIATE_TEST_SUITE_P(
    Prepare, TransactionReply,
    testing::Values(
        ReplyCase{Step::kPrepare, "OK", "", {kOk, SL_LABEL_PREPARED}},
        ReplyCase{Step::kPrepare, "INTERNAL_ERROR", "too many filtered rows", {kNever}},
        ReplyCase{
            Step::kPrepare,
            "INTERNAL_ERROR",
            "There is a data quality issue. Please check the tracking URL or SQL for details.",
            {kNever}},
        ReplyCase{Step::kPrepare,
                  "INTERNAL_ERROR",
                  "transaction id=7 hasn't send any data yet",
                  {kLost, SL_LABEL_ABORTED}},
        ReplyCase{Step::kPrepare, "TXN_NOT_EXISTS", "transaction with label l not exists", {kLost}},
        ReplyCase{Step::kPrepare,
                  "FAILED",
                  kNewClass + "No transaction found with db[d] and label[l]",
                  {kLost}},
        ReplyCase{Step::kPrepare, "FAILED", kOldClass + "No transaction found by label l", {kLost}},
        ReplyCase{
            Step::kPrepare, "FAILED", "transaction with op prepare label l has no node", {kLost}},
        ReplyCase{Step::kPrepare, "TXN_IN_PROCESSING", "Transaction is in processing", {kSoon}},
        ReplyCase{Step::kPrepare, "INVALID_ARGUMENT", "Invalid prepared_timeout: x", {kNever}},
        ReplyCase{Step::kPrepare, "ABORTED", "The load is timeout, and will be aborted", {kLost}},
        ReplyCase{
            Step::kPrepare, "INTERNAL_ERROR", "timeout by txn manager", {kLost, SL_LABEL_ABORTED}},
        ReplyCase{Step::kPrepare,
                  "FAILED",
                  kNewClass + "Transaction 7 has already aborted, label is l",
                  {kLost, SL_LABEL_ABORTED}},
        ReplyCase{Step::kPrepare, "INTERNAL_ERROR", "because of too many versions", {kLostLater}},
        ReplyCase{Step::kPrepare, "INTERNAL_ERROR", "Memory of process exceed limit", {kLostLater}},
        ReplyCase{Step::kPrepare, "MEM_LIMIT_EXCEEDED", "", {kLostLater}},
        ReplyCase{Step::kPrepare, "INTERNAL_ERROR", "current fe is not master", {kUnknown}},
        ReplyCase{Step::kPrepare, "INTERNAL_ERROR", "Call frontend service failed", {kUnknown}},
        ReplyCase{Step::kPrepare, "INTERNAL_ERROR", "never heard of", {kUnknown}},
        ReplyCase{Step::kPrepare, "TIMEOUT", "", {kUnknown}},
        ReplyCase{Step::kPrepare, "CANCELLED", "", {kUnknown}},
        ReplyCase{Step::kPrepare, "PUBLISH_TIMEOUT", "", {kUnknown}},
        ReplyCase{Step::kPrepare, "SERVICE_UNAVAILABLE", "", {kSoon}},
        ReplyCase{Step::kPrepare, "FAILED", kNewClass + "never heard of", {kSoon}}));

INSTANTIATE_TEST_SUITE_P(
    Commit, TransactionReply,
    testing::Values(
        ReplyCase{Step::kCommit, "OK", "", {kOk, SL_LABEL_VISIBLE}},
        ReplyCase{Step::kCommit,
                  "OK",
                  "Transaction 7 has already committed, label is l",
                  {kOk, SL_LABEL_COMMITTED}},
        ReplyCase{Step::kCommit,
                  "OK",
                  "label l transaction 7 has already committed",
                  {kOk, SL_LABEL_COMMITTED}},
        ReplyCase{Step::kCommit,
                  "FAILED",
                  kOldClass + "label l transaction 7 has already committed",
                  {kOk, SL_LABEL_COMMITTED}},
        ReplyCase{Step::kCommit, "PUBLISH_TIMEOUT", "", {kPublishTimeout, SL_LABEL_COMMITTED}},
        ReplyCase{Step::kCommit,
                  "FAILED",
                  kNewClass + "publish timeout: 20000",
                  {kPublishTimeout, SL_LABEL_COMMITTED}},
        ReplyCase{Step::kCommit,
                  "INTERNAL_ERROR",
                  "Publish timeout. The data will be visible after a while",
                  {kPublishTimeout, SL_LABEL_COMMITTED}},
        ReplyCase{Step::kCommit,
                  "FAILED",
                  kNewClass + "Can not commit ABORTED transaction 7, label is l",
                  {kLost, SL_LABEL_ABORTED}},
        ReplyCase{Step::kCommit,
                  "FAILED",
                  kOldClass + "cannot commit aborted transaction 7, label l ",
                  {kLost, SL_LABEL_ABORTED}},
        ReplyCase{Step::kCommit,
                  "FAILED",
                  kNewClass + "No transaction found with db[publish] and label[l]",
                  {kLost}},
        ReplyCase{Step::kCommit, "FAILED", kOldClass + "No transaction found by label l", {kLost}},
        ReplyCase{
            Step::kCommit, "FAILED", "transaction with op commit label l has no node", {kLost}},
        ReplyCase{Step::kCommit, "TXN_NOT_EXISTS", "transaction with label l not exists", {kLost}},
        ReplyCase{Step::kCommit, "ABORTED", "The load is timeout, and will be aborted", {kLost}},
        ReplyCase{Step::kCommit,
                  "INTERNAL_ERROR",
                  "transaction id=7 hasn't send any data yet",
                  {kLost, SL_LABEL_ABORTED}},
        ReplyCase{Step::kCommit, "TXN_IN_PROCESSING", "Transaction is in processing", {kSoon}},
        ReplyCase{Step::kCommit, "INTERNAL_ERROR", "too many filtered rows", {kNever}},
        ReplyCase{Step::kCommit,
                  "FAILED",
                  kNewClass + "get database write lock timeout, database=d",
                  {kLater}},
        ReplyCase{Step::kCommit, "FAILED", kNewClass + "current fe is not master", {kSoon}},
        ReplyCase{Step::kCommit, "FAILED", kNewClass + "Database[d] does not exist.", {kNever}},
        ReplyCase{Step::kCommit, "FAILED", kNewClass + "never heard of", {kUnknown}},
        ReplyCase{Step::kCommit, "INTERNAL_ERROR", "because of too many versions", {kUnknown}},
        ReplyCase{Step::kCommit, "INTERNAL_ERROR", "never heard of", {kUnknown}},
        ReplyCase{Step::kCommit, "MEM_LIMIT_EXCEEDED", "", {kUnknown}},
        ReplyCase{Step::kCommit, "TIMEOUT", "", {kUnknown}},
        ReplyCase{Step::kCommit, "CANCELLED", "", {kUnknown}}));

INSTANTIATE_TEST_SUITE_P(
    Rollback, TransactionReply,
    testing::Values(
        ReplyCase{Step::kRollback, "OK", "", {kOk, SL_LABEL_ABORTED}},
        ReplyCase{Step::kRollback,
                  "OK",
                  "Transaction 7 has already aborted, label is l",
                  {kOk, SL_LABEL_ABORTED}},
        ReplyCase{Step::kRollback,
                  "FAILED",
                  kOldClass + "label l transaction 7 has already aborted",
                  {kOk, SL_LABEL_ABORTED}},
        ReplyCase{Step::kRollback,
                  "FAILED",
                  kNewClass + "Can not abort VISIBLE transaction 7, label is l",
                  {kNever, SL_LABEL_VISIBLE}},
        ReplyCase{Step::kRollback,
                  "FAILED",
                  kNewClass + "Can not abort COMMITTED transaction 7, label is l",
                  {kNever, SL_LABEL_COMMITTED}},
        ReplyCase{Step::kRollback,
                  "FAILED",
                  kOldClass + "cannot abort visible transaction 7, label l ",
                  {kNever, SL_LABEL_VISIBLE}},
        ReplyCase{Step::kRollback,
                  "FAILED",
                  kOldClass + "label l transaction 7 has already committed",
                  {kNever, SL_LABEL_COMMITTED}},
        ReplyCase{Step::kRollback,
                  "FAILED",
                  kNewClass + "No transaction found with db[d] and label[l]",
                  {kLost}},
        ReplyCase{
            Step::kRollback, "FAILED", "transaction with op rollback label l has no node", {kLost}},
        ReplyCase{
            Step::kRollback, "TXN_NOT_EXISTS", "transaction with label l not exists", {kLost}},
        ReplyCase{Step::kRollback, "TXN_IN_PROCESSING", "Transaction is in processing", {kSoon}},
        ReplyCase{Step::kRollback, "FAILED", kNewClass + "never heard of", {kUnknown}},
        ReplyCase{Step::kRollback, "INTERNAL_ERROR", "never heard of", {kUnknown}},
        ReplyCase{Step::kRollback, "MEM_LIMIT_EXCEEDED", "", {kLater}},
        ReplyCase{Step::kRollback, "TIMEOUT", "", {kUnknown}}));

class AnyStep : public testing::TestWithParam<Step> {
 protected:
  static Judgement judge(std::string_view body) {
    return judge_reply(GetParam(), http::parse_load_reply(body), true);
  }
};

TEST_P(AnyStep, WordsThatNobodyKnowsAreUnknown) {
  for (const char* body :
       {R"({"Status": "ok"})", R"({"Status": "OK "})", R"({"Status": "Success"})",
        R"({"Status": "Fail", "Message": "too many filtered rows"})", R"({"Status": "failed"})",
        R"({"Status": "PUBLISHED", "Message": "publish timeout"})", R"({"Status": null})",
        R"({"Status": 0})", R"({"Status": ""})", R"({"status": "OK"})", R"({"status": "Success"})",
        R"({"Status": ["OK"]})"}) {
    EXPECT_EQ(judge(body), Judgement{kUnknown}) << body;
  }
}

TEST_P(AnyStep, WhatIsNoWholeReplyIsUnknown) {
  for (const char* body :
       {"", " ", "<html>OK</html>", "[]", "\"OK\"", R"({"Status": "OK")", R"({"Status": "OK"}x)",
        R"({"Status": "OK", "Status": "OK"})", R"({"Status": "OK", "TxnId": "7"})",
        R"({"Status": "OK", "NumberLoadedRows": -1})", R"({"Status": "OK", "Message": {}})",
        R"({"Status": "FAILED", "Message": "Empty label.", "Status": "OK"})"}) {
    EXPECT_EQ(judge(body), Judgement{kUnknown}) << body;
  }
}

TEST_P(AnyStep, AFrontendsEnvelopeMayRefuseButNeverAgree) {
  EXPECT_EQ(judge(R"({"status":"FAILED","code":"1","msg":"No database selected.","message":"x"})"),
            Judgement{kNever});
}

INSTANTIATE_TEST_SUITE_P(Step, AnyStep,
                         testing::Values(Step::kBegin, Step::kLoad, Step::kPrepare, Step::kCommit,
                                         Step::kRollback));

TEST(TransactionVerdict, OkBeforeTheWholeBodyOfALoadIsUnknown) {
  const http::LoadReply ok = http::parse_load_reply(R"({"Status": "OK", "Message": ""})");
  EXPECT_EQ(judge_reply(Step::kLoad, ok, false), Judgement{kUnknown});
}

TEST(TransactionVerdict, ALabelThatExistsIsKnownToBeFinishedWhenTheServerSaysSo) {
  const auto judge = [](const char* job) {
    return judge_reply(Step::kBegin,
                       http::parse_load_reply(std::string(R"({"Status": "LABEL_ALREADY_EXISTS",)") +
                                              R"( "ExistingJobStatus": ")" + job + "\"}"),
                       true);
  };
  EXPECT_EQ(judge("FINISHED"), (Judgement{kExists, SL_LABEL_COMMITTED}));
  EXPECT_EQ(judge("RUNNING"), Judgement{kExists});
  EXPECT_EQ(judge(""), Judgement{kExists});
}

TEST(ProbeVerdict, OnlyTheTransactionInterfacesOwnAnswerIsOk) {
  EXPECT_EQ(judge_probe(200, R"({"Status": "FAILED", "Message": "class x: Empty label."})"), kOk);
  EXPECT_EQ(judge_probe(200, R"({"Status": "INVALID_ARGUMENT", "Message": "empty label"})"), kOk);
  EXPECT_EQ(judge_probe(200, R"({"status": "FAILED", "msg": "Not implemented"})"), kNever);
  EXPECT_EQ(judge_probe(200, "Not Found"), kNever);
  EXPECT_EQ(judge_probe(200, ""), kNever);
  EXPECT_EQ(judge_probe(200, "{}"), kNever);
  EXPECT_EQ(judge_probe(404, "Not Found"), kNever);
  EXPECT_EQ(judge_probe(405, ""), kNever);
}

TEST(ProbeVerdict, AServerThatCouldNotAnswerProvesNothing) {
  EXPECT_EQ(judge_probe(401, R"({"status": "FAILED", "msg": "Access denied"})"),
            (Verdict{SL_VERDICT_UNKNOWN, SL_RETRY_NEVER}));
  EXPECT_EQ(judge_probe(429, ""), (Verdict{SL_VERDICT_UNKNOWN, SL_RETRY_LATER}));
  EXPECT_EQ(judge_probe(503, ""), (Verdict{SL_VERDICT_UNKNOWN, SL_RETRY_LATER}));
  EXPECT_EQ(judge_probe(504, ""), kUnknown);
  EXPECT_EQ(judge_probe(200, R"({"status": "FAILED", "msg": "current fe is not master"})"),
            kUnknown);
}

}  // namespace
}  // namespace starload::transaction
