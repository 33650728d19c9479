"""Rules on the text of the project's files: length, and names that must not stand in them.

Run as a program: texts.py ROOT prints every broken rule and exits with 1 if there is one.
"""

from __future__ import annotations

import pathlib
import re
import sys

from sources import CODE, Finding, project_files

LONGEST = 500
_MEASURED = {".h", ".hpp", ".cpp", ".cu", ".cuh", ".py", ".sh", ".cmake"}
# Data that are compared byte by byte with what other programs wrote, or texts made by others.
_DATA = {".json", ".csv", ".safetensors", ".pth", ".model", ".png", ".jpg", ".inc"}

FORBIDDEN = [
    # Where packages come from is the business of the machine's own configuration.
    (re.compile(r"pypi\.org|pythonhosted\.org|deb\.debian\.org|download\.pytorch\.org|conda\.anaconda\.org|docker\.io"),
     "names a package registry"),
    (re.compile(r"(?<![\w.$}/-])/(?:work|root|home|Users|opt|mnt)/\w"), "names a folder of one machine"),
    (re.compile(r"\b(?:TO[D]O|FIX[M]E)\b"), "is unfinished by its own words"),
]

# Cuts the last number off a UID, which is a usual name of a medical image: base::stemOf and withSuffix do not.
CUT = re.compile(r"\.stem\(\)|\breplace_extension\(|\bcompleteBaseName\(")
# Where the ending was looked at before, and is the project's own.
_OWN_ENDING = {"core/project/project_open.cpp", "core/project/backup.cpp", "app/studio/home_room.cpp",
               "app/studio/reading_room.cpp"}

# Calls that trust what comes from outside, and the files that may make them all the same.
_TRUSTING = [
    (re.compile(r"\b(?:v?sn?printf|strn?cpy|strn?cat)\s*\("),
     "writes into a buffer of fixed size; core/base/number_text.h makes numbers into text",
     # Callbacks and plugins in C that are handed a buffer with its size.
     {"core/imaging/libpng.h", "core/engine/training/nccl/nccl_plugin.cpp", "core/engine/kernels/cuda/plugin.cu"}),
    (re.compile(r"#\s*include\s*<regex>|\bstd::s?regex"),
     "searches with std::regex, whose time and stack grow without bounds with the text", set()),
    (re.compile(r"\bCLI::Range\([^)]*\d\.\d"), "lets NaN pass; app/cli/number_range.h does not", set()),
]


def check_text(path: str, text: str) -> list[Finding]:
    suffix = pathlib.PurePath(path).suffix
    lines = text.splitlines()
    findings = []
    if (suffix in _MEASURED or path.endswith("CMakeLists.txt")) and len(lines) > LONGEST:
        findings.append(Finding(path, len(lines), f"has {len(lines)} lines; at most {LONGEST} keep one theme"))
    for number, line in enumerate(lines, 1):
        findings += [Finding(path, number, message) for pattern, message in FORBIDDEN if pattern.search(line)]
        if path.startswith(("core/", "app/", "widgets/")) and path not in _OWN_ENDING and CUT.search(line):
            findings.append(Finding(path, number, "cuts a name at its last dot"))
        if path.startswith(("core/", "app/", "widgets/")) and suffix in CODE:
            findings += [Finding(path, number, message) for pattern, message, allowed in _TRUSTING
                         if path not in allowed and pattern.search(line)]
    return findings


def check(root: pathlib.Path) -> list[Finding]:
    findings = []
    for path in project_files(root):
        if pathlib.PurePath(path).suffix in _DATA:
            continue
        try:
            text = (root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # not a text
        findings += check_text(path, text)
    return findings


def main() -> int:
    findings = check(pathlib.Path(sys.argv[1]))
    for finding in findings:
        print(finding)
    print(f"{len(findings)} broken text rule(s)")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
