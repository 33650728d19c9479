// The strata of a plan as an editable table.
#pragma once

#include <QAbstractTableModel>
#include <QString>
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
  // Why the last edit was refused; empty when it was not.
  [[nodiscard]] const QString& refusal() const { return refusal_; }

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
  // False for what is no age band, finding …; refused() tells why.
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

 Q_SIGNALS:
  void edited();
  void refused(const QString& why);

 private:
  [[nodiscard]] QString cell(const cohort::Stratum& stratum, int column) const;

  weights::Manifest manifest_;
  std::vector<cohort::Stratum> strata_;
  QString refusal_;
};

}  // namespace chexgen::studio
