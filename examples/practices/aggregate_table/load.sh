#!/bin/sh -e
# \N is NULL.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=sales --header sales.csv
