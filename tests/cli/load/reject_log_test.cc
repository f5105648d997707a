// The --rejects file of a load that is killed and goes on: each rejected row stands in it once.
#include "cli/reject_log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/cli/resume/temporary_folder.h"

namespace starload::cli {
namespace {

using testing::TemporaryFolder;

RejectedRow row_of_reader(std::uint64_t line) { return {"f.csv", line, "id", "no number", "x"}; }

starload::RejectedRow row_of_server(const std::string& row) {
  starload::RejectedRow rejected;
  rejected.by_server = true;
  rejected.label = "l1";
  rejected.reason = "NULL";
  rejected.row = row;
  return rejected;
}

std::unique_ptr<RejectLog> log_of(const std::string& path) {
  Result<std::unique_ptr<RejectLog>> log = RejectLog::open_to_resume(path, true);
  EXPECT_TRUE(log) << log.status().message();
  return log ? log.take() : nullptr;
}

std::string client_line(int line) {
  return R"({"by":"client","file":"f.csv","line":)" + std::to_string(line) +
         R"(,"column":"id","reason":"no number","row":"x"})" + "\n";
}

std::string server_line(const std::string& row) {
  return R"({"by":"server","label":"l1","reason":"NULL","row":")" + row + "\"}\n";
}

TEST(RejectLog, GoesBackToAMark) {
  const TemporaryFolder folder;
  const auto log = log_of(folder.file("r"));
  ASSERT_TRUE(log->rewind({}));
  ASSERT_TRUE(log->reject(row_of_reader(1)));
  const RejectMark mark = *log->mark();
  EXPECT_EQ(mark.bytes, client_line(1).size());
  EXPECT_EQ(mark.by_client, 1u);
  ASSERT_TRUE(log->reject(row_of_reader(2)));
  log->reject(row_of_server("a"), "");
  ASSERT_TRUE(log->rewind(mark));
  EXPECT_EQ(folder.read("r"), client_line(1));
  EXPECT_EQ(log->by_client(), 1u);
  EXPECT_EQ(log->by_server(), 0u);
  ASSERT_TRUE(log->reject(row_of_reader(2)));
  EXPECT_EQ(folder.read("r"), client_line(1) + client_line(2));
}

TEST(RejectLog, GoesOnInAnotherProcessWhereTheMarkWas) {
  const TemporaryFolder folder;
  folder.write("r", client_line(1) + client_line(2) + R"({"by":"cli)");
  const auto log = log_of(folder.file("r"));
  EXPECT_EQ(folder.read("r").size(), 2 * client_line(1).size() + 10);  // nothing touched yet
  ASSERT_TRUE(log->rewind({client_line(1).size(), 1, 0}));
  ASSERT_TRUE(log->reject(row_of_reader(2)));
  EXPECT_EQ(folder.read("r"), client_line(1) + client_line(2));
  EXPECT_EQ(log->by_client(), 2u);
}

TEST(RejectLog, BeginsWithAnEmptyFile) {
  const TemporaryFolder folder;
  folder.write("r", "of another load\n");
  ASSERT_TRUE(log_of(folder.file("r"))->rewind({}));
  EXPECT_EQ(folder.read("r"), "");
}

// Killed while a checkpoint was committed: what the server named is not named again by a load that
// is in the table, and named again by one that is sent once more.
TEST(RejectLog, KeepsWhatTheServerNamedWhileACheckpointWasCommitted) {
  const TemporaryFolder folder;
  const std::string before = client_line(1);
  folder.write("r", before + server_line("a") + server_line("a") + R"({"by":"server","lab)");
  const auto log = log_of(folder.file("r"));
  const RejectMark mark{before.size(), 1, 0};
  ASSERT_TRUE(log->rewind_to_pending(mark, {}));
  EXPECT_EQ(folder.read("r"), before + server_line("a") + server_line("a"));
  EXPECT_EQ(log->by_server(), 2u);
  for (const char* row : {"a", "a", "b", "a"}) log->reject(row_of_server(row), "");
  EXPECT_EQ(folder.read("r"),
            before + server_line("a") + server_line("a") + server_line("b") + server_line("a"));
  EXPECT_EQ(log->by_server(), 4u);
}

TEST(RejectLog, WhatPrepareNamedIsNoNewsAtCommit) {
  const TemporaryFolder folder;
  {
    const auto log = log_of(folder.file("r"));
    ASSERT_TRUE(log->rewind({}));
    log->reject(row_of_server("a"), "");
    const RejectMark prepared = *log->mark();
    log->reject(row_of_server("a"), "");
    log->reject(row_of_server("b"), "");
    EXPECT_EQ(folder.read("r"), server_line("a") + server_line("b"));
    EXPECT_EQ(prepared.bytes, server_line("a").size());
  }
  const auto log = log_of(folder.file("r"));
  ASSERT_TRUE(log->rewind_to_pending({server_line("a").size(), 0, 1}, {}));
  log->reject(row_of_server("a"), "");
  log->reject(row_of_server("b"), "");
  EXPECT_EQ(folder.read("r"), server_line("a") + server_line("b"));
  EXPECT_EQ(log->by_server(), 2u);
}

TEST(RejectLog, AFileThatIsShorterThanItsMarkIsRefused) {
  const TemporaryFolder folder;
  folder.write("r", "abc");
  const Status refused = log_of(folder.file("r"))->rewind({4, 1, 0});
  EXPECT_EQ(refused.code(), ErrorCode::kConfig);
  EXPECT_NE(refused.message().find("has 3 bytes, but this load has written 4"), std::string::npos);
  EXPECT_EQ(folder.read("r"), "abc");
}

TEST(RejectLog, OnlyARegularFileCanBeGoneOnWith) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo(folder.file("p").c_str(), 0600), 0);
  const Status refused = RejectLog::open_to_resume(folder.file("p"), true).status();
  EXPECT_NE(refused.message().find("is not a regular file"), std::string::npos);
}

TEST(RejectLog, WithoutAFileItCounts) {
  const auto log = log_of("");
  ASSERT_TRUE(log->rewind({500, 3, 1}));
  ASSERT_TRUE(log->reject(row_of_reader(1)));
  EXPECT_EQ(log->by_client(), 4u);
  EXPECT_EQ(log->mark()->by_server, 1u);
}

}  // namespace
}  // namespace starload::cli
