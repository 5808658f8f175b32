# shim.sh STATE BOX RUNG SCRIPTS
# One task from its claim to its exit file: the task's ancestor, which outlives the worker that started it. Its files are STATE.NAME:
#   claim           /proc/PID/stat of the shim; who makes the file owns the start. "void": the container must never start
#   init            /proc/PID/stat of the task's pid 1, as the machine numbers it
#   started         has a line when the sandbox stands and the task begins
#   stdout, stderr  the task's output, byte by byte
#   log             what went wrong while the sandbox was built
#   code            the exit code, written by pid 1
#   exit            the same, once the output is complete
# The caller reads "started" from standard output, or finds it closed without a word.
set -u
S=$1 B=$2 RUNG=$3 SCRIPTS=$4
umask 022
# The caller may be dead by now, and its terminal may go.
trap '' PIPE HUP
read -r stat <"/proc/$$/stat"
# Exclusive: of two shims for one container one goes on.
set -C
{ echo "$stat" >"$S.claim"; } 2>/dev/null || exit 0
set +C
exec 6>&1 >/dev/null 5>>"$S.log" 2>&5 </dev/null

sandbox() {
    case $RUNG in
        Unprotected) sh "$SCRIPTS/unprotected.sh" "$S" "$B"; return ;;
        User) set -- --user --map-root-user ;;
        *) set -- ;;
    esac
    unshare "$@" --mount --pid --ipc --uts --fork --kill-child=KILL --propagation private sh "$SCRIPTS/sandbox.sh" "$S" "$B" "$RUNG"
}

# Through pipes, as an engine does it: a task that opens /dev/stdout must not cut the file off.
{
    sandbox 2>&1 >&3 3>&- | cat >>"$S.stderr" 3>&- 5>&- 6>&-
} 3>&1 | cat >>"$S.stdout" 5>&- 6>&-

code=
[ ! -s "$S.code" ] || read -r code <"$S.code"
# Pid 1 was killed from outside, or never came to the task.
[ -n "$code" ] || if [ -s "$S.started" ]; then code=137; else code=125; fi
echo "$code" >"$S.exit"
