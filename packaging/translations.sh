#!/usr/bin/env bash
# Brings translations/*.ts up to date with the texts in the sources; new ones stand there as unfinished until they are
# translated. English needs a file only for what has a singular and a plural.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

lupdate=${LUPDATE:-/usr/lib/qt6/bin/lupdate}
cd "$root"
"$lupdate" -silent -I . -no-obsolete -locations none app/studio widgets -ts translations/chexgen_de.ts
"$lupdate" -silent -I . -no-obsolete -locations none -pluralonly app/studio widgets -ts translations/chexgen_en.ts
