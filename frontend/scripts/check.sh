#!/usr/bin/env bash
# Format, lint, types, the generated types of the API, and what each route makes a browser load.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PWD/node_modules/.bin:$PWD/../.venv/bin:$PATH
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

prettier --check --log-level warn .
tsc --noEmit &
types=$!
eslint . --max-warnings 0
wait $types
openapi-typescript openapi.json --output "$made/api.gen.ts" >/dev/null
cmp -s "$made/api.gen.ts" src/types/api.gen.ts || {
    echo "src/types/api.gen.ts is not what openapi.json says: run make openapi" >&2
    exit 1
}
node scripts/budget.mjs
