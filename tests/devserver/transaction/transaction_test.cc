// The way of a transaction that goes well, and what is visible when.

#include <gtest/gtest.h>

#include "tests/devserver/transaction/transaction_fixture.h"

namespace starload::devserver {
namespace {

using Transaction = TransactionFixture;

TEST_F(Transaction, RowsOfAllLoadsAreVisibleAfterTheCommit) {
  begin("l");
  EXPECT_EQ(status(load("l", "1,a,1\n2,b,2\n")), "OK");
  EXPECT_EQ(status(load("l", "3,c,3\n")), "OK");
  EXPECT_EQ(state("l"), "PREPARE");
  EXPECT_EQ(status(call("prepare", "l")), "OK");
  EXPECT_EQ(state("l"), "PREPARED");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "0\n");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(state("l"), "VISIBLE");
  EXPECT_EQ(query("SELECT * FROM db.events ORDER BY id"), "1\ta\t1\n2\tb\t2\n3\tc\t3\n");
}

TEST_F(Transaction, CommitsInOnePhase) {
  begin("l");
  load("l", "1,a,1\n");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(state("l"), "VISIBLE");
  EXPECT_EQ(query("SELECT * FROM db.events"), "1\ta\t1\n");
}

TEST_F(Transaction, ARolledBackTransactionLeavesNothing) {
  begin("l");
  load("l", "1,a,1\n");
  EXPECT_EQ(status(call("rollback", "l")), "OK");
  EXPECT_EQ(state("l"), "ABORTED transaction is aborted by user.");
  make_prepared("p");
  EXPECT_EQ(status(call("rollback", "p")), "OK");
  EXPECT_EQ(state("p"), "ABORTED User Aborted");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "0\n");
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path() / "staging"));
}

}  // namespace
}  // namespace starload::devserver
