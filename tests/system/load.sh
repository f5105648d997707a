#!/usr/bin/env bash
# `starload load` as a user runs it, against the development server: formats, NULLs, table creation, standard input,
# rejected rows, machine output.   usage: load.sh STARLOAD_BINARY
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
start_server
cd "$work"

job
sql d -e 'CREATE TABLE t (id INT NOT NULL, name VARCHAR(20), score DOUBLE, born DATE, seen DATETIME)'

printf 'name,id,score,born,seen\n"Ann, B.",1,1.5,2001-02-03,2024-01-02 03:04:05\nNA,2,NA,NA,NA\n' >people.csv
run "$starload" load "${job_options[@]}" --header --null NA people.csv
check 'a CSV file with header, quotes and NA loads' exits 0
check 'the summary tells rows and table' says '2 rows'
check 'the summary names the table' says 'd.t'
check 'values and NULLs are in the table' equals "$(query 'SELECT * FROM t ORDER BY id')" \
  $'1\tAnn, B.\t1.5\t2001-02-03\t2024-01-02 03:04:05\n2\tNULL\tNULL\tNULL\tNULL'

query 'TRUNCATE TABLE t'
printf '3\tplain "quoted"\t2\t2001-02-03\t\\N\n' >people.tsv
run "$starload" load "${job_options[@]}" people.tsv
check 'a TSV file without header loads in column order' exits 0
check 'quotes in TSV are data' equals "$(query 'SELECT name, seen FROM t')" $'plain "quoted"\tNULL'

query 'TRUNCATE TABLE t'
printf '{"id":4,"name":"Zo\\u00eb"}\n{"name":null,"id":5,"score":0.1}\n' >people.jsonl
run "$starload" load "${job_options[@]}" --set sink.properties.format=json people.jsonl
check 'a JSON-lines file loads' exits 0
check 'members are matched by name' equals "$(query 'SELECT id, name, score FROM t ORDER BY id')" \
  $'4\tZoë\tNULL\n5\tNULL\t0.1'

query 'TRUNCATE TABLE t'
code=0
printf '6,six\n7,seven\n' | "$starload" load "${job_options[@]}" --input-format csv --columns id,name - \
  >out 2>err || code=$?
check 'standard input loads' exits 0
check 'columns that are not given are NULL' equals "$(query 'SELECT id, name, score FROM t ORDER BY id')" \
  $'6\tsix\tNULL\n7\tseven\tNULL'

query 'TRUNCATE TABLE t'
printf 'id,name\n1,"two\nlines"\n2,"a ""quote"""\n3,"tab\there"\n' >odd.csv
run "$starload" load "${job_options[@]}" --header odd.csv
check 'values with delimiters, quotes and line breaks load' exits 0
check 'a line break inside a value survives' equals "$(query "SELECT COUNT(*) FROM t WHERE name = 'two\nlines'")" 1
check 'a quote inside a value survives' equals "$(query "SELECT COUNT(*) FROM t WHERE name = 'a \"quote\"'")" 1
check 'a tab inside a value survives' equals "$(query "SELECT COUNT(*) FROM t WHERE name = 'tab\there'")" 1

query 'TRUNCATE TABLE t'
seq 1 1000 | sed 's/$/\tx/' >raw.tsv
run "$starload" load "${job_options[@]}" --raw --set 'sink.properties.columns=id,name' raw.tsv
check 'raw lines load as they are' exits 0
check 'every raw line is a row' equals "$(query 'SELECT COUNT(*), SUM(id) FROM t')" $'1000\t500500'

query 'TRUNCATE TABLE t'
printf 'id,name\n1,good\nx,bad\n3,fine\n' >mixed.csv
run "$starload" load "${job_options[@]}" --header mixed.csv
check 'a bad row fails the load' exits 1
check 'the message names file and line' says 'mixed.csv:3'
check 'no row is loaded when the load fails' equals "$(query 'SELECT COUNT(*) FROM t')" 0
run "$starload" load "${job_options[@]}" --header --set sink.properties.max_filter_ratio=0.5 --rejects rejects.jsonl mixed.csv
check 'bad rows within max_filter_ratio end with code 3' exits 3
check 'the good rows are loaded' equals "$(query 'SELECT COUNT(*) FROM t')" 2
check 'the terminal shows k of n' says 'shown 1 of 1'
check 'the rejects file names line and reason' grep -q '"line":3' rejects.jsonl
check 'the rejects file is private' equals "$(stat -c %a rejects.jsonl)" 600

run "$starload" load "${job_options[@]}" --header --json people.csv --null NA
check '--json prints one object' python3 -c 'import json,sys; r=json.load(open(sys.argv[1])); assert r["loaded_rows"]==2, r' "$work/out"
run "$starload" load "${job_options[@]}" --header --quiet --null NA people.csv
check '--quiet prints nothing' equals "$(cat out err)" ""

job table-name=made
printf 'id,name,when,ratio,flag\n1,abc,2024-01-02T03:04:05Z,0.5,true\n2,NA,NA,NA,NA\n' >made.csv
run "$starload" load "${job_options[@]}" --header --null NA --create-table made.csv
check '--create-table makes the table' exits 0
check 'its types come from the data' equals \
  "$(query "SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.columns WHERE TABLE_SCHEMA='d' AND TABLE_NAME='made' ORDER BY ORDINAL_POSITION")" \
  $'id\tint\nname\tvarchar\nwhen\tdatetime\nratio\tdouble\nflag\ttinyint'
run "$starload" load "${job_options[@]}" --header --null NA --create-table made.csv
check '--create-table on a table that exists loads into it' exits 0
check 'both loads are there' equals "$(query 'SELECT COUNT(*) FROM made')" 4

sql d -e 'CREATE TABLE pk (id INT NOT NULL, v VARCHAR(10)) PRIMARY KEY (id) DISTRIBUTED BY HASH(id)'
job table-name=pk
printf 'id,v\n1,a\n2,b\n1,c\n' >pk.csv
run "$starload" load "${job_options[@]}" --header pk.csv
check 'a PRIMARY KEY table takes upserts' exits 0
check 'the last row of a key wins' equals "$(query 'SELECT * FROM pk ORDER BY id')" $'1\tc\n2\tb'

sql d -e 'CREATE TABLE vb (id INT, b VARBINARY(10))'
job table-name=vb
printf 'id,b\n1,0102ff\n' >vb.csv
run "$starload" load "${job_options[@]}" --header vb.csv
check 'bytes that are no text reach a VARBINARY column' equals "$code $(query 'SELECT HEX(b) FROM vb')" '0 0102FF'

job
run "$starload" check "${job_options[@]}"
check 'check succeeds' exits 0
check 'check says where each value came from' says '[--password-file]'
check 'check never prints the password' is_silent_about 'open sesame'
check 'check names the backend' says 'backend'
run "$starload" plugins
check 'plugins lists the built-in ones' says 'stream_load'
run "$starload" plugins --help-options
check 'options are listed with their ranges' says '[67108864, 10737418240]'
finish
