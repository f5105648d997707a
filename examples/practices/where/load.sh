#!/bin/sh -e
# The command does not look into the lines.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=passed --set sink.version=V1 --set sink.properties.column_separator=, --set sink.properties.skip_header=1 \
  --set 'sink.properties.where=score >= 60' --raw exam.csv
