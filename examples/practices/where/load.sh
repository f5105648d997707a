#!/bin/sh -e
# The command does not look into the lines.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=passed --set sink.properties.column_separator=, \
  --set 'sink.properties.where=score >= 60' --raw --header exam.csv
