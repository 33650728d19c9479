#!/usr/bin/env bash
# Builds ChexGen Studio if needed and starts it. Without a display it makes one radiograph by command line instead.
#
#   run.sh [PROJECT.chexgen]           the Studio, on a project that is made if it is not there
#   run.sh generate [ARGUMENTS...]     one radiograph from an example report; ARGUMENTS go to `chexgen generate`
#
# The model is CHEXGEN_MODEL, or the starter model that ships with the project.
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

# Prints the folder of the model to use; makes a random one where no other is there.
choose_model() {
  local random="$root/build/release/models/random"
  if [ -n "${CHEXGEN_MODEL:-}" ]; then
    echo "$CHEXGEN_MODEL"
  elif [ -f "$root/resources/models/starter/model.json" ]; then
    echo "$root/resources/models/starter"
  else
    [ -f "$random/model.json" ] || "$chexgen" model random --out "$random" >&2
    say "No trained model is named or installed: random weights, not a radiograph" >&2
    echo "$random"
  fi
}

generate() {
  local arguments=("$@")
  # A report comes first, or a table or a recipe stands in its place.
  case ${1:-} in
    '' | -*)
      if ! given --csv "$@" && ! given --like "$@" && ! given --help "$@"; then
        arguments=("No acute cardiopulmonary process. The lungs are clear and the heart is normal in size." "$@")
        # The starter draws better when the view is stated.
        if ! given --view "$@" && ! given --model "$@" && [ "$(choose_model)" = "$root/resources/models/starter" ]; then
          arguments+=(--view PA)
        fi
      fi
      ;;
  esac
  given --out "$@" || arguments+=(--out "$root/build/release/images")
  given --model "$@" || arguments+=(--model "$(choose_model)")
  say "chexgen generate ${arguments[*]@Q}"
  exec "$chexgen" generate "${arguments[@]}"
}

chexgen="$root/build/release/bin/chexgen"
if [ "${1:-}" = generate ]; then
  shift
  "$packaging/build.sh" release chexgen
  generate "$@"
elif [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-}" ]; then
  "$packaging/build.sh" release chexgen
  say "There is no display, so the Studio cannot start here. One radiograph by command line instead:"
  generate
else
  "$packaging/build.sh" release chexgen chexgen-studio
  CHEXGEN_MODEL=$(choose_model)
  export CHEXGEN_MODEL
  say "Starting ChexGen Studio"
  exec "$root/build/release/bin/chexgen-studio" "$@"
fi
