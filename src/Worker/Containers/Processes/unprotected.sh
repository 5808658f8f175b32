# unprotected.sh STATE BOX: as sandbox.sh, without a sandbox. The task sees and changes the host itself.
set -eu
S=$1 B=$2
exec 3>&1 4>&2 >&5 2>&5
trap '' PIPE
read -r stat <"/proc/$$/stat"
echo "$stat" >"$S.init"
exec 7>"$S.code" 9>"$S.started"
. "$B/start.sh"
if [ -s "$B/in.tar" ]; then tar -xpf "$B/in.tar" -C /; fi
[ -d "$CWD" ] || mkdir -p "$CWD"
cd "$CWD"

child='' pending=''
forward() { if [ -n "$child" ]; then kill "-$1" "$child" 2>/dev/null || :; else pending=$1; fi; }
trap 'forward TERM' TERM
trap 'forward INT' INT
echo started >&9
echo started >&6 2>/dev/null || :
exec 6>&- 9>&-
start >&3 2>&4 3>&- 4>&- 5>&- 7>&- </dev/null &
child=$!
exec 3>&- 4>&-
[ -z "$pending" ] || forward "$pending"
while :; do
    code=0
    wait "$child" || code=$?
    kill -0 "$child" 2>/dev/null || break
done
echo "$code" >&7
# Where no namespace ends them: what the task left in the background, known by its variable.
for process in $(grep -lzxs "FLEET_CONTAINER=$ID" /proc/[0-9]*/environ || :); do
    process=${process#/proc/}
    kill -KILL "${process%/environ}" 2>/dev/null || :
done
