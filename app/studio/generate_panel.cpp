#include "app/studio/generate_panel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRandomGenerator>
#include <QRegularExpressionValidator>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/common/key_bindings.h"
#include "widgets/common/relative_time.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace {

using namespace widgets;

constexpr int mostSteps = 1000;
constexpr int mostImages = 64;
// Seeds that people read to each other over the phone; any 64-bit seed can still be typed.
constexpr quint32 largestDice = 1000000;

void setItemEnabled(QComboBox* box, int index, bool enabled, const QString& why) {
  auto* items = qobject_cast<QStandardItemModel*>(box->model());
  if (items == nullptr) return;
  items->item(index)->setEnabled(enabled);
  items->item(index)->setToolTip(enabled ? QString() : why);
}

void chooseData(QComboBox* box, const QVariant& data) {
  const int index = box->findData(data);
  if (index >= 0) box->setCurrentIndex(index);
}

QToolButton* smallButton(const QString& icon, const QString& name) {
  auto* button = new QToolButton;
  button->setIcon(themedIcon(icon));
  button->setToolTip(name);
  button->setAccessibleName(name);
  return button;
}

}  // namespace

GeneratePanel::GeneratePanel(QWidget* parent)
    : QWidget(parent),
      model_(new QComboBox),
      about_(new QLabel),
      size_(new QComboBox),
      guide_(new QComboBox),
      profile_(new QComboBox),
      sampler_(new QComboBox),
      steps_(new QSpinBox),
      guidance_(new QDoubleSpinBox),
      seed_(new QLineEdit),
      dice_(smallButton(QStringLiteral("media-playlist-shuffle"), tr("Another seed"))),
      lock_(smallButton(QStringLiteral("object-locked"), tr("Keep this seed for the next image"))),
      count_(new QSpinBox),
      doubts_(new QLabel),
      unused_(new QLabel),
      generate_(new QPushButton(tr("Generate"))),
      cancel_(new QPushButton(tr("Cancel"))),
      progress_(new QProgressBar),
      progressText_(new QLabel) {
  setObjectName(QStringLiteral("generatePanel"));
  build();
  connect(model_, &QComboBox::currentIndexChanged, this, [this] {
    takeModel();
    if (quiet_) return;
    Q_EMIT modelChosen();
    change();
  });
  for (QComboBox* box : {size_, guide_, profile_, sampler_})
    connect(box, &QComboBox::currentIndexChanged, this, &GeneratePanel::change);
  for (QSpinBox* box : {steps_, count_}) connect(box, &QSpinBox::valueChanged, this, &GeneratePanel::change);
  connect(guidance_, &QDoubleSpinBox::valueChanged, this, &GeneratePanel::change);
  connect(seed_, &QLineEdit::textChanged, this, &GeneratePanel::change);
  connect(lock_, &QToolButton::toggled, this, &GeneratePanel::change);
  connect(dice_, &QToolButton::clicked, this,
          [this] { seed_->setText(QString::number(QRandomGenerator::global()->bounded(largestDice))); });
  connect(generate_, &QPushButton::clicked, this, &GeneratePanel::generateAsked);
  connect(cancel_, &QPushButton::clicked, this, &GeneratePanel::cancelAsked);
  showIdle();
}

void GeneratePanel::build() {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing3, spacing3, spacing3, spacing3);
  layout->setSpacing(spacing2);
  auto* title = new QLabel(tr("Generate"));
  setRole(title, "title");
  layout->addWidget(title);
  layout->addWidget(model_);
  about_->setWordWrap(true);
  setRole(about_, "secondary");
  layout->addWidget(about_);
  auto* form = new QFormLayout;
  form->setSpacing(spacing2);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  addFields(form);
  layout->addLayout(form);
  doubts_->setObjectName(QStringLiteral("doubts"));
  doubts_->setTextFormat(Qt::PlainText);
  doubts_->setWordWrap(true);
  doubts_->hide();
  setRole(doubts_, "warn");
  layout->addWidget(doubts_);
  unused_->setObjectName(QStringLiteral("drawingUnused"));
  unused_->setWordWrap(true);
  setRole(unused_, "warn");
  unused_->hide();
  layout->addWidget(unused_);
  generate_->setObjectName(QStringLiteral("generate"));
  showKeyInToolTip(generate_, tr("Makes the images"), KeyCommand::generate);
  generate_->setMinimumHeight(36);
  setRole(generate_, "primary");
  cancel_->setToolTip(tr("Stops at the next step; finished images are kept."));
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(generate_, 1);
  buttons->addWidget(cancel_);
  layout->addLayout(buttons);
  progress_->setTextVisible(false);
  layout->addWidget(progress_);
  progressText_->setWordWrap(true);
  setRole(progressText_, "secondary");
  layout->addWidget(progressText_);
  layout->addStretch(1);
}

