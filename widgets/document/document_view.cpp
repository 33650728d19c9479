#include "widgets/document/document_view.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "widgets/common/theme.h"
#include "widgets/document/figure_view.h"

namespace chexgen::widgets {

namespace {

constexpr int pageWidth = 860;
constexpr std::size_t longestCell = 60;  // characters that stay in one line

QLabel* words(const std::string& text, const char* role = nullptr) {
  auto* label = new QLabel(QString::fromStdString(text));
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  if (role != nullptr) setRole(label, role);
  return label;
}

struct Builder {
  QVBoxLayout* page;

  void operator()(const report::Heading& heading) const {
    page->addSpacing(heading.level == 1 ? spacing4 : spacing2);
    page->addWidget(words(heading.text, heading.level == 1 ? "title" : "heading"));
  }
  void operator()(const report::Paragraph& paragraph) const {
    using Role = report::Paragraph::Role;
    page->addWidget(words(paragraph.text, paragraph.role == Role::note      ? "secondary"
                                          : paragraph.role == Role::warning ? "warn"
                                                                            : nullptr));
  }
  void operator()(const report::Table& table) const {
    if (!table.caption.empty()) page->addWidget(words(table.caption, "secondary"));
    auto* frame = new QWidget;
    auto* grid = new QGridLayout(frame);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(spacing4);
    grid->setVerticalSpacing(spacing1);
    const auto row = [&](int at, const std::vector<std::string>& cells, const char* role) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        QLabel* cell = words(cells[i], role);
        cell->setAlignment((report::holdsNumbers(table, i) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop);
        // Wrapping would make every column as wide as every other.
        cell->setWordWrap(cells[i].size() > longestCell);
        grid->addWidget(cell, at, static_cast<int>(i));
      }
    };
    grid->setColumnStretch(static_cast<int>(table.head.size()), 1);
    row(0, table.head, "heading");
    for (std::size_t i = 0; i < table.rows.size(); ++i) row(static_cast<int>(i) + 1, table.rows[i], nullptr);
    page->addWidget(frame);
  }
  void operator()(const report::Figure& figure) const {
    page->addWidget(new FigureView(figure));
    page->addWidget(words(figure.caption, "secondary"));
  }
};

}  // namespace

DocumentView::DocumentView(QWidget* parent) : QScrollArea(parent) {
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
}

void DocumentView::show(const report::Document& document) {
  auto* outer = new QWidget;
  auto* centred = new QHBoxLayout(outer);
  centred->setContentsMargins(spacing4, spacing3, spacing4, spacing4);
  auto* inner = new QWidget;
  inner->setMaximumWidth(pageWidth);
  auto* page = new QVBoxLayout(inner);
  page->setContentsMargins(0, 0, 0, 0);
  page->setSpacing(spacing2);
  page->addWidget(words(document.title, "title"));
  page->addWidget(words(document.subtitle, "secondary"));
  for (const report::Block& block : document.blocks) std::visit(Builder{page}, block);
  page->addStretch(1);
  page->addWidget(words(document.footer, "secondary"));
  centred->addWidget(inner, 1);
  centred->addStretch(0);
  setWidget(outer);
}

}  // namespace chexgen::widgets
