#!/usr/bin/env python3
"""Writes the tables of prompts that the starter model is judged by.

    evidence_tables.py --table train.csv --out FOLDER [--blurred FOLDER]

attributes.csv  every combination of sex, view, age (30 or 75) and effusion eight times: 64 radiographs on each side of each attribute
held-out.csv    the prompts of the held-out radiographs, a contact sheet's and the kernel distance's
memory.csv      500 prompts of training radiographs: a copy would show itself there first
drawn.csv       the held-out radiographs with a lung mask: prompt and mask; plain.csv the same without, boxed.csv with boxes instead

With --blurred (needs Pillow) also the held-out radiographs, made as smooth as generated ones: what they look like to the search for copies
is what a smooth picture of a stranger looks like.
"""

import argparse
import csv
import itertools
import pathlib

REPEATS = 8
MEMORY = 500
DRAWN = 60
SIDE = 256
BLUR = 1.5  # pixels: brings the median strength of fine detail to that of generated radiographs, or a little below
REPORTS = {"Effusion": "Pleural effusion.", "No Finding": "No acute cardiopulmonary abnormality."}


def write(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def attributes():
    cells = itertools.product(range(REPEATS), ("Female", "Male"), ("AP", "PA"), ("30.0", "75.0"), ("Effusion", "No Finding"))
    for i, (_, sex, view, age, label) in enumerate(cells):
        yield f"a{i:03}.png", REPORTS[label], sex, age, view, label, i


def blurred(rows, folder):
    from PIL import Image, ImageFilter

    folder.mkdir(parents=True, exist_ok=True)
    for row in rows:
        picture = Image.open(row["image"]).convert("L").resize((SIDE, SIDE), Image.BICUBIC)
        picture.filter(ImageFilter.GaussianBlur(BLUR)).save(folder / (row["id"] + ".png"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--table", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--blurred", type=pathlib.Path)
    options = parser.parse_args()
    rows = list(csv.DictReader(open(options.table, encoding="utf-8")))
    training = [row for row in rows if row["split"] == "train"]
    held_out = [row for row in rows if row["split"] == "val"]
    drawn = [row for row in held_out if row["mask"]]
    write(options.out / "attributes.csv", ["name", "report", "sex", "age", "view", "labels", "seed"], attributes())
    write(options.out / "held-out.csv", ["name", "prompt", "seed"],
          ((f"h{i:03}.png", row["prompt"], 1000 + i) for i, row in enumerate(held_out)))
    write(options.out / "memory.csv", ["name", "prompt", "seed"],
          ((f"m{i:03}.png", training[i % len(training)]["prompt"], 2000 + i) for i in range(MEMORY)))
    write(options.out / "drawn.csv", ["name", "prompt", "mask", "seed"],
          ((f"d{i:03}.png", row["prompt"], row["mask"], 3000 + i) for i, row in enumerate(drawn[:DRAWN])))
    write(options.out / "boxed.csv", ["name", "prompt", "boxes", "seed"],
          ((f"d{i:03}.png", row["prompt"], row["boxes"], 3000 + i) for i, row in enumerate(drawn[:DRAWN])))
    write(options.out / "plain.csv", ["name", "prompt", "seed"],
          ((f"d{i:03}.png", row["prompt"], 3000 + i) for i, row in enumerate(drawn[:DRAWN])))
    if options.blurred:
        blurred(held_out, options.blurred)


if __name__ == "__main__":
    main()
