"""One format, one reader: what only a reader of a format has to know may stand in that reader's home alone.

Two readers of one format disagree sooner or later, and then a file means one thing in a window and another on the command line.

Run as a program: readers.py ROOT prints every broken rule and exits with 1 if there is one.
"""

from __future__ import annotations

import pathlib
import re
import sys

from sources import Finding, code_files

# Format, what only its reader knows (in code, not in comments), and the beginnings of the files where it may stand.
HOMES = [
    ("COCO", re.compile(r'(?:at|find|contains|value)\("(?:annotations|category_id|iscrowd)"|jsonValue\w*<[^>]*>\(\w+, "(?:annotations|category_id|iscrowd)"'),
     ["core/imaging/boxes"]),
    ("ChestX-Det", re.compile(r'"syms"'), ["core/imaging/boxes"]),
    ("YOLO", re.compile(r'"(?:classes\.txt|obj\.names|data\.yaml)"'), ["core/imaging/boxes", "core/imaging/yolo"]),
    ("NIfTI", re.compile(r"itkNifti|nifti1_io|\bscl_slope\b"), ["core/imaging/nifti"]),
    ("DICOM", re.compile(r"\b(?:DcmFileFormat|DcmDataset|DcmInputStream)\b"), ["core/imaging/dicom", "core/imaging/synthetic_dicom", "core/imaging/bare_jpeg"]),
    ("PNG", re.compile(r"\bpng_(?:read_info|create_read_struct)\b"), ["core/imaging/png"]),
    ("JPEG", re.compile(r"\bjpeg_read_header\b"), ["core/imaging/jpeg"]),
    ("safetensors", re.compile(r'"__metadata__"'), ["core/weights/safetensors"]),
    ("separated tables", re.compile(r"getline\([^;]*,\s*'[,;\\t]+'\)"), ["core/base/csv"]),
    ("encodings of text", re.compile(r'"\\xFF\\xFE|"\\xFE\\xFF|windows-1252', re.IGNORECASE), ["core/base/text_file", "core/imaging/file_kind", "core/text/"]),
    ("sex and view as people write them", re.compile(r'==\s*"(?:F|M|female|male|pa|ap)"'), ["core/text/demographics"]),
]

_COMMENT = re.compile(r"^\s*//")


def check(root: pathlib.Path) -> list[Finding]:
    findings = []
    for path in code_files(root):
        if path.startswith("tests/"):
            continue
        for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
            if _COMMENT.match(line):
                continue
            findings += [Finding(path, number, f"reads {name}, which {' and '.join(homes)} alone may do")
                         for name, pattern, homes in HOMES
                         if pattern.search(line) and not path.startswith(tuple(homes))]
    return findings


def main() -> int:
    findings = check(pathlib.Path(sys.argv[1]))
    for finding in findings:
        print(finding)
    print(f"{len(findings)} second reader(s)")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
