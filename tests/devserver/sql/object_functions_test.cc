// BITMAP and HLL in SQL.
#include "tests/devserver/sql/sql_fixture.h"

namespace starload::devserver {
namespace {

class ObjectFunctions : public SqlTest {
 protected:
  ObjectFunctions() {
    run("CREATE TABLE uv (page INT, users BITMAP BITMAP_UNION, names HLL HLL_UNION) AGGREGATE "
        "KEY(page) DISTRIBUTED BY HASH(page)");
    EXPECT_EQ(run("INSERT INTO uv VALUES (1, to_bitmap(1), hll_hash('a')), (1, to_bitmap(2), "
                  "hll_hash('b')), (1, to_bitmap(1), hll_hash('a')), (2, bitmap_from_string('2, "
                  "3'), hll_empty()), (3, bitmap_empty(), hll_hash(NULL))"),
              "OK 5");
  }
};

TEST_F(ObjectFunctions, RowsOfAKeyAreUnited) {
  EXPECT_EQ(run("SELECT page, bitmap_to_string(users), bitmap_count(users), hll_cardinality(names) "
                "FROM uv ORDER BY page"),
            "1|1,2|2|2;2|2,3|2|0;3||0|0;");
}

TEST_F(ObjectFunctions, DistinctCountsUniteTheSets) {
  EXPECT_EQ(run("SELECT count(DISTINCT users), bitmap_union_count(users), "
                "bitmap_to_string(bitmap_union(users)), count(DISTINCT names), "
                "hll_union_agg(names), hll_cardinality(hll_union(names)) FROM uv"),
            "3|3|1,2,3|2|2|2;");
  EXPECT_EQ(run("SELECT bitmap_to_string(bitmap_intersect(users)) FROM uv WHERE page < 3"), "2;");
  EXPECT_EQ(run("SELECT bitmap_union_count(users), bitmap_union(users), hll_union_agg(names) FROM "
                "uv WHERE page > 9"),
            "0|NULL|0;");
}

TEST_F(ObjectFunctions, ResultsShowSetsAsNull) {
  EXPECT_EQ(run("SELECT users, names, page FROM uv WHERE page = 1"), "NULL|NULL|1;");
  EXPECT_EQ(run("SELECT bitmap_count(u) FROM (SELECT bitmap_union(users) AS u FROM uv) t"), "3;");
}

TEST_F(ObjectFunctions, InsertSelectKeepsThem) {
  run("CREATE TABLE copy (page INT, users BITMAP BITMAP_UNION) AGGREGATE KEY(page)");
  EXPECT_EQ(run("INSERT INTO copy SELECT 7, users FROM uv"), "OK 3");
  EXPECT_EQ(run("SELECT page, bitmap_to_string(users) FROM copy"), "7|1,2,3;");
}

TEST_F(ObjectFunctions, SetsCalculate) {
  EXPECT_EQ(
      run("SELECT bitmap_contains(bitmap_from_string('1,2'), 2), "
          "bitmap_contains(to_bitmap(1), 2), "
          "bitmap_to_string(bitmap_and(bitmap_from_string('1,2'), to_bitmap(2))), "
          "bitmap_to_string(bitmap_or(to_bitmap(1), to_bitmap(2), to_bitmap(3))), "
          "bitmap_to_string(bitmap_xor(bitmap_from_string('1,2'), to_bitmap(2))), "
          "bitmap_to_string(bitmap_andnot(bitmap_from_string('1,2'), to_bitmap(1))), "
          "bitmap_to_array(bitmap_from_string('1,2')), bitmap_min(bitmap_from_string('4,2')), "
          "bitmap_max(to_bitmap('18446744073709551615'))"),
      "1|0|2|1,2,3|1|2|[1,2]|2|18446744073709551615;");
  EXPECT_EQ(run("SELECT bitmap_count(bitmap_hash('x')), bitmap_count(bitmap_hash(NULL)), "
                "bitmap_count(NULL), to_bitmap(-1), bitmap_from_string('x')"),
            "1|0|0|NULL|NULL;");
}

TEST_F(ObjectFunctions, ApproximateCountsTakeAnyValue) {
  run("CREATE TABLE t (a INT, b VARCHAR(9))");
  run("INSERT INTO t VALUES (1, 'x'), (2, 'x'), (2, NULL), (NULL, 'y')");
  EXPECT_EQ(run("SELECT approx_count_distinct(a), ndv(b), bitmap_union_int(a), "
                "bitmap_to_string(bitmap_agg(a)) FROM t"),
            "2|2|2|1,2;");
}

TEST_F(ObjectFunctions, OtherTypesAreRefused) {
  EXPECT_EQ(run("SELECT bitmap_count(page) FROM uv"),
            analysis_error("No matching function with signature: bitmap_count(int)"));
  EXPECT_EQ(run("SELECT hll_union_agg(users) FROM uv"),
            analysis_error("No matching function with signature: hll_union_agg(bitmap)"));
  EXPECT_EQ(run("INSERT INTO uv VALUES (1, 5, hll_empty())"),
            analysis_error("Cannot cast 'users' from TINYINT to BITMAP"));
  EXPECT_EQ(run("INSERT INTO uv VALUES (1, hll_empty(), hll_empty())"),
            analysis_error("Cannot cast 'users' from HLL to BITMAP"));
}

TEST_F(ObjectFunctions, AnUpdateTakesTheColumnsOwnKind) {
  EXPECT_EQ(run("CREATE TABLE p (k INT, b BITMAP, v INT) PRIMARY KEY(k)"), "OK 0");
  EXPECT_EQ(run("INSERT INTO p VALUES (1, to_bitmap(4), 1)"), "OK 1");
  EXPECT_NE(run("UPDATE p SET b = 'x' WHERE k = 1").find("Cannot cast 'b' from VARCHAR"),
            std::string::npos);
  EXPECT_EQ(run("UPDATE p SET v = b WHERE k = 1"),
            analysis_error("Cannot cast 'v' from BITMAP to INT"));
  EXPECT_EQ(run("UPDATE p SET b = bitmap_or(b, to_bitmap(5)) WHERE k = 1"), "OK 1");
  EXPECT_EQ(run("SELECT bitmap_to_string(b) FROM p"), "4,5;");
}

TEST_F(ObjectFunctions, ColumnsThatAreNotGivenAreEmpty) {
  EXPECT_EQ(run("INSERT INTO uv (page) VALUES (9)"), "OK 1");
  EXPECT_EQ(run("SELECT bitmap_count(users), hll_cardinality(names) FROM uv WHERE page = 9"),
            "0|0;");
}

}  // namespace
}  // namespace starload::devserver
