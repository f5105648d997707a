#!/usr/bin/env bash
# What rows do to a table, and nested values: --op-column, --delete-where, Debezium's change events, partial and conditional
# updates, expressions, ARRAY, MAP and STRUCT, with real input against the development server.
#   usage: operations.sh STARLOAD_BINARY
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
start_server
cd "$work"

fresh() {  # fresh COLUMNS: table d.t with the key id
  sql d -e 'DROP TABLE IF EXISTS t'
  sql d -e "CREATE TABLE t (id INT NOT NULL, $1) PRIMARY KEY (id) DISTRIBUTED BY HASH(id)"
}
load() { run "$starload" load "${job_options[@]}" "$@"; }
json() { load --set sink.properties.format=json "$@"; }
rows() { query 'SELECT * FROM t ORDER BY id'; }

job
fresh 'name VARCHAR(20) NOT NULL, score INT'
printf 'op,id,name,score\nI,1,Ann,10\nI,2,Bob,20\nI,3,Cid,30\nU,1,Anna,11\nD,2,,\n-U,3,x,0\n' >ops.csv
load --header --op-column op ops.csv
check '--op-column loads' exits 0
check 'rows are inserted, updated and deleted' equals "$(rows)" $'1\tAnna\t11\n3\tCid\t30'
check 'UPDATE_BEFORE is skipped and told' says '1 record without a row skipped'
json --op-column __op --input-format jsonl <(printf '{"id":3,"__op":"delete"}\n{"id":4,"name":"Dee","__op":"c"}\n')
check 'operations of JSON lines' equals "$code $(rows)" $'0 1\tAnna\t11\n4\tDee\tNULL'
printf '1,Anna,11,no\n4,Dee,1,yes\n5,Eve,2,\n' >where.csv
load --columns id,name,score,gone --delete-where "gone = 'yes' or score < 2 and score is not null" where.csv
check '--delete-where deletes what it names' equals "$code $(rows)" $'0 1\tAnna\t11\n5\tEve\t2'

printf 'id,name,op\n7,Gus,I\n8,Hal,?\n' >bad.csv
load --header --op-column op bad.csv
check 'an unknown operation fails the load' exits 1
check 'the message names line, field and value' says "bad.csv:3: operation '?' in field 'op' is unknown"
load --header --op-column op --set sink.properties.max_filter_ratio=0.5 --rejects rejects.jsonl bad.csv
check 'or is rejected where that is allowed' equals "$code $(query 'SELECT COUNT(*) FROM t WHERE id = 7')" '3 1'
check 'the reject has line and column' grep -q '"line":3,"column":"op"' rejects.jsonl

load --header --op-column opp ops.csv
check 'an unknown field is an error at the start' says "did you mean 'op'?"
load --header --delete-where 'op = ' ops.csv
check 'a condition that is none says where' says 'at position 6, the end'
load --raw --op-column op ops.csv
check '--raw cannot look into rows' says 'sends the lines as they are'
load --header --set sink.properties.skip_header=1 ops.csv
check 'skip_header is refused, and --header named' says 'give --header instead'
load --header --set sink.properties.jsonpaths='["$.id"]' ops.csv
check 'jsonpaths needs --raw' says 'with --raw'
sql d -e 'CREATE TABLE dup (id INT, op VARCHAR(3)) DUPLICATE KEY (id) DISTRIBUTED BY HASH(id)'
job table-name=dup
printf 'id,op\n1,I\n' >dup.csv
load --header --op-column op dup.csv
check 'operations need a PRIMARY KEY table' says 'only PRIMARY KEY tables can do; table d.dup has DUPLICATE KEY'

# ---- Debezium
job
fresh 'name VARCHAR(20), born DATE, seen DATETIME, price DECIMAL(10, 2)'
cat >events.json <<'EVENTS'
{"before":null,"after":{"id":1,"name":"Ann","born":11354,"seen":"2024-01-02T03:04:05Z","price":"1.50"},"source":{"table":"t"},"op":"r","ts_ms":1}
{"before":null,"after":{"id":2,"name":"Bob","born":null,"seen":null,"price":2},"op":"c"}
{"before":{"id":1,"name":"Ann"},"after":{"id":1,"name":"Anna","born":11354,"seen":null,"price":"9.99"},"op":"u"}
{"before":{"id":2},"after":null,"op":"d"}
null
{"before":{"id":1,"name":"Anna"},"after":{"id":7,"name":"Anna","born":11354,"seen":null,"price":"9.99"},"op":"u"}
EVENTS
load --input-format debezium-json events.json
check 'change events load' exits 0
check 'a changed key moves the row' equals "$(rows)" $'7\tAnna\t2001-02-01\tNULL\t9.99'
check 'tombstones are skipped and told' says '1 record without a row skipped'
fields='[{"type":"int32","optional":false,"field":"id"},{"type":"string","optional":true,"field":"name"},{"type":"int32","optional":true,"name":"io.debezium.time.Date","version":1,"field":"born"},{"type":"int64","optional":true,"name":"io.debezium.time.MicroTimestamp","version":1,"field":"seen"},{"type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"2"},"field":"price"}]'
printf '{"schema":{"type":"struct","fields":[{"type":"struct","fields":%s,"field":"before"},{"type":"struct","fields":%s,"field":"after"}],"name":"e"},"payload":{"before":null,"after":{"id":8,"name":"Zo\\u00eb","born":-1,"seen":1706745599123456,"price":"AfQ="},"op":"c","ts_ms":1}}\n' \
  "$fields" "$fields" >schema.json
