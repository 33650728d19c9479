#include "app/studio/cohort_export_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QThreadPool>
#include <QVBoxLayout>

#include "core/cohort/cohort_folder.h"
#include "core/cohort/ledger.h"
#include "widgets/common/flow_layout.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using namespace widgets;

CohortExportPanel::CohortExportPanel(QWidget* parent)
    : QFrame(parent),
      target_(new QLineEdit),
      bits_(new QComboBox),
      dicom_(new QComboBox),
      segmentations_(new QCheckBox(tr("Masks as DICOM segmentations"))),
      nifti_(new QCheckBox(tr("Masks as NIfTI"))),
      coco_(new QCheckBox(tr("Boxes as COCO"))),
      yolo_(new QCheckBox(tr("Boxes as YOLO"))),
      mark_(new QCheckBox(tr("Write SYNTHETIC into the pixels"))),
      start_(new QPushButton(tr("Export"))),
      cancel_(new QPushButton(tr("Cancel"))),
      progress_(new QProgressBar) {
  setRole(this, "card");
  target_->setObjectName(QStringLiteral("cohortExportTarget"));
  target_->setPlaceholderText(tr("A folder that does not exist yet"));
  target_->setAccessibleName(tr("Folder"));
  bits_->addItem(tr("PNG, 8 bits"), 8);
  bits_->addItem(tr("PNG, 16 bits"), 16);
  dicom_->addItem(tr("no DICOM"));
  dicom_->addItem(tr("DICOM, Secondary Capture"));
  dicom_->addItem(tr("DICOM, Digital X-Ray"));
  dicom_->setObjectName(QStringLiteral("cohortExportDicom"));
  mark_->setToolTip(tr("The metadata of every file say so anyway; the greys of the corner are then changed"));
  start_->setObjectName(QStringLiteral("cohortExportStart"));
  setRole(start_, "primary");
  auto* browse = new QPushButton(tr("Choose…"));
  auto* row = new QHBoxLayout;
  row->setSpacing(spacing2);
  row->addWidget(new QLabel(tr("Export to")));
  row->addWidget(target_, 1);
  row->addWidget(browse);
  auto* forms = new QWidget;
  auto* flow = new FlowLayout(forms);
  flow->setContentsMargins(0, 0, 0, 0);
  for (QWidget* one :
       std::initializer_list<QWidget*>{bits_, dicom_, segmentations_, nifti_, coco_, yolo_, mark_})
    flow->addWidget(one);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(spacing2);
  buttons->addWidget(start_);
  buttons->addWidget(cancel_);
  buttons->addWidget(progress_);
  buttons->addStretch(1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing3, spacing2, spacing3, spacing2);
  layout->setSpacing(spacing2);
  layout->addLayout(row);
  layout->addWidget(forms);
  layout->addLayout(buttons);
  connect(browse, &QPushButton::clicked, this, [this] {
    const QString chosen = QFileDialog::getSaveFileName(this, tr("Folder of the export"), target_->text());
    if (!chosen.isEmpty()) target_->setText(chosen);
  });
  connect(start_, &QPushButton::clicked, this, &CohortExportPanel::start);
  connect(cancel_, &QPushButton::clicked, this, [this] {
    if (work_) work_->cancel.cancel();
  });
  setBusy(false);
}

CohortExportPanel::~CohortExportPanel() {
  if (work_) work_->cancel.cancel();
}

void CohortExportPanel::setCohort(const fs::path& folder) { folder_ = folder; }

void CohortExportPanel::setTarget(const fs::path& folder) {
  target_->setText(QString::fromStdString(folder.string()));
}

cohort::ExportOptions CohortExportPanel::options() const {
  return {.pngBits = bits_->currentData().toInt(),
          .burnMark = mark_->isChecked(),
          .dicom = dicom_->currentIndex() == 1,
          .digitalXRay = dicom_->currentIndex() == 2,
          .segmentations = segmentations_->isChecked() && dicom_->currentIndex() > 0,
          .nifti = nifti_->isChecked(),
          .coco = coco_->isChecked(),
          .yolo = yolo_->isChecked()};
}

void CohortExportPanel::setBusy(bool busy) {
  start_->setEnabled(!busy);
  cancel_->setVisible(busy);
  progress_->setVisible(busy);
}

void CohortExportPanel::start() {
  const QString target = target_->text().trimmed();
  if (target.isEmpty() || folder_.empty()) {
    target_->setFocus();
    return;
  }
  work_ = std::make_shared<Work>();
  setBusy(true);
  progress_->setRange(0, 0);
  const QPointer<CohortExportPanel> self(this);
  QThreadPool::globalInstance()->start([self, work = work_, folder = folder_, options = options(), target] {
    const auto onCase = [self, work](std::size_t done, std::size_t total) {
      if (done % 16 != 0 && done != total) return;
      QMetaObject::invokeMethod(
          QCoreApplication::instance(),
          [self, work, done, total] {
            if (self.isNull() || self->work_ != work) return;
            self->progress_->setRange(0, static_cast<int>(total));
            self->progress_->setValue(static_cast<int>(done));
          },
          Qt::QueuedConnection);
    };
    const auto run = [&]() -> base::Result<cohort::Exported> {
      CHEXGEN_ASSIGN(const cohort::Cohort opened, cohort::openCohort(folder));
      cohort::Ledger ledger(opened.files, opened.cases.size(), opened.plan.rerolls);
      CHEXGEN_TRY(ledger.update());
      return cohort::exportCohort(opened, ledger, target.toStdString(), options, onCase, work->cancel);
    };
    auto result = run();
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, work, result = std::move(result), target] {
          if (self.isNull() || self->work_ != work) return;
          self->work_.reset();
          self->setBusy(false);
          if (!result) {
            if (result.error().code != base::ErrorCode::cancelled) Q_EMIT self->failed(result.error(), {});
            return;
          }
          QString text = tr("%n radiograph(s) exported to %1", nullptr, static_cast<int>(result->radiographs))
                             .arg(target);
          if (result->missing > 0)
            text += QStringLiteral(" · ") +
                    tr("%n case(s) without an accepted one", nullptr, static_cast<int>(result->missing));
          Q_EMIT self->exported(text);
        },
        Qt::QueuedConnection);
  });
}

}  // namespace chexgen::studio
