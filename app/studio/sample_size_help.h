// How many cases a study needs for an effect that somebody expects, and what it can find with those it has.
#pragma once

#include <QWidget>
#include <cstddef>

#include "core/study/design.h"

class QDoubleSpinBox;
class QLabel;

namespace chexgen::studio {

class SampleSizeHelp : public QWidget {
  Q_OBJECT

 public:
  explicit SampleSizeHelp(QWidget* parent = nullptr);

  // The kind decides what an effect is: a difference of ratings, or how often one is preferred.
  void setStudy(study::StudyKind kind, std::size_t cases);
  [[nodiscard]] QString answer() const;

 private:
  void compute();

  study::StudyKind kind_ = study::StudyKind::reportMatch;
  std::size_t cases_ = 0;
  QDoubleSpinBox* effect_;
  QDoubleSpinBox* spread_;
  QDoubleSpinBox* share_;
  QLabel* effectName_;
  QLabel* spreadName_;
  QLabel* shareName_;
  QLabel* answer_;
};

}  // namespace chexgen::studio
