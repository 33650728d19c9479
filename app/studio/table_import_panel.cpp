#include "app/studio/table_import_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/studio/column_pickers.h"
#include "core/training/table_columns.h"
#include "widgets/common/form_parts.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;

TableImportPanel::TableImportPanel(QWidget* parent)
    : QFrame(parent),
      title_(paragraph({}, "body")),
      columns_(new ColumnPickers(
          radiographTable({"image", "prompt", "labels", "sex", "age", "race", "view", "patient"}))),
      missing_(paragraph(tr("No column names the images. Choose the one that does."), "error")),
      remarks_(paragraph()),
      import_(new QPushButton(tr("Import"))) {
  setRole(this, "panel");
  setRole(import_, "primary");
  import_->setObjectName(QStringLiteral("tableImportStart"));
  remarks_->setObjectName(QStringLiteral("tableImportRemarks"));
  remarks_->setTextFormat(Qt::PlainText);
  title_->setTextFormat(Qt::PlainText);
  auto* cancel = new QPushButton(tr("Cancel"));
  cancel->setObjectName(QStringLiteral("tableImportCancel"));
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(spacing2);
  buttons->addWidget(import_);
  buttons->addWidget(cancel);
  buttons->addStretch(1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing3, spacing2, spacing3, spacing2);
  layout->setSpacing(spacing2);
  layout->addWidget(title_);
  layout->addWidget(columns_);
  layout->addWidget(missing_);
  layout->addWidget(remarks_);
  layout->addLayout(buttons);
  hide();
  connect(columns_, &ColumnPickers::looked, this, &TableImportPanel::showColumns);
  connect(columns_, &ColumnPickers::changed, this, &TableImportPanel::showColumns);
  connect(cancel, &QPushButton::clicked, this, &TableImportPanel::leave);
  connect(import_, &QPushButton::clicked, this, [this] {
    const auto table = table_;
    const auto columns = training::tableColumns(columns_->chosen());
    leave();
    Q_EMIT importAsked(table, columns);
  });
}

void TableImportPanel::setTable(const std::filesystem::path& table) {
  leave();
  table_ = table;
  columns_->setTable(table);
}

void TableImportPanel::leave() {
  hide();
  table_.clear();
  columns_->setTable({});
}

void TableImportPanel::showColumns() {
  if (table_.empty()) return;
  if (!columns_->hasTable()) {
    const auto why = columns_->error();
    leave();
    if (why) Q_EMIT failed(*why, {});
    return;
  }
  title_->setText(tr("%1: these columns were taken as follows. Choose others where that is wrong.")
                      .arg(QString::fromStdString(table_.filename().string())));
  QStringList lines;
  const bool canImport = columns_->serves("image");
  for (const std::string& remark : columns_->remarks()) lines << QString::fromStdString(remark);
  remarks_->setText(lines.join(u'\n'));
  remarks_->setVisible(!lines.isEmpty());
  missing_->setVisible(!canImport);
  import_->setEnabled(canImport);
  show();
}

}  // namespace chexgen::studio
