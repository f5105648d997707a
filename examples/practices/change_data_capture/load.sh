#!/bin/sh -e
# Each line is one change.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=customers --input-format debezium changes.jsonl
