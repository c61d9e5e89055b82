#!/bin/sh
# Writes both locks anew, with the newest versions that pyproject.toml allows. They name hashes and no address.
# Django and what it brings are left out: of django-htmx we only read two files.
set -eu
cd "$(dirname "$0")/.."
command -v uv >/dev/null || {
    echo "Puente: \`make lock\` needs uv; everything else does without." >&2
    exit 1
}

lock() {
    uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-header \
        --no-annotate --no-emit-package django --no-emit-package asgiref --no-emit-package sqlparse \
        pyproject.toml "$@"
}

lock --output-file requirements.lock
lock --extra dev --constraint requirements.lock --output-file requirements-dev.lock
