#!/bin/sh -e
# The file has no score.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=score_board --set sink.properties.partial_update=true \
  --set sink.properties.partial_update_mode=column --header names.csv
