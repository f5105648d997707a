#!/bin/sh -e
# The first row has a lower score than the table, the second a higher one.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=score_board --set sink.properties.merge_condition=score --header scores.csv
