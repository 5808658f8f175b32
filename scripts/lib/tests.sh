# shellcheck shell=bash
# Builds, runs the test executables and adds up what they say.

PASSED=0 FAILED=0 SKIPPED=0
RESULTS=$FLEET_ROOT/artifacts/test-results

# check SECONDS TEXT COMMAND...: a check beside the tests; only a failure is counted, with the errors shown.
check() {
    local limit=$1 text=$2 log began=$SECONDS
    shift 2
    log=$(mktemp)
    if timeout --foreground --kill-after=10 "$limit" "$@" </dev/null >"$log" 2>&1; then
        say "$text ... ok, $((SECONDS - began)) s"
        rm -f "$log"
        return 0
    fi
    say "$text ... FAILED after $((SECONDS - began)) s"
    { grep -E '(error|warning) [A-Z]+[0-9]+' "$log" || tail -n 40 "$log"; } | sort -u | head -n 60 >&2
    rm -f "$log"
    FAILED=$((FAILED + 1))
    return 1
}

# first_lanes: projects that need little of the machine, a line for each lane, the quick ones first. A lane goes one after another, the
# lanes beside each other: what uses the queues of the brokers' own virtual host, which have fixed names, is in one lane.
first_lanes() {
    local project other=''
    for project in "$FLEET_ROOT"/tests/*.Tests/; do
        project=$(basename "$project")
        case $project in
            Coordinator.Tests|EndToEnd.Tests|Chaos.Tests|Conformance.Tests) ;;
            *) other="$other $project" ;;
        esac
    done
    printf '%s\n' Coordinator.Tests "$other"
}

# last_lane UNIT: projects that have the machine for themselves, since they keep all of it busy (UNIT=1: without those that need engine and broker).
last_lane() {
    [ "$1" = 1 ] || printf 'EndToEnd.Tests Chaos.Tests '
    echo Conformance.Tests
}

LANES=() SUMS=()

# run_lanes LANE...: each lane in a process group of its own, which end_lanes can end.
run_lanes() {
    local lane project sum
    set -m
    for lane; do
        sum=$(mktemp)
        SUMS+=("$sum")
        (
            for project in $lane; do
                PASSED=0 FAILED=0 SKIPPED=0
                run_project "$project"
                echo "$PASSED $FAILED $SKIPPED" >>"$sum"
            done
        ) </dev/null &
        LANES+=($!)
    done
    set +m
    for lane in "${LANES[@]}"; do
        wait "$lane" || { FAILED=$((FAILED + 1)); say 'error: not all projects of a lane were run'; }
    done
    LANES=()
}

# end_lanes: ends what still runs and adds up what the lanes have said.
end_lanes() {
    local lane sum passed failed skipped
    for lane in "${LANES[@]}"; do
        kill -TERM -- "-$lane"
        # `timeout` kills within 20 seconds what does not end.
        while kill -0 -- "-$lane"; do sleep 0.2; done
    done 2>/dev/null
    for sum in "${SUMS[@]}"; do
        while read -r passed failed skipped; do
            PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
        done <"$sum"
        rm -f "$sum"
    done
    LANES=() SUMS=()
}

# limit_of PROJECT: seconds after which it hangs.
limit_of() {
    case $1 in
        # It builds an image, too.
        EndToEnd.Tests) echo 2400 ;;
        Chaos.Tests|Conformance.Tests) echo 1800 ;;
        *) echo 900 ;;
    esac
}

# run_project PROJECT: runs one test executable. What it says in its result file counts; a process that crashed, hung,
# found no test or ended with an error that the file does not show is one failure more.
run_project() {
    local project=$1 limit began=$SECONDS code=0 xml log counts total passed failed skipped errors
    limit=$(limit_of "$project")
    xml=$RESULTS/$project.xml
    log=$RESULTS/$project.log
    rm -f "$xml"
    (
        exec timeout --foreground --kill-after=20 "$limit" dotnet "$FLEET_ROOT/artifacts/bin/$project/debug/Fleet.$project.dll" \
            -noColor -noLogo -longRunning 120 -result-xml "$xml" </dev/null >"$log" 2>&1
    ) || code=$?
    counts=$(result_counts "$xml") || counts=''
    read -r total passed failed skipped errors <<<"${counts:-0 0 0 0 0}"
    failed=$((failed + errors))
    if [ "$code" = 124 ] || [ "$code" = 137 ]; then
        failed=$((failed + 1))
        say "error: $project was stopped after $limit s"
    elif [ -z "$counts" ]; then
        failed=$((failed + 1))
        say "error: $project ended with exit code $code and without a result"
    elif [ "$total" = 0 ]; then
        failed=$((failed + 1))
        say "error: $project has no tests"
    elif [ "$code" != 0 ] && [ "$failed" = 0 ]; then
        failed=1
        say "error: $project ended with exit code $code though no test failed"
    fi
    PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
    say "$project: $passed passed, $failed failed, $skipped skipped, $((SECONDS - began)) s"
    if [ "$failed" != 0 ]; then say "$(failures "$log" 2>&1)"; fi
}

# result_counts XML: total passed failed skipped errors, from xunit's own result file.
result_counts() {
    local line name
    line=$(grep -o '<assembly [^>]*>' "$1" 2>/dev/null) || return 1
    for name in total passed failed skipped errors; do
        sed -n "s/.* $name=\"\([0-9]*\)\".*/\1/p" <<<"$line" | grep . || echo 0
    done | tr '\n' ' '
}

# failures LOG: each failed test with the lines that say why, and the end of the log (a crash shows there).
failures() {
    awk '/\[FAIL\]/ { show = 1; left = 14 } /^    [^ ].*\[(SKIP|PASS)\]|^  (Discover|Starting|Finished)/ { show = 0 } show && left-- > 0' "$1" | head -n 200 >&2
    grep -q '\[FAIL\]' "$1" || { grep -m 1 -A 8 -E 'Process terminated|Unhandled exception' "$1"; tail -n 5 "$1"; } | cut -c 1-200 >&2
}
