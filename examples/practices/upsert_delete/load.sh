#!/bin/sh -e
# The column op says what each row does; it is no column of the table.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=beginners --header --op-column op changes.csv
