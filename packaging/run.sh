#!/usr/bin/env bash
# Builds the programs if needed and makes a radiograph from an example report. Further arguments go to `chexgen generate`:
#
#   packaging/run.sh --count 4 --seed 7
#
# Until a trained model ships with the project, the model is a small one with random weights: the picture is noise.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

"$packaging/build.sh" release

chexgen="$root/build/release/bin/chexgen"
model="$root/build/release/models/random"
report="No acute cardiopulmonary process. The lungs are clear and the heart size is normal."

if [ ! -f "$model/model.json" ]; then
  say "Making a small model with random weights in $model"
  "$chexgen" model random --out "$model"
fi

say "Generating: random weights, not a radiograph"
"$chexgen" generate --model "$model" --report "$report" --out "$root/build/release/images" "$@"
say "The picture is in $root/build/release/images: random weights, not a radiograph"
