#include "devserver/fault/fault_spec.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

std::string canonical(std::string_view text) {
  const Result<std::vector<Fault>> faults = parse_faults(text);
  if (!faults) return "error: " + faults.status().message();
  std::string all;
  for (const Fault& fault : *faults) all += (all.empty() ? "" : " ") + fault_text(fault);
  return all;
}

TEST(FaultSpecTest, NamesDefaultsOfSideTimesAndPhase) {
  EXPECT_EQ(canonical("stream_load:drop-request"), "stream_load@be#1:drop-request:before");
  EXPECT_EQ(canonical("begin:drop-reply"), "begin@be#1:drop-reply:after");
  EXPECT_EQ(canonical("load:cut=100"), "load@be#1:cut=100:body");
  EXPECT_EQ(canonical("prepare:truncate"), "prepare@be#1:truncate:after");
  EXPECT_EQ(canonical("commit:exit"), "commit@fe#1:exit:before");
  EXPECT_EQ(canonical("rollback:garble"), "rollback@fe#1:garble:after");
  EXPECT_EQ(canonical("label_state:status=503"), "label_state@fe#1:status=503:before");
  EXPECT_EQ(canonical("error_log:delay=5"), "error_log@be#1:delay=5:before");
  EXPECT_EQ(canonical("other:hold"), "other@fe#1:hold:before");
  EXPECT_EQ(canonical("connect:refuse"), "connect@fe#1:refuse:before");
}

TEST(FaultSpecTest, TakesSideDatabaseTimesValueAndPhase) {
  EXPECT_EQ(canonical("begin@fe#2:redirect"), "begin@fe#2:redirect:before");
  EXPECT_EQ(canonical("load/shop#2+:delay=200:after"), "load@be/shop#2+:delay=200:after");
  EXPECT_EQ(canonical("load#1+:delay=1"), "load@be#*:delay=1:before");
  EXPECT_EQ(canonical("commit@be/shop#2-4:status=504:after"),
            "commit@be/shop#2-4:status=504:after");
  EXPECT_EQ(canonical("connect@mysql#*:refuse"), "connect@mysql#*:refuse:before");
  EXPECT_EQ(canonical("load:hold=500:body=4096"), "load@be#1:hold=500:body=4096");
  EXPECT_EQ(canonical("load:exit:body"), "load@be#1:exit:body=1");
  EXPECT_EQ(canonical("prepare:body=%7b%22Status%22%3A null}"),
            "prepare@be#1:body={\"Status\"%3A%20null}:before");
}

TEST(FaultSpecTest, TakesSeveralFaultsAndComments) {
  EXPECT_EQ(canonical("commit:drop-reply; commit#2:delay=5"),
            "commit@fe#1:drop-reply:after commit@fe#2:delay=5:before");
  EXPECT_EQ(canonical("# a script\r\nbegin:garble\r\n\n  # more\nload:drop-reply;\n"),
            "begin@be#1:garble:after load@be#1:drop-reply:after");
}

TEST(FaultSpecTest, CountsTheTimes) {
  const Fault fault = parse_faults("commit#2-3:drop-reply").take().at(0);
  EXPECT_FALSE(fault.is_due(1));
  EXPECT_TRUE(fault.is_due(2));
  EXPECT_TRUE(fault.is_due(3));
  EXPECT_FALSE(fault.is_due(4));
}

TEST(FaultSpecTest, DecodesTexts) {
  EXPECT_EQ(parse_faults("commit:body=%3Chtml%3E%0A").take().at(0).text, "<html>\n");
}

TEST(FaultSpecTest, SaysWhatIsWrongAndWhatIsRight) {
  EXPECT_EQ(canonical(""), "error: no fault is given; one is \"commit#2:drop-reply\"");
  EXPECT_EQ(
      canonical("comit:drop-reply"),
      "error: the fault \"comit:drop-reply\": \"comit\" is no step; the steps are stream_load, "
      "begin, load, prepare, commit, rollback, label_state, error_log, other, connect");
  EXPECT_EQ(canonical("commit@bee:drop-reply"),
            "error: the fault \"commit@bee:drop-reply\": \"bee\" is no side; the sides are fe, be "
            "and mysql");
  EXPECT_EQ(canonical("commit/:drop-reply"),
            "error: the fault \"commit/:drop-reply\": a database's name must follow \"/\"");
  EXPECT_EQ(canonical("commit"),
            "error: the fault \"commit\": \":\" and an action must follow the "
            "step");
  EXPECT_EQ(canonical("commit:explode"),
            "error: the fault \"commit:explode\": \"explode\" is no action; the actions are "
            "drop-request, drop-reply, delay, status, body, truncate, garble, refuse, redirect, "
            "cut, hold, exit");
}

TEST(FaultSpecTest, RefusesTimesThatSayNothing) {
  for (const char* times : {"0", "", "x", "3-2", "1-", "+", "99999999999999999999"}) {
    const std::string spec = std::string("commit#") + times + ":exit";
    EXPECT_EQ(canonical(spec), "error: the fault \"" + spec + "\": \"" + times +
                                   "\" says no times; say 2 (the second), 2+ (from the second on), "
                                   "2-4 or *");
  }
}

TEST(FaultSpecTest, RefusesValuesThatDoNotFit) {
  const auto complaint = [](const std::string& spec) {
    const std::string start = "error: the fault \"" + spec + "\": ";
    const std::string text = canonical(spec);
    return text.find(start) == 0 ? text.substr(start.size()) : text;
  };
  EXPECT_EQ(complaint("commit:delay"), "delay needs a value: delay=NUMBER");
  EXPECT_EQ(complaint("commit:body"), "body needs a value: body=TEXT");
  EXPECT_EQ(complaint("commit:delay=soon"), "delay=soon is no number");
  EXPECT_EQ(complaint("commit:delay=700000"), "700000 ms is too long; at most 600000");
  EXPECT_EQ(complaint("commit:status=99"), "99 is no HTTP status of an answer; choose 200 to 599");
  EXPECT_EQ(complaint("commit:garble=1"), "garble takes no value");
  EXPECT_EQ(complaint("commit:body=%zz"), "\"%zz\" is not percent-encoded");
}

TEST(FaultSpecTest, RefusesPhasesThatDoNotFit) {
  const auto complaint = [](const std::string& spec) {
    return canonical(spec).substr(std::string("error: the fault \"\": ").size() + spec.size());
  };
  EXPECT_EQ(complaint("commit:drop-reply:before"),
            "\"before\" is no phase of drop-reply; possible: after");
  EXPECT_EQ(complaint("commit:exit:"), "\"\" is no phase of exit; possible: before after body");
  EXPECT_EQ(complaint("commit:exit:before=1"), "\"1\" at its end is not understood");
  EXPECT_EQ(complaint("load:exit:body=x"), "\"x\" at its end is not understood");
  EXPECT_EQ(complaint("commit@mysql:exit"), "the side mysql has only the step connect");
  EXPECT_EQ(complaint("connect:drop-reply"),
            "connect has only the actions refuse, delay, hold and exit, in the phase before");
  EXPECT_EQ(complaint("connect/db:refuse"), "connect knows no database");
  EXPECT_EQ(complaint("load:refuse"),
            "refuse belongs to the step connect: what a connection is for is not known yet");
}

}  // namespace
}  // namespace starload::devserver
