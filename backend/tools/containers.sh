#!/usr/bin/env bash
# A clean clone, made, started and tested in containers; needs Docker with Compose 2.20 or newer.
# containers.sh [PORT]    KEEP=1 leaves everything running, in the directory that is printed.
set -euo pipefail
cd "$(dirname "$0")/../.."
repository=$PWD
port=${1:-8080}
python=$repository/.venv/bin/python
seconds_since() { echo $(($(date +%s) - $1)); }
say() { printf 'containers: %s\n' "$*" >&2; }

docker compose version >/dev/null 2>&1 || { say "no docker compose here: nothing was tested"; exit 3; }
clone=$(mktemp -d)
project=apextrade-trial-$$
export COMPOSE_PROJECT_NAME=$project APEX_PORT=$port
image=apextrade:0.1.0-trial
pages=apextrade-pages:0.1.0-trial
export APEX_IMAGE=$image APEX_PAGES_IMAGE=$pages

end() {
    local status=$?
    [ $status = 0 ] || (cd "$clone" && docker compose ps --all && docker compose logs --tail 40) || true
    if [ -n "${KEEP:-}" ]; then
        say "left running: project $project in $clone"
        return
    fi
    (cd "$clone" && docker compose down --volumes --timeout 5 >/dev/null 2>&1) || true
    rm -rf "$clone"
}
trap end EXIT

git clone --quiet "$repository" "$clone"
cd "$clone"
begun=$(date +%s)
docker build --quiet --file backend/Dockerfile --tag "$image" . >/dev/null
say "image built in $(seconds_since "$begun") s, $(($(docker image inspect "$image" --format '{{.Size}}') / 1000000)) MB"

begun=$(date +%s)
docker build --quiet --tag "$pages" frontend >/dev/null
say "pages built in $(seconds_since "$begun") s, $(($(docker image inspect "$pages" --format '{{.Size}}') / 1000000)) MB"

if docker compose config --quiet 2>/dev/null; then
    say "the description is accepted without any secret"
    exit 1
fi
docker run --rm --user "$(id -u):$(id -g)" --volume "$clone:/install" "$image" \
    apextrade init --directory /install --port "$port" >/dev/null
docker compose config --quiet

begun=$(date +%s)
docker compose up --detach --wait >/dev/null 2>&1
say "healthy after $(seconds_since "$begun") s"

docker compose exec -T pool-backtest python - <<'PYTHON'
from numba.core import event
with event.install_recorder("numba:compile") as compiled:
    from app.engine.warm_up import warm_up_compiled
    warm_up_compiled()
assert not compiled.buffer, f"a new process compiles {len(compiled.buffer)} functions"
PYTHON
say "a new process compiles nothing"

begun=$(date +%s)
kill="cd $clone && docker compose kill pool-backtest && docker compose up --detach --no-deps pool-backtest"
token=$(sed -n 's/^SETUP_TOKEN=//p' .env)
(cd "$repository/backend" && APEX_URL=http://127.0.0.1:$port APEX_SETUP_TOKEN=$token \
    APEX_KILL_WORKER=$kill "$python" -m pytest tests/e2e -q)
say "tested in $(seconds_since "$begun") s"

# What a proxy writes down stays: no token, ticket or query may be in it (security.md 52).
logs=$(docker compose logs --no-log-prefix nginx)
if grep -qE 'eyJ|ticket\.|\?|apex_refresh' <<<"$logs"; then
    say "the proxy's log holds a token or a query"
    exit 1
fi
begun=$(date +%s)
docker compose stop >/dev/null 2>&1
say "stopped in $(seconds_since "$begun") s"
