# shellcheck shell=bash
# What every script here shares: messages, the cache folder, locks. Source it; it runs nothing.

FLEET_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
FLEET_CACHE=${FLEET_TEST_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/fleet-test}

# Messages go to standard error: standard output belongs to the answer (a URL, say).
say() { printf '%s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
is_debian() { [ -r /etc/debian_version ] && have apt-get; }
is_root() { [ "$(id -u)" = 0 ]; }

# step TEXT COMMAND...: one line for one thing done, with its seconds; the command's own output only when it fails.
# On a terminal the line begins when the work does; elsewhere it comes whole, for others may write in between.
step() {
    local text=$1 began=$SECONDS log
    shift
    log=$(mktemp)
    if [ -t 2 ] && [ -z "${FLEET_STEP_WHOLE:-}" ]; then
        printf '%s ... ' "$text" >&2
        text=''
    else
        text="$text ... "
    fi
    if "$@" >"$log" 2>&1; then
        printf '%s%s s\n' "$text" "$((SECONDS - began))" >&2
        rm -f "$log"
    else
        printf '%sfailed\n' "$text" >&2
        tail -n 40 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

# again COMMAND...: once more after a failure, for what is fetched: mirrors stumble.
again() {
    "$@" && return 0
    say "once more in 10 seconds"
    sleep 10
    "$@"
}

# locked NAME COMMAND...: one process at a time on this machine (where flock exists), so that two runs do not build the same thing.
locked() {
    local name=$1
    shift
    mkdir -p "$FLEET_CACHE"
    if have flock; then
        ( flock 9; "$@" ) 9>"$FLEET_CACHE/$name.lock"
    else
        "$@"
    fi
}

# apt_install PACKAGE...: those that are missing, on Debian as root; elsewhere it says what to install.
apt_install() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    is_debian && is_root || die "needs ${missing[*]}: install them, or run this as root on Debian"
    step "apt-get install ${missing[*]}" locked apt apt_install_now "${missing[@]}"
}

apt_install_now() {
    export DEBIAN_FRONTEND=noninteractive
    local patient=(-o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
    apt-get "${patient[@]}" install -qqy --no-install-recommends "$@" || { apt-get "${patient[@]}" update -qq && apt-get "${patient[@]}" install -qqy --no-install-recommends "$@"; }
}
