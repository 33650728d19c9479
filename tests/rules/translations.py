"""Every text of the interface stands in translations/ and is translated; nothing stands there that the interface does not say.

Run as a program: translations.py ROOT prints what is missing and exits with 1; with 77 where lupdate is not installed.
"""

from __future__ import annotations

import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

from sources import Finding

LUPDATE = "/usr/lib/qt6/bin/lupdate"
# File and the options that packaging/translations.sh makes it with.
FILES = {"translations/chexgen_de.ts": [], "translations/chexgen_en.ts": ["-pluralonly"]}


def texts(file: pathlib.Path) -> dict[tuple[str, str], bool]:
    """Context and source of each text, and whether it is translated in all its forms."""
    found = {}
    for context in ElementTree.parse(file).getroot().findall("context"):
        for message in context.findall("message"):
            translation = message.find("translation")
            forms = [form.text for form in translation.findall("numerusform")] or [translation.text]
            done = translation.get("type") is None and all(forms)
            found[context.findtext("name"), message.findtext("source")] = done
    return found


def check(root: pathlib.Path) -> list[Finding]:
    findings = []
    for file, options in FILES.items():
        kept = texts(root / file)
        findings += [Finding(file, 1, f"{context}: not translated: {source}") for (context, source), done in kept.items()
                     if not done]
        with tempfile.TemporaryDirectory() as folder:
            fresh = pathlib.Path(folder) / pathlib.PurePath(file).name
            subprocess.run([LUPDATE, "-silent", "-I", ".", "-locations", "none", *options, "app/studio", "widgets", "-ts", str(fresh)],
                           cwd=root, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            said = texts(fresh)
        findings += [Finding(file, 1, f"{context}: missing: {source}") for context, source in said.keys() - kept.keys()]
        findings += [Finding(file, 1, f"{context}: nobody says: {source}") for context, source in kept.keys() - said.keys()]
    return findings


def main() -> int:
    if shutil.which(LUPDATE) is None:
        print("lupdate is not installed")
        return 77
    findings = check(pathlib.Path(sys.argv[1]))
    for finding in findings:
        print(finding)
    print(f"{len(findings)} text(s) without a translation or without a use")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
