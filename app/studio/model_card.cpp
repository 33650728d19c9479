#include "app/studio/model_card.h"

#include <QCoreApplication>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "app/studio/doubt_words.h"
#include "widgets/common/core_words.h"
#include "widgets/common/relative_time.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;

namespace {

QString from(const std::string& text) { return QString::fromStdString(text); }

QLabel* words(const QString& text, const char* role = nullptr) {
  auto* label = new QLabel(text);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  if (role != nullptr) setRole(label, role);
  return label;
}

// What prompts may state, and what they may not.
QString demographicsText(const weights::Manifest& manifest) {
  QStringList can, cannot;
  for (const char* name : {"sex", "age", "race", "view"}) {
    const bool known = std::find(manifest.demographics.begin(), manifest.demographics.end(), name) !=
                       manifest.demographics.end();
    (known ? can : cannot) << wishText(name);
  }
  if (can.isEmpty()) return ModelCard::tr("none");
  if (cannot.isEmpty()) return can.join(QStringLiteral(", "));
  return ModelCard::tr("%1 (not %2)").arg(can.join(QStringLiteral(", ")), cannot.join(QStringLiteral(", ")));
}

QString sizesText(const weights::Manifest& manifest) {
  QStringList sizes;
  for (const auto side : manifest.sizes) sizes << ModelCard::tr("%1 × %1 pixels").arg(side);
  return sizes.join(QStringLiteral(", "));
}

QString networkText(const weights::Manifest& manifest) {
  const std::string family = weights::familyName(manifest.transformer);
  const QString blocks = ModelCard::tr("%n block(s)", nullptr, static_cast<int>(manifest.transformer.depth));
  const QString text = ModelCard::tr("%1 of width %2, patch %3")
                           .arg(blocks, QString::number(manifest.transformer.width),
                                QString::number(manifest.transformer.patch));
  return family.empty() ? text : QStringLiteral("DiT-%1, %2").arg(from(family), text);
}

QString targetName(const std::string& target) {
  if (target == "text") return ModelCard::tr("the whole model");
  if (target == "lora") return ModelCard::tr("adapters (LoRA)");
  if (target == "control_mask") return ModelCard::tr("control by masks");
  if (target == "control_boxes") return ModelCard::tr("control by boxes");
  if (target == "vae") return ModelCard::tr("autoencoder");
  return from(target);
}

// On which model and data it was fine-tuned; a line for each time.
QString lessonsText(const weights::Manifest& manifest) {
  QStringList lines;
  for (const weights::Lesson& lesson : manifest.learned) {
    QString data = ModelCard::tr("%n radiograph(s)", nullptr, static_cast<int>(lesson.rows));
    if (lesson.patients > 0)
      data = ModelCard::tr("%1 of %n patient(s)", nullptr, static_cast<int>(lesson.patients)).arg(data);
    if (!lesson.table.empty()) data += QStringLiteral(" (%1)").arg(from(lesson.table));
    lines << ModelCard::tr("from “%1” (identity %2): %3 on %4")
                 .arg(from(lesson.parent), from(lesson.parentSha256).left(12), targetName(lesson.target),
                      data);
  }
  return lines.join(QLatin1Char('\n'));
}

}  // namespace

QString guidedByText(const weights::Manifest& manifest) {
  QStringList guides{ModelCard::tr("report")};
  if (manifest.control("mask") != nullptr) guides << ModelCard::tr("mask");
  QStringList findings;
  for (const std::string& name : manifest.boxFindings) findings << coreWord(name);
  if (manifest.control("boxes") != nullptr)
    guides << (findings.isEmpty() ? ModelCard::tr("boxes")
                                  : ModelCard::tr("boxes (%1)").arg(findings.join(QStringLiteral(", "))));
  return guides.join(QStringLiteral(", "));
}

quint64 bytesOf(const weights::Manifest& manifest) {
  quint64 bytes = 0;
  for (const auto* file : manifest.files()) bytes += file->bytes;
  return bytes;
}

