#!/bin/sh -e
# --raw: the command does not look into the records.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=users --set sink.properties.format=json \
  --set 'sink.properties.json_root=$.envelope' \
  --set 'sink.properties.jsonpaths=["$.user.id","$.user.name","$.places[0]"]' \
  --set sink.properties.columns=id,name,city --raw --input-format jsonl users.jsonl
