#!/usr/bin/env bash
# Make .venv from requirements.lock, skipping what is already done. Needs Python 3.12+ and nothing else.
# setup.sh ENVIRONMENT LOCK… makes another one, with what these locks add.
set -euo pipefail
cd "$(dirname "$0")/../.."
environment=${1:-.venv}
locks=(requirements.lock "${@:2}")

say() { printf 'setup: %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }

# PYTHON wins; then names on PATH; then what pyenv holds, because its shims answer only for the selected version.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || die "PYTHON=$PYTHON is not Python 3.12 or newer"
        echo "$PYTHON"
        return
    fi
    local name
    for name in python3.12 python3.13 python3.14 python3 python; do
        if command -v "$name" >/dev/null && new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    for name in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python \
        "$(dirname "$(dirname "$(command -v pyenv || echo /nonexistent/bin/pyenv)")")"/versions/3.1[2-9]*/bin/python; do
        if [ -x "$name" ] && new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    die "no Python 3.12 or newer found on PATH or in pyenv; install one or name it: make demo PYTHON=/path/to/python3.12"
}

install_all() {
    local python=$1 installer
    say "virtual environment from $("$python" --version 2>&1)"
    rm -rf "$environment"
    "$python" -m venv "$environment" ||
        die "$python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"
    if uv --version >/dev/null 2>&1; then # a version manager's shim may be there and not run
        installer=uv
    else
        # The pinned uv from the same lock: ten times faster than pip, and hashes are checked either way.
        awk '/^uv==/ {on = 1} on {print} on && !/\\$/ {exit}' "${locks[0]}" >"$environment/uv.lock"
        "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$environment/uv.lock"
        installer=$environment/bin/uv
    fi
    say "installing $(cat "${locks[@]}" | grep -c '^[a-zA-Z0-9_.-]*==') locked packages"
    VIRTUAL_ENV=$PWD/$environment "$installer" pip sync --quiet --require-hashes "${locks[@]}"
    VIRTUAL_ENV=$PWD/$environment "$installer" pip install --quiet --no-deps --no-build-isolation --editable backend
}

stamp_of() { # the environment is current while this text is the same
    cat "${locks[@]}" backend/pyproject.toml
    pwd
}

wanted=$(stamp_of | sha256sum | cut -d' ' -f1)
if [ "$(cat "$environment/.stamp" 2>/dev/null)" != "$wanted" ]; then
    python=$(find_python)
    install_all "$python"
    echo "$wanted" >"$environment/.stamp"
fi
