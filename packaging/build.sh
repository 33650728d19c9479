#!/usr/bin/env bash
# Installs missing packages, fetches LibTorch, configures and builds.
#
#   build.sh [--no-install] [PRESET [TARGET...]]
#
# PRESET is one of CMakePresets.json, release when none is given; without TARGET everything is built, tests included.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

install=yes
if [ "${1:-}" = --no-install ]; then
  install=no
  shift
fi
preset=${1:-release}
[ $# -eq 0 ] || shift

[ "$install" = no ] || "$packaging/install.sh"
case $preset in
  asan | fuzz) ;; # the plain core, without LibTorch
  *) "$packaging/fetch_libtorch.sh" ;;
esac
build_preset "$preset" "$@"
