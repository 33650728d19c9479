"""Checks that clang-format would change nothing: formatting.py ROOT. Exits with 77 (skipped) where it is not installed."""

import pathlib
import shutil
import subprocess
import sys

from sources import code_files


def main() -> int:
    program = shutil.which("clang-format")
    if program is None:
        print("skipped: clang-format is not installed")
        return 77
    root = pathlib.Path(sys.argv[1])
    files = code_files(root)
    checked = subprocess.run([program, "--dry-run", "--Werror", *files], cwd=root, capture_output=True, text=True, check=False)
    complaints = [line for line in checked.stderr.splitlines() if "[-Wclang-format-violations]" in line]
    for path in sorted({line.split(":")[0] for line in complaints}):
        print(f"{path}: not formatted; run clang-format -i {path}")
    print(f"{len(files)} files, clang-format exit {checked.returncode}")
    return 0 if checked.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
