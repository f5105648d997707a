#include "devserver/load/load_reply.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

LoadReply sample() {
  LoadReply reply;
  reply.transaction_id = 1003;
  reply.label = "l";
  reply.database = "db";
  reply.table = "t";
  reply.total_rows = 2;
  reply.loaded_rows = 2;
  reply.load_bytes = 40;
  return reply;
}

TEST(LoadReply, HasTheServersKeysInOrderIndentedByFour) {
  EXPECT_EQ(format_load_reply(sample(), false), R"({
    "TxnId": 1003,
    "Label": "l",
    "Status": "Success",
    "Message": "OK",
    "NumberTotalRows": 2,
    "NumberLoadedRows": 2,
    "NumberFilteredRows": 0,
    "NumberUnselectedRows": 0,
    "LoadBytes": 40,
    "LoadTimeMs": 0,
    "BeginTxnTimeMs": 0,
    "StreamLoadPlanTimeMs": 0,
    "ReadDataTimeMs": 0,
    "WriteDataTimeMs": 0,
    "CommitAndPublishTimeMs": 0
})");
}

TEST(LoadReply, NamesDatabaseAndTableBehindTheLabelSince40) {
  EXPECT_EQ(format_load_reply(sample(), true).substr(0, 78),
            "{\n    \"TxnId\": 1003,\n    \"Label\": \"l\",\n    \"Db\": \"db\",\n    \"Table\": "
            "\"t\",\n    \"");
}

TEST(LoadReply, ExistingJobStatusFollowsStatusAndUrlsComeLast) {
  LoadReply reply = sample();
  reply.status = "Label Already Exists";
  reply.existing_job_status = "RUNNING";
  reply.error_url = "http://h:1/api/_load_error_log?file=error_log_1";
  reply.rejected_record_path = "h:/p";
  const std::string text = format_load_reply(reply, false);
  EXPECT_NE(
      text.find(
          "    \"Status\": \"Label Already Exists\",\n    \"ExistingJobStatus\": \"RUNNING\",\n"),
      std::string::npos);
  EXPECT_NE(text.find("    \"CommitAndPublishTimeMs\": 0,\n    \"ErrorURL\": "
                      "\"http://h:1/api/_load_error_log?file=error_log_1\",\n    "
                      "\"RejectedRecordPath\": \"h:/p\"\n}"),
            std::string::npos);
}

TEST(LoadReply, StaysJsonWhateverTheMessageHolds) {
  LoadReply reply = sample();
  reply.message = "quote \" and \xFF";
  EXPECT_NE(format_load_reply(reply, false).find("quote \\\" and \xEF\xBF\xBD"), std::string::npos);
}

}  // namespace
}  // namespace starload::devserver
