#!/bin/sh
# One hour of work, by curl. TIMETHER_URL, TIMETHER_TOKEN and TIMETHER_WORKSPACE say where, as whom and for what.
set -eu

call() {
  curl --silent --show-error --fail-with-body \
    --header "Authorization: Bearer $TIMETHER_TOKEN" \
    --header "X-Workspace-Id: $TIMETHER_WORKSPACE" \
    --header "Content-Type: application/json" "$@"
}

call "$TIMETHER_URL/api/v1/me"
call "$TIMETHER_URL/api/v1/time-entries" \
  --data '{"description": "By curl", "start": "2026-11-20T09:00:00Z", "duration": 3600}'
call "$TIMETHER_URL/api/v1/time-entries?from=2026-11-20&to=2026-11-20"
