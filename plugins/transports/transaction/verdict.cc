#include "plugins/transports/transaction/verdict.h"

#include <algorithm>
#include <array>
#include <optional>

#include "plugins/transports/common/failure_text.h"
#include "plugins/transports/common/text.h"

namespace starload::transaction {
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

constexpr unsigned kBegin = static_cast<unsigned>(Step::kBegin);
constexpr unsigned kLoad = static_cast<unsigned>(Step::kLoad);
constexpr unsigned kPrepare = static_cast<unsigned>(Step::kPrepare);
constexpr unsigned kCommit = static_cast<unsigned>(Step::kCommit);
constexpr unsigned kRollback = static_cast<unsigned>(Step::kRollback);
constexpr unsigned kAfterBegin = kLoad | kPrepare | kCommit | kRollback;
constexpr unsigned kAll = kBegin | kAfterBegin;

bool is_among(unsigned steps, Step step) { return (steps & static_cast<unsigned>(step)) != 0; }

// Words that mean the same whatever the message says.
struct StatusRule {
  std::string_view status;  // exactly so
  unsigned steps;
  Judgement judgement;
};

constexpr auto kStatusRules = std::to_array<StatusRule>({
    {"OK", kBegin | kLoad, {kOk, SL_LABEL_PREPARE}},
    {"OK", kPrepare, {kOk, SL_LABEL_PREPARED}},
    {"OK", kCommit, {kOk, SL_LABEL_VISIBLE}},
    {"OK", kRollback, {kOk, SL_LABEL_ABORTED}},
    {"PUBLISH_TIMEOUT", kCommit, {kPublishTimeout, SL_LABEL_COMMITTED}},
    {"LABEL_ALREADY_EXISTS", kBegin, {kExists}},
    {"TXN_NOT_EXISTS", kAfterBegin, {kLost}},
    {"TXN_IN_PROCESSING", kAll, {kSoon}},
    {"ABORTED", kLoad | kPrepare | kCommit, {kLost}},
});

// Messages of the transaction interface, of all generations, first match wins. They come under
// different words: of a frontend FAILED, of a backend INTERNAL_ERROR and others. Names of labels,
// databases and tables stand in them, so a rule either begins with the text or names several words.
struct TextRule {
  unsigned steps;
  std::string_view start;  // lower case; "" = any
  std::string_view part;   // lower case, anywhere behind; "" = any
  Judgement judgement;
};

constexpr auto kTextRules = std::to_array<TextRule>({
    {kCommit, "publish timeout", "", {kPublishTimeout, SL_LABEL_COMMITTED}},
    {kCommit, "", "has already committed", {kOk, SL_LABEL_COMMITTED}},
    {kCommit, "can not commit aborted", "", {kLost, SL_LABEL_ABORTED}},
    {kCommit, "cannot commit aborted", "", {kLost, SL_LABEL_ABORTED}},
    {kLoad | kPrepare | kCommit, "", "has already aborted", {kLost, SL_LABEL_ABORTED}},
    {kRollback, "", "has already aborted", {kOk, SL_LABEL_ABORTED}},
    {kRollback, "can not abort committed", "", {kNever, SL_LABEL_COMMITTED}},
    {kRollback, "cannot abort committed", "", {kNever, SL_LABEL_COMMITTED}},
    {kRollback, "can not abort visible", "", {kNever, SL_LABEL_VISIBLE}},
    {kRollback, "cannot abort visible", "", {kNever, SL_LABEL_VISIBLE}},
    {kRollback, "", "has already committed", {kNever, SL_LABEL_COMMITTED}},
    {kAfterBegin, "can't find the transaction with db", "", {kLost}},
    {kAfterBegin, "no transaction found", "", {kLost}},
    {kAfterBegin, "transaction with label ", " not exist", {kLost}},
    {kAfterBegin, "transaction with op ", " has no node", {kLost}},
    {kAfterBegin, "transaction not exist", "", {kLost}},
    {kAfterBegin, "transcation not exist", "", {kLost}},  // the documentation's spelling
    {kAfterBegin, "the load is timeout, and will be aborted", "", {kLost}},
    {kAfterBegin, "", "transaction is aborted by", {kLost, SL_LABEL_ABORTED}},
    {kAfterBegin, "timeout by txn manager", "", {kLost, SL_LABEL_ABORTED}},
    {kPrepare | kCommit, "", "hasn't send any data yet", {kLost, SL_LABEL_ABORTED}},
    {kAll, "transaction is in processing", "", {kSoon}},
    {kAll, "transaction in processing", "", {kSoon}},
    {kBegin, "label [", " has already been used", {kExists}},
    {kLoad, "load request not equal last", "", {kNever}},
    {kAll, "request table ", " not equal transaction table ", {kNever}},
    {kAll, "request database ", " not equal transaction database ", {kNever}},
    {kAll, "database[", " does not exist", {kNever}},
    {kAll, "empty label", "", {kNever}},
    {kAll, "no database selected", "", {kNever}},
    {kAll, "no table selected", "", {kNever}},
    {kAll, "unknown transaction operation", "", {kNever}},
    {kAll, "must provide channel_", "", {kNever}},
    {kAll, "multi-statement transaction requests", "", {kNever}},
});

// What a word means whose message no table knows. A frontend (FAILED) only passes begin, load and
// prepare on, so nothing was done; a backend rolls back a transaction whose load failed.
struct DefaultRule {
  std::string_view status;
  unsigned steps;
  Verdict verdict;
};

constexpr auto kDefaults = std::to_array<DefaultRule>({
    {"FAILED", kBegin | kLoad | kPrepare, kSoon},
    {"FAILED", kCommit | kRollback, kUnknown},
    {"INVALID_ARGUMENT", kAll, kNever},
    {"ANALYSIS_ERROR", kAll, kNever},
    {"INTERNAL_ERROR", kLoad, kLost},
    {"INTERNAL_ERROR", kAll, kUnknown},
    {"TIMEOUT", kLoad, kLost},
    {"TIMEOUT", kAll, kUnknown},
    {"CANCELLED", kLoad, kLost},
    {"CANCELLED", kAll, kUnknown},
    {"MEM_LIMIT_EXCEEDED", kBegin | kRollback, kLater},
    {"MEM_LIMIT_EXCEEDED", kLoad | kPrepare, kLostLater},
    {"MEM_LIMIT_EXCEEDED", kCommit, kUnknown},
    {"SERVICE_UNAVAILABLE", kAll, kSoon},
});

bool matches(const TextRule& rule, Step step, std::string_view text) {
  if (!is_among(rule.steps, step)) return false;
  if (!http::starts_ignore_case(text, rule.start)) return false;
  text.remove_prefix(rule.start.size());
  return rule.part.empty() || http::contains_ignore_case(text, rule.part);
}

std::optional<Judgement> find_text(Step step, std::string_view text) {
  for (const TextRule& rule : kTextRules) {
    if (matches(rule, step, text)) return rule.judgement;
  }
  return std::nullopt;
}

std::optional<Verdict> find_default(Step step, std::string_view status) {
  for (const DefaultRule& rule : kDefaults) {
    if (rule.status == status && is_among(rule.steps, step)) return rule.verdict;
  }
  return std::nullopt;
}

// A text that is known from stream loads, said by the backend that has the transaction. A load that
// failed there has ended it; whether a prepare or a commit was still done, the label tells.
Verdict of_backend(Step step, const Verdict& verdict) {
  if (verdict == kNever || step == Step::kBegin || step == Step::kRollback) return verdict;
  if (verdict == kLater && step != Step::kCommit) return kLostLater;
  return step == Step::kLoad ? kLost : kUnknown;
}

Verdict judge_text(Step step, std::string_view status, std::string_view text, Verdict fallback) {
  if (status == "INVALID_ARGUMENT" || status == "SERVICE_UNAVAILABLE") return fallback;
  const auto known = http::find_failure_text(text);
  if (!known) return fallback;
  // An analysis ends before anything is done, and names columns that may be called anything.
  const bool is_plan = status == "ANALYSIS_ERROR" && is_among(kBegin | kLoad, step);
  if (is_plan && *known == kUnknown) return fallback;
  return status == "FAILED" ? *known : of_backend(step, *known);
}

Judgement judge_failure(Step step, const http::LoadReply& reply) {
  const std::optional<Verdict> fallback = find_default(step, reply.status);
  if (!fallback) return {kUnknown};
  const std::string_view text = http::unwrap_message(reply.message);
  if (const auto found = find_text(step, text)) return *found;
  return {judge_text(step, reply.status, text, *fallback)};
}

Judgement judge_ok(Step step, const Judgement& judgement, const http::LoadReply& reply,
                   bool body_sent) {
  // Success for a body that the server does not have yet is not about our load.
  if (step == Step::kLoad && !body_sent) return {kUnknown};
  const bool repeated =
      step == Step::kCommit && http::contains_ignore_case(reply.message, "has already committed");
  return repeated ? Judgement{kOk, SL_LABEL_COMMITTED} : judgement;
}

}  // namespace

