// The examples of the connector's documentation: what their tables hold at the end.
#include "tests/devserver/load/load_fixture.h"

namespace starload::devserver {
namespace {

class ConnectorExamples : public LoadTest {
 protected:
  void create_score_board() {
    query(
        "CREATE TABLE db.score_board (id int(11) NOT NULL COMMENT \"\", name varchar(65533) NULL "
        "DEFAULT \"\" COMMENT \"\", score int(11) NOT NULL DEFAULT \"0\" COMMENT \"\") ENGINE=OLAP "
        "PRIMARY KEY(id) DISTRIBUTED BY HASH(id)");
    query("INSERT INTO db.score_board VALUES (1, 'starrocks', 100), (2, 'flink', 100)");
  }
  std::string score_board() { return query("SELECT * FROM db.score_board ORDER BY id"); }
};

TEST_F(ConnectorExamples, PartialUpdateChangesTheNameAndKeepsTheScore) {
  create_score_board();
  EXPECT_EQ(outcome("score_board", "partial_update: true|columns: `id`,`name`,`__op`",
                    "1,starrocks-update,0\n2,flink-update,0\n"),
            "Success");
  EXPECT_EQ(score_board(), "1\tstarrocks-update\t100\n2\tflink-update\t100\n");
}

TEST_F(ConnectorExamples, ConditionalUpdateTakesTheHigherScoreOnly) {
  create_score_board();
  EXPECT_EQ(outcome("score_board", "merge_condition: score|columns: `id`,`name`,`score`,`__op`",
                    "1,starrocks-update,99,0\n2,flink-update,101,0\n"),
            "Success");
  EXPECT_EQ(score_board(), "1\tstarrocks\t100\n2\tflink-update\t101\n");
}

TEST_F(ConnectorExamples, BitmapsCountTheVisitorsOfAPage) {
  query(
      "CREATE TABLE db.page_uv (page_id INT NOT NULL, visit_date datetime NOT NULL, visit_users "
      "BITMAP BITMAP_UNION NOT NULL) ENGINE=OLAP AGGREGATE KEY(page_id, visit_date) DISTRIBUTED BY "
      "HASH(page_id)");
  EXPECT_EQ(
      outcome("page_uv",
              "columns: page_id,visit_date,visit_user_id,visit_users=to_bitmap(visit_user_id)",
              "1,2020-06-23 01:30:30,13\n1,2020-06-23 01:30:30,23\n1,2020-06-23 01:30:30,33\n"
              "1,2020-06-23 02:30:30,13\n2,2020-06-23 01:30:30,23\n"),
      "Success");
  EXPECT_EQ(query("SELECT page_id, COUNT(DISTINCT visit_users) FROM db.page_uv GROUP BY page_id "
                  "ORDER BY page_id"),
            "1\t3\n2\t1\n");
  EXPECT_EQ(query("SELECT visit_users FROM db.page_uv LIMIT 1"), "NULL\n");
}

TEST_F(ConnectorExamples, HyperLogLogsCountThemApproximately) {
  query(
      "CREATE TABLE db.hll_uv (page_id INT NOT NULL, visit_date datetime NOT NULL, visit_users HLL "
      "HLL_UNION NOT NULL) ENGINE=OLAP AGGREGATE KEY(page_id, visit_date) DISTRIBUTED BY "
      "HASH(page_id)");
  EXPECT_EQ(
      outcome("hll_uv",
              "columns: page_id,visit_date,visit_user_id,visit_users=hll_hash(visit_user_id)",
              "3,2023-07-24 12:00:00,78\n4,2023-07-24 13:20:10,2\n3,2023-07-24 12:30:00,674\n"),
      "Success");
  EXPECT_EQ(query("SELECT page_id, COUNT(DISTINCT visit_users) FROM db.hll_uv GROUP BY page_id "
                  "ORDER BY page_id"),
            "3\t2\n4\t1\n");
}

}  // namespace
}  // namespace starload::devserver
