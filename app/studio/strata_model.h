// The strata of a plan as an editable table. What is typed and not understood stays in its cell, marked,
// until it is mended; strata() does not have it, so no plan is made while problem() says something.
#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <map>
#include <vector>

#include "core/cohort/stratum.h"
#include "core/weights/manifest.h"

namespace chexgen::studio {

class StrataModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { sex, age, race, view, findings, count, columns };

  explicit StrataModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  // What the model cannot state cannot be edited, and the tooltip says why.
  void setManifest(const weights::Manifest& manifest);
  void setStrata(std::vector<cohort::Stratum> strata);
  [[nodiscard]] const std::vector<cohort::Stratum>& strata() const { return strata_; }
  [[nodiscard]] std::size_t total() const;
  // A stratum like this row, else a plain one, at the end.
  void add(int like = -1);
  void remove(int row);
  // What is wrong with the first cell that is not understood, with its place; empty when all are.
  [[nodiscard]] QString problem() const;

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

 Q_SIGNALS:
  void edited();

 private:
  struct Wrong {
    QString text, why;
  };
  [[nodiscard]] const Wrong* wrongAt(const QModelIndex& index) const;
  [[nodiscard]] QString cell(const cohort::Stratum& stratum, int column) const;

  weights::Manifest manifest_;
  std::vector<cohort::Stratum> strata_;
  std::vector<std::map<int, Wrong>> wrong_;  // by column; as long as strata_
};

}  // namespace chexgen::studio
