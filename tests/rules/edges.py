"""Which part of the project may lean on which, checked on include lines and on link lines.

    app/studio -> widgets -> core/<plain>        app/cli -> core/engine -> core/<plain>

The plain modules lean only on those that core/CMakeLists.txt adds before them. A library from outside belongs to the areas that
the table names; a header that shows it stays inside them.

Run as a program: edges.py ROOT prints every broken rule and exits with 1 if there is one.
"""

from __future__ import annotations

import dataclasses
import pathlib
import re
import sys

from sources import Finding, Include, code_files, includes, project_files


@dataclasses.dataclass(frozen=True)
class Library:
    """A library from outside: its headers, its CMake targets, and the areas that may use it."""

    name: str
    headers: str
    targets: str
    areas: tuple[str, ...]


LIBRARIES = [
    Library("LibTorch", r"(ATen|c10|torch|caffe2)/.*", r"chexgen::torch|chexgen_torch|.*libtorch.*|.*libc10.*",
            ("core/engine", "app/cli")),
    Library("CUDA", r"(cuda\w*|cublas\w*|curand\w*|nccl|mma)\.h(pp)?|cub/.*|cooperative_groups.*", r"CUDA::.*",
            ("core/engine/kernels/cuda",)),
    Library("Qt", r"Qt?[A-Z]\w*(/.*)?|q[a-z]+\.h", r"Qt6?::.*", ("app/studio", "widgets")),
    Library("VTK", r"vtk\w+\.h|QVTK.*", r"VTK::.*|\$\{VTK_LIBRARIES\}", ("widgets/viewer",)),
    Library("ITK", r"itk\w+\.h", r"ITK\w+|\$\{ITK_LIBRARIES\}", ("core/imaging",)),
    Library("DCMTK", r"dcmtk/.*", r"DCMTK::.*|\$\{DCMTK_LIBRARIES\}", ("core/imaging",)),
    Library("cpp-httplib", r"httplib\.h", r"PkgConfig::HTTPLIB", ("core/cohort", "tests/cohort")),
    Library("libcurl", r"curl/.*", r"CURL::libcurl", ("core/cohort",)),
    Library("PNG and JPEG", r"png\.h|jpeglib\.h|jerror\.h", r"PNG::PNG|JPEG::JPEG", ("core/imaging",)),
    Library("zlib", r"zlib\.h", r"ZLIB::ZLIB", ("core/base", "core/imaging", "core/weights")),
    Library("OpenSSL", r"openssl/.*", r"OpenSSL::.*", ("core/base", "core/imaging", "core/study")),
    Library("libsodium", r"sodium\.h", r"PkgConfig::SODIUM", ("core/study",)),
    Library("ICU", r"unicode/.*", r"ICU::.*|PkgConfig::ICU", ("core/text",)),
    Library("SentencePiece", r"sentencepiece.*", r".*sentencepiece.*|.*SentencePiece.*", ("core/text",)),
    Library("HTML parsers", r"libxml/.*|gumbo\.h", r"LibXml2::.*|.*[Gg]umbo.*", ("core/text",)),
    Library("Boost", r"boost/.*", r"Boost::.*", ("core/statistics",)),
    Library("SQLite", r"sqlite3\.h", r"SQLite::.*", ("core/project",)),
    Library("Cairo and Pango", r"(cairo|pango).*", r".*(CAIRO|[Cc]airo).*", ("core/report",)),
    Library("CLI11", r"CLI/.*", r"CLI11::CLI11", ("app/cli",)),
    Library("GoogleTest", r"(gtest|gmock)/.*", r"GTest::.*", ("tests",)),
]

# The project's own areas that are more than a folder deep.
_DEEP = ("core/engine/kernels/cuda", "widgets/viewer")


def area_of(path: str) -> str:
    """The area a file belongs to: "core/text", "app/cli", "widgets"; a test belongs to what it tests."""
    for deep in _DEEP:
        if path.startswith(deep + "/"):
            return deep
    parts = path.split("/")
    if parts[0] in ("core", "app"):
        return "/".join(parts[:2])
    return parts[0]


def covers(area: str, path_area: str) -> bool:
    return path_area == area or path_area.startswith(area + "/")


