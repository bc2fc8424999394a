#!/usr/bin/env bash
# The pages in a real browser against a platform of their own, made here and gone afterwards.
# e2e.sh [PLAYWRIGHT ARGUMENTS…]    E2E=smoke: what has to work before anything else is looked at.
# APEX_URL and APEX_HOME of a running demo: use that one instead.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
export APEX_BIN=$root/.venv/bin/apextrade CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
[ -x "$CHROMIUM" ] || { echo "error: no Chromium at $CHROMIUM: apt install chromium, or name it: make e2e CHROMIUM=/path/to/chromium" >&2; exit 1; }
smoke='@smoke'
[ "${E2E:-}" != smoke ] || set -- --grep "$smoke" "$@"

if [ -z "${APEX_URL:-}" ]; then
    APEX_HOME=$(mktemp -d)
    chmod 755 "$APEX_HOME" # the database runs as another user where root starts it
    APEX_PORT=$(.venv/bin/python -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
    export APEX_HOME APEX_PORT APEX_URL=http://127.0.0.1:$APEX_PORT REGISTRATION=open
    end() {
        local status=$?
        [ $status = 0 ] || tail -n 20 "$APEX_HOME"/logs/frontend.log "$APEX_HOME"/logs/api.log >&2 || true
        "$APEX_BIN" stop >/dev/null || true
        rm -rf "$APEX_HOME"
    }
    trap end EXIT
    "$APEX_BIN" demo --detach | tail -n 1
fi
# One address may make twenty accounts an hour: the tests' come to the API from many (support/test.ts).
if [ -z "${APEX_API:-}" ] && [ -f "${APEX_HOME:-}/stack.json" ]; then
    api=$(.venv/bin/python -c 'import json, sys; print(json.load(open(sys.argv[1]))["ports"]["api"])' "$APEX_HOME/stack.json")
    export APEX_API=http://127.0.0.1:$api
fi
cd frontend
node_modules/.bin/playwright test "$@"
