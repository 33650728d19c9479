"""Plants one breach of every rule in a small tree and expects that it, and nothing else, is found."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import edges  # noqa: E402
import opens  # noqa: E402
import plain_texts  # noqa: E402
import readers  # noqa: E402
import texts  # noqa: E402
import translations  # noqa: E402

CLEAN = {
    "core/CMakeLists.txt": "add_subdirectory(base)\nadd_subdirectory(text)\nadd_subdirectory(imaging)\nadd_subdirectory(engine)\n",
    "core/base/CMakeLists.txt": "chexgen_module(base SOURCES a.cpp PRIVATE OpenSSL::Crypto)\n",
    "core/base/a.h": "#include <string>\n",
    "core/base/a.cpp": '#include "core/base/a.h"\n#include <openssl/evp.h>\n',
    "core/text/CMakeLists.txt": "chexgen_module(text SOURCES t.cpp PUBLIC chexgen_base)\n",
    "core/text/t.cpp": '#include "core/base/a.h"\n#include <unicode/regex.h>\n',
    "core/imaging/CMakeLists.txt": "chexgen_module(imaging SOURCES i.cpp PUBLIC chexgen_base PRIVATE PNG::PNG ITKCommon)\n",
    "core/imaging/i.cpp": "#include <png.h>\n#include <itkImage.h>\n#include <dcmtk/dcmdata/dcfilefo.h>\n",
    "core/engine/CMakeLists.txt": "chexgen_module(engine SOURCES e.cpp PUBLIC chexgen_text PRIVATE chexgen::torch)\n",
    "core/engine/e.h": "#include <ATen/ATen.h>\n",
    "core/engine/e.cpp": '#include "core/text/t.h"\n#include "core/base/a.h"\n#include <ATen/ATen.h>\n',
    "core/engine/kernels/cuda/k.cu": '#include <cuda_runtime.h>\n#include "core/engine/kernels/cuda/k.h"\n',
    "app/cli/CMakeLists.txt": "add_executable(chexgen main.cpp)\ntarget_link_libraries(chexgen PRIVATE chexgen_engine CLI11::CLI11)\n",
    "app/cli/main.cpp": '#include "core/engine/e.h"\n#include <CLI/CLI.hpp>\n',
    "app/studio/CMakeLists.txt": "target_compile_definitions(studio PRIVATE QT_NO_KEYWORDS)\ntarget_link_libraries(studio PRIVATE Qt6::Widgets)\n",
    "app/studio/main.cpp": '#include <QApplication>\n#include "widgets/common/w.h"\n#include "core/imaging/i.h"\n',
    "widgets/common/w.h": "#include <QWidget>\n",
    "widgets/viewer/v.cpp": '#include <vtkImageData.h>\n#include "widgets/common/w.h"\n',
    "tests/imaging/CMakeLists.txt": "chexgen_test(imaging SOURCES t.cpp LIBRARIES chexgen_imaging)\n",
    "tests/imaging/t.cpp": '#include <gtest/gtest.h>\n#include <png.h>\n#include "core/imaging/i.h"\n',
}

BAD_INCLUDES = [
    ("core/base/a.cpp", '#include "core/text/t.h"', "core/base may not include core/text"),
    ("core/text/t.cpp", '#include "core/engine/e.h"', "core/text may not include core/engine"),
    ("core/text/t.cpp", '#include "core/imaging/i.h"', "core/text may not include core/imaging"),
    ("core/text/t.cpp", "#include <ATen/ATen.h>", "core/text may not include LibTorch"),
    ("core/base/a.cpp", "# include <c10/util/Exception.h>", "core/base may not include LibTorch"),
    ("core/imaging/i.cpp", "#include <QImage>", "core/imaging may not include Qt"),
    ("core/engine/e.cpp", "#include <QtCore/QString>", "core/engine may not include Qt"),
    ("core/engine/e.cpp", '#include "app/cli/command.h"', "core/engine may not include app/cli"),
    ("core/engine/e.cpp", '#include "tests/support/golden.h"', "core/engine may not include tests"),
    ("core/engine/e.cpp", "#include <cuda_runtime.h>", "core/engine may not include CUDA"),
    ("core/engine/e.cpp", "#include <itkImage.h>", "core/engine may not include ITK"),
    ("app/cli/main.cpp", '#include "widgets/common/w.h"', "app/cli may not include widgets"),
    ("app/studio/main.cpp", "#include <torch/torch.h>", "app/studio may not include LibTorch"),
    ("app/studio/main.cpp", '#include "core/engine/e.h"', "app/studio may not include core/engine"),
    ("app/studio/main.cpp", '#include "app/cli/command.h"', "app/studio may not include app/cli"),
    ("widgets/common/w.cpp", "#include <vtkImageData.h>", "widgets may not include VTK"),
    ("widgets/common/w.cpp", '#include "core/engine/e.h"', "widgets may not include core/engine"),
    ("widgets/common/w.cpp", '#include "app/studio/window.h"', "widgets may not include app/studio"),
    ("tests/text/t.cpp", "#include <ATen/ATen.h>", "tests may not include LibTorch"),
    ("core/base/a.cpp", "#include <gtest/gtest.h>", "core/base may not include GoogleTest"),
]

BAD_LINKS = [
    ("core/base/CMakeLists.txt", "target_link_libraries(chexgen_base PUBLIC chexgen_text)", "core/base may not lean on core/text"),
    ("core/text/CMakeLists.txt", "target_link_libraries(chexgen_text\n  PRIVATE chexgen::torch)", "may not link LibTorch"),
    ("core/imaging/CMakeLists.txt", "target_link_libraries(chexgen_imaging PRIVATE Qt6::Core)", "may not link Qt"),
    ("app/studio/CMakeLists.txt", "target_link_libraries(studio PRIVATE chexgen_engine)", "may not lean on core/engine"),
    ("widgets/common/CMakeLists.txt", "chexgen_widgets(common SOURCES w.cpp PRIVATE VTK::CommonCore)", "may not link VTK"),
    ("core/text/CMakeLists.txt", "target_link_libraries(chexgen_text PUBLIC chexgen_test_support)", "support of the tests"),
]

BAD_TEXTS = [
    ("core/base/a.cpp", "line\n" * 501, "has 501 lines"),
    ("README.md", "Get it from https://pypi" + ".org/simple.\n", "names a package registry"),
    ("packaging/run.sh", "cd /ho" + "me/someone/project\n", "names a folder of one machine"),
    ("core/base/a.cpp", "// TO" + "DO: finish\n", "is unfinished"),
    ("core/imaging/names.cpp", "auto name = file.stem().string();\n", "cuts a name"),
    ("app/cli/names.cpp", "auto name = path.replace_extension(\".png\");\n", "cuts a name"),
    ("core/report/html.cpp", "std::snprintf(text.data(), text.size(), \"%f\", value);\n", "writes into a buffer"),
    ("core/text/t.cpp", "#include <regex>\n", "searches with std::regex"),
    ("core/text/t.cpp", "static const std::regex word(\"a+\");\n", "searches with std::regex"),
    ("app/cli/names.cpp", "command.check(CLI::Range(0.0, 1.0));\n", "lets NaN pass"),
]


OTHER_OPENS = [
    ("core/text/t.cpp", "std::ofstream file(log, std::ios::app);", "by a stream"),
    ("core/imaging/i.cpp", "const int file = ::open(path.c_str(), O_RDWR);", "by a system call"),
    ("core/imaging/i.cpp", "std::filesystem::resize_file(lock, 0, ignored);", "by a system call"),
    ("app/studio/main.cpp", "QFile file(path);", "by Qt"),
]


SECOND_READERS = [
    ("core/cohort/c.cpp", 'for (const Json& one : json.at("annotations")) use(one);', "reads COCO"),
    ("app/studio/main.cpp", 'if (source->sex == "F") sex = "Female";', "reads sex and view"),
    ("core/text/t.cpp", "png_read_info(png, info);", "reads PNG"),
    ("core/jobs/j.cpp", "std::getline(line, cell, ',');", "reads separated tables"),
    ("core/training/t.cpp", 'const auto file = folder / "classes.txt";', "reads YOLO"),
]


class Tree:
    """The clean tree in a temporary folder."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self._folder.name)
        for path, text in CLEAN.items():
            self.put(path, text)
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def put(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def append(self, path, text):
        file = self.root / path
        self.put(path, (file.read_text(encoding="utf-8") if file.exists() else "") + text + "\n")


class ReaderRules(unittest.TestCase):
    def test_every_second_reader_is_found_and_the_first_is_none(self):
        for path, line, message in SECOND_READERS:
            with self.subTest(path=path), Tree() as tree:
                self.assertEqual(readers.check(tree.root), [])
                tree.append(path, line)
                found = [str(one) for one in readers.check(tree.root)]
                self.assertEqual(len(found), 1, found)
                self.assertIn(message, found[0])
        with Tree() as tree:
            tree.put("core/imaging/boxes_coco.cpp", 'json.at("annotations");\n// classes.txt\n')
            self.assertEqual(readers.check(tree.root), [])


PAGES = [
    ("app/studio/room.cpp", "label->setTextFormat(Qt::RichText);", "shows a page"),
    ("app/studio/room.cpp", "auto* browser = new QTextBrowser;", "shows a page"),
    ("widgets/common/w.cpp", "label->setTextFormat(Qt::AutoText);", "shows a page"),
    ("widgets/report/r.cpp", "edit->setHtml(text);", "shows a page"),
    ("widgets/report/r.cpp", "label->setOpenExternalLinks(true);", "opens what a text names"),
    ("app/studio/room.cpp", "QDesktopServices::openUrl(QUrl(text));", "opens what a text names"),
    ("widgets/charts/c.cpp", "series->setName(curve.name);", "names a curve"),
    ("widgets/common/theme.cpp", "void applyTheme() {}", "does not keep texts plain"),
]


class PlainTextRules(unittest.TestCase):
    def test_every_page_is_found(self):
        for path, line, message in PAGES:
            with self.subTest(path=path, line=line), Tree() as tree:
                self.assertEqual(plain_texts.check(tree.root), [])
                tree.append(path, line)
                found = [str(one) for one in plain_texts.check(tree.root)]
                self.assertEqual(len(found), 1, found)
                self.assertIn(message, found[0])
        with Tree() as tree:
            tree.put("widgets/common/theme.cpp", "void applyTheme() {\n  keepTextsPlain(application);\n}\n")
            tree.put("app/studio/cohort_page.cpp", "caseText_->setTextFormat(Qt::RichText);\n")
            self.assertEqual(plain_texts.check(tree.root), [])


class OpenRules(unittest.TestCase):
    def test_every_file_opened_elsewhere_is_found(self):
        for path, line, message in OTHER_OPENS:
            with self.subTest(path=path, line=line), Tree() as tree:
                self.assertEqual(opens.check(tree.root), [])
                tree.append(path, line)
                found = [str(one) for one in opens.check(tree.root)]
                self.assertEqual(len(found), 1, found)
                self.assertIn(message, found[0])
        with Tree() as tree:
            tree.append("core/base/a.cpp", "std::ofstream file(path);")
            tree.append("widgets/common/w.h", 'QFile file(QStringLiteral(":/chexgen/style.qss"));')
            self.assertEqual(opens.check(tree.root), [])


class EdgeRules(unittest.TestCase):
    def only_finding(self, tree):
        findings = edges.check(tree.root)
        self.assertEqual(len(findings), 1, [str(finding) for finding in findings])
        return str(findings[0])

    def test_a_tree_that_keeps_the_rules_passes(self):
        with Tree() as tree:
            self.assertEqual([str(finding) for finding in edges.check(tree.root)], [])

    def test_every_forbidden_include_is_found(self):
        for path, line, message in BAD_INCLUDES:
            with self.subTest(path=path, line=line), Tree() as tree:
                tree.append(path, line)
                found = self.only_finding(tree)
                self.assertIn(message, found)
                self.assertTrue(found.startswith(path + ":"), found)

    def test_a_header_that_brings_a_library_stays_inside_its_area(self):
        for header, line, user in [("core/imaging/i.h", "#include <itkImage.h>", "app/studio/main.cpp"),
                                   ("core/imaging/i.h", "#include <dcmtk/config/osconfig.h>", "app/studio/main.cpp"),
                                   ("core/base/a.h", "#include <openssl/evp.h>", "core/text/t.cpp"),
                                   ("widgets/viewer/v.h", "#include <vtkImageData.h>", "app/studio/room.cpp")]:
            with self.subTest(header=header, line=line), Tree() as tree:
                # Two steps away, so that only following includes can find it.
                tree.append(header, f'#include "{header}.inner.h"')
                tree.append(header + ".inner.h", line)
                tree.put("app/studio/main.cpp", "")
                for path in ("core/engine/e.cpp", "core/text/t.cpp", "tests/imaging/t.cpp"):
                    tree.put(path, "")
                self.assertEqual(edges.check(tree.root), [], "inside its area a library may stand in a header")
                tree.append(user, f'#include "{header}"')
                self.assertIn(f"{header} brings", self.only_finding(tree))

    def test_every_forbidden_link_is_found(self):
        for path, line, message in BAD_LINKS:
            with self.subTest(path=path, line=line), Tree() as tree:
                tree.append(path, line)
                self.assertIn(message, self.only_finding(tree))

    def test_an_include_without_its_link_is_found(self):
        with Tree() as tree:
            tree.append("core/engine/e.cpp", '#include "core/imaging/i.h"')
            self.assertIn("does not link chexgen_imaging", self.only_finding(tree))

    def test_qt_without_no_keywords_is_found(self):
        with Tree() as tree:
            tree.put("app/studio/CMakeLists.txt", "target_link_libraries(studio PRIVATE Qt6::Widgets)\n")
            self.assertIn("without QT_NO_KEYWORDS", self.only_finding(tree))


class TextRules(unittest.TestCase):
    def test_a_tree_that_keeps_the_rules_passes(self):
        with Tree() as tree:
            self.assertEqual(texts.check(tree.root), [])

    def test_every_forbidden_text_is_found(self):
        for path, text, message in BAD_TEXTS:
            with self.subTest(path=path, message=message), Tree() as tree:
                tree.put(path, text)
                findings = texts.check(tree.root)
                self.assertEqual(len(findings), 1, findings)
                self.assertIn(message, str(findings[0]))


TS = """<TS version="2.1"><context><name>Room</name><message{numerus}><source>Open</source>
<translation{kind}>{text}</translation></message></context></TS>"""


class TranslationRules(unittest.TestCase):
    def translated(self, **parts):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "some.ts"
            file.write_text(TS.format(**({"numerus": "", "kind": "", "text": "Offen"} | parts)), encoding="utf-8")
            return translations.texts(file)["Room", "Open"]

    def test_a_translated_text_passes(self):
        self.assertTrue(self.translated())

    def test_an_unfinished_an_empty_and_a_half_text_are_found(self):
        self.assertFalse(self.translated(kind=' type="unfinished"'))
        self.assertFalse(self.translated(text=""))
        self.assertFalse(self.translated(numerus=' numerus="yes"', text="<numerusform>Eins</numerusform><numerusform></numerusform>"))


if __name__ == "__main__":
    unittest.main()
