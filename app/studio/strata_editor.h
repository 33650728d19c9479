// The table of strata with what adds, removes and loads them.
#pragma once

#include <QWidget>
#include <functional>

#include "core/base/error.h"

class QLabel;
class QTableView;

namespace chexgen::studio {

class StrataModel;

class StrataEditor : public QWidget {
  Q_OBJECT

 public:
  // The model outlives the editor.
  explicit StrataEditor(StrataModel& model, QWidget* parent = nullptr);

  // A remark beside the number of cases, until the next edit.
  void tell(const QString& remark);

 Q_SIGNALS:
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 private:
  void load();
  void pick();
  void showTotal();

  StrataModel& model_;
  QTableView* table_;
  QLabel* text_;
};

}  // namespace chexgen::studio
