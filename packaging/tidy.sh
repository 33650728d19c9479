#!/usr/bin/env bash
# Runs clang-tidy (.clang-tidy, warnings are errors) over the project's sources that include no torch header.
#
#   tidy.sh [FOLDER...]      folders or files, relative to the project; all of core, app and tests when none is given
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Exactly the sources without torch, each on its own: clang-tidy sees no file that is compiled as part of another.
say "Configuring build/tidy"
(cd "$root" && cmake --preset asan -B build/tidy -D CHEXGEN_UNITY=OFF -D CHEXGEN_PCH=OFF >/dev/null)

cd "$root"
# ITK's headers refuse clang, and the analyzer takes GDCM's counted references for freed memory.
mapfile -t files < <(
  sed -n 's/^  "file": "\(.*\)".*/\1/p' build/tidy/compile_commands.json |
    sed "s|^$root/||" | grep -E "^($(IFS='|'; echo "${*:-core|app|tests}"))" |
    xargs grep -LE '#include <(itk|gdcmJPEG2000)' | sort -u
)
[ ${#files[@]} -gt 0 ] || die "no source to check"
say "clang-tidy over ${#files[@]} file(s)"
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(nproc)" clang-tidy --quiet -p build/tidy \
  --extra-arg=-Wno-unknown-warning-option
