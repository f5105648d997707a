#include "tests/devserver/sql/sql_fixture.h"

namespace starload::devserver {
namespace {

class QueryTest : public SqlTest {
 protected:
  QueryTest() {
    EXPECT_EQ(run("CREATE TABLE flights (id bigint, carrier varchar(10), delay int, price "
                  "decimal(10,2), day date, at datetime)"
                  " PRIMARY KEY(id) DISTRIBUTED BY HASH(id)"),
              "OK 0");
    EXPECT_EQ(
        run("INSERT INTO flights VALUES (1, 'UA', 10, 9.50, '2013-01-01', '2013-01-01 05:15:00'),"
            " (2, 'UA', NULL, 10.25, '2013-01-02', '2013-01-02 23:59:59.5'), (3, 'AA', -4, 0.1, "
            "'2013-02-03', NULL)"),
        "OK 3");
  }
};

TEST_F(QueryTest, GroupsAndOrders) {
  EXPECT_EQ(run("SELECT carrier, count(*), avg(delay), sum(price) FROM flights GROUP BY carrier "
                "ORDER BY 2 DESC"),
            "UA|2|10|19.75;AA|1|-4|0.10;");
  EXPECT_EQ(run("SELECT carrier AS c, sum(price) total FROM flights GROUP BY c HAVING total > 5 "
                "ORDER BY total"),
            "UA|19.75;");
  EXPECT_EQ(run("SELECT carrier, sum(price) s FROM flights GROUP BY carrier ORDER BY s"),
            "AA|0.10;UA|19.75;");
}

TEST_F(QueryTest, HavingPrefersTheAliasesOfTheSelectList) {
  EXPECT_EQ(run("SELECT carrier, sum(delay) AS delay FROM flights GROUP BY carrier HAVING delay > "
                "0 AND sum(delay) < 50"),
            "UA|10;");
  EXPECT_EQ(
      run("SELECT upper(carrier) AS carrier, id FROM flights WHERE id > 1 HAVING carrier = 'AA'"),
      "AA|3;");
  EXPECT_EQ(run("SELECT if(id = 1, 'x', 'y') AS carrier FROM flights HAVING carrier = 'x'"), "x;");
  EXPECT_EQ(run("SELECT count(*) FROM flights HAVING count(*) > 2"), "3;");
}

TEST_F(QueryTest, ColumnsHaveTheServersTypes) {
  EXPECT_EQ(columns("SELECT id, delay, price, day, at, count(*), sum(delay), sum(price), "
                    "avg(delay), max(day), delay / 2, delay + 1, 'x', 1.5 "
                    "FROM flights GROUP BY id"),
            "id bigint, delay int, price decimal(10, 2), day date, at datetime, count(*) bigint, "
            "sum(delay) bigint, "
            "sum(price) decimal(38, 2), avg(delay) double, max(day) date, delay / 2 double, delay "
            "+ 1 bigint, 'x' varchar(65533), "
            "1.5 decimal(2, 1)");
}

TEST_F(QueryTest, DecimalsCompareAndAddExactly) {
  EXPECT_EQ(run("SELECT id FROM flights WHERE price > 9.6"), "2;");
  EXPECT_EQ(run("SELECT id FROM flights WHERE price = '9.5'"), "1;");
  EXPECT_EQ(run("SELECT id FROM flights WHERE price BETWEEN 1 AND 10"), "1;");
  EXPECT_EQ(run("SELECT id FROM flights WHERE price IN (0.10, 10.250)  ORDER BY id"), "2;3;");
  EXPECT_EQ(run("SELECT price + 0.1, price - 1, price * 3 FROM flights WHERE id = 1"),
            "9.60|8.50|28.5;");
  EXPECT_EQ(run("SELECT max(price), min(price), round(sum(price), 1) FROM flights"),
            "10.25|0.10|19.9;");
  EXPECT_EQ(run("SELECT cast('170141183460469231731687303715884105727' AS LARGEINT) - 1"),
            "170141183460469231731687303715884105726;");
}

TEST_F(QueryTest, DatesCompareInAnyForm) {
  EXPECT_EQ(run("SELECT id FROM flights WHERE day = '2013-1-2'"), "2;");
  EXPECT_EQ(run("SELECT id FROM flights WHERE day > '20130102'"), "3;");
  EXPECT_EQ(run("SELECT id FROM flights WHERE day >= at ORDER BY id"), "");
  EXPECT_EQ(run("SELECT id FROM flights WHERE at > '2013-01-02'"), "2;");
  EXPECT_EQ(run("SELECT year(day), month(day), dayofmonth(day), hour(at), dayofweek(day), "
                "quarter(day) FROM flights WHERE id = 1"),
            "2013|1|1|5|3|1;");
  EXPECT_EQ(run("SELECT date_trunc('month', day), date_format(at, '%Y/%m/%d %H:%i:%s'), "
                "date_add(day, INTERVAL 1 MONTH) FROM flights WHERE id = 2"),
            "2013-01-01|2013/01/02 23:59:59|2013-02-02;");
  EXPECT_EQ(run("SELECT datediff('2013-03-01', '2013-02-01'), day + INTERVAL 1 DAY, last_day(day) "
                "FROM flights WHERE id = 3"),
            "28|2013-02-04|2013-02-28;");
  EXPECT_EQ(run("SELECT str_to_date('05,03,2013', '%d,%m,%Y'), timestampdiff(HOUR, '2013-01-01', "
                "'2013-01-02')"),
            "2013-03-05|24;");
}

TEST_F(QueryTest, NamesResolveWithDatabaseCatalogAliasAndBackTicks) {
  EXPECT_EQ(run("SELECT `flights`.`id` FROM `shop`.`flights` WHERE shop.flights.id = 1"), "1;");
  EXPECT_EQ(run("SELECT f.ID FROM default_catalog.shop.flights AS f WHERE f.id = 2"), "2;");
  EXPECT_EQ(run("SELECT flights.* FROM flights WHERE id = 3"), "3|AA|-4|0.10|2013-02-03|NULL;");
  EXPECT_EQ(run("SELECT x FROM flights"), analysis_error("Column 'x' cannot be resolved"));
  EXPECT_EQ(run("SELECT id FROM flights a, flights b"), analysis_error("Column 'id' is ambiguous"));
  EXPECT_EQ(run("SELECT 1 FROM nope.t"), "ERROR 5501 (3F000): Unknown database 'nope'");
  EXPECT_EQ(run("SELECT 1 FROM nope"), "ERROR 5502 (42602): Unknown table 'shop.nope'");
}

TEST_F(QueryTest, JoinsSubqueriesAndCommonTables) {
  EXPECT_EQ(run("SELECT a.id, b.id FROM flights a JOIN flights b ON a.carrier = b.carrier AND a.id "
                "< b.id"),
            "1|2;");
  EXPECT_EQ(
      run("SELECT a.id, b.id FROM flights a LEFT JOIN flights b ON b.id = a.id + 2 ORDER BY 1"),
      "1|3;2|NULL;3|NULL;");
  EXPECT_EQ(run("SELECT id FROM flights JOIN (SELECT max(id) AS id FROM flights) m USING (id)"),
            "3;");
  EXPECT_EQ(run("SELECT id FROM flights WHERE price = (SELECT max(price) FROM flights)"), "2;");
  EXPECT_EQ(
      run("SELECT id FROM flights f WHERE EXISTS (SELECT 1 FROM flights g WHERE g.id = f.id + 2)"),
      "1;");
  EXPECT_EQ(run("WITH c (n, k) AS (SELECT count(*), carrier FROM flights GROUP BY carrier) SELECT "
                "k FROM c WHERE n > 1"),
            "UA;");
  EXPECT_EQ(
      run("SELECT id FROM flights WHERE id = 1 UNION ALL (SELECT 9) ORDER BY id DESC LIMIT 1"),
      "9;");
  EXPECT_EQ(run("SELECT 1 FROM (SELECT 1)"),
            "ERROR 1248 (42000): Every derived table must have its own alias");
  EXPECT_EQ(run("SELECT id, row_number() OVER (PARTITION BY carrier ORDER BY id DESC) FROM flights "
                "ORDER BY id"),
            "1|2;2|1;3|1;");
}

TEST_F(QueryTest, LimitsInBothForms) {
  EXPECT_EQ(run("SELECT id FROM flights ORDER BY id LIMIT 1, 2"), "2;3;");
  EXPECT_EQ(run("SELECT id FROM flights ORDER BY id LIMIT 1 OFFSET 2"), "3;");
}

TEST_F(QueryTest, OperatorsHaveMySqlsMeaning) {
  EXPECT_EQ(run("SELECT 7 / 2, 7 DIV 2, 7 % 4, -7 DIV 2, 1 / 0"), "3.5|3|3|-3|NULL;");
  EXPECT_EQ(run("SELECT NULL <=> NULL, 1 <=> NULL, NOT 1, 1 XOR 1, 1 && 0, 1 || 0, 5 & 3, 1 << 3"),
            "1|0|0|0|0|1|1|8;");
  EXPECT_EQ(run("SELECT 2 + 3 * 4, (2 + 3) * 4, -2 - -3, 10 - 2 - 3"), "14|20|1|5;");
  EXPECT_EQ(run("SELECT 'a' = 'A', 'abc' LIKE 'a%', 'abc' LIKE 'A%', 'a%c' LIKE 'a\\%c', 'abc' "
                "REGEXP '^a.c$'"),
            "0|1|0|1|1;");
  EXPECT_EQ(
      run("SELECT 1 IN (1, 2), 3 NOT IN (1, 2), 2 BETWEEN 1 AND 3, NULL IS NULL, 1 IS NOT TRUE"),
      "1|1|1|1|0;");
  EXPECT_EQ(run("SELECT CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END, CASE WHEN 0 THEN 1 ELSE 2 END"),
            "b|2;");
  EXPECT_EQ(run("SELECT -9223372036854775808, 9223372036854775807"),
            "-9223372036854775808|9223372036854775807;");
}

TEST_F(QueryTest, StringsAndCommentsAreMySqls) {
  EXPECT_EQ(
      run("SELECT \"double\", 'it''s', 'a\\'b', 'a' 'b', 'tab\\tend', '\\\\' /* c */ -- end\n"),
      "double|it's|a'b|ab|tab\tend|\\;");
  EXPECT_EQ(run("/* mysql-connector-java */SELECT 1 # done"), "1;");
  EXPECT_EQ(run("SELECT x'41'"), "A;");
}

TEST_F(QueryTest, FunctionsGiveWhatTheServerGives) {
  EXPECT_EQ(run("SELECT concat('a', 1, 'b'), concat('a', NULL), concat_ws('-', 'a', NULL, 'b')"),
            "a1b|NULL|a-b;");
  EXPECT_EQ(
      run("SELECT if(1 > 2, 'y', 'n'), ifnull(NULL, 3), coalesce(NULL, NULL, 4), nullif(1, 1)"),
      "n|3|4|NULL;");
  EXPECT_EQ(run("SELECT left('hello', 2), right('hello', 2), substring('hello', 2, 3), "
                "substr('hello', -3), upper('a'), lower('B')"),
            "he|lo|ell|llo|A|b;");
  EXPECT_EQ(run("SELECT length('h\xC3\xA9'), char_length('h\xC3\xA9'), reverse('h\xC3\xA9'), "
                "instr('abc', 'c'), locate('b', 'abc')"),
            "3|2|\xC3\xA9h|3|2;");
  EXPECT_EQ(run("SELECT md5('a'), crc32('a'), hex('ab'), hex(255), lpad('5', 3, '0'), trim('  x "
                "'), replace('aXa', 'X', 'b')"),
            "0cc175b9c0f1b6a831c399e269772661|3904355907|6162|FF|005|x|aba;");
  EXPECT_EQ(run("SELECT round(2.5), round(1.234, 2), floor(-1.5), ceil(1.2), abs(-3), "
                "truncate(1.29, 1), greatest(1, 3, 2), mod(7, 3)"),
            "3|1.23|-2|2|3|1.2|3|1;");
  EXPECT_EQ(run("SELECT group_concat(id), group_concat(carrier SEPARATOR '-'), count(DISTINCT "
                "carrier), count(DISTINCT carrier, id) FROM flights"),
            "1,2,3|UA-UA-AA|2|3;");
  EXPECT_EQ(run("SELECT split_part('a,b,c', ',', 2), get_json_string('{\"a\":{\"b\":\"c\"}}', "
                "'$.a.b'), [10,20][2], array_length([1,2,3])"),
            "b|c|20|3;");
}

TEST_F(QueryTest, CastsGiveNullForWhatDoesNotFit) {
  EXPECT_EQ(run("SELECT cast('12' AS INT), cast('x' AS INT), cast(300 AS TINYINT), cast('1.567' AS "
                "DECIMAL(10,2)), cast(1.9 AS BIGINT), "
                "cast('2013-1-5' AS DATE), cast('20130105' AS DATETIME), cast(12 AS VARCHAR), "
                "cast('true' AS BOOLEAN), cast(1 AS DOUBLE)"),
            "12|NULL|NULL|1.57|1|2013-01-05|2013-01-05 00:00:00|12|1|1;");
}

TEST_F(QueryTest, UnsupportedThingsAreNamed) {
  EXPECT_EQ(run("SELECT nosuch(1)"),
            analysis_error("the development server does not support the function nosuch()"));
  EXPECT_EQ(run("ALTER TABLE flights ADD COLUMN x INT"),
            analysis_error("the development server does not support ALTER TABLE"));
  EXPECT_EQ(run("CREATE VIEW v AS SELECT 1"),
            analysis_error("the development server does not support CREATE VIEW"));
  EXPECT_EQ(run("SELECT left('a')"),
            analysis_error("No matching function with signature: left(1 arguments)"));
  EXPECT_EQ(run("SELEC 1"),
            "ERROR 1064 (42000): Getting syntax error at line 1, column 0. Detail message: "
            "Unexpected input 'SELEC', the most similar input is {'SELECT'}.");
  EXPECT_EQ(run("SELECT 1 FROM flights WHERE"),
            "ERROR 1064 (42000): Getting syntax error at line 1, column 27. Detail message: "
            "Unexpected input '<EOF>', the most similar input is {'an expression'}.");
  EXPECT_EQ(run("SELECT 'open"),
            "ERROR 1064 (42000): Getting syntax error at line 1, column 7. Detail message: a "
            "string that does not end.");
}

TEST_F(QueryTest, HostileNestingIsRefused) {
  const std::string refused = analysis_error("the expression is nested deeper than 100 levels");
  const std::string deep(5000, '(');
  EXPECT_EQ(run("SELECT " + deep), refused);
  EXPECT_EQ(run(deep), refused);
  EXPECT_EQ(run("SELECT 1 FROM " + deep + "flights"), refused);
  EXPECT_EQ(run("SELECT " + std::string(5000, '!') + "1"), refused);
  std::string subqueries;
  for (int i = 0; i < 5000; ++i) subqueries += "SELECT 1 FROM (";
  EXPECT_EQ(run(subqueries), refused);
}

TEST_F(QueryTest, LongChainsOfOperatorsAreFine) {
  std::string sum = "1";
  std::string condition = "id = 0";
  for (int i = 1; i < 400; ++i) {
    sum += i % 2 == 0 ? " - 1" : " + 1";
    condition += (i % 2 == 0 ? " OR id = " : " OR 1 = 1 AND id = ") + std::to_string(i);
  }
  EXPECT_EQ(run("SELECT " + sum), "2;");
  EXPECT_EQ(run("SELECT 10 - (2 - 1) - 1, 2 * 3 * 4, 2 + 3 * 4 - 1"), "8|24|13;");
  EXPECT_EQ(run("SELECT count(*) FROM flights WHERE " + condition), "3;");
}

}  // namespace
}  // namespace starload::devserver
