#include "tests/devserver/sql/sql_fixture.h"

namespace starload::devserver {
namespace {

using DataStatementsTest = SqlTest;

TEST_F(DataStatementsTest, InsertConvertsToTheColumnsTypes) {
  ASSERT_EQ(run("CREATE TABLE t (a int, b decimal(5,2), c date, d datetime, e float, f boolean, g "
                "largeint, h json, i array<int>, j varbinary)"),
            "OK 0");
  EXPECT_EQ(run("INSERT INTO t VALUES ('12', '1.005', '20130105', '2013-01-05', '1.1', 'true', "
                "170141183460469231731687303715884105727, "
                "'{\"a\": 1}', [1, 2], x'00ff')"),
            "OK 1");
  EXPECT_EQ(run("SELECT a, b, c, d, e, f, g, h, i, hex(j) FROM t"),
            "12|1.01|2013-01-05|2013-01-05 "
            "00:00:00|1.1|1|170141183460469231731687303715884105727|{\"a\": 1}|[1,2]|00FF;");
}

TEST_F(DataStatementsTest, InsertRefusesWhatDoesNotFitAndAppliesNothing) {
  ASSERT_EQ(run("CREATE TABLE t (k tinyint NOT NULL, v varchar(3))"), "OK 0");
  EXPECT_EQ(run("INSERT INTO t VALUES (1, 'a'), (300, 'b')"),
            "ERROR 5610 (22000): Insert has filtered data : Value '300' is out of range. The type "
            "of 'k' is TINYINT");
  EXPECT_EQ(run("INSERT INTO t VALUES (NULL, 'b')"),
            "ERROR 5610 (22000): Insert has filtered data : NULL value in non-nullable column 'k'");
  EXPECT_EQ(run("INSERT INTO t VALUES (1, 'abcd')"),
            "ERROR 5610 (22000): Insert has filtered data : String 'abcd'(length=4) is too long. "
            "The max length of 'v' is 3");
  EXPECT_EQ(run("INSERT INTO t VALUES (1)"),
            "ERROR 5604 (42601): Getting analyzing error. Detail message: Inserted target column "
            "count: 2 doesn't match select/value column count: 1.");
  EXPECT_EQ(
      run("INSERT INTO t (k, x) VALUES (1, 2)"),
      "ERROR 5509 (42S22): Getting analyzing error. Detail message: Unknown column 'x' in 't'.");
  EXPECT_EQ(run("INSERT INTO t (v) VALUES ('a')"),
            "ERROR 5002 (HY000): Getting analyzing error. Detail message: 'k' must be explicitly "
            "mentioned in column permutation.");
  EXPECT_EQ(run("SELECT count(*) FROM t"), "0;");
}

TEST_F(DataStatementsTest, InsertFillsDefaults) {
  ASSERT_EQ(run("CREATE TABLE t (k int, a int DEFAULT '5', b varchar(9) DEFAULT \"x\", c datetime "
                "DEFAULT CURRENT_TIMESTAMP, d varchar(40) DEFAULT (uuid()))"),
            "OK 0");
  ASSERT_EQ(run("INSERT INTO t (k) VALUES (1)"), "OK 1");
  ASSERT_EQ(run("INSERT INTO t (k, a) VALUES (2, DEFAULT)"), "OK 1");
  EXPECT_EQ(run("SELECT k, a, b, length(d) FROM t"), "1|5|x|36;2|5|x|36;");
  EXPECT_EQ(run("SELECT count(*) FROM t WHERE c <= now() AND c > date_sub(now(), INTERVAL 1 HOUR)"),
            "2;");
}

TEST_F(DataStatementsTest, InsertCalculatesAndSelects) {
  ASSERT_EQ(run("CREATE TABLE t (k int, v varchar(20))"), "OK 0");
  ASSERT_EQ(run("INSERT INTO t VALUES (1 + 1, concat('a', 'b')), (3, NULL)"), "OK 2");
  ASSERT_EQ(run("INSERT INTO t (v, k) SELECT v, k * 10 FROM t"), "OK 2");
  EXPECT_EQ(run("SELECT * FROM t ORDER BY k"), "2|ab;3|NULL;20|ab;30|NULL;");
  ASSERT_EQ(run("INSERT OVERWRITE t VALUES (9, 'z')"), "OK 1");
  EXPECT_EQ(run("SELECT * FROM t"), "9|z;");
}

TEST_F(DataStatementsTest, PrimaryKeyInsertReplaces) {
  ASSERT_EQ(run("CREATE TABLE t (k int, a int, b int) PRIMARY KEY(k)"), "OK 0");
  ASSERT_EQ(run("INSERT INTO t VALUES (1, 1, 1), (1, 2, 2)"), "OK 2");
  EXPECT_EQ(run("SELECT * FROM t"), "1|2|2;");
  EXPECT_EQ(run("INSERT INTO t (a) VALUES (1)"),
            "ERROR 6014 (42000): Getting analyzing error. Detail message: missing key columns:k "
            "for primary key table.");
}

TEST_F(DataStatementsTest, UpdateChangesRowsByCondition) {
  ASSERT_EQ(run("CREATE TABLE t (k int, a decimal(10,2), b varchar(5)) PRIMARY KEY(k)"), "OK 0");
  ASSERT_EQ(run("INSERT INTO t VALUES (1, 1.5, 'x'), (2, 2.5, 'y')"), "OK 2");
  EXPECT_EQ(run("UPDATE shop.t x SET x.a = a * 2, b = concat(b, '!') WHERE x.k = 2"), "OK 1");
  EXPECT_EQ(run("SELECT * FROM t"), "1|1.50|x;2|5.00|y!;");
  EXPECT_EQ(run("UPDATE t SET a = 1"),
            analysis_error("must specify where clause to prevent full table update"));
  EXPECT_EQ(run("UPDATE t SET k = 1 WHERE k = 2"),
            analysis_error("primary key column cannot be updated: k"));
  EXPECT_EQ(run("UPDATE t SET b = 'too long' WHERE k = 2"),
            "ERROR 5610 (22000): Insert has filtered data : String 'too long'(length=8) is too "
            "long. The max length of 'b' is 5");
}

TEST_F(DataStatementsTest, UpdateIsForPrimaryKeyTables) {
  ASSERT_EQ(run("CREATE TABLE t (k int)"), "OK 0");
  EXPECT_EQ(run("UPDATE t SET k = 1 WHERE k = 2"),
            analysis_error("only support updating primary key table"));
}

TEST_F(DataStatementsTest, DeleteRemovesRowsByCondition) {
  ASSERT_EQ(run("CREATE TABLE t (k int, v int)"), "OK 0");
  ASSERT_EQ(run("INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)"), "OK 3");
  EXPECT_EQ(run("DELETE FROM t WHERE k IN (1, 2)"), "OK 2");
  EXPECT_EQ(run("DELETE FROM t"),
            analysis_error("must specify where clause to prevent full table delete"));
  EXPECT_EQ(run("SELECT * FROM t"), "3|3;");
}

}  // namespace
}  // namespace starload::devserver
