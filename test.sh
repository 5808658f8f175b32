#!/usr/bin/env bash
# usage: ./test.sh [PROJECT...]     builds with warnings as errors, checks the format, gets the real parts and runs all tests
#        ./test.sh --unit           needs nothing but the .NET SDK: no engine, no broker, no database
# PROJECT is a folder of tests/ (EndToEnd.Tests, or EndToEnd): only these.
# What is there is used: DOCKER_HOST, FLEET_TEST_AMQP (RabbitMQ 4), FLEET_TEST_AMQP_310 (RabbitMQ 3.10), FLEET_TEST_PG (PostgreSQL, an
# Npgsql connection string), FLEET_TEST_S3 (http://KEY:SECRET@HOST:PORT), FLEET_TEST_AZURE (http://ACCOUNT:KEY@HOST:PORT). The rest is
# started here as containers and ended again; as root on Debian the engine and the images too.
# The last line is always `N passed, N failed`, and `, N skipped` where some were.
set -uo pipefail
cd "$(dirname "$0")" || exit
. scripts/lib/common.sh
. scripts/lib/engine.sh
. scripts/lib/images.sh
. scripts/lib/tests.sh

unit=0
only=()
while [ $# -gt 0 ]; do
    case $1 in
        --unit) unit=1 ;;
        -h|--help) sed -n '2,8s/^# //p' "$0"; exit 2 ;;
        -*) die "unknown option $1 (./test.sh --help)" ;;
        *) only+=("$(basename "${1%.Tests}").Tests") ;;
    esac
    shift
done

started_engine=0
parts=''
broker4=fleet-test-broker-4-$$ broker310=fleet-test-broker-310-$$ database=fleet-test-postgres-$$ objects=fleet-test-s3-$$ blobs=fleet-test-azurite-$$
parts_log=''

end_what_was_started() {
    trap - EXIT INT TERM
    # On an interrupt the parts may still be on their way.
    [ -z "$parts" ] || { kill -TERM -- "-$parts" && wait "$parts"; } 2>/dev/null
    end_lanes
    if [ "$unit" = 0 ] && engine_answers; then
        docker rm --force --volumes "$broker4" "$broker310" "$database" "$objects" "$blobs" >/dev/null 2>&1
        [ "$started_engine" = 0 ] || engine_stop
    fi
    rm -f "$parts_log"
}

finish() {
    end_what_was_started
    local line="$PASSED passed, $FAILED failed"
    [ "$SKIPPED" = 0 ] || line="$line, $SKIPPED skipped"
    echo "$line"
    [ "$FAILED" = 0 ]
    exit $?
}
trap 'FAILED=$((FAILED + 1)); say "error: interrupted"; finish' INT TERM
trap 'FAILED=$((FAILED + 1)); finish' EXIT

# get_parts FILE: everything that the tests talk to; writes the variables for them into FILE.
get_parts() {
    export FLEET_STEP_WHOLE=1
    have git || apt_install git || return 1
    images_ensure core python brokers postgres s3 azure corpus build || return 1
    plugins_ensure || return 1
    {
        [ -n "${FLEET_TEST_AMQP:-}" ] || printf 'export FLEET_TEST_AMQP=%q\n' "$(step_value "RabbitMQ 4" scripts/broker start 4 --name "$broker4")"
        [ -n "${FLEET_TEST_AMQP_310:-}" ] || printf 'export FLEET_TEST_AMQP_310=%q\n' "$(step_value "RabbitMQ 3.10" scripts/broker start 3.10 --name "$broker310")"
        [ -n "${FLEET_TEST_PG:-}" ] || printf 'export FLEET_TEST_PG=%q\n' "$(step_value "PostgreSQL" scripts/postgres start --name "$database")"
        [ -n "${FLEET_TEST_S3:-}" ] || printf 'export FLEET_TEST_S3=%q\n' "$(step_value "S3" scripts/s3 start --name "$objects")"
        [ -n "${FLEET_TEST_AZURE:-}" ] || printf 'export FLEET_TEST_AZURE=%q\n' "$(step_value "Azure Blob" scripts/azurite start --name "$blobs")"
    } >"$1"
    ! grep -q "=''$" "$1"
}

# step_value NAME COMMAND...: runs it, says where it is, prints what it printed.
step_value() {
    local name=$1 began=$SECONDS value
    shift
    value=$("$@") || return 1
    say "$name: $value, $((SECONDS - began)) s"
    printf '%s' "$value"
}

have dotnet || { say 'error: needs the .NET 10 SDK: https://dotnet.microsoft.com/download'; FAILED=1; finish; }
mkdir -p "$RESULTS"

# The parts are fetched while the build runs, by a process group of their own that an interrupt can end.
if [ "$unit" = 0 ]; then
    if ! engine_answers; then
        (engine_ensure) || { FAILED=1; finish; }
        started_engine=1
    fi
    parts_log=$(mktemp)
    set -m
    (get_parts "$parts_log") </dev/null &
    parts=$!
    set +m
fi
# Limits are for what hangs, on a machine that others use too.
check 1800 'build, warnings as errors' dotnet build Fleet.sln --nologo --verbosity quiet -nodeReuse:false -p:UseSharedCompilation=true || { [ -z "$parts" ] || wait "$parts"; finish; }
# One compiler for all projects is quicker; whoever wants none to stay afterwards says so with this variable.
[ "${UseSharedCompilation:-}" != false ] || dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
# What needs no compiler. Style and analyzers are warnings of the build, the order of usings is a test (Architecture.Tests).
check 900 'dotnet format' dotnet format whitespace . --folder --verify-no-changes --verbosity quiet --include src/ tests/ bench/

if [ "$unit" = 0 ]; then
    wait "$parts" || { parts=''; say 'error: not all parts could be had (see above)'; FAILED=$((FAILED + 1)); finish; }
    parts=''
    # shellcheck disable=SC1090
    . "$parts_log"
    # A test that lacks its part fails now instead of being skipped.
    export FLEET_TEST_REQUIRE=1
    # Testcontainers: its reaper's image is not everywhere, and Engine 20.10 speaks API 1.41.
    export TESTCONTAINERS_RYUK_DISABLED=true
    export DOCKER_API_VERSION=${DOCKER_API_VERSION:-$(docker version --format '{{.Server.APIVersion}}')}
    [ ! -e /.dockerenv ] || export TESTCONTAINERS_HOST_OVERRIDE=${TESTCONTAINERS_HOST_OVERRIDE:-127.0.0.1}
else
    unset FLEET_TEST_AMQP FLEET_TEST_AMQP_310 FLEET_TEST_PG FLEET_TEST_S3 FLEET_TEST_AZURE FLEET_TEST_REQUIRE
    # Tests that would use an engine find none.
    export FLEET_TEST_UNIT=1
fi

if [ ${#only[@]} -gt 0 ]; then
    run_lanes "${only[*]}"
else
    mapfile -t lanes < <(first_lanes)
    run_lanes "${lanes[@]}"
    run_lanes "$(last_lane "$unit")"
fi
finish