Judgement judge_reply(Step step, const http::LoadReply& reply, bool body_sent) {
  if (!reply.problem.empty()) return {kUnknown};
  if (reply.is_envelope) {
    return reply.status == "FAILED" ? judge_failure(step, reply) : Judgement{kUnknown};
  }
  for (const StatusRule& rule : kStatusRules) {
    if (rule.status != reply.status || !is_among(rule.steps, step)) continue;
    if (rule.status == "OK") return judge_ok(step, rule.judgement, reply, body_sent);
    const bool is_finished =
        rule.judgement.verdict == kExists && reply.existing_job_status == "FINISHED";
    return is_finished ? Judgement{kExists, SL_LABEL_COMMITTED} : rule.judgement;
  }
  return judge_failure(step, reply);
}

Verdict judge_probe(int http_status, std::string_view body) {
  if (http_status == 404 || http_status == 405 || http_status == 501) return kNever;
  if (http_status != 200) {
    const Verdict verdict = http::judge_http_status(http_status, http::Sent::kHeadOnly);
    return {SL_VERDICT_UNKNOWN, verdict.retry};
  }
  const http::LoadReply reply = http::parse_load_reply(body);
  if (!reply.problem.empty()) return kNever;
  if (!reply.is_envelope) return kOk;
  return http::starts_ignore_case(reply.message, "not implemented") ? kNever : kUnknown;
}

}  // namespace starload::transaction
