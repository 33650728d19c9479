#!/usr/bin/env bash
# Measures what the starter model's card says of it: an hour on two cores.
#
#   evidence.sh MODEL WORK      MODEL: the model folder; WORK: where train.sh has worked
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

[ $# -eq 2 ] || die "usage: evidence.sh MODEL WORK"
recipe="$packaging/starter"
model=$(realpath "$1")
work=$(realpath "$2")
chexgen=${CHEXGEN:-$root/build/release/bin/chexgen}
cd "$work"
mkdir -p evidence
python3 "$recipe/evidence_tables.py" --table train.csv --out evidence --blurred evidence/blurred

draw() {
  "$chexgen" generate --csv "evidence/$1.csv" --model "$model" --out "evidence/$1" --batch 8 --seed 0
}

for table in attributes held-out memory drawn boxed plain; do draw "$table"; done
for attribute in view=AP sex=Male 'age>=45' 'labels~Effusion'; do
  "$chexgen" evaluate attribute --positive "$attribute" --table train.csv --list evidence/attributes.csv --samples evidence/attributes \
    --record "$model"
done
"$chexgen" evaluate distance --samples evidence/held-out --table train.csv --model "$model"
"$chexgen" evaluate memorisation --samples evidence/memory --table train.csv --model "$model" --out evidence/memory.json \
  --sheet evidence/memory.png
"$chexgen" evaluate memorisation --samples evidence/blurred --table train.csv --model "$model" --out evidence/blurred.json
for kind in drawn boxed; do
  "$chexgen" evaluate masks --list evidence/drawn.csv --samples "evidence/$kind" --without evidence/plain
done
"$chexgen" evaluate reconstruction --table train.csv --model "$model"