void GeneratePanel::addFields(QFormLayout* form) {
  model_->setAccessibleName(tr("Model"));
  model_->setObjectName(QStringLiteral("model"));
  guide_->setObjectName(QStringLiteral("guide"));
  guide_->addItem(tr("Report only"), static_cast<int>(Guide::report));
  guide_->addItem(tr("Report and mask"), static_cast<int>(Guide::mask));
  guide_->addItem(tr("Report and boxes"), static_cast<int>(Guide::boxes));
  profile_->addItem(tr("Studio"), QStringLiteral("studio"));
  profile_->setItemData(0, tr("Guides all four latent channels, also with mask or boxes."), Qt::ToolTipRole);
  profile_->addItem(tr("As published"), QStringLiteral("published"));
  profile_->setItemData(1, tr("Repeats the arithmetic of the release exactly."), Qt::ToolTipRole);
  sampler_->addItem(QStringLiteral("DPM-Solver++ (2M)"), QStringLiteral("dpmpp2m"));
  sampler_->addItem(QStringLiteral("DDIM"), QStringLiteral("ddim"));
  sampler_->addItem(tr("Ancestral (DDPM)"), QStringLiteral("ancestral"));
  steps_->setRange(1, mostSteps);
  guidance_->setRange(0, 30);
  guidance_->setDecimals(1);
  guidance_->setSingleStep(0.5);
  count_->setRange(1, mostImages);
  form->addRow(tr("Guided by"), guide_);
  form->addRow(tr("Size"), size_);
  form->addRow(tr("Sampler"), sampler_);
  form->addRow(tr("Steps"), steps_);
  form->addRow(tr("Guidance"), guidance_);
  form->addRow(tr("Profile"), profile_);
  form->addRow(tr("Seed"), seedRow());
  form->addRow(tr("Images"), count_);
}

QWidget* GeneratePanel::seedRow() {
  seed_->setValidator(
      new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{1,19}")), seed_));
  seed_->setAccessibleName(tr("Seed"));
  lock_->setCheckable(true);
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing1);
  layout->addWidget(seed_, 1);
  layout->addWidget(dice_);
  layout->addWidget(lock_);
  return row;
}

void GeneratePanel::setCatalogue(const Catalogue* catalogue) {
  const QScopedValueRollback guard(quiet_, true);
  catalogue_ = catalogue;
  model_->clear();
  if (catalogue != nullptr)
    for (const CatalogueModel& entry : catalogue->models)
      model_->addItem(QString::fromStdString(entry.manifest.name),
                      QString::fromStdString(entry.folder.string()));
  if (model_->count() == 0) model_->addItem(tr("no model installed"));
  takeModel();
  showIdle();
}

const CatalogueModel* GeneratePanel::model() const {
  return catalogue_ == nullptr ? nullptr
                               : catalogue_->inFolder(model_->currentData().toString().toStdString());
}

void GeneratePanel::takeModel() {
  const QScopedValueRollback guard(quiet_, true);
  const CatalogueModel* chosen = model();
  if (chosen == nullptr) {
    about_->setText(tr("Import a model in Models, or name a model folder in CHEXGEN_MODEL."));
    return;
  }
  const weights::Manifest& manifest = chosen->manifest;
  about_->setText(QString::fromStdString(manifest.description));
  const int wanted = size_->currentData().toInt();
  size_->clear();
  for (const auto side : manifest.sizes)
    size_->addItem(tr("%1 × %1 pixels").arg(side), static_cast<int>(side));
  chooseData(size_, wanted);
  chooseData(profile_, QString::fromStdString(manifest.defaults.profile));
  chooseData(sampler_, QString::fromStdString(manifest.defaults.sampler));
  steps_->setValue(manifest.defaults.steps);
  guidance_->setValue(manifest.defaults.guidance);
  offerGuides();
}

