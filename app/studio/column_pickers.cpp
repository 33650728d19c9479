#include "app/studio/column_pickers.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <QPointer>
#include <QSignalBlocker>
#include <QThreadPool>
#include <QVBoxLayout>
#include <utility>

#include "widgets/common/flow_layout.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;

namespace {

QString roleName(std::string_view role) {
  const std::pair<std::string_view, QString> names[] = {
      {"image", ColumnPickers::tr("Image")},
      {"prompt", ColumnPickers::tr("Report")},
      {"report", ColumnPickers::tr("Report", "of a case that is read")},
      {"labels", ColumnPickers::tr("Labels")},
      {"sex", ColumnPickers::tr("Sex")},
      {"age", ColumnPickers::tr("Age")},
      {"race", ColumnPickers::tr("Race")},
      {"view", ColumnPickers::tr("View")},
      {"patient", ColumnPickers::tr("Patient")},
      {"split", ColumnPickers::tr("Split")},
      {"mask", ColumnPickers::tr("Mask")},
      {"boxes", ColumnPickers::tr("Boxes")},
      {"boxes_image", ColumnPickers::tr("Image in the file of boxes")},
      {"id", ColumnPickers::tr("Name of the row")},
      {"name", ColumnPickers::tr("Name of the image")},
      {"seed", ColumnPickers::tr("Seed")},
      {"case", ColumnPickers::tr("Case")},
      {"arm", ColumnPickers::tr("Arm")},
      {"stratum", ColumnPickers::tr("Stratum")},
      {"practice", ColumnPickers::tr("For practice")}};
  for (const auto& [known, name] : names)
    if (known == role) return name;
  return {};
}

QString text(std::string_view words) {
  return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

}  // namespace

ColumnPickers::ColumnPickers(TableKind kind, QWidget* parent) : QWidget(parent), kind_(std::move(kind)) {
  auto* flow = new FlowLayout(this);
  flow->setContentsMargins(0, 0, 0, 0);
  setObjectName(QStringLiteral("columnPickers"));
  for (const std::string_view role : kind_.roles) {
    auto* box = new QComboBox;
    box->setObjectName(QStringLiteral("column-") + text(role));
    auto* label = new QLabel(roleName(role));
    label->setBuddy(box);
    setRole(label, "secondary");
    auto* one = new QWidget;
    auto* column = new QVBoxLayout(one);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(spacing1);
    column->addWidget(label);
    column->addWidget(box);
    flow->addWidget(one);
    box->setAccessibleName(tr("Column for: %1").arg(roleName(role)));
    connect(box, &QComboBox::currentIndexChanged, this, [this, box, name = std::string(role)] {
      const std::string chosen = box->currentData().toString().toStdString();
      chosen_.erase(name);
      if (!chosen.empty()) chosen_.emplace(name, chosen);
      Q_EMIT changed();
    });
    pickers_.push_back({std::string(role), box});
  }
}

void ColumnPickers::setTable(const std::filesystem::path& table) {
  if (table == table_) return;
  table_ = table;
  known_ = false;
  error_.reset();
  look_ = {};
  chosen_ = {};
  if (table.empty()) return;
  const QPointer<ColumnPickers> self(this);
  QThreadPool::globalInstance()->start([self, table, look = kind_.look] {
    auto looked = look(table);
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, table, looked = std::move(looked)] {
          if (self.isNull() || self->table_ != table) return;
          // What is wrong with the table is told where it is read.
          if (looked)
            self->show(*looked);
          else
            self->error_ = looked.error();
          Q_EMIT self->looked();
        },
        Qt::QueuedConnection);
  });
}

bool ColumnPickers::serves(std::string_view role) const {
  const std::string chosen = base::columnOf(chosen_, role);
  if (!chosen.empty()) return chosen != base::noColumn;
  return !base::columnOf(look_.found, role).empty();
}

void ColumnPickers::show(ColumnsLook look) {
  look_ = std::move(look);
  for (const Picker& picker : pickers_) {
    const QSignalBlocker quiet(picker.box);
    picker.box->clear();
    const std::string own = base::columnOf(look_.found, picker.role);
    const bool areOneHot = picker.role == "labels" && own.empty() && look_.oneHot > 0;
    // The first entry is what the names say; it leaves the choice to them.
    picker.box->addItem(areOneHot     ? tr("%n column(s) of 1 and 0", nullptr, static_cast<int>(look_.oneHot))
                        : own.empty() ? tr("none")
                                      : text(own),
                        QString());
    for (const std::string& name : look_.header)
      if (name != own && !name.empty()) picker.box->addItem(text(name), text(name));
    if (areOneHot || !own.empty()) picker.box->addItem(tr("none"), text(base::noColumn));
  }
  known_ = true;
}

}  // namespace chexgen::studio
