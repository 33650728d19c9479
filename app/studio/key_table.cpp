#include "app/studio/key_table.h"

#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include "app/studio/preferences.h"
#include "widgets/common/key_bindings.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;

KeyTable::KeyTable(QWidget* parent)
    : QWidget(parent), table_(new QTableWidget(static_cast<int>(KeyBindings::all().size()), 3)) {
  table_->setHorizontalHeaderLabels({tr("Where"), tr("What"), tr("Key")});
  table_->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
  table_->verticalHeader()->hide();
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionMode(QAbstractItemView::NoSelection);
  table_->setAccessibleName(tr("Keys"));
  for (int row = 0; row < table_->rowCount(); ++row) {
    const KeyBinding& binding = KeyBindings::all()[static_cast<std::size_t>(row)];
    table_->setItem(row, 0, new QTableWidgetItem(KeyBindings::name(binding.scope)));
    table_->setItem(row, 1, new QTableWidgetItem(KeyBindings::name(binding.command)));
    auto* field = new QKeySequenceEdit;
    field->setAccessibleName(KeyBindings::name(binding.command));
    table_->setCellWidget(row, 2, field);
    connect(field, &QKeySequenceEdit::editingFinished, this, [this, row] { take(row); });
  }
  table_->resizeColumnToContents(0);
  auto* reset = new QPushButton(tr("Standard keys"));
  connect(reset, &QPushButton::clicked, this, [] { KeyBindings::instance().reset(); });
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing2);
  layout->addWidget(table_, 1);
  layout->addWidget(reset, 0, Qt::AlignLeft);
  connect(&KeyBindings::instance(), &KeyBindings::changed, this, [this] {
    Preferences::setKeys(KeyBindings::instance().chosen());
    fill();
  });
  fill();
}

void KeyTable::fill() {
  for (int row = 0; row < table_->rowCount(); ++row) {
    const KeyBinding& binding = KeyBindings::all()[static_cast<std::size_t>(row)];
    auto* field = qobject_cast<QKeySequenceEdit*>(table_->cellWidget(row, 2));
    field->setKeySequence(KeyBindings::instance().key(binding.command));
    field->setToolTip(tr("Click, then press the keys; Backspace leaves none"));
  }
}

void KeyTable::take(int row) {
  const KeyCommand command = KeyBindings::all()[static_cast<std::size_t>(row)].command;
  auto* field = qobject_cast<QKeySequenceEdit*>(table_->cellWidget(row, 2));
  QKeySequence key = field->keySequence();
  if (key.count() > 1) key = QKeySequence(key[0]);
  if (key == QKeySequence(Qt::Key_Backspace)) key = QKeySequence();
  KeyBindings& bindings = KeyBindings::instance();
  if (const auto user = bindings.userOf(key, command)) {
    field->setToolTip(tr("%1 is the key of “%2” already")
                          .arg(key.toString(QKeySequence::NativeText), KeyBindings::name(*user)));
    table_->item(row, 1)->setText(tr("%1: the key %2 belongs to “%3”")
                                      .arg(KeyBindings::name(command), key.toString(QKeySequence::NativeText),
                                           KeyBindings::name(*user)));
    field->setKeySequence(bindings.key(command));
    return;
  }
  table_->item(row, 1)->setText(KeyBindings::name(command));
  bindings.setKey(command, key);
  field->setKeySequence(bindings.key(command));
}

}  // namespace chexgen::studio
