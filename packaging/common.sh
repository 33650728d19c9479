# What the scripts in this folder share. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
packaging="$root/packaging"
# cmake/LibTorch.cmake looks in the same place.
cache=${CHEXGEN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/chexgen}

say() { printf '==> %s\n' "$*"; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "this needs root or sudo: $*"
  fi
}

# A compile of a file with torch headers can take 3 GB, so memory bounds the number of jobs as well as cores do.
compile_jobs() {
  local cores by_memory
  cores=$(nproc)
  by_memory=$(awk '/^MemAvailable:/ { print int($2 / (3 * 1024 * 1024)) }' /proc/meminfo)
  [ "$by_memory" -ge 1 ] || by_memory=1
  if [ "$cores" -lt "$by_memory" ]; then echo "$cores"; else echo "$by_memory"; fi
}

# build_preset PRESET [TARGET...]: configures build/PRESET and builds the targets in it, all when none is named.
build_preset() {
  local preset=$1 target targets=()
  shift
  for target in "$@"; do targets+=(--target "$target"); done
  say "Configuring build/$preset"
  (cd "$root" && cmake --preset "$preset")
  say "Building ${*:-everything} in build/$preset with $(compile_jobs) job(s)"
  cmake --build "$root/build/$preset" --parallel "$(compile_jobs)" "${targets[@]}"
}

# The system's Python where it has pip: its version and tags are known, whatever else is first in PATH.
python_with_pip() {
  local candidate
  for candidate in /usr/bin/python3 python3; do
    if "$candidate" -m pip --version >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  die "python3 with pip is missing; run packaging/install.sh"
}
