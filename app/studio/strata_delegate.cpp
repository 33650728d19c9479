#include "app/studio/strata_delegate.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>

#include "app/studio/findings_picker.h"
#include "app/studio/strata_model.h"
#include "core/cohort/stratum.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

QWidget* StrataDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                                      const QModelIndex& index) const {
  switch (index.column()) {
    case StrataModel::sex: return listEditor(parent, {QStringLiteral("Male"), QStringLiteral("Female")});
    case StrataModel::view: return listEditor(parent, {QStringLiteral("PA"), QStringLiteral("AP")});
    case StrataModel::findings: return findingsEditor(parent);
    default: return QStyledItemDelegate::createEditor(parent, option, index);
  }
}

QWidget* StrataDelegate::listEditor(QWidget* parent, const QStringList& words) const {
  auto* list = new QComboBox(parent);
  list->addItem(tr("not stated"), QString());
  for (const QString& word : words) list->addItem(word, word);
  auto* self = const_cast<StrataDelegate*>(this);  // the signals are not const
  connect(list, &QComboBox::activated, self, [self, list] {
    Q_EMIT self->commitData(list);
    Q_EMIT self->closeEditor(list);
  });
  return list;
}

QWidget* StrataDelegate::findingsEditor(QWidget* parent) const {
  auto* line = new QLineEdit(parent);
  line->setFrame(false);
  auto* choose =
      line->addAction(widgets::themedIcon(QStringLiteral("view-list-details")), QLineEdit::TrailingPosition);
  choose->setText(tr("Choose findings and sides"));
  choose->setToolTip(tr("Choose findings and sides (Alt+Down)"));
  choose->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Down));
  choose->setShortcutContext(Qt::WidgetShortcut);
  auto* self = const_cast<StrataDelegate*>(this);
  connect(choose, &QAction::triggered, self, [self, line] {
    const auto now = cohort::parseFindings(line->text().toStdString());
    auto* picker = new FindingsPicker(now.value_or(std::vector<text::FindingFact>()), line);
    connect(picker, &FindingsPicker::picked, line, [self, line](const auto& findings) {
      line->setText(QString::fromStdString(cohort::formatFindings(findings)));
      Q_EMIT self->commitData(line);
      Q_EMIT self->closeEditor(line);
    });
    picker->open();
  });
  return line;
}

void StrataDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
  auto* list = qobject_cast<QComboBox*>(editor);
  if (list == nullptr) return QStyledItemDelegate::setEditorData(editor, index);
  const QString word = index.data(Qt::EditRole).toString();
  if (list->findData(word) < 0) list->addItem(word, word);  // what is not understood stays to be seen
  list->setCurrentIndex(list->findData(word));
}

void StrataDelegate::setModelData(QWidget* editor, QAbstractItemModel* model,
                                  const QModelIndex& index) const {
  const auto* list = qobject_cast<QComboBox*>(editor);
  if (list == nullptr) return QStyledItemDelegate::setModelData(editor, model, index);
  model->setData(index, list->currentData(), Qt::EditRole);
}

}  // namespace chexgen::studio
