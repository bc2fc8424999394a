#!/usr/bin/env bash
# Run make targets one after the other, print the seconds each took, fail at the first that fails.
set -uo pipefail
cd "$(dirname "$0")/../.."
summary=""
for part in "$@"; do
    started=$(date +%s)
    printf '\n=== %s ===\n' "$part"
    if ! make --no-print-directory "$part"; then
        printf '%s\n=== %s failed after %s s ===\n' "$summary" "$part" "$(($(date +%s) - started))"
        exit 1
    fi
    summary="$summary$(printf '  %-14s %4s s' "$part" "$(($(date +%s) - started))")"$'\n'
done
printf '\n%s' "$summary"
