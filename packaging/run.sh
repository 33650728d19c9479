#!/usr/bin/env bash
# Builds the programs if needed and makes a radiograph from an example report. Arguments go to `chexgen generate`:
#
#   packaging/run.sh
#   packaging/run.sh --count 4 --seed 7
#   packaging/run.sh "Small left pleural effusion." --model MODEL_FOLDER --out images
#
# Until a trained model ships with the project, the default model is a small one with random weights: the picture is noise.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# given OPTION ARGUMENTS...: whether OPTION is among the arguments, as "--option value" or "--option=value".
given() {
  local option=$1 argument
  shift
  for argument in "$@"; do
    case $argument in "$option" | "$option"=*) return 0 ;; esac
  done
  return 1
}

"$packaging/build.sh" release chexgen

chexgen="$root/build/release/bin/chexgen"
model="$root/build/release/models/random"
arguments=("$@")

# A report comes first, or a table or a recipe stands in its place.
case ${1:-} in
  '' | -*)
    if ! given --csv "$@" && ! given --like "$@" && ! given --help "$@"; then
      arguments=("No acute cardiopulmonary process. The lungs are clear and the heart is normal in size." "$@")
    fi
    ;;
esac
given --out "$@" || arguments+=(--out "$root/build/release/images")
if ! given --model "$@"; then
  if [ ! -f "$model/model.json" ]; then
    say "Making a small model with random weights in $model"
    "$chexgen" model random --out "$model"
  fi
  arguments+=(--model "$model")
  say "No trained model is named or installed: random weights, not a radiograph"
fi

say "chexgen generate ${arguments[*]@Q}"
exec "$chexgen" generate "${arguments[@]}"
