"""Writes DICOM files, PNG and JPEG of every kind that the Studio shows, and what pydicom and Pillow make of them, for grey_tables_test.cpp.

    make_grey_tables.py --venv DIR --out DIR

The first run makes the virtual environment DIR with the packages below from PyPI; exit code 77 says that it could not be made.
OUT then holds cases.json, a list with an entry for each file:
    file, frame       what is read
    refused           true when it must be refused; all below is then absent
    width, height, frames, inverted, spacing, units
    tolerance         by how much modality values may differ: 0 but for lossy compression
    values            file with the modality values, float32 little endian, row by row
    presentations     [{name, greys}]: greys names a file with a byte for each pixel; empty for lossy compression
    remarks           what must stand in the remarks, each once; null where they are not looked at
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import subprocess
import sys

PACKAGES = ["pydicom==3.0.2", "numpy==2.4.6", "pylibjpeg==2.1.0", "pylibjpeg-libjpeg==2.5.0", "pylibjpeg-openjpeg==2.6.0",
            "pylibjpeg-rle==2.2.0", "imagecodecs==2026.3.6", "pillow==13.0.0"]
SKIPPED = 77


def enter_venv(folder: pathlib.Path) -> None:
    """Runs this script again with the environment's Python, which is made first when it is not there."""
    python = folder / "bin" / "python"
    ready = folder / "ready.txt"
    if not ready.exists() or ready.read_text() != "\n".join(PACKAGES):
        try:
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, stdout=subprocess.DEVNULL)
            subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"pydicom cannot be installed ({error}); PyPI or python3-venv may be missing", file=sys.stderr)
            sys.exit(SKIPPED)
        ready.write_text("\n".join(PACKAGES))
    os.execv(python, [str(python), *sys.argv, "--inside"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--venv", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--inside", action="store_true")
    arguments = parser.parse_args()
    if not arguments.inside:
        enter_venv(arguments.venv)
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    import grey_cases  # needs the environment

    arguments.out.mkdir(parents=True, exist_ok=True)
    cases = grey_cases.all_cases(arguments.out)
    (arguments.out / "cases.json").write_text(json.dumps(cases, indent=1))


if __name__ == "__main__":
    main()
