#!/usr/bin/env bash
# Branch coverage of app/domain and app/engine. The compiled loops run as plain Python here, because
# coverage cannot see machine code; the unit run beside it has proved the compiled ones.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$PWD/../.venv/bin
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
export COVERAGE_FILE=$data/coverage NUMBA_DISABLE_JIT=1
"$bin/python" -m coverage run -m pytest tests/unit/domain tests/unit/engine -q -m "not compiled" -p no:schemathesis
"$bin/python" -m coverage combine -q "$data"
"$bin/python" -m coverage report --fail-under=80
