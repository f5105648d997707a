// Loads that update part of a row, or only when a column grows.
#include "tests/devserver/load/load_fixture.h"

namespace starload::devserver {
namespace {

class PartialUpdate : public LoadTest {
 protected:
  void SetUp() override {
    LoadTest::SetUp();
    query(
        "CREATE TABLE db.t (id INT NOT NULL, name VARCHAR(9) NOT NULL, score INT DEFAULT '5', note "
        "VARCHAR(9)) PRIMARY KEY(id) DISTRIBUTED BY HASH(id)");
    query("INSERT INTO db.t VALUES (1, 'a', 10, 'x'), (2, 'b', 20, NULL)");
  }
  std::string rows() { return query("SELECT * FROM db.t ORDER BY id"); }
};

TEST_F(PartialUpdate, KeepsWhatIsNotGivenAndFillsNewRowsWithDefaults) {
  for (const char* mode : {"row", "column", "auto", "nonsense"}) {
    query("TRUNCATE TABLE db.t");
    query("INSERT INTO db.t VALUES (1, 'a', 10, 'x'), (2, 'b', 20, NULL)");
    EXPECT_EQ(
        outcome("t",
                "partial_update: true|columns: id,note|partial_update_mode: " + std::string(mode),
                "1,new\n3,three\n"),
        "Success");
    EXPECT_EQ(rows(), "1\ta\t10\tnew\n2\tb\t20\tNULL\n3\t\t5\tthree\n")
        << "a NOT NULL column without default gets the zero of its type; mode " << mode;
  }
}

TEST_F(PartialUpdate, TakesDeletesAndAppliesTheRowsInOrder) {
  EXPECT_EQ(outcome("t", "partial_update: true|columns: id,note,__op",
                    "1,n,1\n2,first,0\n2,last,0\n4,gone,0\n4,gone,1\n"),
            "Success");
  EXPECT_EQ(rows(), "2\tb\t20\tlast\n");
}

TEST_F(PartialUpdate, WithNothingButKeysMakesTheRowsThatAreNotThere) {
  EXPECT_EQ(outcome("t", "partial_update: true|columns: id", "1\n7\n"), "Success");
  EXPECT_EQ(rows(), "1\ta\t10\tx\n2\tb\t20\tNULL\n7\t\t5\tNULL\n");
}

TEST_F(PartialUpdate, TakesJson) {
  EXPECT_EQ(outcome("t", "partial_update: true|format: json|columns: id,score,__op",
                    R"({"id":1,"score":11,"__op":0}{"id":2,"score":0,"__op":1})"),
            "Success");
  EXPECT_EQ(rows(), "1\ta\t11\tx\n");
}

TEST_F(PartialUpdate, NullInAGivenNotNullColumnIsFiltered) {
  EXPECT_EQ(outcome("t", "partial_update: true|columns: id,name", "1,\\N\n"),
            "too many filtered rows");
}

TEST_F(PartialUpdate, MayHaveACondition) {
  EXPECT_EQ(outcome("t", "partial_update: true|merge_condition: score|columns: id,score,note",
                    "1,9,lower\n2,20,equal\n3,1,new\n3,0,lower\n"),
            "Success");
  EXPECT_EQ(rows(), "1\ta\t10\tx\n2\tb\t20\tequal\n3\t\t1\tnew\n");
}

TEST_F(PartialUpdate, ConditionsHoldWithinOneBodyAndNullLoses) {
  query("INSERT INTO db.t VALUES (5, 'e', NULL, NULL)");
  EXPECT_EQ(outcome("t", "merge_condition: score",
                    "1,p,12,n\n1,q,11,n\n1,r,12,last\n2,s,\\N,n\n5,t,1,n\n"),
            "Success");
  EXPECT_EQ(rows(), "1\tr\t12\tlast\n2\tb\t20\tNULL\n5\tt\t1\tn\n");
}

TEST_F(PartialUpdate, ConditionsCompareDecimalsByValueAndDatesByTime) {
  query(
      "CREATE TABLE db.c (id INT NOT NULL, d DECIMAL(38,2), at DATETIME) PRIMARY KEY(id) "
      "DISTRIBUTED BY HASH(id)");
  query("INSERT INTO db.c VALUES (1, 9.5, '2024-01-09 00:00:00')");
  EXPECT_EQ(outcome("c", "merge_condition: d", "1,10.25,2024-01-01 00:00:00\n"), "Success");
  EXPECT_EQ(outcome("c", "merge_condition: at", "1,1,2023-12-31 23:59:59\n"), "Success");
  EXPECT_EQ(query("SELECT * FROM db.c"), "1\t10.25\t2024-01-01 00:00:00\n");
}

TEST_F(PartialUpdate, ConditionsThatCannotBeAreRefused) {
  EXPECT_EQ(outcome("t", "merge_condition: name", "1,a,1,x\n"),
            "Merge condition column has invalid type maybe bitmap/hll/percentile/json/varchar!");
  EXPECT_EQ(outcome("t", "merge_condition: id", "1,a,1,x\n"),
            "Merge condition column id should not be primary key!");
  EXPECT_EQ(outcome("events", "merge_condition: score", "1,a,1\n"),
            "Conditional update only support primary key table events");
}

}  // namespace
}  // namespace starload::devserver
