#!/bin/sh -e
# Rows of one key: the last one wins.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=devices --header states.csv
