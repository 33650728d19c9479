#!/usr/bin/env python3
"""Writes the tables that the starter model is trained from.

    make_tables.py --data FOLDER --out FOLDER [--segments FOLDER]

--data holds `nih-cxr-512` (512 x 512 PNG and metadata.csv), `nih-chestxray14-boxes.csv.gz` and `kermany-cxr-256`.
--segments is what `chexgen segment DATA/nih-cxr-512/images/*.png --out SEGMENTS --csv SEGMENTS/measurements.csv` wrote.

The NIH radiographs are from ChestX-ray14 (Wang et al., CVPR 2017). Credit for them goes to the NIH Clinical Center; there is no
restriction on their use. They are NOT shipped with this project: only the model that was trained on them is, and whoever
repeats the training fetches them. The paediatric radiographs (Kermany, Zhang, Goldbaum 2018, doi:10.17632/rscbjbr9sj.2,
CC BY 4.0) are not shipped either; they only help the VAE and never have a prompt.

Written:
  train.csv     one row per NIH image: id, image, prompt, split, patient, sex, age, view, labels, mask, boxes
  vae.csv       id, image, split, patient: the NIH images of the split "train", and the paediatric ones
  boxes/ID.json finding boxes (with --segments): the radiologists' where NIH published them, otherwise boxes of the lungs and the
                heart derived from the segmentation; the entry "source" of each box says which

Patients, not images, are split: a fifth of them is held out ("val"). The same data give the same bytes.
"""

import argparse
import csv
import gzip
import hashlib
import json
import pathlib
import sys

SEED = "starter-1"
HELD_OUT_EVERY = 5  # patients
PAEDIATRIC_EVERY = 3  # radiographs: enough for the autoencoder, and adults stay the larger part

NORMAL = [
    "No acute cardiopulmonary abnormality.",
    "No acute cardiopulmonary process.",
    "No acute findings in the chest.",
    "No evidence of acute cardiopulmonary disease.",
    "Clear lungs. No acute disease.",
    "Normal chest radiograph.",
    "No focal consolidation, pleural effusion or pneumothorax.",
]

# What a report calls each NIH label, as a phrase that can stand alone or in a list. The labels give no side, size or lobe, so
# the wording gives none either. The order is that of the sentences in an impression.
PHRASES = {
    "Pneumothorax": ["pneumothorax"],
    "Pneumonia": ["pneumonia", "airspace opacity concerning for pneumonia", "findings consistent with pneumonia"],
    "Consolidation": ["consolidation", "airspace consolidation"],
    "Infiltration": ["pulmonary infiltrate", "lung infiltrates", "infiltration"],
    "Effusion": ["pleural effusion"],
    "Edema": ["pulmonary edema", "edema"],
    "Cardiomegaly": ["cardiomegaly", "enlarged cardiac silhouette"],
    "Atelectasis": ["atelectasis"],
    "Mass": ["lung mass", "pulmonary mass"],
    "Nodule": ["pulmonary nodule", "lung nodule"],
    "Pleural_Thickening": ["pleural thickening"],
    "Emphysema": ["emphysema", "emphysematous changes"],
    "Fibrosis": ["fibrosis", "fibrotic changes"],
    "Hernia": ["hiatal hernia"],
}

SEXES = {"M": "Male", "F": "Female"}
NIH_IMAGE_SIDE = 1024  # NIH's boxes are in pixels of the original images
DERIVED = [("Lung", "right_lung"), ("Lung", "left_lung"), ("Heart", "heart")]  # class, prefix of the measured columns


class Choice:
    """Repeatable choices for one image: the same image always gets the same wording."""

    def __init__(self, key):
        self._number = int.from_bytes(hashlib.sha256(f"{SEED} {key}".encode()).digest(), "big")

    def among(self, options):
        self._number, index = divmod(self._number, len(options))
        return options[index]


def listed(phrases):
    return phrases[0] if len(phrases) == 1 else ", ".join(phrases[:-1]) + " and " + phrases[-1]


def sentence(phrase):
    return phrase[0].upper() + phrase[1:] + "."


def impression(labels, choice):
    if labels == ["No Finding"]:
        return choice.among(NORMAL)
    unknown = sorted(set(labels) - set(PHRASES))
    if unknown:
        raise SystemExit(f"No wording for the label {unknown[0]}: add it to PHRASES.")
    short = len(labels) > 3  # keeps the prompt near 40 tokens
    phrases = [PHRASES[label][0] if short else choice.among(PHRASES[label]) for label in PHRASES if label in labels]
    form = choice.among(["sentences", "list", "with"])
    if form == "sentences":
        return " ".join(sentence(phrase) for phrase in phrases)
    if form == "with" and len(phrases) > 1:
        return sentence(phrases[0] + " with " + listed(phrases[1:]))
    return sentence(listed(phrases))


def prompt(row, split):
    """The demographic prefix in the form of the published captions, then the impression.

    People leave fields empty, so a third of the prompts that are learned from states only some of them. Held-out prompts state all.
    """
    parts = [f"sex:{SEXES[row['sex']]}", f"age:{float(row['age'])}", f"view:{row['view']}"]
    choice = Choice("demographics " + row["image"])
    if split == "train" and choice.among([True, False, False]):
        parts = [part for part in parts if choice.among([True, False])]
    text = impression(row["finding_labels"].split("|"), Choice("wording " + row["image"]))
    return ", ".join(parts) + ". " + text if parts else text


