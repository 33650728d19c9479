#include "app/studio/strata_model.h"

#include <QBrush>
#include <numeric>
#include <utility>

#include "core/cohort/plan.h"
#include "widgets/common/error_text.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace {

constexpr const char* attributeNames[] = {"sex", "age", "race", "view", "findings", "count"};

QString text(const std::string& value) { return QString::fromStdString(value); }

}  // namespace

void StrataModel::setManifest(const weights::Manifest& manifest) {
  beginResetModel();
  manifest_ = manifest;
  // What another model could state and this one cannot is taken out, not silently kept.
  for (cohort::Stratum& one : strata_) {
    if (!cohort::whyNot(manifest_, "sex").empty()) one.sex.reset();
    if (!cohort::whyNot(manifest_, "age").empty()) one.age.reset();
    if (!cohort::whyNot(manifest_, "race").empty()) one.race.reset();
    if (!cohort::whyNot(manifest_, "view").empty()) one.view.reset();
  }
  for (auto& row : wrong_)
    std::erase_if(row, [this](const auto& entry) {
      return entry.first <= view && !cohort::whyNot(manifest_, attributeNames[entry.first]).empty();
    });
  endResetModel();
}

void StrataModel::setStrata(std::vector<cohort::Stratum> strata) {
  beginResetModel();
  strata_ = std::move(strata);
  wrong_.assign(strata_.size(), {});
  endResetModel();
  Q_EMIT edited();
}

std::size_t StrataModel::total() const {
  return std::accumulate(strata_.begin(), strata_.end(), std::size_t{0},
                         [](std::size_t sum, const cohort::Stratum& one) { return sum + one.count; });
}

void StrataModel::add(int like) {
  const int row = static_cast<int>(strata_.size());
  beginInsertRows({}, row, row);
  cohort::Stratum stratum{.count = 10};
  if (like >= 0 && like < row) stratum = strata_[static_cast<std::size_t>(like)];
  strata_.push_back(std::move(stratum));
  wrong_.push_back(like >= 0 && like < row ? wrong_[static_cast<std::size_t>(like)] : std::map<int, Wrong>());
  endInsertRows();
  Q_EMIT edited();
}

void StrataModel::remove(int row) {
  if (row < 0 || row >= rowCount()) return;
  beginRemoveRows({}, row, row);
  strata_.erase(strata_.begin() + row);
  wrong_.erase(wrong_.begin() + row);
  endRemoveRows();
  Q_EMIT edited();
}

int StrataModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(strata_.size());
}

int StrataModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QString StrataModel::cell(const cohort::Stratum& stratum, int column) const {
  switch (column) {
    case sex: return text(stratum.sex.value_or(""));
    case age: return stratum.age ? text(cohort::formatAgeBand(*stratum.age)) : QString();
    case race: return text(stratum.race.value_or(""));
    case view: return text(stratum.view.value_or(""));
    case findings: return text(cohort::formatFindings(stratum.findings));
    case count: return QString::number(stratum.count);
    default: return {};
  }
}

const StrataModel::Wrong* StrataModel::wrongAt(const QModelIndex& index) const {
  const auto& row = wrong_[static_cast<std::size_t>(index.row())];
  const auto found = row.find(index.column());
  return found == row.end() ? nullptr : &found->second;
}

QString StrataModel::problem() const {
  for (std::size_t row = 0; row < wrong_.size(); ++row) {
    if (wrong_[row].empty()) continue;
    const auto& [column, wrong] = *wrong_[row].begin();
    return tr("Stratum %1, %2: %3")
        .arg(row + 1)
        .arg(headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), wrong.why);
  }
  return {};
}

QVariant StrataModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  if (const Wrong* wrong = wrongAt(index)) {
    if (role == Qt::DisplayRole || role == Qt::EditRole) return wrong->text;
    if (role == Qt::ToolTipRole || role == Qt::AccessibleDescriptionRole) return wrong->why;
    if (role == Qt::ForegroundRole) return QBrush(widgets::tokens().error);
    if (role == Qt::DecorationRole) return widgets::themedIcon(QStringLiteral("data-error"));
  }
  if (role == Qt::TextAlignmentRole && index.column() == count)
    return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  if (role == Qt::ToolTipRole && index.column() <= view)
    return text(cohort::whyNot(manifest_, attributeNames[index.column()]));
  if (role != Qt::DisplayRole && role != Qt::EditRole) return {};
  const QString shown = cell(strata_[static_cast<std::size_t>(index.row())], index.column());
  return shown.isEmpty() && role == Qt::DisplayRole ? QStringLiteral("–") : shown;
}

QVariant StrataModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
  if (role == Qt::ToolTipRole) {
    switch (section) {
      case age: return tr("A band of years: 60-79");
      case findings: return tr("Effusion:left|Cardiomegaly; where no side stands, it is drawn");
      default: return {};
    }
  }
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case sex: return tr("Sex");
    case age: return tr("Age");
    case race: return tr("Race");
    case view: return tr("View");
    case findings: return tr("Findings");
    case count: return tr("Cases");
    default: return {};
  }
}

Qt::ItemFlags StrataModel::flags(const QModelIndex& index) const {
  const Qt::ItemFlags base = QAbstractTableModel::flags(index);
  if (index.column() <= view && !cohort::whyNot(manifest_, attributeNames[index.column()]).empty())
    return Qt::ItemIsSelectable;
  return base | Qt::ItemIsEditable;
}

bool StrataModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || !index.isValid() || index.row() >= rowCount()) return false;
  // The same rules as the command line: every cell but this one stays, and this one is read again.
  const cohort::Stratum& before = strata_[static_cast<std::size_t>(index.row())];
  std::string table;
  std::string line;
  for (int column = 0; column < columns; ++column) {
    const QString shown = column == index.column() ? value.toString().trimmed() : cell(before, column);
    table.append(column == 0 ? "" : ",")
        .append(attributeNames[column])
        .append("=")
        .append(QString(shown).replace(QLatin1Char(','), QLatin1Char('|')).toStdString());
  }
  const auto changed = cohort::parseStratum(table);
  auto& wrong = wrong_[static_cast<std::size_t>(index.row())];
  if (changed) {
    strata_[static_cast<std::size_t>(index.row())] = *changed;
    wrong.erase(index.column());
  } else {
    wrong[index.column()] = {value.toString().trimmed(), widgets::messageText(changed.error())};
  }
  Q_EMIT dataChanged(index, index);
  Q_EMIT edited();
  return true;
}

}  // namespace chexgen::studio
