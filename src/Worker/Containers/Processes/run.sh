# Sourced by sandbox.sh and unprotected.sh: pid 1 (or what stands for it) runs the task, hands it the signals that come, and writes its exit code.
run() {
    child='' pending=''
    trap 'forward TERM' TERM
    trap 'forward INT' INT
    echo started >&9
    echo started >&6 2>/dev/null || :
    exec 6>&- 9>&-
    start >&3 2>&4 3>&- 4>&- 5>&- 7>&- </dev/null &
    child=$!
    exec 3>&- 4>&-
    [ -z "$pending" ] || forward "$pending"
    # A signal ends "wait" before the task has ended; orphans are reaped by it too.
    while :; do
        code=0
        wait "$child" || code=$?
        kill -0 "$child" 2>/dev/null || break
    done
    echo "$code" >&7
}

forward() { if [ -n "$child" ]; then kill "-$1" "$child" 2>/dev/null || :; else pending=$1; fi; }
