#!/usr/bin/env python3
"""Fits the weights by which core/cohort/side.cpp tells a radiograph from its mirror image, and prints side_weights.inc.

    fit_side_weights.py --images FOLDER --chexgen PROGRAM --work FOLDER [--fit N]

--images holds real frontal radiographs (PNG), named so that those of one patient follow each other; the first N in order of name are
fitted on, the rest only measured. Lung fields are found in each, at 256 pixels, and in its mirror image (`chexgen segment`). Six
differences of their outlines and 128 differences of greys between the halves of the common frame of the lungs go into a
ridge regression on "this way round", which by its construction gives a mirrored radiograph the opposite score.

Needs numpy and Pillow.
"""

import argparse
import csv
import pathlib
import subprocess

import numpy as np
from PIL import Image

SIDE = 256
CELLS = 16
SAMPLES = 8  # along a cell
RIDGE = 0.01
OUTLINE_WEIGHT = 2


def measures(row):
    get = lambda key: float(row[key])
    right = [get("right_lung_" + k) for k in ("x", "y", "width", "height")]
    left = [get("left_lung_" + k) for k in ("x", "y", "width", "height")]
    width = left[0] + left[2] - right[0]
    height = max(right[1] + right[3], left[1] + left[3]) - min(right[1], left[1])
    heart = get("heart_x") + get("heart_width") / 2
    values = [
        np.log(get("right_area") / get("left_area")),
        (right[2] - left[2]) / width,
        (right[1] + right[3] - left[1] - left[3]) / height,
        (right[3] - left[3]) / height,
        (right[1] - left[1]) / height,
        (heart - (right[0] + width / 2)) / width,
    ]
    frame = (right[0], min(right[1], left[1]), left[0] + left[2], max(right[1] + right[3], left[1] + left[3]))
    return np.array(values), frame


def greys(image, frame, back):
    # The frame that both ways agree on.
    x0, x1 = (frame[0] + SIDE - back[2]) / 2, (frame[2] + SIDE - back[0]) / 2
    y0, y1 = (frame[1] + back[1]) / 2, (frame[3] + back[3]) / 2
    margin, below = 0.05 * (x1 - x0), 0.12 * (y1 - y0)
    count = CELLS * SAMPLES
    place = (np.arange(count) + 0.5) / count
    u = np.clip(x0 - margin + place * (x1 - x0 + 2 * margin) - 0.5, 0, SIDE - 1)
    v = np.clip(y0 + place * (y1 - y0 + below) - 0.5, 0, SIDE - 1)
    xi, yi = np.minimum(u.astype(int), SIDE - 2), np.minimum(v.astype(int), SIDE - 2)
    fx, fy = u - xi, (v - yi)[:, None]
    top = image[yi][:, xi] * (1 - fx) + image[yi][:, xi + 1] * fx
    low = image[yi + 1][:, xi] * (1 - fx) + image[yi + 1][:, xi + 1] * fx
    cells = (top * (1 - fy) + low * fy).reshape(CELLS, SAMPLES, CELLS, SAMPLES).mean((1, 3))
    cells = (cells - cells.mean()) / max(cells.std(), 1e-6)
    return ((cells - cells[:, ::-1]) / 2)[:, : CELLS // 2].ravel()


def segmented(program, folder, images):
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / "measurements.csv"
    if not table.exists():
        subprocess.run([program, "segment", *images, "--out", folder, "--csv", table], check=True)
    return {pathlib.Path(row["file"]).name: row for row in csv.DictReader(open(table)) if row["plausible"] == "yes"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=pathlib.Path, required=True)
    parser.add_argument("--chexgen", required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--fit", type=int, default=480)
    options = parser.parse_args()
    files = sorted(options.images.glob("*.png"))
    there, back = options.work / "there", options.work / "back"
    for folder in (there, back):
        folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        small = Image.open(file).convert("L").resize((SIDE, SIDE), Image.BOX)
        small.save(there / file.name)
        small.transpose(Image.FLIP_LEFT_RIGHT).save(back / file.name)
    one = segmented(options.chexgen, options.work / "lungs-there", sorted(there.glob("*.png")))
    other = segmented(options.chexgen, options.work / "lungs-back", sorted(back.glob("*.png")))
    outlines, halves, fitted = [], [], []
    for index, file in enumerate(files):
        if file.name not in one or file.name not in other:
            continue
        a, frame = measures(one[file.name])
        b, mirrored = measures(other[file.name])
        outlines.append(a - b)
        halves.append(greys(np.asarray(Image.open(there / file.name), dtype=float), frame, mirrored))
        fitted.append(index < options.fit)
    outlines, halves, fitted = np.array(outlines), np.array(halves), np.array(fitted)
    limits = 3 * np.median(np.abs(outlines[fitted]), axis=0)
    clipped = np.clip(outlines / limits, -1, 1)
    grey_scale = np.sqrt((halves[fitted] ** 2).sum(1).mean())
    outline_scale = OUTLINE_WEIGHT / np.sqrt((clipped[fitted] ** 2).sum(1).mean())
    features = np.c_[clipped * outline_scale, halves / grey_scale]
    x = features[fitted]
    weights = np.linalg.solve(x.T @ x / len(x) + RIDGE * np.eye(x.shape[1]), x.mean(0))
    weights /= (x @ weights).mean()
    scores = features @ weights
    print(f"// fitted on {fitted.sum()} radiographs; of {(~fitted).sum()} others below -0.3: "
          f"{100 * (scores[~fitted] < -0.3).mean():.1f} % as they are, {100 * (scores[~fitted] > 0.3).mean():.1f} % mirrored")
    show = lambda values: ", ".join(f"{value:.6g}" for value in values)
    print(f"constexpr std::array<double, 6> outlineLimits{{{show(limits)}}};")
    print(f"constexpr std::array<double, 6> outlineWeights{{{show(weights[:6] * outline_scale)}}};")
    print(f"constexpr std::array<double, {len(weights) - 6}> greyWeights{{{show(weights[6:] / grey_scale)}}};")


if __name__ == "__main__":
    main()
