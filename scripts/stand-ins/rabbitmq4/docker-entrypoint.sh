#!/bin/sh
# As the official image does it: the server runs as the user rabbitmq, whatever owns the volume.
set -e
if [ "$(id -u)" = 0 ]; then
    chown -R rabbitmq:rabbitmq /var/lib/rabbitmq
    exec setpriv --reuid rabbitmq --regid rabbitmq --init-groups "$@"
fi
exec "$@"
