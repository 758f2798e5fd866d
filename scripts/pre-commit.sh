#!/bin/sh
# pre-commit.sh ARGUMENT…: what pre-commit runs, in the repository of the profiles. It builds the program in pre-commit's
# clone of this repository, once: `npm install --global` of a repository, as `language: node` does it, leaves out what
# builds it (https://github.com/npm/cli/issues/8440).
set -eu
clone=$(cd "$(dirname "$0")/.." && pwd)
[ -e "$clone/dist/cli.js" ] || (cd "$clone" && npm ci --no-audit --no-fund) >&2
exec node "$clone/dist/cli.js" "$@"
