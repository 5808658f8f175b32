# shellcheck shell=bash
# A Docker engine: the one that answers, else (root on Debian) Debian's own, started in the background.

engine_answers() { have docker && docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# engine_ensure: returns with an engine that answers, or dies with a sentence.
engine_ensure() {
    engine_answers && return 0
    [ -z "${DOCKER_HOST:-}" ] || die "no Docker engine answers at DOCKER_HOST=$DOCKER_HOST"
    is_debian && is_root || die "no Docker engine answers: start one, set DOCKER_HOST, or run this as root on Debian"
    have dockerd || apt_install docker.io iptables
    apt_install iptables
    engine_answers && return 0
    step "starting dockerd" locked engine engine_start
}

engine_start() {
    engine_answers && return 0
    mkdir -p "$FLEET_CACHE"
    # Its own session, and no inherited lock: it outlives the script that started it.
    setsid dockerd --pidfile "$FLEET_CACHE/dockerd.pid" </dev/null >"$FLEET_CACHE/dockerd.log" 2>&1 9>&- &
    local waited
    for waited in $(seq 1 480); do
        engine_answers && return 0
        kill -0 $! 2>/dev/null || break
        sleep 0.5
    done
    tail -n 20 "$FLEET_CACHE/dockerd.log"
    return 1
}

# engine_stop: stops the dockerd that engine_start started, unless somebody's container still runs on it.
engine_stop() {
    local pid waited
    pid=$(cat "$FLEET_CACHE/dockerd.pid" 2>/dev/null) || return 0
    [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] || return 0
    if [ -n "$(docker ps -q)" ]; then
        say "dockerd keeps running: containers of others are on it"
        return 0
    fi
    kill "$pid"
    for waited in $(seq 1 60); do
        kill -0 "$pid" 2>/dev/null || { say "stopped dockerd"; return 0; }
        sleep 0.5
    done
    die "dockerd (pid $pid) does not stop"
}

# plugins_ensure: `docker compose` and `docker buildx`, from Debian trixie where they are missing (bookworm has neither).
plugins_ensure() {
    docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1 && return 0
    is_debian && is_root || die "needs the docker compose and buildx plugins: install them, or run this as root on Debian"
    apt_install mmdebstrap
    again step "docker compose and buildx from Debian trixie" locked plugins plugins_extract
}

plugins_extract() {
    local root plugins=${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins
    docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1 && return 0
    root=$(mktemp -d)
    mkdir -p "$plugins"
    mmdebstrap --quiet --variant=extract --include=docker-compose,docker-buildx trixie "$root" \
        && cp "$root"/usr/libexec/docker/cli-plugins/* "$plugins"/
    local failed=$?
    rm -rf "$root"
    return "$failed"
}
