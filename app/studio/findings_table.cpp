#include "app/studio/findings_table.h"

#include <QHeaderView>
#include <array>

#include "widgets/common/tokens.h"

namespace chexgen::studio {

namespace {

constexpr int effectColumn = 2;

}  // namespace

FindingsTable::FindingsTable(QWidget* parent) : QTableWidget(0, 4, parent) {
  setHorizontalHeaderLabels({tr("Line"), tr("Image"), tr("Effect"), tr("What was found")});
  horizontalHeader()->setStretchLastSection(true);
  verticalHeader()->hide();
  // Sentences are read whole, however narrow the window is.
  setWordWrap(true);
  verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setAccessibleName(tr("What was found in the data"));
}

void FindingsTable::setFound(const std::vector<FoundInRow>& found) {
  setRowCount(static_cast<int>(found.size()));
  for (int row = 0; row < rowCount(); ++row) {
    const FoundInRow& one = found[static_cast<std::size_t>(row)];
    const std::array<QString, 4> cells{one.line > 0 ? QString::number(one.line) : QString(), one.id,
                                       one.ofTable   ? tr("table")
                                       : one.leftOut ? tr("left out")
                                                     : tr("remark"),
                                       one.sentence};
    for (int column = 0; column < columnCount(); ++column) {
      auto* item = new QTableWidgetItem(cells.at(static_cast<std::size_t>(column)));
      item->setToolTip(one.file.isEmpty() ? one.sentence : one.sentence + QLatin1Char('\n') + one.file);
      if (column == effectColumn)
        item->setForeground(one.leftOut ? widgets::tokens().error : widgets::tokens().warn);
      setItem(row, column, item);
    }
  }
  for (int column = 0; column + 1 < columnCount(); ++column) resizeColumnToContents(column);
}

}  // namespace chexgen::studio