def module_order(root: pathlib.Path) -> list[str]:
    text = (root / "core/CMakeLists.txt").read_text(encoding="utf-8")
    return re.findall(r"add_subdirectory\((\w+)\)", text)


def may_lean_on(area: str, other: str, order: list[str]) -> bool:
    """Whether code of `area` may include or link first-party code of `other`."""
    if area == "tests" or covers(other, area) or covers(area, other):
        return True
    if other == "tests" or other.startswith("app/"):
        return False
    if area.startswith("core/"):
        if not other.startswith("core/"):
            return False
        mine, theirs = area.split("/")[1], other.split("/")[1]
        return mine in order and theirs in order and order.index(theirs) < order.index(mine)
    if area == "app/cli":
        return other.startswith("core/")
    if covers("app/studio", area) or covers("widgets", area):
        return covers("widgets", other) or (other.startswith("core/") and not covers("core/engine", other))
    return False


def tested_areas(path: str) -> list[str]:
    """What a test file tests, and so whose outside libraries it may use: tests/imaging/x.cpp -> core/imaging."""
    parts = path.split("/")
    if parts[0] != "tests" or len(parts) < 3:
        return []
    special = {
        "cli": ["app/cli", "core/imaging"],  # files to read are made by the imaging tests' builders
        "studio": ["app/studio", "core/imaging"],  # the same
        "widgets": ["widgets/viewer"],
        # Files of strangers are made below the modules that refuse them.
        "hostile": ["core/base", "core/imaging", "core/jobs", "core/project", "core/study"],
        "fuzz": ["core/base", "core/text", "core/weights", "core/imaging", "core/jobs", "core/project"],  # a target for each parser
    }
    return special.get(parts[1], ["core/" + parts[1]])


def library_allows(library: Library, path: str) -> bool:
    areas = [area_of(path), *tested_areas(path)]
    return any(covers(allowed, area) for allowed in library.areas for area in areas)


def is_first_party(target: str) -> bool:
    return target.split("/")[0] in ("core", "app", "widgets", "tests") and "/" in target


def library_of(target: str) -> Library | None:
    return next((library for library in LIBRARIES if re.fullmatch(library.headers, target)), None)


class IncludeGraph:
    """Every include of the tree, and what a header brings with it."""

    def __init__(self, root: pathlib.Path, files: list[str]):
        self.order = module_order(root)
        self.includes = {path: includes(root, path) for path in files}
        self._shown: dict[str, dict[str, str]] = {}

    def shown_by(self, header: str) -> dict[str, str]:
        """The outside libraries that including `header` brings, each with the header that includes it."""
        if header not in self._shown:
            shown: dict[str, str] = {}
            self._shown[header] = shown  # also ends circles
            for include in self.includes.get(header, ()):
                if is_first_party(include.target):
                    shown |= self.shown_by(include.target)
                elif library := library_of(include.target):
                    shown[library.name] = header
        return self._shown[header]

    def check(self, include: Include) -> str | None:
        """The rule that the include breaks, as a sentence, or nothing."""
        area = area_of(include.path)
        if is_first_party(include.target):
            other = area_of(include.target)
            if not may_lean_on(area, other, self.order):
                return f"{area} may not include {other} ({include.target})"
            for name, origin in self.shown_by(include.target).items():
                library = next(known for known in LIBRARIES if known.name == name)
                if not library_allows(library, include.path):
                    return f"{include.target} brings {name} (included in {origin}) to {area}"
            return None
        library = library_of(include.target)
        if library and not library_allows(library, include.path):
            return f"{area} may not include {library.name} ({include.target})"
        return None


@dataclasses.dataclass(frozen=True)
class Link:
    """One library on a link line of one target."""

    path: str
    line: int
    target: str
    linked: str


_KEYWORDS = {"PUBLIC", "PRIVATE", "INTERFACE", "SOURCES", "LIBRARIES", "PREFIX", "TIMEOUT", "DEPENDS"}
_LINKING = {"PUBLIC", "PRIVATE", "INTERFACE", "LIBRARIES"}
_COMMAND = re.compile(r"\b(chexgen_module|chexgen_widgets|chexgen_test|target_link_libraries|target_link_options)\s*\(([^()]*)\)")