ModelCard::ModelCard(const CatalogueModel& model, QWidget* parent)
    : QFrame(parent),
      model_(model),
      default_(new QLabel(tr("Default"))),
      files_(words({})),
      makeDefault_(new QPushButton(tr("Make default"))),
      check_(new QPushButton(tr("Check files"))),
      remove_(new QPushButton(tr("Remove"))) {
  setRole(this, "card");
  const weights::Manifest& manifest = model.manifest;
  const QString name = from(manifest.name);
  setAccessibleName(name);
  auto* title =
      new QLabel(manifest.version.empty() ? name : tr("%1, version %2").arg(name, from(manifest.version)));
  setRole(title, "title");
  setRole(default_, "ok");
  files_->setObjectName(QStringLiteral("modelFiles"));
  auto* head = new QHBoxLayout;
  head->setSpacing(spacing3);
  head->addWidget(title);
  head->addWidget(default_);
  head->addStretch(1);

  auto* facts = new QFormLayout;
  facts->setHorizontalSpacing(spacing4);
  facts->setVerticalSpacing(spacing1);
  const auto row = [&](const QString& what, const QString& text) {
    if (!text.isEmpty()) facts->addRow(words(what, "secondary"), words(text));
  };
  row(tr("Guided by"), guidedByText(manifest));
  row(tr("Prompts may state"), demographicsText(manifest));
  row(tr("Makes"), sizesText(manifest));
  row(tr("Learned from"), from(manifest.trainedOn));
  row(tr("Fine-tuned"), lessonsText(manifest));
  if (model.evidence) {
    auto* shown = words(measuredText(*model.evidence));
    shown->setToolTip(from(model.evidence->method));
    facts->addRow(words(tr("Shown to draw"), "secondary"), shown);
  }
  row(tr("Licence"), manifest.licence.empty() ? tr("not stated") : from(manifest.licence));
  row(tr("Network"), networkText(manifest));
  row(tr("Weights from"), from(manifest.origin));
  row(tr("Folder"), from(model.folder.string()));
  facts->addRow(words(tr("Files"), "secondary"), files_);

  auto* folder = new QPushButton(tr("Open folder"));
  check_->setToolTip(tr("Compares every file with the SHA-256 that model.json states"));
  remove_->setToolTip(tr("Moves the model's folder to the bin of this computer"));
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(spacing2);
  for (QPushButton* button : {makeDefault_, check_, folder, remove_}) {
    button->setAccessibleName(QStringLiteral("%1: %2").arg(button->text(), name));
    buttons->addWidget(button);
  }
  buttons->addStretch(1);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing4, spacing3, spacing4, spacing3);
  layout->setSpacing(spacing2);
  layout->addLayout(head);
  if (manifest.randomWeights)
    layout->addWidget(words(tr("Random weights: what it draws is not a radiograph."), "warn"));
  if (!manifest.description.empty()) layout->addWidget(words(from(manifest.description)));
  layout->addLayout(facts);
  layout->addLayout(buttons);
  connect(makeDefault_, &QPushButton::clicked, this, &ModelCard::defaultAsked);
  connect(check_, &QPushButton::clicked, this, &ModelCard::checkAsked);
  connect(folder, &QPushButton::clicked, this, &ModelCard::folderAsked);
  connect(remove_, &QPushButton::clicked, this, &ModelCard::removalAsked);
}

void ModelCard::showDefault(bool isDefault) {
  default_->setVisible(isDefault);
  makeDefault_->setEnabled(!isDefault);
}

void ModelCard::showFiles(const FileState& state) {
  const QString size = bytesText(bytesOf(model_.manifest));
  const QString identity = tr("identity %1").arg(from(model_.sha256).left(12));
  QString text;
  const char* role = "secondary";
  switch (state.kind) {
    case FileState::notChecked: text = tr("%1, not checked yet · %2").arg(size, identity); break;
    case FileState::checking: text = tr("%1, being checked · %2").arg(size, identity); break;
    case FileState::whole:
      text = tr("%1, whole: checked %2 · %3").arg(size, relativeTime(state.detail), identity);
      role = "ok";
      break;
    case FileState::damaged:
      text = tr("Damaged. %1 Nothing is made with it: copy the model again or import it anew.")
                 .arg(state.detail);
      role = "error";
      break;
  }
  files_->setText(text);
  files_->setToolTip(tr("SHA-256 of model.json: %1").arg(from(model_.sha256)));
  setRole(files_, role);
  check_->setEnabled(state.kind != FileState::checking);
}

void ModelCard::allowRemoval(bool allowed) { remove_->setVisible(allowed); }

}  // namespace chexgen::studio
