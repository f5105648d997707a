// Tests of the semantics, through the same ABI that starload uses: events in, actions out.
#include <starload/testkit/check.hpp>
#include <starload/testkit/semantics.hpp>

using namespace starload::testkit;

namespace {

const char kLoaded[] = "LOADED END_REQUEST RELEASE_CHUNK";

void test_loads(Checks& checks) {
  Semantics semantics({{"sink.label-prefix", "p"}});
  checks.equal(semantics.recover().names(), "RECOVERED", "earlier runs leave nothing to settle");
  const TestActions first = semantics.chunk(1);
  checks.equal(first.names(), "REQUEST", "a chunk is loaded at once");
  checks.equal(first.back().label, "p-0-42-1", "under a label of its own");
  checks.equal(semantics.chunk(2).names(), "", "the next one waits");
  checks.equal(semantics.ask(SL_EVENT_FLUSH, 7).names(), "", "and so does a flush");
  const TestActions then = semantics.answer(1, SL_VERDICT_OK);
  checks.equal(then.names(), std::string(kLoaded) + " REQUEST", "then it is its turn");
  checks.equal(then.back().label, "p-0-42-2", "no label is used twice");
  const TestActions last = semantics.answer(2, SL_VERDICT_OK);
  checks.equal(last.names(), std::string(kLoaded) + " FLUSH_DONE", "the flush ends last");
  checks.equal(last.back().action.id, 7u, "and is named");
}

void test_answers_that_are_lost(Checks& checks) {
  Semantics semantics;
  semantics.chunk(1);
  const TestActions lost = semantics.answer(1, SL_VERDICT_UNKNOWN, SL_RETRY_SOON);
  checks.equal(lost.names(), "RETRY", "a lost answer");
  checks.equal(lost.back().action.request_kind, SL_REQUEST_LABEL_STATE, "the server is asked");
  const TestActions unseen = semantics.answer(1, SL_VERDICT_OK, SL_RETRY_NEVER, SL_LABEL_UNKNOWN);
  checks.equal(unseen.back().action.request_kind, SL_REQUEST_LOAD, "it never came: once more");
  semantics.answer(1, SL_VERDICT_UNKNOWN, SL_RETRY_SOON);
  checks.equal(semantics.answer(1, SL_VERDICT_OK, SL_RETRY_NEVER, SL_LABEL_VISIBLE).names(),
               kLoaded, "it had come");
}

void test_failures(Checks& checks) {
  Semantics refused;
  refused.chunk(1);
  checks.equal(refused.answer(1, SL_VERDICT_NO, SL_RETRY_SOON).names(), "RETRY", "it may pass");
  const TestActions never = refused.answer(1, SL_VERDICT_NO, SL_RETRY_NEVER);
  checks.equal(never.names(), "FAIL", "it does not");
  checks.equal(never.back().action.flags, 0u, "nothing is in the table");

  Semantics unclear;
  unclear.chunk(1);
  unclear.answer(1, SL_VERDICT_UNKNOWN, SL_RETRY_SOON);
  checks.equal(unclear.exhaust(1).back().action.flags, SL_FAIL_OUTCOME_UNKNOWN, "nobody knows");

  checks.fails_with(
      SL_ERR_CONFIG, [] { Semantics({}, {.transport_capabilities = SL_TRANSPORT_TRANSACTIONS}); },
      "a transport with transactions");
}

}  // namespace

int main() {
  Checks checks;
  test_loads(checks);
  test_answers_that_are_lost(checks);
  test_failures(checks);
  return checks.finish();
}
