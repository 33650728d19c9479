// How the cells of the table of strata are edited: sex and view from lists, findings also from a picker.
#pragma once

#include <QStyledItemDelegate>

namespace chexgen::studio {

class StrataDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  [[nodiscard]] QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                                      const QModelIndex& index) const override;
  void setEditorData(QWidget* editor, const QModelIndex& index) const override;
  void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;

 private:
  [[nodiscard]] QWidget* listEditor(QWidget* parent, const QStringList& words) const;
  [[nodiscard]] QWidget* findingsEditor(QWidget* parent) const;
};

}  // namespace chexgen::studio
