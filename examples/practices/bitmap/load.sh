#!/bin/sh -e
# visit_user_id is a field of the input only.
cd "$(dirname "$0")"
"${STARLOAD:-starload}" load --config "${CONNECTION:-../connection.properties}" \
  --set table-name=page_uv \
  --set 'sink.properties.columns=page_id,visit_date,visit_user_id,visit_users=to_bitmap(visit_user_id)' \
  --header visits.csv
