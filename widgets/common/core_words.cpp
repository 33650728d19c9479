#include "widgets/common/core_words.h"

#include <QCoreApplication>

namespace chexgen::widgets {

namespace {

// Only here so that the translators find them.
[[maybe_unused]] const char* const known[] = {
    QT_TRANSLATE_NOOP("CoreWords", "Atelectasis"),
    QT_TRANSLATE_NOOP("CoreWords", "Calcification"),
    QT_TRANSLATE_NOOP("CoreWords", "Cardiomegaly"),
    QT_TRANSLATE_NOOP("CoreWords", "Consolidation"),
    QT_TRANSLATE_NOOP("CoreWords", "Diffuse Nodule"),
    QT_TRANSLATE_NOOP("CoreWords", "Edema"),
    QT_TRANSLATE_NOOP("CoreWords", "Effusion"),
    QT_TRANSLATE_NOOP("CoreWords", "Emphysema"),
    QT_TRANSLATE_NOOP("CoreWords", "Fibrosis"),
    QT_TRANSLATE_NOOP("CoreWords", "Fracture"),
    QT_TRANSLATE_NOOP("CoreWords", "Heart"),
    QT_TRANSLATE_NOOP("CoreWords", "Hernia"),
    QT_TRANSLATE_NOOP("CoreWords", "Infiltration"),
    QT_TRANSLATE_NOOP("CoreWords", "Lung"),
    QT_TRANSLATE_NOOP("CoreWords", "Mass"),
    QT_TRANSLATE_NOOP("CoreWords", "Nodule"),
    QT_TRANSLATE_NOOP("CoreWords", "Pleural Thickening"),
    QT_TRANSLATE_NOOP("CoreWords", "Pneumonia"),
    QT_TRANSLATE_NOOP("CoreWords", "Pneumothorax"),
    QT_TRANSLATE_NOOP("CoreWords", "Right lung"),
    QT_TRANSLATE_NOOP("CoreWords", "Left lung"),
    QT_TRANSLATE_NOOP("CoreWords", "Finding"),
    QT_TRANSLATE_NOOP("CoreWords", "step"),
    QT_TRANSLATE_NOOP("CoreWords", "image"),
    QT_TRANSLATE_NOOP("CoreWords", "row"),
    QT_TRANSLATE_NOOP("CoreWords", "MB"),
};

}  // namespace

QString coreWord(std::string_view word) {
  const QByteArray source(word.data(), static_cast<qsizetype>(word.size()));
  return QCoreApplication::translate("CoreWords", source.constData());
}

}  // namespace chexgen::widgets
