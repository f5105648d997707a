#!/bin/sh -e
# Row 2 is rejected: 3 is the exit code of that.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=meetings --set sink.properties.column_separator=, \
  --set sink.properties.strict_mode=true --set sink.properties.max_filter_ratio=0.5 --raw meetings.csv || [ $? -eq 3 ]
