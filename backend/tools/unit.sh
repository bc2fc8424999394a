#!/usr/bin/env bash
# The unit tests as two processes side by side, the core in one and everything around it in the
# other: sharing single tests out among workers costs more than it saves on tests this small.
set -uo pipefail
cd "$(dirname "$0")/.."
bare=(-p no:schemathesis -p no:xdist -p no:cov -p no:anyio -q)
run() { "$PWD/../.venv/bin/python" -m pytest "${bare[@]}" "$@" 2>&1; }
core=(tests/unit/domain tests/unit/engine)
rest=$(mktemp)
trap 'rm -f "$rest"' EXIT
run tests/unit --ignore "${core[0]}" --ignore "${core[1]}" >"$rest" &
around=$!
run "${core[@]}"
inner=$?
wait "$around"
outer=$?
cat "$rest"
exit $((inner || outer))
