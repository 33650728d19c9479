"""Files are opened in one place: core/base, which never waits for a pipe and never writes through a link.

A folder may come from a stranger, and what stands at a name that the program knows may be anything. Whoever opens a file by other means
than base::openToRead, openToWrite, readFile, MappedFile, AtomicFileWriter or InsidePath has to think of all of that again.

Run as a program: opens.py ROOT prints every broken rule and exits with 1 if there is one.
"""

from __future__ import annotations

import pathlib
import re
import sys

from sources import Finding, code_files

HOME = "core/base/"

OPENS = [
    ("a stream", re.compile(r"\b(?:std::)?(?:i|o)?fstream\s+\w+\s*[({;]|#\s*include\s*<fstream>")),
    ("a system call", re.compile(r"(?<![\w>])::(?:open|openat|creat|truncate)\(|\b(?:fopen|gzopen|freopen)\(|\bresize_file\(")),
    ("Qt", re.compile(r"\bQ(?:Save)?File\s+\w+\(|\bQImageReader\b|\bQPixmap\(\s*(?:file|path|name)\b")),
]

# Files of the kernel and of the program itself, and pictures in a folder of the user's own cache.
HARMLESS = re.compile(r'"/dev/null"|QStringLiteral\(":/')
OWN = {"widgets/gallery/thumbnail_cache.cpp": "QSaveFile"}

_COMMENT = re.compile(r"^\s*//")


def check(root: pathlib.Path) -> list[Finding]:
    findings = []
    for path in code_files(root):
        if path.startswith(("tests/", HOME)):
            continue
        for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
            if _COMMENT.match(line) or HARMLESS.search(line) or (path in OWN and OWN[path] in line):
                continue
            findings += [Finding(path, number, f"opens a file by {means}; core/base/open_file.h does so for everybody")
                         for means, pattern in OPENS if pattern.search(line)]
    return findings


def main() -> int:
    findings = check(pathlib.Path(sys.argv[1]))
    for finding in findings:
        print(finding)
    print(f"{len(findings)} file(s) opened elsewhere")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
