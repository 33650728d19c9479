#!/usr/bin/env bash
# Fetches LibTorch (as the Python wheel, whose libraries are the same) into the cache folder, checks its SHA-256 and unpacks
# what is needed. Does nothing when that is already there.
#
#   fetch_libtorch.sh [--cpu | --cuda]
#
# Without an option: the CPU libraries; with nvcc on the machine also the two that the CUDA plugin links; with a working
# NVIDIA GPU everything that running on it needs (2 GB more). The options choose the first or the last by hand.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

version=$(sed -n 's/^torch==\([0-9.]*\) .*/\1/p' "$packaging/libtorch-cpu.txt")
prefix="$cache/libtorch-$version"

# The sets of files, each holding the one before.
set_for_this_machine() {
  if command -v nvidia-smi >/dev/null && nvidia-smi -L 2>/dev/null | grep -q '^GPU '; then
    echo cuda
  elif command -v nvcc >/dev/null; then
    echo cuda-link
  else
    echo cpu
  fi
}

case ${1:-} in
  '') wanted=$(set_for_this_machine) ;;
  --cpu) wanted=cpu ;;
  --cuda) wanted=cuda ;;
  *) die "unknown option $1; see the head of packaging/fetch_libtorch.sh" ;;
esac

requirements=("$packaging/libtorch-cpu.txt")
[ "$wanted" != cuda ] || requirements+=("$packaging/libtorch-cuda.txt")

# prefix_has SET: the unpacked folder holds it, and it came from the wheels that are pinned today.
prefix_has() {
  local hashes
  hashes=$(sed -n 's/.*--hash=sha256:\([0-9a-f]*\).*/\1/p' "${requirements[@]}")
  [ -f "$prefix/complete" ] || return 1
  [ -z "$(comm -13 <(sort "$prefix/complete") <(sort <<<"$hashes"))" ] || return 1
  case $1 in
    cpu) ;;
    *) grep -qxE 'cuda-link|cuda' "$prefix/complete" ;;
  esac
}

# A prefix that was unpacked by hand has no stamp: its libraries are compared with those of the pinned wheels.
adopt_unstamped_prefix() {
  [ -d "$prefix" ] && [ ! -f "$prefix/complete" ] && [ "$wanted" != cuda ] && [ -d "$prefix/torch/include/ATen" ] || return 0
  local set=cpu
  [ ! -f "$prefix/torch/lib/libtorch_cuda.so" ] || set=cuda-link
  say "Checking the libraries in $prefix"
  if (cd "$prefix" && sha256sum --check --quiet --strict --ignore-missing "$packaging/libtorch-files.sha256") &&
    (cd "$prefix" && ls torch/lib/libtorch_cpu.so torch/lib/libc10.so torch/lib/libgomp.so.1 \
      nvidia/cu13/lib/libcudart.so.13 nvidia/cu13/lib/libcupti.so.13 >/dev/null); then
    write_stamp "$prefix" "$set" "$packaging/libtorch-cpu.txt"
  fi
}

# write_stamp FOLDER SET REQUIREMENTS...
write_stamp() {
  local folder=$1 set=$2
  shift 2
  {
    echo "$set"
    sed -n 's/.*--hash=sha256:\([0-9a-f]*\).*/\1/p' "$@"
  } >"$folder/complete"
}

fetch() {
  local work=$1 options=()
  local requirement
  for requirement in "${requirements[@]}"; do options+=(--requirement "$requirement"); done
  # The NVIDIA wheels carry other platform tags than torch's, hence the list; pip refuses a wheel with another hash.
  "$(python_with_pip)" -m pip download --require-hashes --no-deps --no-cache-dir --disable-pip-version-check \
    --only-binary=:all: --implementation cp --python-version 3.11 --abi cp311 --abi none \
    --platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 --platform manylinux_2_25_x86_64 \
    --platform manylinux_2_18_x86_64 --platform manylinux2014_x86_64 --dest "$work/wheels" "${options[@]}" ||
    die "LibTorch could not be fetched; nothing was changed. Check the network and pip's settings, then run this again."
}

unpack() {
  local work=$1
  "$(python_with_pip)" "$packaging/unpack_wheels.py" --set "$wanted" --into "$work/prefix" "$work"/wheels/*.whl
  write_stamp "$work/prefix" "$wanted" "${requirements[@]}"
}

# Two renames: a program that starts between them finds no library, but never a mixture of two versions.
put_in_place() {
  local work=$1
  [ ! -d "$prefix" ] || mv -T "$prefix" "$work/replaced"
  mv -T "$work/prefix" "$prefix"
}

mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
rm -rf "$cache"/fetch.* # what a run that was killed left

adopt_unstamped_prefix
if prefix_has "$wanted"; then
  say "LibTorch $version ($wanted) is in $prefix"
  exit 0
fi

say "Fetching LibTorch $version ($wanted) into $prefix"
work=$(mktemp -d "$cache/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
fetch "$work"
say "Unpacking"
unpack "$work"
put_in_place "$work"
say "LibTorch $version ($wanted) is in $prefix"
