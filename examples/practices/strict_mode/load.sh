#!/bin/sh -e
# Row 2 is rejected: 3 is the exit code of that.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=measured --set sink.properties.column_separator=, \
  --set 'sink.properties.columns=id,text,value=CAST(text AS INT)' \
  --set sink.properties.strict_mode=true --set sink.properties.max_filter_ratio=0.5 --raw measured.csv || [ $? -eq 3 ]
