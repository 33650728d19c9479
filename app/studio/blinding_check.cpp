#include "app/studio/blinding_check.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QThreadPool>
#include <QVBoxLayout>
#include <utility>

#include "app/studio/blinding_panel.h"
#include "app/studio/blinding_words.h"
#include "widgets/common/form_parts.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;
using study::Remedy;

struct BlindingCheck::Checking {
  base::CancelToken cancel;
};

BlindingCheck::BlindingCheck(QWidget* parent)
    : QWidget(parent),
      sharpness_(new QCheckBox(tr("Make sharpness and noise of all arms alike"))),
      greys_(new QCheckBox(tr("Make the greys of all arms alike"))),
      check_(new QPushButton(tr("Check the blinding"))),
      cancel_(new QPushButton(tr("Cancel"))),
      progress_(new QProgressBar),
      panel_(new BlindingPanel) {
  sharpness_->setObjectName(QStringLiteral("remedySharpness"));
  greys_->setObjectName(QStringLiteral("remedyGreys"));
  check_->setObjectName(QStringLiteral("blindingCheck"));
  check_->setToolTip(
      tr("Measures the images as readers will get them, and says whether that tells the arms "
         "apart. Nothing is made."));
  progress_->setAccessibleName(tr("Progress"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing1);
  layout->addWidget(sharpness_);
  layout->addWidget(paragraph(blindingText(study::remedyCost(Remedy::sharpness))));
  layout->addWidget(greys_);
  layout->addWidget(paragraph(blindingText(study::remedyCost(Remedy::greys))));
  auto* row = new QHBoxLayout;
  row->setSpacing(spacing2);
  row->addWidget(check_);
  row->addWidget(cancel_);
  row->addWidget(progress_, 1);
  row->addStretch(0);
  layout->addLayout(row);
  layout->addWidget(panel_);
  connect(check_, &QPushButton::clicked, this, &BlindingCheck::check);
  connect(cancel_, &QPushButton::clicked, this, [this] {
    if (checking_) checking_->cancel.cancel();
  });
  for (QCheckBox* box : {sharpness_, greys_}) connect(box, &QCheckBox::toggled, this, &BlindingCheck::forget);
  showChecking(false);
}

BlindingCheck::~BlindingCheck() {
  if (checking_) checking_->cancel.cancel();
}

void BlindingCheck::setStudy(std::function<study::Design()> design,
                             std::function<study::AssignOptions()> options) {
  design_ = std::move(design);
  options_ = std::move(options);
}

std::vector<Remedy> BlindingCheck::remedies() const {
  std::vector<Remedy> chosen;
  if (sharpness_->isChecked()) chosen.push_back(Remedy::sharpness);
  if (greys_->isChecked()) chosen.push_back(Remedy::greys);
  return chosen;
}

void BlindingCheck::forget() {
  if (checking_) checking_->cancel.cancel();
  panel_->hide();
}

void BlindingCheck::check() {
  if (checking_ || !design_ || !options_) return;
  study::Design design = design_();
  // The check needs neither a name nor readers of the study to come.
  if (design.name.empty()) design.name = "check";
  if (design.readers.empty()) design.readers = {"reader"};
  study::AssignOptions options = options_();
  checking_ = std::make_shared<Checking>();
  showChecking(true);
  const QPointer<BlindingCheck> self(this);
  options.progress = [self](std::size_t done, std::size_t total) {
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, done, total] {
          if (self.isNull()) return;
          self->progress_->setRange(0, static_cast<int>(total));
          self->progress_->setValue(static_cast<int>(done));
        },
        Qt::QueuedConnection);
  };
  QThreadPool::globalInstance()->start([self, checking = checking_, design, options] {
    auto found = study::checkBlinding(design, options, checking->cancel);
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, checking, found = std::move(found)] {
          if (self.isNull() || self->checking_ != checking) return;
          self->checking_.reset();
          self->showChecking(false);
          if (checking->cancel.isCancelled()) return;
          if (!found) {
            Q_EMIT self->failed(found.error(), {});
            return;
          }
          self->panel_->show(found->leaks, found->remedies, found->blinding, found->remarks);
          Q_EMIT self->checked();
        },
        Qt::QueuedConnection);
  });
}

void BlindingCheck::showChecking(bool checking) {
  progress_->setVisible(checking);
  progress_->setRange(0, 0);
  cancel_->setVisible(checking);
  check_->setEnabled(!checking);
}

}  // namespace chexgen::studio