def held_out_patients(rows):
    """Every fifth patient of a list sorted by what the held-out set must hold too, and by chance within that."""
    patients = {}
    for row in rows:
        patients.setdefault(row["patient_id"], []).append(row)

    def order(patient):
        images = patients[patient]
        effusion = any("Effusion" in row["finding_labels"] for row in images)
        sick = any(row["finding_labels"] != "No Finding" for row in images)
        views = sorted({row["view"] for row in images})
        chance = hashlib.sha256(f"{SEED} split {patient}".encode()).hexdigest()
        return (effusion, sick, views, images[0]["sex"], chance)

    return set(sorted(patients, key=order)[HELD_OUT_EVERY // 2 :: HELD_OUT_EVERY])


def read_csv(path):
    try:
        with open(path, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise SystemExit(f"{path}: {error.strerror}. Nothing was written.") from error


def nih_boxes(path):
    """{image: boxes} as radiologists of the NIH drew them. The header of the file names only the first of the four numbers."""
    boxes = {}
    with gzip.open(path, "rt", newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        for row in rows:
            x, y, width, height = map(float, row[2:6])
            boxes.setdefault(row[0], []).append(
                {"label": row[1], "x": x, "y": y, "width": width, "height": height, "source": "NIH Clinical Center"})
    return boxes


def derived_boxes(measured):
    boxes = []
    for label, prefix in DERIVED:
        numbers = {side: float(measured[f"{prefix}_{side}"]) for side in ("x", "y", "width", "height")}
        boxes.append({"label": label, **numbers, "source": "derived from the segmented " + prefix.replace("_", " ")})
    return boxes


def box_sheet(image, drawn, measured):
    if image in drawn:
        return {"width": NIH_IMAGE_SIDE, "height": NIH_IMAGE_SIDE, "boxes": drawn[image]}
    if measured is None:
        return None
    return {"width": int(measured["width"]), "height": int(measured["height"]), "boxes": derived_boxes(measured)}


def write_csv(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def plausible_segments(folder):
    """{image: measured row} of the radiographs whose lungs were found."""
    if folder is None:
        return {}
    rows = read_csv(folder / "measurements.csv")
    return {pathlib.Path(row["file"]).name: row for row in rows if row["plausible"] == "yes"}


def nih_rows(arguments):
    images = arguments.data / "nih-cxr-512/images"
    rows = read_csv(arguments.data / "nih-cxr-512/metadata.csv")
    held_out = held_out_patients(rows)
    segments = plausible_segments(arguments.segments)
    drawn = nih_boxes(arguments.data / "nih-chestxray14-boxes.csv.gz") if arguments.segments else {}
    table = []
    for row in rows:
        image = images / row["image"]
        if not image.is_file():
            raise SystemExit(f"{image} is missing. Nothing was written.")
        measured = segments.get(row["image"])
        sheet = box_sheet(row["image"], drawn, measured)
        boxes = arguments.out / "boxes" / (image.stem + ".json")
        if sheet:
            boxes.parent.mkdir(parents=True, exist_ok=True)
            boxes.write_text(json.dumps(sheet, indent=1) + "\n", encoding="utf-8")
        split = "val" if row["patient_id"] in held_out else "train"
        table.append({
            "id": image.stem, "image": image, "prompt": prompt(row, split), "split": split,
            "patient": row["patient_id"], "sex": SEXES[row["sex"]], "age": float(row["age"]), "view": row["view"],
            "labels": row["finding_labels"],
            "mask": arguments.segments / measured["mask"] if measured else "",
            "boxes": boxes if sheet else "",
        })
    return table


def paediatric_rows(data):
    folder = data / "kermany-cxr-256"
    return [{"id": pathlib.Path(row["image"]).stem, "image": folder / "images" / row["image"], "split": "train",
             "patient": "kermany-" + row["patient_id"]}
            for row in read_csv(folder / "metadata.csv")[::PAEDIATRIC_EVERY]]


def summary(table):
    lines = []
    for split in ("train", "val"):
        rows = [row for row in table if row["split"] == split]
        count = {"images": len(rows), "patients": len({row["patient"] for row in rows}),
                 "effusion": sum("Effusion" in row["labels"] for row in rows),
                 "cardiomegaly": sum("Cardiomegaly" in row["labels"] for row in rows),
                 "without finding": sum(row["labels"] == "No Finding" for row in rows)}
        for view in ("AP", "PA"):
            for sex in SEXES.values():
                count[f"{view} {sex}"] = sum(row["view"] == view and row["sex"] == sex for row in rows)
        count["masks"] = sum(row["mask"] != "" for row in rows)
        count["boxes"] = sum(row["boxes"] != "" for row in rows)
        lines.append(split + ": " + ", ".join(f"{name} {number}" for name, number in count.items()))
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder of the data sets")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for the tables")
    parser.add_argument("--segments", type=pathlib.Path, help="folder that `chexgen segment` filled; without it no masks and boxes")
    arguments = parser.parse_args()
    arguments.data = arguments.data.resolve()
    arguments.out = arguments.out.resolve()
    arguments.segments = arguments.segments.resolve() if arguments.segments else None
    arguments.out.mkdir(parents=True, exist_ok=True)

    table = nih_rows(arguments)
    write_csv(arguments.out / "train.csv", table)
    vae = [{key: row[key] for key in ("id", "image", "split", "patient")} for row in table if row["split"] == "train"]
    vae += paediatric_rows(arguments.data)
    write_csv(arguments.out / "vae.csv", vae)
    print(summary(table))
    print(f"vae.csv: {len(vae)} images")
    return 0


if __name__ == "__main__":
    sys.exit(main())
