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
    QT_TRANSLATE_NOOP("CoreWords", "MB checked"),
    // The standard questions of reader studies.
    QT_TRANSLATE_NOOP("CoreWords", "Does it show what the report says?"),
    QT_TRANSLATE_NOOP("CoreWords", "complete mismatch"),
    QT_TRANSLATE_NOOP("CoreWords", "key finding missing"),
    QT_TRANSLATE_NOOP("CoreWords", "main finding there, details missing"),
    QT_TRANSLATE_NOOP("CoreWords", "most agree"),
    QT_TRANSLATE_NOOP("CoreWords", "all agree"),
    QT_TRANSLATE_NOOP("CoreWords", "What is wrong?"),
    QT_TRANSLATE_NOOP("CoreWords", "omission"),
    QT_TRANSLATE_NOOP("CoreWords", "commission"),
    QT_TRANSLATE_NOOP("CoreWords", "subtle discrepancy"),
    QT_TRANSLATE_NOOP("CoreWords", "context discrepancy"),
    QT_TRANSLATE_NOOP("CoreWords", "image quality or artefact"),
    QT_TRANSLATE_NOOP("CoreWords", "Real or synthetic?"),
    QT_TRANSLATE_NOOP("CoreWords", "real"),
    QT_TRANSLATE_NOOP("CoreWords", "synthetic"),
    QT_TRANSLATE_NOOP("CoreWords", "How sure are you?"),
    QT_TRANSLATE_NOOP("CoreWords", "guessing"),
    QT_TRANSLATE_NOOP("CoreWords", "rather unsure"),
    QT_TRANSLATE_NOOP("CoreWords", "fairly sure"),
    QT_TRANSLATE_NOOP("CoreWords", "sure"),
    QT_TRANSLATE_NOOP("CoreWords", "certain"),
    QT_TRANSLATE_NOOP("CoreWords", "How real does it look?"),
    QT_TRANSLATE_NOOP("CoreWords", "not at all"),
    QT_TRANSLATE_NOOP("CoreWords", "hardly"),
    QT_TRANSLATE_NOOP("CoreWords", "partly"),
    QT_TRANSLATE_NOOP("CoreWords", "largely"),
    QT_TRANSLATE_NOOP("CoreWords", "entirely"),
    QT_TRANSLATE_NOOP("CoreWords", "Put them in order, the one that fits the report best first."),
    QT_TRANSLATE_NOOP("CoreWords", "Which fits the report best?"),
    QT_TRANSLATE_NOOP("CoreWords", "equal"),
};

}  // namespace

QString coreWord(std::string_view word) {
  const QByteArray source(word.data(), static_cast<qsizetype>(word.size()));
  return QCoreApplication::translate("CoreWords", source.constData());
}

}  // namespace chexgen::widgets
