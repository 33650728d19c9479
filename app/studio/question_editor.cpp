#include "app/studio/question_editor.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <optional>
#include <tuple>

#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;
using Kind = study::Question::Kind;

namespace {

enum Column { wordsColumn, kindColumn, answersColumn, optionalColumn };
constexpr int tableHeight = 150;

// "1 to 5", "-2 to 2": two numbers with something between; nothing when it is none.
std::optional<std::pair<int, int>> rangeIn(const QString& text) {
  static const QRegularExpression pattern(QStringLiteral("^\\s*([-−]?\\d+)\\D+?([-−]?\\d+)\\s*$"));
  const auto found = pattern.match(text);
  if (!found.hasMatch()) return std::nullopt;
  const auto number = [&](int group) {
    return found.captured(group).replace(QChar(0x2212), QLatin1Char('-')).toInt();
  };
  return std::pair(number(1), number(2));
}

QString answersText(const study::Question& question) {
  if (question.kind == Kind::scale) return QStringLiteral("%1 … %2").arg(question.low).arg(question.high);
  QStringList choices;
  for (const std::string& choice : question.choices) choices << QString::fromStdString(choice);
  return choices.join(QStringLiteral("; "));
}

}  // namespace

QuestionEditor::QuestionEditor(QWidget* parent) : QWidget(parent), table_(new QTableWidget(0, 4)) {
  table_->setHorizontalHeaderLabels({tr("Question"), tr("Kind"), tr("Range or answers"), tr("Optional")});
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setSectionResizeMode(wordsColumn, QHeaderView::Stretch);
  table_->verticalHeader()->hide();
  table_->setFixedHeight(tableHeight);
  table_->setAccessibleName(tr("Questions"));
  table_->setTabKeyNavigation(false);
  table_->setObjectName(QStringLiteral("questionTable"));
  auto* more = new QPushButton(tr("Add a question"));
  more->setObjectName(QStringLiteral("questionAdd"));
  auto* less = new QPushButton(tr("Remove"));
  auto* note = new QLabel(tr("A scale takes two numbers, “1 … 5”; a choice its answers, “left; right”."));
  setRole(note, "secondary");
  note->setWordWrap(true);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(more);
  buttons->addWidget(less);
  buttons->addWidget(note, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(table_);
  layout->addLayout(buttons);
  connect(more, &QPushButton::clicked, this, [this] {
    addRow({.kind = Kind::scale, .low = 1, .high = 5});
    table_->setCurrentCell(table_->rowCount() - 1, wordsColumn);
    table_->editItem(table_->currentItem());
  });
  connect(less, &QPushButton::clicked, this, &QuestionEditor::removeSelected);
  connect(table_, &QTableWidget::itemChanged, this, &QuestionEditor::changed);
}

void QuestionEditor::add(const study::Question& question) { addRow(question); }

void QuestionEditor::addRow(const study::Question& question) {
  const QSignalBlocker quiet(table_);  // a row is looked at when it is whole
  const int row = table_->rowCount();
  table_->insertRow(row);
  table_->setItem(row, wordsColumn, new QTableWidgetItem(QString::fromStdString(question.text)));
  auto* kind = new QComboBox;
  kind->setAccessibleName(tr("Kind"));
  for (const auto& [value, name] :
       std::initializer_list<std::pair<Kind, QString>>{{Kind::scale, tr("Scale")},
                                                       {Kind::choice, tr("Choice")},
                                                       {Kind::text, tr("Text")},
                                                       {Kind::point, tr("Point")},
                                                       {Kind::box, tr("Box")}})
    kind->addItem(name, static_cast<int>(value));
  kind->setCurrentIndex(std::max(0, kind->findData(static_cast<int>(question.kind))));
  table_->setCellWidget(row, kindColumn, kind);
  table_->setItem(row, answersColumn, new QTableWidgetItem(answersText(question)));
  auto* optional = new QTableWidgetItem;
  optional->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
  optional->setCheckState(question.mayBeEmpty ? Qt::Checked : Qt::Unchecked);
  table_->setItem(row, optionalColumn, optional);
  connect(kind, &QComboBox::currentIndexChanged, this, &QuestionEditor::changed);
  Q_EMIT changed();
}

void QuestionEditor::removeSelected() {
  if (table_->currentRow() >= 0) table_->removeRow(table_->currentRow());
  Q_EMIT changed();
}

std::vector<study::Question> QuestionEditor::questions() const {
  std::vector<study::Question> all;
  for (int row = 0; row < table_->rowCount(); ++row) {
    const auto cell = [&](Column column) {
      const QTableWidgetItem* item = table_->item(row, column);
      return item == nullptr ? QString() : item->text().trimmed();
    };
    const QString words = cell(wordsColumn);
    if (words.isEmpty()) continue;
    study::Question question{.id = "q" + std::to_string(all.size() + 1), .text = words.toStdString()};
    const auto* kind = qobject_cast<QComboBox*>(table_->cellWidget(row, kindColumn));
    question.kind = static_cast<Kind>(kind->currentData().toInt());
    if (question.kind == Kind::scale) {
      if (const auto range = rangeIn(cell(answersColumn))) std::tie(question.low, question.high) = *range;
    } else if (question.kind == Kind::choice) {
      for (const QString& choice : cell(answersColumn).split(QLatin1Char(';'), Qt::SkipEmptyParts))
        if (!choice.trimmed().isEmpty()) question.choices.push_back(choice.trimmed().toStdString());
    }
    question.mayBeEmpty = table_->item(row, optionalColumn)->checkState() == Qt::Checked;
    all.push_back(std::move(question));
  }
  return all;
}

}  // namespace chexgen::studio
