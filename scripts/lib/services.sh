# shellcheck shell=bash
# Brokers and databases for tests: containers of their own, on a port of 127.0.0.1 that they keep over a restart.
# Each is labelled fleet.test=KIND, so that what was started can be found and ended.

# free_port: a TCP port of 127.0.0.1 that nobody listens on now (below the ephemeral range, which clients take from).
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}

# service_run KIND NAME INNER-PORT DOCKER-ARGUMENT...: creates and starts the container, prints its host port.
service_run() {
    local kind=$1 name=$2 inner=$3 port try output
    shift 3
    for try in 1 2 3 4 5; do
        port=$(free_port)
        if output=$(service_create "$kind" "$name" "$port:$inner" "$@" 2>&1); then
            echo "$port"
            return 0
        fi
        docker rm --force --volumes "$name" >/dev/null 2>&1 || true
        # Somebody took the port in between: another one. Anything else is an error.
        case $output in *'already allocated'*|*'address already in use'*) ;; *) break ;; esac
    done
    die "cannot start $name: $output"
}

# SERVICE_FILE (a local path) and SERVICE_FILE_AT (a path in the container): one file copied in before the start, so that a remote engine works too.
service_create() {
    local kind=$1 name=$2 ports=$3
    shift 3
    docker create --name "$name" --label "fleet.test=$kind" --publish "127.0.0.1:$ports" "$@" || return 1
    if [ -n "${SERVICE_FILE:-}" ]; then docker cp "$SERVICE_FILE" "$name:$SERVICE_FILE_AT" || return 1; fi
    docker start "$name"
}

# service_wait NAME SECONDS COMMAND...: until the command succeeds inside; with the last log lines when it does not. The seconds are for a machine that is busy.
service_wait() {
    local name=$1 until=$((SECONDS + $2))
    shift 2
    while ! docker exec "$name" "$@" >/dev/null 2>&1; do
        # A busy engine may fail to say how it is.
        if [ "$SECONDS" -ge "$until" ] || [ "$(docker inspect --format '{{.State.Running}}' "$name" 2>/dev/null)" = false ]; then
            docker logs --tail 30 "$name" >&2
            docker rm --force --volumes "$name" >/dev/null 2>&1 || true
            die "$name does not get ready"
        fi
        sleep 0.3
    done
}

# service_stop KIND [NAME]: removes that container, or all of the kind.
service_stop() {
    local kind=$1 names=${2:-}
    engine_answers || return 0
    [ -n "$names" ] || names=$(docker ps --all --filter "label=fleet.test=$kind" --format '{{.Names}}')
    # shellcheck disable=SC2086
    [ -z "$names" ] || docker rm --force --volumes $names >/dev/null
}

service_list() { docker ps --all --filter "label=fleet.test=$1" --format '{{.Names}}\t{{.Image}}\t{{.Ports}}\t{{.Status}}'; }
