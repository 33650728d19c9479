// A row of controls that breaks into further rows where the window is narrow.
#pragma once

#include <QLayout>
#include <QList>

namespace chexgen::widgets {

class FlowLayout : public QLayout {
 public:
  explicit FlowLayout(QWidget* parent = nullptr) : QLayout(parent) {}
  ~FlowLayout() override;

  void addItem(QLayoutItem* item) override { items_.append(item); }
  [[nodiscard]] int count() const override { return static_cast<int>(items_.size()); }
  [[nodiscard]] QLayoutItem* itemAt(int index) const override { return items_.value(index); }
  QLayoutItem* takeAt(int index) override;
  [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
  [[nodiscard]] bool hasHeightForWidth() const override { return true; }
  [[nodiscard]] int heightForWidth(int width) const override;
  // The widest control alone.
  [[nodiscard]] QSize minimumSize() const override;
  // All of them in one row.
  [[nodiscard]] QSize sizeHint() const override;
  void setGeometry(const QRect& rect) override;

 private:
  // Where every control goes inside `rect`; gives the height that they take.
  int arrange(const QRect& rect, bool move) const;

  QList<QLayoutItem*> items_;
};

}  // namespace chexgen::widgets
