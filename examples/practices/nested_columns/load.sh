#!/bin/sh -e
# Sent as JSON, so that nothing needs quoting.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=products --set sink.properties.format=json products.jsonl
