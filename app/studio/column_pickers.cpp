#include "app/studio/column_pickers.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <QPointer>
#include <QSignalBlocker>
#include <QThreadPool>
#include <QVBoxLayout>

#include "core/training/table_columns.h"
#include "widgets/common/flow_layout.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;

namespace {

QString purposeName(std::string_view purpose) {
  const std::pair<std::string_view, QString> names[] = {
      {"image", ColumnPickers::tr("Image")},   {"prompt", ColumnPickers::tr("Report")},
      {"labels", ColumnPickers::tr("Labels")}, {"sex", ColumnPickers::tr("Sex")},
      {"age", ColumnPickers::tr("Age")},       {"race", ColumnPickers::tr("Race")},
      {"view", ColumnPickers::tr("View")},     {"patient", ColumnPickers::tr("Patient")},
      {"split", ColumnPickers::tr("Split")},   {"mask", ColumnPickers::tr("Mask")},
      {"boxes", ColumnPickers::tr("Boxes")},   {"id", ColumnPickers::tr("Name of the row")}};
  for (const auto& [known, name] : names)
    if (known == purpose) return name;
  return {};
}

// What a table's names say, without opening a picture.
struct Looked {
  std::vector<std::string> header;
  training::TableColumns found;
  std::vector<std::string> oneHot;
};

base::Result<Looked> lookAt(const std::filesystem::path& table) {
  Looked looked;
  CHEXGEN_ASSIGN(looked.header, training::readColumnNames(table));
  CHEXGEN_ASSIGN(looked.found, training::findColumns(looked.header, {}, false, table));
  looked.oneHot = training::oneHotColumns(looked.header, looked.found);
  return looked;
}

}  // namespace

ColumnPickers::ColumnPickers(QWidget* parent) : QWidget(parent) {
  auto* flow = new FlowLayout(this);
  setObjectName(QStringLiteral("columnPickers"));
  for (const training::ColumnPurpose& purpose : training::columnPurposes()) {
    auto* box = new QComboBox;
    box->setObjectName(QStringLiteral("column-") +
                       QString::fromUtf8(purpose.name.data(), static_cast<qsizetype>(purpose.name.size())));
    auto* label = new QLabel(purposeName(purpose.name));
    label->setBuddy(box);
    setRole(label, "secondary");
    auto* one = new QWidget;
    auto* column = new QVBoxLayout(one);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(spacing1);
    column->addWidget(label);
    column->addWidget(box);
    flow->addWidget(one);
    box->setAccessibleName(tr("Column for: %1").arg(purposeName(purpose.name)));
    connect(box, &QComboBox::currentIndexChanged, this, [this, box, member = purpose.column] {
      chosen_.*member = box->currentData().toString().toStdString();
      Q_EMIT changed();
    });
    pickers_.push_back({purpose.column, box});
  }
}

void ColumnPickers::setTable(const std::filesystem::path& table) {
  if (table == table_) return;
  table_ = table;
  known_ = false;
  chosen_ = {};
  if (table.empty()) return;
  const QPointer<ColumnPickers> self(this);
  QThreadPool::globalInstance()->start([self, table] {
    auto looked = lookAt(table);
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, table, looked = std::move(looked)] {
          if (self.isNull() || self->table_ != table) return;
          // What is wrong with the table is told where it is read.
          if (looked)
            self->show(looked->header, looked->found,
                       looked->oneHot.empty()
                           ? QString()
                           : tr("%n column(s) of 1 and 0", nullptr, static_cast<int>(looked->oneHot.size())));
          Q_EMIT self->looked();
        },
        Qt::QueuedConnection);
  });
}

void ColumnPickers::show(const std::vector<std::string>& header, const training::TableColumns& found,
                         const QString& labels) {
  for (const Picker& picker : pickers_) {
    const QSignalBlocker quiet(picker.box);
    picker.box->clear();
    const std::string& own = found.*picker.column;
    const bool areOneHot = picker.column == &training::TableColumns::labels && !labels.isEmpty();
    // The first entry is what the names say; it leaves the choice to them.
    picker.box->addItem(areOneHot     ? labels
                        : own.empty() ? tr("none")
                                      : QString::fromStdString(own),
                        QString());
    for (const std::string& name : header)
      if (name != own && !name.empty())
        picker.box->addItem(QString::fromStdString(name), QString::fromStdString(name));
    if (areOneHot || !own.empty())
      picker.box->addItem(tr("none"), QString::fromUtf8(training::noColumn.data(),
                                                        static_cast<qsizetype>(training::noColumn.size())));
  }
  known_ = true;
}

}  // namespace chexgen::studio
