#!/bin/sh -e
# Each load takes what belongs into its table.
cd "$(dirname "$0")"
for table in small large; do
  case $table in small) where='amount < 100' ;; *) where='amount >= 100' ;; esac
  "${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
    --set table-name=${table}_orders --set "sink.properties.where=$where" --header orders.csv
done
