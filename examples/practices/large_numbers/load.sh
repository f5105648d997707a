#!/bin/sh -e
# Text all the way: no digit passes through a floating-point number.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=ledger --header ledger.csv
