# sandbox.sh STATE BOX RUNG
# Pid 1 of a task's namespaces (see shim.sh): makes a file system in which the task harms nothing, moves into it and runs the task.
# BOX/start.sh is the task: CWD, and the functions submounts, hidden, volumes and start. BOX/mounts is written here: for each mount point
# the folder of the box that takes its writes, or the source of a volume; "-": nothing of it is left at the end.
set -eu
S=$1 B=$2 RUNG=$3
R=$B/root
# What goes wrong from here on is not the task's output.
exec 3>&1 4>&2 >&5 2>&5
trap '' PIPE
# This is still the /proc of the machine, with its numbers.
read -r stat </proc/self/stat
echo "$stat" >"$S.init"
exec 7>"$S.code" 9>"$S.started"
. "$B/start.sh"
. "${0%/*}/run.sh"

# Ended by NUL, which no path has: any other character may be in one that a workflow names.
note() { printf '%s\0%s\0' "$1" "$2" >>"$B/mounts"; }

overlay() { mount -t overlay overlay -o "lowerdir=$1,upperdir=$2,workdir=$3$LAYER" "$4"; }

# Never a bind that can be written.
bind_read_only() {
    mount --bind "$1" "$2" || return 1
    mount -o remount,bind,ro "$2" || { umount "$2" || umount -l "$2"; return 1; }
}

hide() {
    if [ -h "$1" ]; then return; fi
    if [ -d "$1" ]; then mount -t tmpfs -o ro,nosuid,nodev,noexec,mode=555,size=4k hidden "$1"
    elif [ -e "$1" ]; then mount --bind /dev/null "$1"; fi
}

# submount PATH NUMBER: a mount of the host. One that is left out shows the folder below it, and takes no harm either.
submount() {
    [ -e "$R$1" ] && [ ! -h "$R$1" ] || return 0
    if [ "$RUNG" = Overlay ] && [ -d "$B/sub/$2.u" ] && overlay "$1" "$B/sub/$2.u" "$B/sub/$2.w" "$R$1" 2>/dev/null; then
        note "sub/$2.u" "$1"
    else
        bind_read_only "$1" "$R$1" || hide "$R$1"
        note - "$1"
    fi
}

# A folder of the box in the place of one of the host's.
own() {
    if [ -d "$R$1" ] && [ ! -h "$R$1" ]; then
        mkdir -p "$B/own$1"
        mount --bind "$B/own$1" "$R$1"
        note "own$1" "$1"
    fi
}

base_overlay() {
    # What is left in the upper layer must be readable without the kernel's help.
    LAYER=,redirect_dir=off,metacopy=off,index=off
    overlay / "$B/upper" "$B/work" "$R" 2>/dev/null || { LAYER=''; overlay / "$B/upper" "$B/work" "$R"; }
    submounts
}

# The root is a folder of the box, with the host's top-level entries in it, read-only.
base_read_only() {
    mount --bind "$B/upper" "$R"
    # It must not come along with the folder that it lies in.
    mount --make-unbindable "$R"
    for entry in /* /.[!.]*; do
        case $entry in
            /proc|/dev|/tmp) mkdir "$R$entry"; continue ;;
            /sys) [ "$RUNG" = User ] || { mkdir "$R$entry"; continue; } ;;
            /.fleet-old) continue ;;
        esac
        if [ -h "$entry" ]; then
            cp -P "$entry" "$R$entry"
            continue
        elif [ -d "$entry" ]; then
            mkdir "$R$entry"
        elif [ -f "$entry" ]; then
            : >"$R$entry"
        else
            continue
        fi
        # Mounts below come along for a user only: the kernel does not let one look below them.
        if [ "$RUNG" = User ]; then mount --rbind "$entry" "$R$entry"; else bind_read_only "$entry" "$R$entry"; fi
        note - "$entry"
    done
    if [ "$RUNG" = User ]; then shut; else submounts; fi
    for entry in /var/tmp /run /root /mnt /media /srv; do own "$entry"; done
}

# Everything that came along: read-only, or hidden. What lies below a folder that is covered, here or after this, cannot be reached.
shut() {
    for entry in /sys/fs/cgroup /var/lib/docker /var/lib/containers /var/lib/containerd; do hide "$R$entry"; done
    while read -r _ _ _ _ at _; do
        at=${at#"$R"}
        case $at in
            /sys/*|/var/lib/docker/*|/var/lib/containers/*|/var/lib/containerd/*|/run/*|/root/*|/mnt/*|/media/*|/srv/*|/var/tmp/*) continue ;;
            *\\*) at=$(printf '%b.' "$at"); at=${at%.} ;;
        esac
        [ ! -e "$R$at" ] || [ -z "$at" ] || mount -o remount,bind,ro "$R$at" 2>/dev/null || hide "$R$at"
    done <<END
$(grep -F " $R/" /proc/self/mountinfo)
END
}

devices() {
    mount -t tmpfs -o nosuid,mode=755,size=64k dev "$R/dev"
    if [ "$RUNG" = User ]; then
        for device in null zero full random urandom tty; do
            : >"$R/dev/$device"
            mount --bind "/dev/$device" "$R/dev/$device"
        done
        cp -P /dev/fd /dev/stdin /dev/stdout /dev/stderr "$R/dev/"
    else
        # Nodes of its own: a chmod of bound ones would change the host's.
        cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/fd /dev/stdin /dev/stdout /dev/stderr "$R/dev/"
    fi
    mkdir "$R/dev/pts" "$R/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$R/dev/pts" 2>/dev/null || :
    ln -s pts/ptmx "$R/dev/ptmx"
    mount -t tmpfs -o nosuid,nodev,mode=1777 shm "$R/dev/shm"
    note - /dev
}

kernel() {
    mount -t proc -o nosuid,nodev,noexec proc "$R/proc"
    for file in sys sysrq-trigger irq bus fs; do
        [ ! -e "$R/proc/$file" ] || bind_read_only "$R/proc/$file" "$R/proc/$file"
    done
    note - /proc
    if [ "$RUNG" != User ]; then
        mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$R/sys"
        note - /sys
    fi
}

volume() {
    if [ -d "/.fleet-old$2" ]; then mkdir -p "$3"; else mkdir -p "$(dirname "$3")"; [ -e "$3" ] || : >"$3"; fi
    mount --bind "/.fleet-old$2" "$3"
    [ "$1" = rw ] || mount -o remount,bind,ro "$3"
    # Where it really is: the task may change links later.
    printf '%s\0%s\0' "$2" "$(readlink -f "$3")" >>"/.fleet-old$B/mounts"
}

case $RUNG in Overlay) base_overlay ;; *) base_read_only ;; esac
mount --bind "$B/tmp" "$R/tmp"
note tmp /tmp
kernel
devices
hidden
if [ -s "$B/in.tar" ]; then FILES=1; exec 8<"$B/in.tar"; else FILES=0; exec 8</dev/null; fi

mkdir "$R/.fleet-old"
cd "$R"
pivot_root . .fleet-old
volumes
umount -l /.fleet-old
rmdir /.fleet-old
# From here on every path is the task's own.
# With their owners, where there is more than one user.
case $FILES$RUNG in 0*) ;; *User) tar -xpof - -C / <&8 ;; *) tar -xpf - -C / <&8 ;; esac
exec 8<&-
[ -d "$CWD" ] || mkdir -p "$CWD"
cd "$CWD"

run
