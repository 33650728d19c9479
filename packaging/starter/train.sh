#!/usr/bin/env bash
# Trains the starter model from the radiographs, as it was trained: a quarter of an hour on a large GPU, days on two cores.
# Every part goes on where it was stopped when the script is started again.
#
#   train.sh DATA WORK      DATA: the data sets (see make_tables.py); WORK: a folder for everything that is made
#
# Needs spm_train (Debian: sentencepiece). The result is WORK/starter, ready for resources/models/starter.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

[ $# -eq 2 ] || die "usage: train.sh DATA WORK"
recipe="$packaging/starter"
data=$(realpath "$1")
mkdir -p "$2"
work=$(realpath "$2")
chexgen=${CHEXGEN:-$root/build/release/bin/chexgen}
cd "$work"

# make OUTPUT COMMAND...: runs the command unless its output is there.
make() {
  local output=$1
  shift
  [ -e "$output" ] || { say "$output" && "$@"; }
}

segments() {
  mkdir -p segments
  "$chexgen" segment "$data"/nih-cxr-512/images/*.png --out segments --csv segments/measurements.csv --sheet segments/sheet.png
}

# The prompts that are learned from, as the caption cleaner leaves them: lower case.
tokenizer() {
  python3 -c 'import csv, sys
for row in csv.DictReader(open("train.csv", encoding="utf-8")):
    if row["split"] == "train": print(row["prompt"].lower())' >corpus.txt
  spm_train --input=corpus.txt --model_prefix=tokenizer --vocab_size=320 --hard_vocab_limit=false --model_type=unigram \
    --pad_id=0 --eos_id=1 --unk_id=2 --bos_id=-1 --character_coverage=1.0 --split_digits=true \
    --required_chars="abcdefghijklmnopqrstuvwxyz0123456789.,:;-()/%"
}

# A model whose autoencoder is the trained one and whose other parts are still random: the parent of the next step.
parent() {
  rm -rf random
  "$chexgen" model random --architecture S/8 --size 256 --tokenizer tokenizer.model --out random
  "$chexgen" model convert random --vae vae/vae.safetensors --out parent
}

encode() {
  local out=$1 table=$2 model=$3 variants=$4
  shift 4
  "$chexgen" encode --table "$table" --model "$model" --out "$out" --variants "$variants" --skip-bad-rows "$@"
}

train() {
  local out=$1 settings=$2
  shift 2
  [ -e "$out/model" ] || { say "$out" && "$chexgen" train --settings "$recipe/$settings" --out "$out" "$@"; }
}

make segments/measurements.csv segments
make train.csv python3 "$recipe/make_tables.py" --data "$data" --out . --segments segments
train vae-run vae.json --data vae.csv
# The state that ships: of step 6,000, when the decoder had listened to the critic for 350 steps.
make vae "$chexgen" model convert --checkpoint vae-run/checkpoints/step-006000 --out vae
make tokenizer.model tokenizer
make parent parent
encode text-data train.csv parent 24 --no-captions
# bf16 falls back to fp32 where it would be emulated.
train text-run text.json --model parent --data text-data --set "tokenizer=$work/tokenizer.model" --set precision=bf16
make text-model "$chexgen" model convert text-run/model --name starter --out text-model
for kind in mask boxes; do
  encode "$kind-data" train.csv text-model 6 --conditions "$kind"
  train "$kind-run" control.json --model text-model --data "$kind-data" --set "target=control_$kind" --set precision=bf16
done
make starter "$chexgen" model convert text-model --type fp16 --name starter --model-version 3 --demographics sex,age,view \
  --box-findings Lung,Heart --guidance 1.5 \
  --mask-control mask-run/model/control-mask.safetensors --boxes-control boxes-run/model/control-boxes.safetensors \
  --licence "Apache-2.0; trained on radiographs of the NIH Clinical Center" \
  --trained-on "567 radiographs of ChestX-ray14 (NIH Clinical Center); the autoencoder also on 518 paediatric radiographs" \
  --description "Small model for first steps. Not for research or diagnosis." --out starter
