#!/bin/sh
# The first process of the container: keeps the sidecar running. When it fails it is started anew inside the container,
# and takes over the JMeter that runs; a container that ends takes JMeter with it. A sidecar that is asked to stop stops.
stop() {
  kill -TERM "$sidecar" 2>/dev/null
  wait "$sidecar"
  exit $?
}
trap stop TERM INT
while :; do
  node --v8-pool-size=1 "$@" &
  sidecar=$!
  wait "$sidecar" && exit 0
  echo "The sidecar has failed; it is started again" >&2
  sleep 2
done