void GeneratePanel::offerGuides() {
  const CatalogueModel* chosen = model();
  const auto offer = [&](Guide guide, const char* kind, const QString& why) {
    const int index = guide_->findData(static_cast<int>(guide));
    const bool can = chosen != nullptr && chosen->manifest.control(kind) != nullptr;
    setItemEnabled(guide_, index, can, why);
    if (!can && guide_->currentIndex() == index) guide_->setCurrentIndex(0);
  };
  offer(Guide::mask, "mask", tr("This model has no mask branch."));
  offer(Guide::boxes, "boxes", tr("This model has no box branch."));
}

GenerationSettings GeneratePanel::settings() const {
  GenerationSettings settings;
  settings.model = model_->currentData().toString().toStdString();
  settings.size = size_->currentData().toInt();
  settings.profile = profile_->currentData().toString().toStdString();
  settings.sampler = sampler_->currentData().toString().toStdString();
  settings.steps = steps_->value();
  settings.guidance = guidance_->value();
  settings.seed = seed_->text().toULongLong();
  settings.seedLocked = lock_->isChecked();
  settings.count = count_->value();
  settings.guide = static_cast<Guide>(guide_->currentData().toInt());
  return settings;
}

void GeneratePanel::setSettings(const GenerationSettings& settings) {
  const QScopedValueRollback guard(quiet_, true);
  chooseData(model_, QString::fromStdString(settings.model.string()));
  takeModel();
  if (settings.size > 0) chooseData(size_, settings.size);
  chooseData(profile_, QString::fromStdString(settings.profile));
  chooseData(sampler_, QString::fromStdString(settings.sampler));
  if (settings.steps > 0) steps_->setValue(settings.steps);
  if (settings.guidance >= 0) guidance_->setValue(settings.guidance);
  seed_->setText(QString::number(settings.seed));
  lock_->setChecked(settings.seedLocked);
  count_->setValue(settings.count);
  chooseData(guide_, static_cast<int>(settings.guide));
  offerGuides();
  showUnused();
}

void GeneratePanel::setReadOnly(bool readOnly) {
  readOnly_ = readOnly;
  showIdle();
}

void GeneratePanel::showIdle() {
  generate_->setEnabled(model() != nullptr && !readOnly_);
  cancel_->hide();
  progress_->hide();
  progressText_->clear();
}

void GeneratePanel::showWorking(const QString& what) {
  cancel_->show();
  progress_->setRange(0, 0);
  progress_->show();
  progressText_->setText(what);
}

void GeneratePanel::showProgress(const jobs::Progress& progress) {
  progress_->setRange(0, static_cast<int>(progress.total));
  progress_->setValue(static_cast<int>(progress.done));
  progress_->show();
  cancel_->show();
  const QString count = tr("step %1 of %2").arg(progress.done).arg(progress.total);
  progressText_->setText(
      progress.etaSeconds ? tr("%1 · %2 left").arg(count, durationText(*progress.etaSeconds)) : count);
}

void GeneratePanel::showTime(const QString& text) { progressText_->setText(text); }

void GeneratePanel::showDoubts(const QString& text) {
  doubts_->setText(text);
  doubts_->setVisible(!text.isEmpty());
}

void GeneratePanel::nextSeed(std::uint64_t step) {
  if (lock_->isChecked()) return;
  seed_->setText(QString::number(seed_->text().toULongLong() + step));
}

void GeneratePanel::setDrawing(bool mask, bool boxes) {
  maskDrawn_ = mask;
  boxesDrawn_ = boxes;
  showUnused();
}

void GeneratePanel::showUnused() {
  const auto guide = static_cast<Guide>(guide_->currentData().toInt());
  const bool mask = maskDrawn_ && guide != Guide::mask, boxes = boxesDrawn_ && guide != Guide::boxes;
  unused_->setText(mask && boxes ? tr("The mask and the boxes on the canvas are not used.")
                   : mask        ? tr("The mask on the canvas is not used.")
                   : boxes       ? tr("The boxes on the canvas are not used.")
                                 : QString());
  if (mask || boxes)
    unused_->setText(unused_->text() + QLatin1Char(' ') +
                     (guide == Guide::report ? tr("The report alone guides the radiograph.")
                      : guide == Guide::mask ? tr("Report and mask guide the radiograph.")
                                             : tr("Report and boxes guide the radiograph.")));
  unused_->setVisible(mask || boxes);
}

void GeneratePanel::change() {
  showUnused();
  if (!quiet_) Q_EMIT edited();
}

}  // namespace chexgen::studio
