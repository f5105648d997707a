// Expressions of the `columns` and `where` headers.
#include "tests/devserver/load/load_fixture.h"

namespace starload::devserver {
namespace {

class LoadExpressions : public LoadTest {
 protected:
  std::string events() { return query("SELECT * FROM db.events ORDER BY id"); }
  std::string users() { return query("SELECT * FROM db.users ORDER BY id"); }
};

TEST_F(LoadExpressions, CalculateColumnsFromTheFields) {
  EXPECT_EQ(outcome("events", "columns: id,x,y,name=upper(concat(x,'!')),score=y*2+id",
                    "1,ab,1.5\n2,cd,4\n"),
            "Success");
  EXPECT_EQ(events(), "1\tAB!\t4\n2\tCD!\t10\n");
}

TEST_F(LoadExpressions, SeeNullAsNull) {
  EXPECT_EQ(outcome("events", "columns: id,x,name=ifnull(x,'none')", "1,\\N\n2,\n"), "Success");
  EXPECT_EQ(query("SELECT id, name FROM db.events ORDER BY id"), "1\tnone\n2\t\n");
}

TEST_F(LoadExpressions, MayGiveAKeyAndReadAFieldOfTheSameName) {
  EXPECT_EQ(outcome("events", "columns: id,id=id+10", "1\n2\n"), "Success");
  EXPECT_EQ(query("SELECT id FROM db.events ORDER BY id"), "11\n12\n");
}

TEST_F(LoadExpressions, TakeJsonFieldsAsTheyAre) {
  EXPECT_EQ(outcome("events",
                    "format: json|columns: id,t,n,name=get_json_string(t,'$.a'),score=if(n>9,1,0)",
                    R"({"id":1,"t":{"a":"x"},"n":10}{"id":2,"t":null,"n":9})"),
            "Success");
  EXPECT_EQ(events(), "1\tx\t1\n2\tNULL\t0\n");
}

TEST_F(LoadExpressions, CompareTextWithNumbersAsNumbers) {
  EXPECT_EQ(outcome("events", "columns: id,n,score=if(n>9,1,0)", "1,10\n2,9\n3,8.5\n"), "Success");
  EXPECT_EQ(query("SELECT id, score FROM db.events ORDER BY id"), "1\t1\n2\t0\n3\t0\n");
}

TEST_F(LoadExpressions, DecideWhatIsDeleted) {
  const std::string headers = "columns: id,name,flag,__op=if(flag='D',1,0)";
  EXPECT_EQ(outcome("users", headers, "1,a,U\n2,b,U\n3,c,U\n"), "Success");
  EXPECT_EQ(outcome("users", headers, "1,a,D\n2,x,U\n"), "Success");
  EXPECT_EQ(query("SELECT id, name FROM db.users ORDER BY id"), "2\tx\n3\tc\n");
}

TEST_F(LoadExpressions, ThatGiveTooMuchAreRefusedAndThatGiveNoValueAreNull) {
  const nlohmann::json reply = load(
      "events", "strict_mode: true|max_filter_ratio: 1|columns: id,x,y,name=concat(x,x),score=y",
      "1,abc,1\n2,a,1\n3,a,z\n");
  EXPECT_EQ(events(), "2\taa\t1\n");
  EXPECT_EQ(
      error_log(reply),
      "Error: String 'abcabc'(length=6) is too long. The max length of 'name' is 5. Row: "
      "1,abc,1\nError: Value 'z' is out of range. The type of 'score' is DOUBLE. Row: 3,a,z\n");
  EXPECT_EQ(outcome("users", "strict_mode: true|columns: id,x,score=concat(x,'')", "1,z\n"),
            "Success");
  EXPECT_EQ(users(), "1\tNULL\tNULL\n") << "strict mode does not look at what functions give";
}

TEST_F(LoadExpressions, NullInAKeyIsFiltered) {
  const nlohmann::json reply =
      load("events", "max_filter_ratio: 1|columns: x,id=nullif(x,'2')", "1\n2\n");
  EXPECT_EQ(reply["NumberFilteredRows"], 1);
  EXPECT_EQ(error_log(reply), "Error: NULL value in non-nullable column 'id'. Row: 2\n");
}

TEST_F(LoadExpressions, ThatCannotBeAreRefused) {
  const auto refusal = [this](const std::string& columns) {
    return outcome("events", "columns: " + columns, "1,a\n");
  };
  EXPECT_EQ(
      refusal("id,x,name=upper(y)"),
      "Referenced column 'y' in expr 'upper(y)' can't be found in column list, derived column "
      "is 'name'");
  EXPECT_EQ(refusal("id,x,name=nosuch(x)"),
            "Expr 'nosuch(x)' analyze error: Getting analyzing error. Detail message: the "
            "development server does not support the function nosuch()., derived column is 'name'");
  EXPECT_EQ(refusal("id,x,score=sum(x)"), "Don't support aggregation function in load expression");
  EXPECT_EQ(refusal("id,x,other=upper(x)"), "Mapping column is not in table. column: other");
  EXPECT_EQ(refusal("id,x,name=upper(x),name=lower(x)"), "Duplicate column mapping: name");
  EXPECT_NE(refusal("id,x,name=(SELECT 1)").find("Subqueries are not allowed"), std::string::npos);
  EXPECT_NE(refusal("id,x,name=(SELECT name FROM db.users)").find("Subqueries are not allowed"),
            std::string::npos);
}

TEST_F(LoadExpressions, WhereKeepsRowsOutWithoutCallingThemErrors) {
  const nlohmann::json reply =
      load("events", "where: id > 1 and name <> 'c'", "1,a,1\n2,b,1\n3,c,1\n4,\\N,1\n");
  EXPECT_EQ(reply["Status"], "Success");
  EXPECT_EQ(reply["NumberTotalRows"], 4);
  EXPECT_EQ(reply["NumberLoadedRows"], 1);
  EXPECT_EQ(reply["NumberUnselectedRows"], 3);
  EXPECT_EQ(reply["NumberFilteredRows"], 0);
  EXPECT_EQ(events(), "2\tb\t1\n");
}

TEST_F(LoadExpressions, WhereSeesTheMappedRow) {
  const nlohmann::json reply =
      load("events", "columns: id,x,score=x*2|where: score >= 4", "1,1\n2,2\n");
  EXPECT_EQ(reply["NumberUnselectedRows"], 1);
  EXPECT_EQ(events(), "2\tNULL\t4\n");
}

TEST_F(LoadExpressions, WhereSeesGeneratedColumns) {
  query(
      "CREATE TABLE db.g (a INT, four BIGINT AS twice * 2, b INT, twice BIGINT AS a * 2, "
      "day DATE AS date_trunc('month', '2024-05-06')) DUPLICATE KEY(a)");
  const nlohmann::json reply = load("g", "where: four > 4 and twice < b", "1,9\n2,9\n3,9\n5,9\n");
  EXPECT_EQ(reply["NumberUnselectedRows"], 2) << reply;
  EXPECT_EQ(query("SELECT a, four FROM db.g ORDER BY a"), "2\t8\n3\t12\n");
  EXPECT_EQ(load("g", "where: day = '2024-05-01'", "1,9\n")["NumberLoadedRows"], 1);
}

TEST_F(LoadExpressions, WhereMustBeAPredicateOverTheTable) {
  EXPECT_EQ(outcome("events", "columns: id,x|where: x = 1", "1,a\n"),
            "unknown column reference in where statement, reference=x");
  EXPECT_EQ(outcome("events", "where: name", "1,a,1\n"),
            "where statement is not a valid statement return bool");
}

TEST_F(LoadExpressions, RowsThatWhereLeftOutDoNotCountForTheRatio) {
  EXPECT_EQ(outcome("events", "where: id < 3|max_filter_ratio: 0.5", "1,a,1\n\\N,b,1\n3,c,1\n"),
            "Success");
  EXPECT_EQ(outcome("events", "where: id < 3|max_filter_ratio: 0.4", "1,a,1\n\\N,b,1\n3,c,1\n"),
            "too many filtered rows");
}

TEST_F(LoadExpressions, DatesAreOfTheZoneThatTheLoadNames) {
  query("CREATE TABLE db.z (id INT, at DATETIME, seconds BIGINT) DUPLICATE KEY(id)");
  const std::string columns = "columns: id,s,t,at=from_unixtime(s),seconds=unix_timestamp(t)";
  const std::string row = ",1720000000,2024-01-15 12:00:00\n";
  EXPECT_EQ(outcome("z", columns + "|timezone: +08:00", "1" + row), "Success");
  EXPECT_EQ(outcome("z", columns + "|timezone: Europe/Berlin", "2" + row), "Success");
  EXPECT_EQ(outcome("z", columns + "|timezone: UTC", "3" + row), "Success");
  EXPECT_EQ(query("SELECT * FROM db.z ORDER BY id"),
            "1\t2024-07-03 17:46:40\t1705291200\n2\t2024-07-03 11:46:40\t1705316400\n"
            "3\t2024-07-03 09:46:40\t1705320000\n");
  EXPECT_EQ(
      outcome("z", columns + "|timezone: +14:00", "4,9223372036854775807,2024-01-15 12:00:00\n"),
      "Success");
  EXPECT_EQ(query("SELECT at FROM db.z WHERE id = 4"), "NULL\n");
}

TEST_F(LoadExpressions, WorkInTransactions) {
  const auto call = [this](const std::string& operation, const std::string& headers,
                           const std::string& body) {
    return nlohmann::json::parse(
        request(operation == "commit" ? fe() : be(), operation == "load" ? "PUT" : "POST",
                "/api/transaction/" + operation,
                "label: t1\r\ndb: db\r\ntable: users\r\ncolumn_separator: ,\r\n" + headers, body)
            .body)["Status"];
  };
  const std::string headers =
      "columns: id,x,name=upper(x)\r\nwhere: id <> 2\r\npartial_update: true\r\n";
  query("INSERT INTO db.users VALUES (1, 'old', 7)");
  EXPECT_EQ(call("begin", "", ""), "OK");
  EXPECT_EQ(call("load", headers, "1,a\n2,b\n3,c\n"), "OK");
  EXPECT_EQ(call("prepare", "", ""), "OK");
  EXPECT_EQ(call("commit", "", ""), "OK");
  EXPECT_EQ(users(), "1\tA\t7\n3\tC\tNULL\n");
}

}  // namespace
}  // namespace starload::devserver
