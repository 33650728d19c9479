#include "app/studio/settings_room.h"

#include <QApplication>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <thread>

#include "app/studio/key_table.h"
#include "app/studio/preferences.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace {

using namespace widgets;

constexpr int formWidth = 520;

QLabel* note(const QString& text) {
  auto* label = new QLabel(text);
  label->setWordWrap(true);
  setRole(label, "secondary");
  return label;
}

}  // namespace

SettingsRoom::SettingsRoom(QWidget* parent)
    : QWidget(parent),
      theme_(new QComboBox),
      language_(new QComboBox),
      device_(new QComboBox),
      precision_(new QComboBox),
      threads_(new QSpinBox) {
  theme_->addItem(tr("Dark"), static_cast<int>(Theme::dark));
  theme_->addItem(tr("Light"), static_cast<int>(Theme::light));
  // Each in its own language: whoever cannot read this one finds their own.
  language_->addItem(tr("As the system"), QString());
  language_->addItem(QStringLiteral("English"), QStringLiteral("en"));
  language_->addItem(QStringLiteral("Deutsch"), QStringLiteral("de"));
  device_->addItem(tr("Automatic: the GPU where there is one"), QStringLiteral("auto"));
  device_->addItem(tr("Processor"), QStringLiteral("cpu"));
  device_->addItem(tr("GPU (CUDA)"), QStringLiteral("cuda"));
  precision_->addItem(tr("Automatic"), QStringLiteral("auto"));
  precision_->addItem(tr("32 bit"), QStringLiteral("fp32"));
  precision_->addItem(tr("bfloat16"), QStringLiteral("bf16"));
  threads_->setRange(1, std::max(1, static_cast<int>(std::thread::hardware_concurrency())));

  const jobs::ModelOptions compute = Preferences::compute();
  language_->setCurrentIndex(std::max(0, language_->findData(Preferences::language())));
  theme_->setCurrentIndex(theme_->findData(static_cast<int>(Preferences::theme())));
  device_->setCurrentIndex(std::max(0, device_->findData(QString::fromStdString(compute.device))));
  precision_->setCurrentIndex(std::max(0, precision_->findData(QString::fromStdString(compute.precision))));
  threads_->setValue(compute.threads);

  auto* form = new QFormLayout;
  form->setSpacing(spacing3);
  form->addRow(tr("Theme"), theme_);
  form->addRow(tr("Language"), language_);
  form->addRow(tr("Compute on"), device_);
  form->addRow(tr("Precision"), precision_);
  form->addRow(tr("Processor threads"), threads_);
  auto* panel = new QWidget;
  panel->setMaximumWidth(formWidth);
  auto* inner = new QVBoxLayout(panel);
  inner->setContentsMargins(0, 0, 0, 0);
  inner->setSpacing(spacing3);
  inner->addLayout(form);
  inner->addWidget(note(tr(
      "On one machine, precision and number of threads the same recipe gives the same pixels. What an image "
      "was made "
      "with stands in its recipe. One thread less than the machine has cores keeps the interface quick.")));
  languageNote_ = note(tr("The language changes when the Studio is started the next time."));
  languageNote_->hide();
  inner->addWidget(languageNote_);
  auto* tour = new QPushButton(tr("Show the first steps"));
  tour->setObjectName(QStringLiteral("showTour"));
  inner->addWidget(tour, 0, Qt::AlignLeft);
  inner->addStretch(1);
  auto* keys = new QWidget;
  keys->setMaximumWidth(formWidth);
  auto* keysLayout = new QVBoxLayout(keys);
  keysLayout->setContentsMargins(0, 0, 0, 0);
  keysLayout->setSpacing(spacing2);
  auto* keysTitle = new QLabel(tr("Keys"));
  setRole(keysTitle, "title");
  keysLayout->addWidget(keysTitle);
  keysLayout->addWidget(new KeyTable, 1);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(2 * spacing4, 2 * spacing4, 2 * spacing4, 2 * spacing4);
  layout->setSpacing(3 * spacing4);
  layout->addWidget(panel, 1);
  layout->addWidget(keys, 1);
  layout->addStretch(1);
  connect(tour, &QPushButton::clicked, this, &SettingsRoom::tourAsked);
  connect(language_, &QComboBox::currentIndexChanged, this, [this] {
    Preferences::setLanguage(language_->currentData().toString());
    languageNote_->show();
  });

  connect(theme_, &QComboBox::currentIndexChanged, this, [this] {
    const auto theme = static_cast<Theme>(theme_->currentData().toInt());
    Preferences::setTheme(theme);
    if (auto* application = qobject_cast<QApplication*>(QCoreApplication::instance()))
      applyTheme(*application, theme);
    Q_EMIT themeChosen();
  });
  for (QComboBox* box : {device_, precision_})
    connect(box, &QComboBox::currentIndexChanged, this, &SettingsRoom::saveCompute);
  connect(threads_, &QSpinBox::valueChanged, this, &SettingsRoom::saveCompute);
}

void SettingsRoom::saveCompute() {
  jobs::ModelOptions options;
  options.device = device_->currentData().toString().toStdString();
  options.precision = precision_->currentData().toString().toStdString();
  options.threads = threads_->value();
  Preferences::setCompute(options);
  Q_EMIT computeChanged();
}

}  // namespace chexgen::studio
