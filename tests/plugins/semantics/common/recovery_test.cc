// The decision table, row by row: what the server can answer to a step (the rows of the transaction
// interface's state machine, as the transports class them), and what is done then.
#include "plugins/semantics/common/recovery.h"

#include <gtest/gtest.h>

#include <ostream>
#include <vector>

namespace starload::semantics {
namespace {

constexpr std::uint32_t kGone = SL_RESPONSE_TRANSACTION_LOST;
constexpr std::uint32_t kExists = SL_RESPONSE_LABEL_EXISTS;

struct Try {
  const char* answer;  // of the server
  Step step;
  std::int32_t verdict;
  std::int32_t retry;
  std::uint32_t flags;
  bool arrived;  // an earlier try may have
  Decision decision;
};

sl_response response(std::int32_t verdict, std::int32_t retry, std::uint32_t flags,
                     std::int32_t label_state) {
  sl_response made{};
  made.struct_size = sizeof made;
  made.verdict = verdict;
  made.retry = retry;
  made.flags = flags;
  made.label_state = label_state;
  return made;
}

constexpr std::int32_t kOk = SL_VERDICT_OK;
constexpr std::int32_t kNo = SL_VERDICT_NO;
constexpr std::int32_t kUnknown = SL_VERDICT_UNKNOWN;
constexpr std::int32_t kNever = SL_RETRY_NEVER;
constexpr std::int32_t kSoon = SL_RETRY_SOON;
constexpr std::int32_t kLater = SL_RETRY_LATER;

const std::vector<Try> kTries = {
    // begin
    {"OK", Step::kBegin, kOk, kNever, 0, false, Decision::kDone},
    {"label open on the same backend", Step::kBegin, kNo, kNever, kExists, false, Decision::kAsk},
    {"label used, RUNNING or FINISHED", Step::kBegin, kNo, kNever, kExists, true, Decision::kAsk},
    {"Database does not exist", Step::kBegin, kNo, kNever, 0, false, Decision::kRefused},
    {"unknown table, no privilege", Step::kBegin, kNo, kNever, 0, true, Decision::kRefused},
    {"too many running transactions", Step::kBegin, kNo, kLater, 0, false, Decision::kAgain},
    {"frontend is not the leader", Step::kBegin, kNo, kSoon, 0, false, Decision::kAgain},
    {"no connection", Step::kBegin, kNo, kSoon, SL_RESPONSE_NOTHING_SENT, false, Decision::kAgain},
    {"no answer", Step::kBegin, kUnknown, kSoon, 0, false, Decision::kAsk},
    // load
    {"OK", Step::kLoad, kOk, kNever, 0, false, Decision::kDone},
    {"can't find the transaction", Step::kLoad, kNo, kSoon, kGone, false, Decision::kLost},
    {"TXN_NOT_EXISTS after a failed load", Step::kLoad, kNo, kSoon, kGone, false, Decision::kLost},
    {"being timed out", Step::kLoad, kNo, kSoon, kGone, false, Decision::kLost},
    {"memory limit", Step::kLoad, kNo, kLater, kGone, false, Decision::kLost},
    {"other database or table", Step::kLoad, kNo, kNever, 0, false, Decision::kRefused},
    {"plan error", Step::kLoad, kNo, kNever, 0, false, Decision::kRefused},
    {"TXN_IN_PROCESSING", Step::kLoad, kNo, kSoon, 0, false, Decision::kAgain},
    {"no connection", Step::kLoad, kNo, kSoon, SL_RESPONSE_NOTHING_SENT, false, Decision::kAgain},
    {"no answer, body cut", Step::kLoad, kUnknown, kSoon, 0, false, Decision::kLost},
    // prepare
    {"OK", Step::kPrepare, kOk, kNever, 0, false, Decision::kDone},
    {"hasn't send any data yet", Step::kPrepare, kNo, kSoon, kGone, false, Decision::kAsk},
    {"TXN_NOT_EXISTS, prepared twice", Step::kPrepare, kNo, kSoon, kGone, true, Decision::kAsk},
    {"no transaction found", Step::kPrepare, kNo, kSoon, kGone, false, Decision::kAsk},
    {"being timed out", Step::kPrepare, kNo, kSoon, kGone, false, Decision::kAsk},
    {"too many filtered rows", Step::kPrepare, kNo, kNever, 0, false, Decision::kRefused},
    {"TXN_IN_PROCESSING", Step::kPrepare, kNo, kSoon, 0, true, Decision::kAgain},
    {"no answer", Step::kPrepare, kUnknown, kSoon, 0, false, Decision::kAsk},
    // commit
    {"OK", Step::kCommit, kOk, kNever, 0, false, Decision::kDone},
    {"has already committed", Step::kCommit, kOk, kNever, 0, true, Decision::kDone},
    {"publish timeout", Step::kCommit, kOk, kNever, SL_RESPONSE_PUBLISH_TIMEOUT, false,
     Decision::kDone},
    {"can not commit ABORTED", Step::kCommit, kNo, kSoon, kGone, false, Decision::kAsk},
    {"no transaction found", Step::kCommit, kNo, kSoon, kGone, false, Decision::kAsk},
    {"no connection", Step::kCommit, kNo, kSoon, SL_RESPONSE_NOTHING_SENT, true, Decision::kAgain},
    {"no privilege", Step::kCommit, kNo, kNever, 0, false, Decision::kRefused},
    {"no privilege, after a lost answer", Step::kCommit, kNo, kNever, 0, true, Decision::kAsk},
    {"no answer", Step::kCommit, kUnknown, kSoon, 0, false, Decision::kAsk},
    // rollback
    {"OK, or has already aborted", Step::kRollback, kOk, kNever, 0, false, Decision::kDone},
    {"no transaction found", Step::kRollback, kNo, kSoon, kGone, false, Decision::kDone},
    {"can not abort VISIBLE", Step::kRollback, kNo, kNever, 0, false, Decision::kRefused},
    {"TXN_IN_PROCESSING", Step::kRollback, kNo, kSoon, 0, false, Decision::kAgain},
    {"no answer", Step::kRollback, kUnknown, kSoon, 0, false, Decision::kAgain},
    // stream load
    {"Success", Step::kWholeLoad, kOk, kNever, 0, false, Decision::kDone},
    {"Label Already Exists", Step::kWholeLoad, kUnknown, kSoon, kExists, false, Decision::kAsk},
    {"Label Already Exists", Step::kWholeLoad, kNo, kNever, kExists, true, Decision::kAsk},
    {"too many filtered rows", Step::kWholeLoad, kNo, kNever, 0, false, Decision::kRefused},
    {"refused after a lost answer", Step::kWholeLoad, kNo, kNever, 0, true, Decision::kAsk},
    {"too many versions", Step::kWholeLoad, kNo, kLater, 0, false, Decision::kAgain},
    {"no answer", Step::kWholeLoad, kUnknown, kSoon, 0, false, Decision::kAsk},
};

void PrintTo(const Try& row, std::ostream* out) { *out << row.answer; }

class DecideTry : public ::testing::TestWithParam<Try> {};

TEST_P(DecideTry, Decides) {
  const Try& row = GetParam();
  EXPECT_EQ(decide_try(row.step, response(row.verdict, row.retry, row.flags, 0), row.arrived),
            row.decision)
      << row.answer;
}

INSTANTIATE_TEST_SUITE_P(EveryAnswer, DecideTry, ::testing::ValuesIn(kTries));

struct State {
  Step step;
  std::int32_t label_state;
  Owner owner;
  Decision decision;
};

const std::vector<State> kStates = {
    // begin, after a try that may have arrived, with random epochs
    {Step::kBegin, SL_LABEL_UNKNOWN, Owner::kOurs, Decision::kAgain},
    {Step::kBegin, SL_LABEL_ABORTED, Owner::kOurs, Decision::kAgain},
    {Step::kBegin, SL_LABEL_PREPARE, Owner::kOurs, Decision::kDone},
    {Step::kBegin, SL_LABEL_PREPARED, Owner::kOurs, Decision::kTaken},
    {Step::kBegin, SL_LABEL_COMMITTED, Owner::kOurs, Decision::kTaken},
    {Step::kBegin, SL_LABEL_VISIBLE, Owner::kOurs, Decision::kTaken},
    // .. with epochs that others count as well
    {Step::kBegin, SL_LABEL_UNKNOWN, Owner::kUncertain, Decision::kAgain},
    {Step::kBegin, SL_LABEL_ABORTED, Owner::kUncertain, Decision::kAgain},
    {Step::kBegin, SL_LABEL_PREPARE, Owner::kUncertain, Decision::kTaken},
    {Step::kBegin, SL_LABEL_PREPARED, Owner::kUncertain, Decision::kTaken},
    {Step::kBegin, SL_LABEL_VISIBLE, Owner::kUncertain, Decision::kTaken},
    // .. that was there before our first try
    {Step::kBegin, SL_LABEL_UNKNOWN, Owner::kForeign, Decision::kTaken},
    {Step::kBegin, SL_LABEL_ABORTED, Owner::kForeign, Decision::kTaken},
    {Step::kBegin, SL_LABEL_PREPARE, Owner::kForeign, Decision::kTaken},
    {Step::kBegin, SL_LABEL_PREPARED, Owner::kForeign, Decision::kTaken},
    {Step::kBegin, SL_LABEL_COMMITTED, Owner::kForeign, Decision::kTaken},
    {Step::kBegin, SL_LABEL_VISIBLE, Owner::kForeign, Decision::kTaken},
    {Step::kPrepare, SL_LABEL_UNKNOWN, Owner::kOurs, Decision::kLost},
    {Step::kPrepare, SL_LABEL_ABORTED, Owner::kOurs, Decision::kLost},
    {Step::kPrepare, SL_LABEL_PREPARE, Owner::kOurs, Decision::kAgain},
    {Step::kPrepare, SL_LABEL_PREPARED, Owner::kOurs, Decision::kDone},
    {Step::kPrepare, SL_LABEL_COMMITTED, Owner::kOurs, Decision::kDone},
    {Step::kPrepare, SL_LABEL_VISIBLE, Owner::kOurs, Decision::kDone},
    {Step::kCommit, SL_LABEL_UNKNOWN, Owner::kOurs, Decision::kAsk},
    {Step::kCommit, SL_LABEL_ABORTED, Owner::kOurs, Decision::kLost},
    {Step::kCommit, SL_LABEL_PREPARE, Owner::kOurs, Decision::kAsk},
    {Step::kCommit, SL_LABEL_PREPARED, Owner::kOurs, Decision::kAgain},
    {Step::kCommit, SL_LABEL_COMMITTED, Owner::kOurs, Decision::kDone},
    {Step::kCommit, SL_LABEL_VISIBLE, Owner::kOurs, Decision::kDone},
    {Step::kWholeLoad, SL_LABEL_UNKNOWN, Owner::kOurs, Decision::kAgain},
    {Step::kWholeLoad, SL_LABEL_ABORTED, Owner::kOurs, Decision::kAgain},
    {Step::kWholeLoad, SL_LABEL_PREPARE, Owner::kOurs, Decision::kAsk},
    {Step::kWholeLoad, SL_LABEL_PREPARED, Owner::kOurs, Decision::kAsk},
    {Step::kWholeLoad, SL_LABEL_COMMITTED, Owner::kOurs, Decision::kDone},
    {Step::kWholeLoad, SL_LABEL_VISIBLE, Owner::kOurs, Decision::kDone},
    // a state that does not exist yet
    {Step::kBegin, 99, Owner::kOurs, Decision::kAsk},
    {Step::kPrepare, 99, Owner::kOurs, Decision::kAsk},
    {Step::kCommit, 99, Owner::kOurs, Decision::kAsk},
    {Step::kWholeLoad, 99, Owner::kOurs, Decision::kAsk},
};

void PrintTo(const State& row, std::ostream* out) {
  *out << "step " << static_cast<int>(row.step) << " state " << row.label_state;
}

class DecideState : public ::testing::TestWithParam<State> {};

TEST_P(DecideState, Decides) {
  const State& row = GetParam();
  const sl_response answer = response(kOk, kNever, 0, row.label_state);
  EXPECT_EQ(decide_state(row.step, answer, true, row.owner), row.decision);
}

INSTANTIATE_TEST_SUITE_P(EveryState, DecideState, ::testing::ValuesIn(kStates));

TEST(DecideState, AQuestionWithoutAnAnswerIsAskedAgain) {
  for (const Step step : {Step::kBegin, Step::kPrepare, Step::kCommit, Step::kWholeLoad}) {
    EXPECT_EQ(decide_state(step, response(kUnknown, kSoon, 0, 0), true), Decision::kAsk);
    EXPECT_EQ(decide_state(step, response(kNo, kSoon, 0, 0), true), Decision::kAsk);
    EXPECT_EQ(decide_state(step, response(kOk, kNever, 0, SL_LABEL_NOT_ASKED), true),
              Decision::kAsk);
  }
}

TEST(DecideState, AQuestionThatIsRefusedLeavesUnclearWhatMayHaveArrived) {
  const sl_response refusal = response(kNo, kNever, 0, 0);
  EXPECT_EQ(decide_state(Step::kCommit, refusal, true), Decision::kUnclear);
  EXPECT_EQ(decide_state(Step::kWholeLoad, refusal, true), Decision::kUnclear);
  EXPECT_EQ(decide_state(Step::kCommit, refusal, false), Decision::kRefused);
  EXPECT_EQ(decide_state(Step::kPrepare, refusal, true), Decision::kRefused);
  EXPECT_EQ(decide_state(Step::kBegin, refusal, true), Decision::kRefused);
}

TEST(RequestKind, IsTheStepsOwn) {
  EXPECT_EQ(request_kind(Step::kBegin), SL_REQUEST_BEGIN);
  EXPECT_EQ(request_kind(Step::kLoad), SL_REQUEST_LOAD);
  EXPECT_EQ(request_kind(Step::kPrepare), SL_REQUEST_PREPARE);
  EXPECT_EQ(request_kind(Step::kCommit), SL_REQUEST_COMMIT);
  EXPECT_EQ(request_kind(Step::kRollback), SL_REQUEST_ROLLBACK);
  EXPECT_EQ(request_kind(Step::kWholeLoad), SL_REQUEST_LOAD);
}

}  // namespace
}  // namespace starload::semantics