load --input-format debezium-json schema.json
check 'values with a schema are decoded' equals "$code $(query 'SELECT * FROM t WHERE id = 8')" \
  $'0 8\tZoë\t1969-12-31\t2024-01-31 23:59:59.123456\t5.00'
printf '{"op":"t"}\n{"op":"c","after":{"id":9,"name":"x"}}\n' >truncate.json
load --input-format debezium-json truncate.json
check 'a truncation is refused, and what to do' says 'run TRUNCATE TABLE'
load --input-format debezium-json --op-column op events.json
check 'events say themselves what they do' says 'leave --op-column out'
query 'TRUNCATE TABLE t'
load --input-format debezium-json --state events.state events.json
check 'events load exactly-once' equals "$code $(rows)" $'0 7\tAnna\t2001-02-01\tNULL\t9.99'
load --input-format debezium-json --state events.state events.json
check 'and a second start has nothing to do' says 'nothing to do'
load --input-format debezium-json --state events.state --datetime-unit ms events.json
check 'with other flags it is another load' says '--datetime-unit was not set, now it is'

# ---- Updates of a part, and conditions
fresh 'name VARCHAR(20) NOT NULL, score INT'
printf 'id,name,score\n1,starrocks,100\n2,flink,100\n' >board.csv
load --header board.csv
printf 'id,name\n1,starrocks-update\n2,flink-update\n' >names.csv
load --header --set sink.properties.partial_update=true names.csv
check 'a partial update leaves the other columns' equals "$code $(rows)" $'0 1\tstarrocks-update\t100\n2\tflink-update\t100'
load --columns name,score --set sink.properties.partial_update=true names.csv
check 'a partial update needs the key' says "has no column 'id', which belongs to the key"
load --header --set sink.properties.partial_update=true --set sink.properties.partial_update_mode=rows names.csv
check 'an unknown mode is refused' says 'it is row, column or auto'
printf 'id,name,score\n1,late,99\n2,new,101\n' >scores.csv
load --header --set sink.properties.merge_condition=score scores.csv
check 'a conditional update takes larger values only' equals "$code $(rows)" $'0 1\tstarrocks-update\t100\n2\tnew\t101'
load --header --set sink.properties.merge_condition=id scores.csv
check 'a key cannot be the condition' says 'is of the PRIMARY KEY'
load --header --set sink.properties.merge_condition=score names.csv
check 'a condition needs its column' says 'score'

# ---- Expressions
sql d -e 'CREATE TABLE uv (page_id INT NOT NULL, visit_date DATETIME NOT NULL, visit_users BITMAP BITMAP_UNION NOT NULL)
  AGGREGATE KEY (page_id, visit_date) DISTRIBUTED BY HASH(page_id)'
job table-name=uv 'sink.properties.columns=page_id,visit_date,visit_user_id,visit_users=to_bitmap(visit_user_id)'
printf 'visit_user_id,page_id,visit_date\n13,1,2020-06-23 01:30:30\n23,1,2020-06-23 01:30:30\n33,1,2020-06-23 01:30:30\n13,1,2020-06-23 02:30:30\n13,2,2020-06-23 01:30:30\n' >uv.csv
load --header uv.csv
check 'fields are sent in the order of the expressions' equals \
  "$code $(query 'SELECT page_id, COUNT(DISTINCT visit_users) FROM uv GROUP BY page_id ORDER BY page_id')" $'0 1\t3\n2\t1'
query 'TRUNCATE TABLE uv'
json --input-format jsonl <(printf '{"visit_date":"2020-06-23 01:30:30","visit_user_id":5,"page_id":4}\n')
check 'and by name in JSON' equals "$code $(query 'SELECT page_id, COUNT(DISTINCT visit_users) FROM uv GROUP BY page_id')" $'0 4\t1'
load --columns page_id,visit_date,user uv.csv
check 'a field that no expression names is an error' says "has a field 'user', which sink.properties.columns does not name"

# ---- Nested values and large numbers
job
fresh 'tags ARRAY<INT>, attrs MAP<VARCHAR(10), DECIMAL(38, 4)>, place STRUCT<city VARCHAR(10), zip INT>, doc JSON, big LARGEINT'
cat >nested.jsonl <<'LINES'
{"id":1,"tags":[1,null,3],"attrs":{"a":1234567890123456789012345678901234.5678},"place":{"city":"Ulm","zip":89073},"doc":{"n":9007199254740993},"big":-170141183460469231731687303715884105728}
LINES
json nested.jsonl
check 'nested values load from JSON lines' exits 0
check 'element by element' equals "$(query 'SELECT tags, big FROM t')" $'[1,null,3]\t-170141183460469231731687303715884105728'
check 'with every digit' equals "$(query 'SELECT COUNT(*) FROM t WHERE CAST(attrs AS VARCHAR) LIKE "%1234567890123456789012345678901234.5678%"')" 1
printf 'id,tags,place\n2,"[4,5]","{""zip"":1,""city"":""Bonn""}"\n' >nested.csv
load --header nested.csv
check 'JSON text in CSV cells' equals "$code $(query 'SELECT tags FROM t WHERE id = 2')" '0 [4,5]'
json --input-format jsonl <(printf '{"id":3,"place":{"city":"Rome","zip":"x"}}\n')
check 'a value inside that does not fit is named by its path' says "place.zip'"
finish