def links(root: pathlib.Path, path: str) -> list[Link]:
    text = re.sub(r"#[^\n]*", "", (root / path).read_text(encoding="utf-8"))
    found = []
    for command in _COMMAND.finditer(text):
        line = text.count("\n", 0, command.start()) + 1
        words = command.group(2).split()
        if not words:
            continue
        name, section = words[0], command.group(1)
        if "${" in words[0]:
            continue  # inside the functions that declare modules and tests
        prefix = {"chexgen_module": "chexgen_", "chexgen_widgets": "chexgen_widgets_", "chexgen_test": "test_"}.get(section, "")
        target = prefix + name
        linking = section == "target_link_libraries"
        for word in words[1:]:
            if word in _KEYWORDS:
                linking = word in _LINKING
            elif linking and not word.startswith("-"):
                found.append(Link(path, line, target, word))
    return found


def check_link(link: Link, order: list[str]) -> str | None:
    area = area_of(link.path)
    if own := re.fullmatch(r"chexgen_(\w+)", link.linked):
        name = own.group(1)
        other = "core/" + name if name in order else None
        if name == "test_support" and area != "tests":
            return f"{link.target} may not link the support of the tests"
        if other and not may_lean_on(area, other, order):
            return f"{link.target} may not link {link.linked}: {area} may not lean on {other}"
    for library in LIBRARIES:
        if re.fullmatch(library.targets, link.linked) and not library_allows(library, link.path):
            return f"{link.target} may not link {library.name} ({link.linked})"
    return None


def check_links_hold_includes(graph: IncludeGraph, all_links: list[Link]) -> list[Finding]:
    """A core module links, itself or through others, every core module that it includes."""
    linked: dict[str, set[str]] = {}
    for link in all_links:
        linked.setdefault(link.target, set()).add(link.linked)

    def closure(target: str) -> set[str]:
        seen: set[str] = set()
        waiting = [target]
        while waiting:
            for library in linked.get(waiting.pop(), ()):
                if library not in seen:
                    seen.add(library)
                    waiting.append(library)
        return seen

    findings = []
    for path, path_includes in graph.includes.items():
        parts = path.split("/")
        if parts[0] != "core" or len(parts) < 3 or "chexgen_" + parts[1] not in linked:
            continue
        reachable = closure("chexgen_" + parts[1])
        for include in path_includes:
            other = include.target.split("/")
            if other[0] != "core" or not may_lean_on("core/" + parts[1], "core/" + other[1], graph.order):
                continue
            if other[1] != parts[1] and "chexgen_" + other[1] not in reachable:
                message = f"chexgen_{parts[1]} includes {include.target} but does not link chexgen_{other[1]}"
                findings.append(Finding(path, include.line, message))
    return findings


def check_qt_keywords(root: pathlib.Path, cmake_files: list[str], all_links: list[Link]) -> list[Finding]:
    """Qt's `slots` and `signals` macros break other libraries' headers, so whoever links Qt sets QT_NO_KEYWORDS."""
    texts = "".join((root / path).read_text(encoding="utf-8") for path in cmake_files)
    if "QT_NO_KEYWORDS" in texts:
        return []
    return [Finding(link.path, link.line, f"{link.target} links {link.linked} without QT_NO_KEYWORDS")
            for link in all_links if re.fullmatch(r"Qt6?::.*", link.linked)]


def check(root: pathlib.Path) -> list[Finding]:
    graph = IncludeGraph(root, code_files(root))
    cmake_files = [name for name in project_files(root) if name.endswith(("CMakeLists.txt", ".cmake"))]
    all_links = [link for path in cmake_files for link in links(root, path)]
    findings = [Finding(path, include.line, message)
                for path, path_includes in graph.includes.items()
                for include in path_includes if (message := graph.check(include))]
    findings += [Finding(link.path, link.line, message) for link in all_links if (message := check_link(link, graph.order))]
    findings += check_links_hold_includes(graph, all_links)
    findings += check_qt_keywords(root, cmake_files, all_links)
    return findings


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    findings = check(root)
    for finding in findings:
        print(finding)
    print(f"{len(code_files(root))} files, {len(findings)} broken include or link rule(s)")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
