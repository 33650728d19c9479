"""The project's own files, as the checks in this folder read them."""

from __future__ import annotations

import dataclasses
import pathlib
import re
import subprocess

CODE = {".h", ".hpp", ".cpp", ".cu", ".cuh"}


@dataclasses.dataclass(frozen=True)
class Finding:
    """One broken rule, printed as a compiler prints a warning."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclasses.dataclass(frozen=True)
class Include:
    path: str
    line: int
    target: str


_INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def project_files(root: pathlib.Path) -> list[str]:
    """Every file that is committed or would be, relative to the root; without git every file outside build/."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        names = listed.stdout.split("\0")
    else:
        names = [str(path.relative_to(root)) for path in root.rglob("*")]
    return sorted(name for name in set(names)
                  if name and not name.startswith(("build/", ".git/")) and (root / name).is_file()
                  and not (root / name).is_symlink())


def code_files(root: pathlib.Path) -> list[str]:
    return [name for name in project_files(root) if pathlib.PurePath(name).suffix in CODE]


def includes(root: pathlib.Path, path: str) -> list[Include]:
    lines = (root / path).read_text(encoding="utf-8").splitlines()
    return [Include(path, number, match.group(1))
            for number, line in enumerate(lines, 1) if (match := _INCLUDE.match(line))]
