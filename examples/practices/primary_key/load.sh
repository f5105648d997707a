#!/bin/sh -e
# The fields are found by the names in the first line.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=score_board --header scores.csv
