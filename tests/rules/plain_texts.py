"""Texts of strangers are never pages: what Qt shows as a page, with pictures that it reads and links, is named here.

widgets/common/plain_texts.h makes every label plain that did not ask for a page; this finds whoever asks, and whoever shows pages by other
means. A place in the list escapes every part that is not its own.

Run as a program: plain_texts.py ROOT prints every broken rule and exits with 1 if there is one.
"""

from __future__ import annotations

import pathlib
import re
import sys

from sources import Finding, code_files

# What is found, why that is a breach, and where it may stand.
RULES = [
    (re.compile(r"Qt::(?:RichText|AutoText|MarkdownText)|\b(?:setHtml|insertHtml|appendHtml|setMarkdown)\(|"
                r"\bQ(?:TextBrowser|ErrorMessage|WhatsThis|StaticText|TextDocument|GraphicsTextItem|WebEngine\w*)\b"),
     "shows a page",
     {"widgets/common/plain_texts.cpp", "widgets/report/prompt_lens_view.cpp", "app/studio/cohort_page.cpp"}),
    # A file that the program itself has made, or a folder.
    (re.compile(r"\bsetOpenExternalLinks\(|\blinkActivated\b|\bQDesktopServices::|\bQNetwork\w+|\bQProcess::startDetached"),
     "opens what a text names", {"app/studio/study_page.cpp", "app/studio/models_room.cpp"}),
    # The legend of a chart is a page.
    (re.compile(r"->setName\((?!.*toHtmlEscaped\(\))"), "names a curve without escaping", set()),
]

_COMMENT = re.compile(r"^\s*(?://|#\s*include)")
_START = "widgets/common/theme.cpp"


def check(root: pathlib.Path) -> list[Finding]:
    findings = []
    for path in code_files(root):
        if not path.startswith(("app/studio/", "widgets/")):
            continue
        text = (root / path).read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            if not _COMMENT.match(line):
                findings += [Finding(path, number, message) for pattern, message, homes in RULES
                             if pattern.search(line) and path not in homes]
        if path == _START and "keepTextsPlain(" not in text:
            findings.append(Finding(path, 1, "does not keep texts plain"))
    return findings


def main() -> int:
    findings = check(pathlib.Path(sys.argv[1]))
    for finding in findings:
        print(finding)
    print(f"{len(findings)} text(s) that may be a page")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
