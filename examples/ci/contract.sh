#!/bin/sh
# Starts the service, tests it over HTTP, and stops it again. The exit code is that of the test. The service writes its
# log to service.log.
set -eu
cd "$(dirname "$0")/../services"

flask --app parcels_flask run --port "${PORT:-8080}" >service.log 2>&1 &
service=$!
trap 'kill $service' EXIT

mockserver test ../parcels.yaml --url "http://127.0.0.1:${PORT:-8080}/v1" -H 'X-Api-Key: secret' --seed 1 --wait 30 --max-examples "${MAX_EXAMPLES:-50}"
