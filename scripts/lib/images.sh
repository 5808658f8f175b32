# shellcheck shell=bash
# Images by name: what the engine has, else pulled where the registry answers, else a stand-in built from Debian packages.
# scripts/stand-ins/sets says which image stands in which set and which recipe stands in for it.
# A recipe is a folder scripts/stand-ins/RECIPE with a Dockerfile; it builds fleet-test/RECIPE, and may start FROM another fleet-test/RECIPE,
# or FROM an image of the sets. An image fleet-test/NAME in the sets stands in for nothing: it is always built.
# A recipe may hold three more files: `needs` (Debian packages that the machine itself must have), `context` (an executable that writes
# the build context as a tar) and `import` (an executable that writes a whole root file system as a tar; then there is no Dockerfile).

STAND_INS=$FLEET_ROOT/scripts/stand-ins

image_exists() { docker image inspect "$1" >/dev/null 2>&1; }
image_label() { docker image inspect --format "{{index .Config.Labels \"fleet.stand-in\"}}" "$1" 2>/dev/null; }

# registry_answers IMAGE: asked once per registry and process, with a short limit. FLEET_TEST_PULL=always|never decides without asking.
registry_answers() {
    local host=${1%%/*} verdict
    case ${FLEET_TEST_PULL:-auto} in always) return 0 ;; never) return 1 ;; esac
    case $1 in */*) ;; *) host=docker.io ;; esac
    case $host in *.*|*:*|localhost) ;; *) host=docker.io ;; esac
    [ "$host" != docker.io ] || host=registry-1.docker.io
    verdict=FLEET_REGISTRY_$(printf '%s' "$host" | tr -c 'A-Za-z0-9' '_')
    if [ -z "${!verdict:-}" ]; then
        if registry_asked "$host"; then export "$verdict=yes"; else
            export "$verdict=no"
            say "no registry answers at $host: its images are built from Debian packages"
        fi
    fi
    [ "${!verdict}" = yes ]
}

# Any HTTP answer will do: a registry says 401 to a stranger.
registry_asked() {
    if have curl; then
        curl --silent --output /dev/null --max-time 4 "https://$1/v2/"
    else
        timeout 4 bash -c "exec 3<>/dev/tcp/$1/443" 2>/dev/null
    fi
}

# images_of SET...: the image names of the sets, in order.
images_of() {
    local set
    for set in "$@"; do
        awk -v set="$set" '$1 == set { print $2; found = 1 } END { exit !found }' "$STAND_INS/sets" || die "no set of images named '$set' in scripts/stand-ins/sets"
    done
}

# images_ensure SET...: every image of the sets is on the engine.
images_ensure() {
    local image names
    names=$(images_of "$@") || exit 1
    # One lock around all of them: what a registry answered is remembered in the process that holds it.
    # shellcheck disable=SC2086
    locked images images_ensure_now $names
}

images_ensure_now() {
    local image
    for image in "$@"; do image_ensure "$image"; done
}

image_ensure() {
    local image=$1 recipe
    recipe=$(awk -v image="$image" '$2 == image { print $3; exit }' "$STAND_INS/sets")
    if image_exists "$image"; then
        # A real image, or a stand-in of the present recipe.
        case $(image_label "$image") in ''|'<no value>') return 0 ;; "$(recipe_hash "$recipe")") return 0 ;; esac
    elif [[ $image != fleet-test/* ]] && registry_answers "$image" && step "$image: pulling" timeout 600 docker pull --quiet "$image"; then
        return 0
    fi
    [ "$recipe" != - ] || die "$image cannot be had here: no registry answers and there is no stand-in for it"
    recipe_build "$recipe"
    [ "$image" = "fleet-test/$recipe" ] || docker tag "fleet-test/$recipe" "$image"
}

# The other recipes, and the images of the sets, that a recipe starts FROM.
recipe_parents() { sed -n 's|^FROM fleet-test/\([a-z0-9.-]*\).*|\1|p' "$STAND_INS/$1/Dockerfile" 2>/dev/null; }
recipe_images() { sed -n -e '/^FROM fleet-test\//d' -e 's|^FROM \([^ ]*\).*|\1|p' "$STAND_INS/$1/Dockerfile" 2>/dev/null; }

# recipe_hash RECIPE: changes when one of its files, or its parent, changes.
recipe_hash() {
    local parent
    {
        (cd "$STAND_INS/$1" && find . -type f | LC_ALL=C sort | xargs cksum)
        for parent in $(recipe_parents "$1"); do recipe_hash "$parent"; done
    } | cksum | cut -d' ' -f1
}

recipe_build() {
    local recipe=$1 hash parent old
    hash=$(recipe_hash "$recipe")
    old=$(docker image inspect --format '{{.Id}}' "fleet-test/$recipe" 2>/dev/null) || true
    [ "$(image_label "fleet-test/$recipe")" != "$hash" ] || return 0
    for parent in $(recipe_parents "$recipe"); do recipe_build "$parent"; done
    for parent in $(recipe_images "$recipe"); do image_ensure "$parent"; done
    # shellcheck disable=SC2046
    if [ -r "$STAND_INS/$recipe/needs" ]; then apt_install $(cat "$STAND_INS/$recipe/needs"); fi
    if [ -x "$STAND_INS/$recipe/import" ]; then
        again step "fleet-test/$recipe: from Debian packages" recipe_import "$recipe" "$hash"
    else
        again step "fleet-test/$recipe: stand-in from Debian packages" recipe_docker_build "$recipe" "$hash"
    fi
    # What it replaces goes, unless another name or a container still uses it.
    [ -z "$old" ] || docker rmi "$old" >/dev/null 2>&1 || true
}

# A recipe with an executable `import` makes the whole root file system as a tar, and is imported flat.
recipe_import() {
    set -o pipefail
    "$STAND_INS/$1/import" | docker import --change "LABEL fleet.stand-in=$2" --change 'CMD ["sh"]' \
        --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - "fleet-test/$1"
}

# The host's network: name servers and mirrors as the machine itself reaches them.
recipe_docker_build() {
    set -o pipefail
    if [ -x "$STAND_INS/$1/context" ]; then "$STAND_INS/$1/context"; else tar -C "$STAND_INS/$1" -c .; fi \
        | docker build --network host --label "fleet.stand-in=$2" --tag "fleet-test/$1" -
}
