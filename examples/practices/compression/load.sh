#!/bin/sh -e
# JSON, compressed with LZ4.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=words --set sink.properties.format=json --set sink.properties.compression=lz4_frame words.jsonl
