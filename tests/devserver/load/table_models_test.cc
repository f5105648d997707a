// What loads leave in tables of each model, with partitions, nested values and long numbers.
#include "tests/devserver/load/load_fixture.h"

namespace starload::devserver {
namespace {

class TableModels : public LoadTest {};

TEST_F(TableModels, UniqueReplacesTheRow) {
  query("CREATE TABLE db.u (id INT, a INT, b INT) UNIQUE KEY(id) DISTRIBUTED BY HASH(id)");
  EXPECT_EQ(outcome("u", "", "1,1,1\n1,2,\\N\n"), "Success");
  EXPECT_EQ(outcome("u", "columns: id,a", "2,5\n"), "Success");
  EXPECT_EQ(query("SELECT * FROM db.u ORDER BY id"), "1\t2\tNULL\n2\t5\tNULL\n");
}

TEST_F(TableModels, AggregateMergesEachColumnByItsFunction) {
  query(
      "CREATE TABLE db.a (k INT, s BIGINT SUM, d DECIMAL(38,1) SUM, hi INT MAX, lo VARCHAR(9) MIN, "
      "r INT REPLACE, n INT REPLACE_IF_NOT_NULL) AGGREGATE KEY(k) DISTRIBUTED BY HASH(k)");
  EXPECT_EQ(outcome("a", "", "1,1,0.1,5,b,1,1\n1,2,0.2,7,a,2,\\N\n"), "Success");
  EXPECT_EQ(outcome("a", "", "1,\\N,99999999999999999999.7,6,c,\\N,\\N\n"), "Success");
  EXPECT_EQ(query("SELECT * FROM db.a"), "1\t3\t100000000000000000000.0\t7\ta\tNULL\t1\n");
}

TEST_F(TableModels, NegativeLoadsTakeSumsBack) {
  query(
      "CREATE TABLE db.n (k INT, s BIGINT SUM, d DECIMAL(20,1) SUM) AGGREGATE KEY(k) DISTRIBUTED "
      "BY HASH(k)");
  EXPECT_EQ(outcome("n", "", "1,5,1.5\n1,7,2.5\n"), "Success");
  EXPECT_EQ(outcome("n", "negative: true", "1,7,2.5\n"), "Success");
  EXPECT_EQ(query("SELECT * FROM db.n"), "1\t5\t1.5\n");
}

TEST_F(TableModels, BitmapsOfManyLoadsAreUnited) {
  query("CREATE TABLE db.b (k INT, u BITMAP BITMAP_UNION, h HLL HLL_UNION) AGGREGATE KEY(k)");
  const std::string headers = "columns: k,x,u=to_bitmap(x),h=hll_hash(x)";
  EXPECT_EQ(outcome("b", headers, "1,5\n1,6\n2,6\n"), "Success");
  EXPECT_EQ(outcome("b", headers, "1,6\n1,7\n"), "Success");
  EXPECT_EQ(query("SELECT k, bitmap_to_string(u), hll_cardinality(h) FROM db.b ORDER BY k"),
            "1\t5,6,7\t3\n2\t6\t1\n");
  EXPECT_EQ(outcome("b", "columns: k,u,h=hll_empty()", "1,5\n"),
            "bitmap column u require the function return type is BITMAP");
  EXPECT_EQ(outcome("b", "columns: k,x,h=to_bitmap(x)", "1,5\n"),
            "HLL column must use hll_hash function, like h=hll_hash(xxx) or h=hll_empty()");
}

TEST_F(TableModels, SetsOfOneLoadAreUnitedByKey) {
  query(
      "CREATE TABLE db.s (k INT, n BIGINT SUM, u BITMAP BITMAP_UNION, h HLL HLL_UNION) AGGREGATE "
      "KEY(k)");
  std::string body;
  for (int i = 0; i < 6000; ++i) body += std::to_string(i % 3) + "," + std::to_string(i) + "\n";
  const std::string headers = "columns: k,x,n=1,u=if(x=4,NULL,to_bitmap(x)),h=hll_hash(x % 50)";
  EXPECT_EQ(outcome("s", headers, body + body), "Success");
  EXPECT_EQ(query("SELECT k, n, bitmap_count(u), hll_cardinality(h) FROM db.s ORDER BY k"),
            "0\t4000\t2000\t50\n1\t4000\t1999\t50\n2\t4000\t2000\t50\n");
}

TEST_F(TableModels, RowsOutOfTheRangesAreFiltered) {
  query(
      "CREATE TABLE db.p (d DATE, v INT) PARTITION BY RANGE(d) (PARTITION p1 VALUES LESS THAN "
      "('2024-01-01'), PARTITION p2 VALUES LESS THAN ('2024-02-01'), START ('2024-03-01') END "
      "('2024-05-01') EVERY (INTERVAL 1 MONTH)) DISTRIBUTED BY HASH(d)");
  const nlohmann::json reply =
      load("p", "max_filter_ratio: 1",
           "2023-05-05,1\n2024-01-31,2\n2024-02-01,3\n2024-04-30,4\n2024-05-01,5\n\\N,6\n");
  EXPECT_EQ(reply["NumberFilteredRows"], 2);
  EXPECT_EQ(error_log(reply),
            "Error: The row is out of partition ranges. Please add a new partition.. Row: "
            "2024-02-01,3\nError: The row is out of partition ranges. Please add a new partition.. "
            "Row: 2024-05-01,5\n");
  EXPECT_EQ(query("SELECT v FROM db.p ORDER BY v"), "1\n2\n4\n6\n");
  EXPECT_EQ(load("p", "max_filter_ratio: 1|partitions: p2, p202404",
                 "2023-05-05,7\n2024-01-31,8\n2024-04-01,9\n2024-03-01,9\n")["NumberLoadedRows"],
            2);
  EXPECT_EQ(outcome("p", "partitions: p9", "2024-01-31,8\n"), "unknown partition p9 in table p");
  EXPECT_EQ(outcome("p", "temporary_partitions: p1", "2024-01-31,8\n"),
            "unknown partition p1 in table p");
}

TEST_F(TableModels, StepsDoNotLeaveTheTypesRange) {
  query(
      "CREATE TABLE db.w (k BIGINT, v INT) PARTITION BY RANGE(k) (START ('9223372036854775800') "
      "END "
      "('9223372036854775807') EVERY (5)) DISTRIBUTED BY HASH(k)");
  EXPECT_EQ(outcome("w", "partitions: p9223372036854775805", "9223372036854775806,1\n"), "Success");
  query(
      "CREATE TABLE db.y (d DATE, v INT) PARTITION BY RANGE(d) (START ('9990-01-01') END "
      "('9999-12-31') EVERY (INTERVAL 9000000000000000000 YEAR)) DISTRIBUTED BY HASH(d)");
  EXPECT_EQ(outcome("y", "partitions: p9990", "9999-12-30,1\n"), "Success");
}

TEST_F(TableModels, ABoundWithMaxvalueTakesAllThatBeginLikeIt) {
  EXPECT_EQ(query("CREATE TABLE db.m (a INT, b INT) PARTITION BY RANGE(a, b) (PARTITION p1 VALUES "
                  "LESS THAN ('5', MAXVALUE), PARTITION p2 VALUES LESS THAN ('7', '3')) "
                  "DISTRIBUTED BY HASH(a)"),
            "");
  EXPECT_EQ(
      load("m", "max_filter_ratio: 1|partitions: p1", "5,1\n5,99\n6,1\n7,2\n")["NumberLoadedRows"],
      2);
  EXPECT_EQ(load("m", "max_filter_ratio: 1|partitions: p2",
                 "5,1\n5,99\n6,1\n7,2\n7,3\n")["NumberLoadedRows"],
            2);
}

TEST_F(TableModels, HalfOpenRangesTakeTheirLowerBoundOnly) {
  EXPECT_EQ(query("CREATE TABLE db.h (d DATE, v INT) PARTITION BY RANGE(d) (PARTITION p1 VALUES "
                  "[('2024-01-01'), ('2024-02-01')), PARTITION p2 VALUES [('2024-03-01'), "
                  "('2024-04-01'))) DISTRIBUTED BY HASH(d)"),
            "");
  EXPECT_EQ(load("h", "max_filter_ratio: 1",
                 "2024-01-01,1\n2024-02-01,2\n2024-03-31,3\n")["NumberLoadedRows"],
            2);
  EXPECT_EQ(query("SELECT v FROM db.h ORDER BY v"), "1\n3\n");
}

TEST_F(TableModels, ListPartitionsTakeTheirValues) {
  query(
      "CREATE TABLE db.l (city VARCHAR(9), v INT) PARTITION BY LIST(city) (PARTITION a VALUES IN "
      "('x', 'y'), PARTITION b VALUES IN ('z')) DISTRIBUTED BY HASH(v)");
  EXPECT_EQ(load("l", "max_filter_ratio: 1", "x,1\nz,2\nq,3\n")["NumberLoadedRows"], 2);
  EXPECT_EQ(load("l", "max_filter_ratio: 1|partitions: b", "x,1\nz,2\n")["NumberLoadedRows"], 1);
}

TEST_F(TableModels, AutomaticPartitionsTakeEverythingUnlessTheyAreNamed) {
  query(
      "CREATE TABLE db.e (at DATETIME, v INT) PARTITION BY date_trunc('day', at) DISTRIBUTED BY "
      "HASH(v)");
  const std::string rows = "2024-01-31 10:00:00,1\n2024-02-01 00:00:00,2\n";
  EXPECT_EQ(load("e", "", rows)["NumberLoadedRows"], 2);
  EXPECT_EQ(load("e", "max_filter_ratio: 1|partitions: p20240131", rows)["NumberLoadedRows"], 1);
}

TEST_F(TableModels, NestedAndLongValuesComeBackAsTheyWere) {
  query(
      "CREATE TABLE db.x (id INT, a ARRAY<INT>, m MAP<VARCHAR(9),INT>, s STRUCT<p INT, q "
      "VARCHAR(9)>, j JSON, l LARGEINT, d DECIMAL(38,10)) DUPLICATE KEY(id) DISTRIBUTED BY "
      "HASH(id)");
  const std::string digits = "-170141183460469231731687303715884105728";
  const std::string decimal = "1234567890123456789012345678.0123456789";
  EXPECT_EQ(outcome("x", "enclose: '",
                    "1,'[1,2,null]','{\"k\":1}','{\"p\":1,\"q\":\"x\"}','{\"a\": [1]}'," + digits +
                        "," + decimal + "\n"),
            "Success");
  EXPECT_EQ(outcome("x", "format: json",
                    R"({"id":2,"a":[3],"m":{"k":2},"s":{"p":2,"q":"y"},"j":[1,{"b":null}],"l":)" +
                        digits + R"(,"d":)" + decimal + "}"),
            "Success");
  EXPECT_EQ(
      query("SELECT id, a[1], m['k'], s.q, l, d FROM db.x ORDER BY id"),
      "1\t1\t1\tx\t" + digits + "\t" + decimal + "\n2\t3\t2\ty\t" + digits + "\t" + decimal + "\n");
  EXPECT_EQ(query("SELECT array_length(a), j->'a', j->'[1].b' FROM db.x ORDER BY id"),
            "3\t[1]\tNULL\n1\tNULL\tnull\n");
}

TEST_F(TableModels, BigBodiesGoThroughAFileAndLeaveNone) {
  std::string body;
  for (int i = 0; body.size() < (20U << 20U); ++i)
    body += std::to_string(i) + ",name," + std::to_string(i) + ".5\n";
  const nlohmann::json reply = load("events", "columns: id,name,x,score=x*2", body);
  EXPECT_EQ(reply["Status"], "Success") << reply;
  const std::string count = std::to_string(reply["NumberLoadedRows"].get<int>());
  EXPECT_EQ(query("SELECT count(*), count(DISTINCT id) FROM db.events"),
            count + "\t" + count + "\n");
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path() / "staging"));
}

}  // namespace
}  // namespace starload::devserver
