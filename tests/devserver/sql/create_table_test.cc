#include "tests/devserver/sql/sql_fixture.h"

namespace starload::devserver {
namespace {

using CreateTableTest = SqlTest;

TEST_F(CreateTableTest, TakesTheWholeClauseList) {
  EXPECT_EQ(run("CREATE TABLE IF NOT EXISTS shop.`t` (\n"
                "  k1 int(11) NOT NULL COMMENT \"it's\", `k2` varchar(20),\n"
                "  v bigint NULL DEFAULT '7' COMMENT 'c', ts datetime DEFAULT CURRENT_TIMESTAMP,\n"
                "  INDEX i (v) USING BITMAP COMMENT 'ix'\n"
                ") ENGINE=OLAP DUPLICATE KEY(k1, k2) COMMENT \"whole\"\n"
                "PARTITION BY RANGE(k1)(PARTITION p1 VALUES LESS THAN (\"10\"))\n"
                "DISTRIBUTED BY HASH(k1) BUCKETS 4 ORDER BY(k2, v)\n"
                "ROLLUP (r1 (k1, v)) PROPERTIES (\"replication_num\" = \"3\", \"in_memory\" = "
                "\"false\");"),
            "OK 0");
  EXPECT_EQ(run("SHOW CREATE TABLE t"),
            "t|CREATE TABLE `t` (\n"
            "  `k1` int(11) NOT NULL COMMENT \"it's\",\n"
            "  `k2` varchar(20) NULL COMMENT \"\",\n"
            "  `v` bigint(20) NULL DEFAULT \"7\" COMMENT \"c\",\n"
            "  `ts` datetime NULL DEFAULT CURRENT_TIMESTAMP COMMENT \"\"\n"
            ") ENGINE=OLAP \n"
            "DUPLICATE KEY(`k1`, `k2`)\n"
            "COMMENT \"whole\"\n"
            "PARTITION BY RANGE(k1)(PARTITION p1 VALUES LESS THAN (\"10\"))\n"
            "DISTRIBUTED BY HASH(`k1`) BUCKETS 4 \n"
            "ORDER BY(`k2`, `v`)\n"
            "PROPERTIES (\n\"compression\" = \"LZ4\",\n\"in_memory\" = "
            "\"false\",\n\"replication_num\" = \"3\"\n);;");
}

TEST_F(CreateTableTest, ShownStatementMakesTheSameTable) {
  ASSERT_EQ(run("CREATE TABLE a (k int, s struct<a int, b array<map<int,varchar(3)>>>, d "
                "decimal(18,4) DEFAULT \"1.5\") "
                "DUPLICATE KEY(k) PARTITION BY date_trunc('day', k) DISTRIBUTED BY HASH(k)"),
            "OK 0");
  const std::string shown = run("SHOW CREATE TABLE a");
  std::string statement = shown.substr(2, shown.size() - 3);
  statement.replace(statement.find("`a`"), 3, "`b`");
  ASSERT_EQ(run(statement), "OK 0");
  std::string again = run("SHOW CREATE TABLE b");
  again.replace(0, 1, "a").replace(again.find("`b`"), 3, "`a`");
  EXPECT_EQ(again, shown);
}

TEST_F(CreateTableTest, WithoutClausesItIsADuplicateTableWithRandomDistribution) {
  EXPECT_EQ(run("CREATE TABLE test1 (id int);"), "OK 0");
  EXPECT_EQ(run("SELECT table_model, distribute_type, distribute_key, sort_key, distribute_bucket "
                "FROM information_schema.tables_config"),
            "DUP_KEYS|RANDOM||`id`|0;");
}

TEST_F(CreateTableTest, TheFirstColumnsBecomeKeysUpToAVarchar) {
  ASSERT_EQ(run("CREATE TABLE t (a int, b varchar(5), c int)"), "OK 0");
  EXPECT_EQ(run("DESC t"),
            "a|int|YES|true|NULL|;b|varchar(5)|YES|true|NULL|;c|int|YES|false|NULL|;");
  EXPECT_EQ(run("CREATE TABLE f (a double, b int)"),
            analysis_error("Data type of first column cannot be DOUBLE"));
}

TEST_F(CreateTableTest, KnowsEveryType) {
  ASSERT_EQ(run("CREATE TABLE t (a BOOLEAN, b TINYINT, c SMALLINT, d INTEGER, e BIGINT, f "
                "LARGEINT, g FLOAT, h DOUBLE, i DECIMAL, "
                "j DECIMALV2(9,3), k DECIMAL32(9,2), l DECIMAL64(18,2), m DECIMAL128(38,2), n "
                "NUMERIC(5), o DATE, p DATETIME, q CHAR(5), "
                "r VARCHAR(10), s STRING, t TEXT, u VARBINARY(9), v JSON, w BITMAP, x HLL, y "
                "PERCENTILE, z ARRAY<ARRAY<INT>>, "
                "aa MAP<INT,STRING>, ab STRUCT<a INT, b ARRAY<INT>>, ac BINARY, ad "
                "DECIMAL256(76,3)) DUPLICATE KEY(a)"),
            "OK 0");
  EXPECT_EQ(columns("SELECT * FROM t"),
            "a boolean, b tinyint, c smallint, d int, e bigint, f largeint, g float, h double, i "
            "decimal(10, 0), j decimal(9, 3), "
            "k decimal(9, 2), l decimal(18, 2), m decimal(38, 2), n decimal(5, 0), o date, p "
            "datetime, q char(5), r varchar(10), "
            "s varchar(65533), t varchar(65533), u varbinary(9), v json, w bitmap, x hll, y "
            "percentile, z array<array<int>>, "
            "aa map<int,varchar(65533)>, ab struct<a int, b array<int>>, ac varbinary, ad "
            "decimal(76, 3)");
}

TEST_F(CreateTableTest, PrimaryKeyColumnsAreNotNull) {
  ASSERT_EQ(run("CREATE TABLE t (k int NULL, v int) PRIMARY KEY(k) DISTRIBUTED BY HASH(k)"),
            "OK 0");
  EXPECT_EQ(run("DESC t"), "k|int|NO|true|NULL|;v|int|YES|false|NULL|;");
}

TEST_F(CreateTableTest, RefusesWhatStarRocksRefuses) {
  EXPECT_EQ(run("CREATE TABLE t (v int, k int) PRIMARY KEY(k)"),
            analysis_error("Key columns should be a ordered prefix of the schema. KeyColumns[0] "
                           "(starts from zero) is k, but corresponding "
                           "column is v in the previous columns declaration"));
  EXPECT_EQ(run("CREATE TABLE t (k int, v int) PRIMARY KEY(x)"),
            analysis_error("Key column(x) doesn't exist"));
  EXPECT_EQ(run("CREATE TABLE t (k int, v int) PRIMARY KEY(k) DISTRIBUTED BY HASH(v)"),
            analysis_error("Distribution column[v] is not key column"));
  EXPECT_EQ(run("CREATE TABLE t (k int, v int) DISTRIBUTED BY HASH(z)"),
            analysis_error("Distribution column(z) doesn't exist"));
  EXPECT_EQ(run("CREATE TABLE t (k int, v int) PRIMARY KEY(k) DISTRIBUTED BY RANDOM"),
            analysis_error("PRIMARY_KEYS doesn't support random distribution"));
  EXPECT_EQ(run("CREATE TABLE t (k int, v int) AGGREGATE KEY(k)"),
            analysis_error("AGG_KEYS table should specify aggregate type for non-key column[v]"));
  EXPECT_EQ(
      run("CREATE TABLE t (k int, v int SUM) DUPLICATE KEY(k)"),
      analysis_error("DUP_KEYS table should not specify aggregate type for non-key column[v]"));
  EXPECT_EQ(run("CREATE TABLE t (k int, K int)"), "ERROR 1060 (42S21): Duplicate column name 'K'");
  EXPECT_EQ(run("CREATE TABLE t (k double) PRIMARY KEY(k)"),
            analysis_error("Invalid data type of key column 'k': 'DOUBLE'"));
  EXPECT_EQ(run("CREATE TABLE t (k int DEFAULT 'x')"),
            analysis_error("Invalid default value for 'k'"));
  EXPECT_EQ(run("CREATE TABLE t (k decimal(39,40))"),
            analysis_error("DECIMAL's scale should be less than or equal to its precision"));
  EXPECT_EQ(run("CREATE TABLE t (k int) ENGINE=MYSQL"),
            analysis_error("the development server does not support ENGINE=MYSQL; only OLAP"));
  EXPECT_EQ(run("CREATE TABLE `a.b` (k int)"), "ERROR 1104 (42000): Incorrect table name 'a.b'");
}

TEST_F(CreateTableTest, ClausesHaveAFixedOrder) {
  EXPECT_EQ(run("CREATE TABLE t (k int) DISTRIBUTED BY HASH(k) PRIMARY KEY(k)"),
            "ERROR 1064 (42000): Getting syntax error at line 1, column 46. Detail message: "
            "Unexpected input 'PRIMARY', the most similar "
            "input is {'<EOF>'}.");
}

TEST_F(CreateTableTest, AggregateTablesMerge) {
  ASSERT_EQ(run("CREATE TABLE t (k int, s bigint SUM DEFAULT '0', m int MAX) AGGREGATE KEY(k) "
                "DISTRIBUTED BY HASH(k)"),
            "OK 0");
  ASSERT_EQ(run("INSERT INTO t VALUES (1, 5, 1), (1, 6, 3), (1, 1, 2)"), "OK 3");
  EXPECT_EQ(run("SELECT * FROM t"), "1|12|3;");
  EXPECT_EQ(run("DESC t"),
            "k|int|YES|true|NULL|;s|bigint|YES|false|0|SUM;m|int|YES|false|NULL|MAX;");
}

TEST_F(CreateTableTest, GeneratedColumnsAreCalculated) {
  ASSERT_EQ(run("CREATE TABLE t (k int, a int, twice bigint AS a * 2, name varchar(10) AS "
                "concat('n', a) COMMENT 'c') PRIMARY KEY(k)"),
            "OK 0");
  ASSERT_EQ(run("INSERT INTO t VALUES (1, 5)"), "OK 1");
  ASSERT_EQ(run("UPDATE t SET a = 6 WHERE k = 1"), "OK 1");
  EXPECT_EQ(run("SELECT * FROM t"), "1|6|12|n6;");
  EXPECT_EQ(run("INSERT INTO t (k, twice) VALUES (1, 1)"),
            "ERROR 1064 (HY000): generated column: twice can not be specified");
}

TEST_F(CreateTableTest, AutoIncrementColumnsCountUp) {
  ASSERT_EQ(run("CREATE TABLE t (id bigint NOT NULL AUTO_INCREMENT, v int) PRIMARY KEY(id)"),
            "OK 0");
  ASSERT_EQ(run("INSERT INTO t (v) VALUES (10), (20)"), "OK 2");
  ASSERT_EQ(run("INSERT INTO t VALUES (DEFAULT, 30)"), "OK 1");
  EXPECT_EQ(run("SELECT * FROM t"), "1|10;2|20;3|30;");
}

TEST_F(CreateTableTest, DatabasesAndTablesComeAndGo) {
  EXPECT_EQ(run("CREATE DATABASE shop"),
            "ERROR 1007 (HY000): Can't create database 'shop'; database exists");
  EXPECT_EQ(run("CREATE DATABASE IF NOT EXISTS shop"), "OK 0");
  ASSERT_EQ(run("CREATE TABLE t (k int)"), "OK 0");
  EXPECT_EQ(run("CREATE TABLE t (k int)"), "ERROR 1050 (42S01): Table 't' already exists");
  EXPECT_EQ(run("CREATE TABLE T (k int)"),
            "ERROR 1064 (HY000): the development server does not support two tables whose names "
            "differ only in case: 't' and 'T'");
  EXPECT_EQ(run("CREATE TABLE u LIKE t"), "OK 0");
  EXPECT_EQ(run("SHOW TABLES"), "t;u;");
  ASSERT_EQ(run("INSERT INTO t VALUES (1)"), "OK 1");
  EXPECT_EQ(run("TRUNCATE TABLE t"), "OK 0");
  EXPECT_EQ(run("SELECT count(*) FROM t"), "0;");
  EXPECT_EQ(run("DROP TABLE t FORCE"), "OK 0");
  EXPECT_EQ(run("DROP TABLE t"), "ERROR 5502 (42602): Unknown table 'shop.t'");
  EXPECT_EQ(run("DROP TABLE IF EXISTS t"), "OK 0");
  EXPECT_EQ(run("DROP DATABASE nope"),
            "ERROR 1008 (HY000): Can't drop database 'nope'; database doesn't exist");
  EXPECT_EQ(run("CREATE TABLE nope.t (k int)"), "ERROR 5501 (3F000): Unknown database 'nope'");
  EXPECT_EQ(run("USE nope"), "ERROR 5501 (3F000): Unknown database 'nope'");
}

}  // namespace
}  // namespace starload::devserver
