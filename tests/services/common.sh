# What the scripts of this folder share: where services live, and how a missing part is told.
# Sourced, not run. Nothing here needs the project's own environment.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
VAR="$ROOT/var"
# Not below the clone: the servers run as other users, who may not be able to enter it.
NUMBER="$(printf '%s' "$ROOT" | cksum | cut -d' ' -f1)"
STATE="${SERVICES_STATE:-/var/tmp/tantu-services-$(id -u)-$NUMBER}"   # a test that stops a server has one of its own
PORT=$((20000 + NUMBER % 10000))   # three ports of this clone's own, so that two clones do not meet
PG_PORT=$PORT; REDIS_PORT=$((PORT + 1)); ES_PORT="${SERVICES_ES_PORT:-$((PORT + 2))}"
ENV_FILE="$VAR/services.env"

missing() {   # missing PART WHY: told, and an error in CI
  echo "services: no $1: $2" >&2
  if [ "${CI:-}" = true ]; then exit 1; fi
}

is_debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

installed() {   # installed COMMAND PACKAGE…: brings the packages where the command is not there
  local command="$1"; shift
  if ls $command >/dev/null 2>&1 || command -v "$command" >/dev/null; then return 0; fi
  is_debian_root || return 1
  if [ -z "${APT_UPDATED:-}" ]; then apt-get update -qq; APT_UPDATED=1; fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

wait_for() {   # wait_for PORT NAME
  local tries=0
  until answers "$1"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 150 ]; then echo "services: $2 does not answer on port $1" >&2; exit 1; fi
    sleep 0.2
  done
}
