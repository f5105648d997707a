#!/bin/sh -e
# visit_user_id is a field of the input only.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=hll_uv \
  --set 'sink.properties.columns=page_id,visit_date,visit_user_id,visit_users=hll_hash(visit_user_id)' \
  --header visits.csv
