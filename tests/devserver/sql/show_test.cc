#include "tests/devserver/sql/sql_fixture.h"

namespace starload::devserver {
namespace {

class ShowTest : public SqlTest {
 protected:
  ShowTest() {
    EXPECT_EQ(run("CREATE TABLE pk (id bigint COMMENT 'the id', ok boolean, small tinyint, big "
                  "largeint, name varchar(50) DEFAULT \"n\", "
                  "price decimal(18,4), f float, d double, day date, j json, c char(7)) PRIMARY "
                  "KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 3"),
              "OK 0");
  }
};

TEST_F(ShowTest, InformationSchemaColumnsHasStarRocksColumnsInOrder) {
  EXPECT_EQ(columns("SELECT * FROM information_schema.columns"),
            "TABLE_CATALOG varchar(65533), TABLE_SCHEMA varchar(65533), TABLE_NAME varchar(65533), "
            "COLUMN_NAME varchar(65533), "
            "ORDINAL_POSITION bigint, COLUMN_DEFAULT varchar(65533), IS_NULLABLE varchar(65533), "
            "DATA_TYPE varchar(65533), "
            "CHARACTER_MAXIMUM_LENGTH bigint, CHARACTER_OCTET_LENGTH bigint, NUMERIC_PRECISION "
            "bigint, NUMERIC_SCALE bigint, "
            "DATETIME_PRECISION bigint, CHARACTER_SET_NAME varchar(65533), COLLATION_NAME "
            "varchar(65533), COLUMN_TYPE varchar(65533), "
            "COLUMN_KEY varchar(65533), EXTRA varchar(65533), PRIVILEGES varchar(65533), "
            "COLUMN_COMMENT varchar(65533), COLUMN_SIZE bigint, "
            "DECIMAL_DIGITS bigint, GENERATION_EXPRESSION varchar(65533), SRS_ID bigint");
}

TEST_F(ShowTest, InformationSchemaColumnsGivesTypesSizesAndKeys) {
  EXPECT_EQ(run("select `COLUMN_NAME`, `ORDINAL_POSITION`, `COLUMN_KEY`, `DATA_TYPE`, "
                "`COLUMN_SIZE`, `DECIMAL_DIGITS` from "
                "`information_schema`.`COLUMNS` where `TABLE_SCHEMA`='shop' and `TABLE_NAME`='pk'"),
            "id|1|PRI|bigint|19|0;ok|2||tinyint|NULL|0;small|3||tinyint|3|0;big|4||bigint "
            "unsigned|39|0;name|5||varchar|50|NULL;"
            "price|6||decimal|18|4;f|7||float|7|7;d|8||double|15|15;day|9||date|NULL|NULL;j|10||"
            "json|NULL|NULL;c|11||char|7|NULL;");
  EXPECT_EQ(run("SELECT COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, "
                "CHARACTER_OCTET_LENGTH, COLUMN_COMMENT FROM "
                "information_schema.columns WHERE table_name = 'pk' AND ordinal_position <= 6 "
                "ORDER BY ordinal_position"),
            "id|bigint(20)|NO|NULL|NULL|the "
            "id;ok|tinyint(1)|YES|NULL|NULL|;small|tinyint(4)|YES|NULL|NULL|;"
            "big|bigint(20) unsigned|YES|NULL|NULL|;name|varchar(50)|YES|n|150|;price|decimal(18, "
            "4)|YES|NULL|NULL|;");
}

TEST_F(ShowTest, ColumnKeyNamesTheTablesModel) {
  ASSERT_EQ(run("CREATE TABLE d (k int) DUPLICATE KEY(k)"), "OK 0");
  ASSERT_EQ(run("CREATE TABLE u (k int, v int) UNIQUE KEY(k)"), "OK 0");
  ASSERT_EQ(run("CREATE TABLE a (k int, v int SUM) AGGREGATE KEY(k)"), "OK 0");
  EXPECT_EQ(run("SELECT table_name, column_key FROM information_schema.columns WHERE column_name "
                "IN ('k', 'id') ORDER BY 1"),
            "a|AGG;d|DUP;pk|PRI;u|UNI;");
  EXPECT_EQ(run("SELECT table_name, table_model, primary_key FROM information_schema.tables_config "
                "ORDER BY 1"),
            "a|AGG_KEYS|;d|DUP_KEYS|;pk|PRIMARY_KEYS|`id`;u|UNIQUE_KEYS|`k`;");
}

TEST_F(ShowTest, TablesConfigDescribesDistributionAndPartition) {
  ASSERT_EQ(run("CREATE TABLE p (k int, dt date) DUPLICATE KEY(k) PARTITION BY date_trunc('day', "
                "dt) DISTRIBUTED BY HASH(k) BUCKETS 2 "
                "ORDER BY(dt) PROPERTIES(\"replication_num\"=\"2\")"),
            "OK 0");
  EXPECT_EQ(run("SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_ENGINE, TABLE_MODEL, PRIMARY_KEY, "
                "PARTITION_KEY, DISTRIBUTE_KEY, DISTRIBUTE_TYPE, "
                "DISTRIBUTE_BUCKET, SORT_KEY, PROPERTIES FROM information_schema.tables_config "
                "WHERE TABLE_NAME = 'p'"),
            "shop|p|OLAP|DUP_KEYS||`dt`|`k`|HASH|2|`dt`|{\"compression\":\"LZ4\",\"replication_"
            "num\":\"2\"};");
}

TEST_F(ShowTest, InformationSchemaTablesAndSchemata) {
  ASSERT_EQ(run("INSERT INTO pk (id) VALUES (1), (2)"), "OK 2");
  EXPECT_EQ(run("SELECT TABLE_CATALOG, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_ROWS, TABLE_COLLATION "
                "FROM information_schema.tables WHERE table_schema='shop'"),
            "def|pk|BASE TABLE|StarRocks|2|utf8_general_ci;");
  EXPECT_EQ(run("SELECT SCHEMA_NAME FROM information_schema.schemata ORDER BY 1"),
            "information_schema;shop;");
  EXPECT_EQ(run("SELECT 1 FROM information_schema.nope"),
            "ERROR 5502 (42602): Unknown table 'information_schema.nope'");
}

TEST_F(ShowTest, InformationSchemaLoadsTellsOfLabels) {
  auto begun = storage_->begin_load("shop", "pk", "l1");
  LoadRecord record = begun->record;
  record.total_rows = 3;
  record.filtered_rows = 1;
  record.unselected_rows = 1;
  record.loaded_rows = 1;
  RowBatch batch;
  batch.columns = {0};
  batch.rows = {{std::int64_t{5}}};
  ASSERT_TRUE(storage_->commit_load(record, *storage_->find_table("shop", "pk"), batch).is_ok());
  auto failed = storage_->begin_load("shop", "pk", "l2");
  failed->record.reason = "too many filtered rows";
  ASSERT_TRUE(storage_->abort_load(failed->record).is_ok());
  EXPECT_EQ(
      run("SELECT LABEL, DB_NAME, TABLE_NAME, STATE, TYPE, SCAN_ROWS, FILTERED_ROWS, "
          "UNSELECTED_ROWS, SINK_ROWS, ERROR_MSG FROM information_schema.loads ORDER BY LABEL"),
      "l1|shop|pk|FINISHED|STREAM_LOAD|3|1|1|1|NULL;l2|shop|pk|CANCELLED|STREAM_LOAD|0|0|0|0|too "
      "many "
      "filtered rows;");
}

TEST_F(ShowTest, ShowDatabasesTablesAndColumns) {
  EXPECT_EQ(run("SHOW DATABASES"), "information_schema;shop;");
  EXPECT_EQ(run("SHOW DATABASES LIKE 'sh%'"), "shop;");
  EXPECT_EQ(columns("SHOW TABLES FROM shop"), "Tables_in_shop varchar(65533)");
  EXPECT_EQ(run("SHOW FULL TABLES FROM `shop` LIKE 'pk'"), "pk|BASE TABLE;");
  EXPECT_EQ(run("SHOW FULL TABLES WHERE Table_type = 'VIEW'"), "");
  EXPECT_EQ(columns("SHOW FULL COLUMNS FROM pk"),
            "Field varchar(65533), Type varchar(65533), Collation varchar(65533), Null "
            "varchar(65533), Key varchar(65533), Default varchar(65533), "
            "Extra varchar(65533), Privileges varchar(65533), Comment varchar(65533)");
  EXPECT_EQ(run("SHOW FULL COLUMNS FROM `pk` FROM `shop` LIKE 'name'"),
            "name|varchar(50)|NULL|YES|NO|n|||;");
  EXPECT_EQ(run("SHOW COLUMNS FROM pk WHERE Field = 'id'"), "id|bigint|NO|true|NULL|;");
  EXPECT_EQ(run("SHOW TABLES FROM nope"), "ERROR 5501 (3F000): Unknown database 'nope'");
  EXPECT_EQ(columns("SHOW CREATE TABLE pk"), "Table varchar(65533), Create Table varchar(65533)");
}

TEST_F(ShowTest, ShowBackendsHasTheIpSecondAndTheHttpPortFifth) {
  const SqlAnswer answer = engine_.execute("SHOW BACKENDS");
  const SqlResult& result = std::get<SqlResult>(answer);
  EXPECT_EQ(result.columns[1].name, "IP");
  EXPECT_EQ(result.columns[4].name, "HttpPort");
  EXPECT_EQ(std::get<std::string>(result.rows[0][1]), "127.0.0.1");
  EXPECT_EQ(std::get<std::string>(result.rows[0][4]), "8040");
  const SqlAnswer frontends = engine_.execute("SHOW FRONTENDS");
  EXPECT_EQ(std::get<SqlResult>(frontends).columns[1].name, "IP");
  EXPECT_EQ(run("SHOW COMPUTE NODES"), "");
}

TEST_F(ShowTest, VersionsAndSessionFacts) {
  EXPECT_EQ(run("SELECT current_version(), @@version, @@version_comment, version()"),
            "3.5.0-starload|8.0.33|3.5.0-starload|8.0.33;");
  EXPECT_EQ(run("SELECT DATABASE(), user(), connection_id()"), "shop|'root'@'%'|7;");
  EXPECT_EQ(columns("SELECT @@version_comment LIMIT 1"), "@@version_comment varchar(65533)");
  EXPECT_EQ(columns("SELECT @@session.auto_increment_increment AS auto_increment_increment"),
            "auto_increment_increment bigint");
}

TEST_F(ShowTest, WhatConnectorsSendWhenTheyConnect) {
  EXPECT_EQ(run("/* mysql-connector-java-8.0.33 */SELECT  @@session.auto_increment_increment AS "
                "auto_increment_increment, @@character_set_client AS "
                "character_set_client, @@character_set_connection AS character_set_connection, "
                "@@character_set_results AS character_set_results, "
                "@@character_set_server AS character_set_server, @@collation_server AS "
                "collation_server, @@collation_connection AS "
                "collation_connection, @@init_connect AS init_connect, @@interactive_timeout AS "
                "interactive_timeout, @@license AS license, "
                "@@lower_case_table_names AS lower_case_table_names, @@max_allowed_packet AS "
                "max_allowed_packet, @@net_write_timeout AS "
                "net_write_timeout, @@performance_schema AS performance_schema, @@sql_mode AS "
                "sql_mode, @@transaction_isolation AS "
                "transaction_isolation, @@wait_timeout AS wait_timeout"),
            "1|utf8|utf8|utf8|utf8|utf8_general_ci|utf8_general_ci||3600|Apache License "
            "2.0|0|33554432|60|0|ONLY_FULL_GROUP_BY|REPEATABLE-READ|28800;");
  for (const char* statement :
       {"SET NAMES utf8mb4", "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci",
        "SET character_set_results = NULL", "SET autocommit=1", "SET AUTOCOMMIT = 0",
        "SET sql_mode='STRICT_TRANS_TABLES'", "SET SESSION TRANSACTION READ ONLY",
        "SET net_write_timeout=600", "SET @@session.wait_timeout = 100, @x = 5", "BEGIN", "COMMIT",
        "ROLLBACK", "START TRANSACTION", "sync", "KILL 5", "SET CHARACTER SET utf8"}) {
    EXPECT_EQ(run(statement), "OK 0") << statement;
  }
  EXPECT_EQ(run("SELECT @@wait_timeout, @x, @@sql_mode"), "100|5|STRICT_TRANS_TABLES;");
  EXPECT_EQ(run("SHOW WARNINGS"), "");
  EXPECT_EQ(run("SHOW COLLATION"), "utf8_general_ci|utf8|33|Yes|Yes|1;");
  EXPECT_EQ(run("SHOW VARIABLES LIKE 'lower_case_%'"), "lower_case_table_names|0;");
  EXPECT_EQ(
      run("SHOW VARIABLES WHERE Variable_name ='language' OR Variable_name = 'net_read_timeout'"),
      "language|/starrocks/share/english/;net_read_timeout|60;");
  EXPECT_EQ(run("SELECT @@nosuch"), "ERROR 1193 (HY000): Unknown system variable 'nosuch'");
}

}  // namespace
}  // namespace starload::devserver
