#!/bin/sh -e
# The input counts seconds since 1970 in UTC; the table has the time in Shanghai.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=logins --set 'sink.properties.columns=id,seconds,at=from_unixtime(seconds)' \
  --set sink.properties.timezone=Asia/Shanghai --header logins.csv
