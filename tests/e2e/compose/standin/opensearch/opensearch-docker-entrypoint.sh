#!/bin/bash
# As in the official image: with no argument, or with `opensearch`, run the server; anything else is run as it is.
if [ $# -gt 0 ] && [ "$1" != opensearch ]; then exec "$@"; fi
exec /opt/host/bin/python /usr/share/opensearch/entrypoint.py
