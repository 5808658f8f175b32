# unprotected.sh STATE BOX: as sandbox.sh, without a sandbox. The task sees and changes the host itself.
set -eu
S=$1 B=$2
exec 3>&1 4>&2 >&5 2>&5
trap '' PIPE
read -r stat <"/proc/$$/stat"
echo "$stat" >"$S.init"
exec 7>"$S.code" 9>"$S.started"
. "$B/start.sh"
. "${0%/*}/run.sh"
if [ -s "$B/in.tar" ]; then tar -xpf "$B/in.tar" -C /; fi
[ -d "$CWD" ] || mkdir -p "$CWD"
cd "$CWD"

run
# Where no namespace ends them: what the task left in the background, known by its variable.
for process in $(grep -lzxs "FLEET_CONTAINER=$ID" /proc/[0-9]*/environ || :); do
    process=${process#/proc/}
    kill -KILL "${process%/environ}" 2>/dev/null || :
done
