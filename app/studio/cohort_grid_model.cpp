#include "app/studio/cohort_grid_model.h"

#include <QColor>
#include <QImage>
#include <algorithm>
#include <utility>

#include "widgets/common/tokens.h"
#include "widgets/gallery/thumbnail_delegate.h"

namespace chexgen::studio {

using namespace widgets;
using cohort::CaseState;

namespace {

bool hasRejectedTry(const cohort::CaseRecord& record) {
  return std::any_of(record.tries.begin(), record.tries.end(),
                     [&](const auto& one) { return !record.stands(one.second); });
}

}  // namespace

QString caseStateText(CaseState state) {
  switch (state) {
    case CaseState::waiting: return CohortGridModel::tr("waiting");
    case CaseState::accepted: return CohortGridModel::tr("accepted");
    case CaseState::rejected: return CohortGridModel::tr("rejected");
  }
  return {};
}

CohortGridModel::CohortGridModel(ThumbnailCache& thumbnails, QObject* parent)
    : QAbstractListModel(parent), thumbnails_(thumbnails) {
  connect(&thumbnails_, &ThumbnailCache::ready, this, [this] {
    if (!rows_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1), {pictureRole, unreadableRole});
  });
}

void CohortGridModel::setCohort(const WatchedCohort* watched) {
  beginResetModel();
  watched_ = watched;
  rows_.clear();
  rowOf_.clear();
  endResetModel();
  refresh();
}

void CohortGridModel::setFilter(const CaseFilter& filter) {
  if (filter == filter_) return;
  filter_ = filter;
  refresh();
}

std::vector<std::size_t> CohortGridModel::passing() const {
  std::vector<std::size_t> rows;
  if (watched_ == nullptr) return rows;
  for (std::size_t i = 0; i < watched_->ledger.size(); ++i) {
    if (filter_.stratum && watched_->cohort.cases[i].stratum != *filter_.stratum) continue;
    if (filter_.state && watched_->ledger.state(i) != *filter_.state) continue;
    if (filter_.turnedAway && !hasRejectedTry(watched_->ledger.at(i))) continue;
    rows.push_back(i);
  }
  return rows;
}

void CohortGridModel::refresh() {
  auto rows = passing();
  if (rows == rows_) {
    if (!rows_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    return;
  }
  beginResetModel();
  rows_ = std::move(rows);
  rowOf_.clear();
  for (std::size_t row = 0; row < rows_.size(); ++row) rowOf_.insert(rows_[row], static_cast<int>(row));
  endResetModel();
}

std::optional<std::size_t> CohortGridModel::caseAt(int row) const {
  if (row < 0 || row >= rowCount()) return std::nullopt;
  return rows_[static_cast<std::size_t>(row)];
}

int CohortGridModel::rowOf(std::size_t position) const { return rowOf_.value(position, -1); }

const cohort::Try* CohortGridModel::shownTry(const cohort::CaseRecord& record) {
  if (const cohort::Try* standing = record.accepted()) return standing;
  for (auto at = record.tries.rbegin(); at != record.tries.rend(); ++at)
    if (!at->second.file.empty()) return &at->second;
  return nullptr;
}

int CohortGridModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant CohortGridModel::picture(const cohort::Try* shown) const {
  if (shown == nullptr) return QImage();
  const auto file = base::InsidePath::in(watched_->cohort.files.images, shown->file);
  return file ? thumbnails_.find(QString::fromStdString(shown->sha256), *file) : QImage();
}

QVariant CohortGridModel::data(const QModelIndex& index, int role) const {
  const auto position = caseAt(index.row());
  if (!position) return {};
  const cohort::Case& one = watched_->cohort.cases[*position];
  const cohort::CaseRecord& record = watched_->ledger.at(*position);
  const cohort::Try* shown = shownTry(record);
  const CaseState state = watched_->ledger.state(*position);
  switch (role) {
    case Qt::DisplayRole: return QString::fromStdString(one.name);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
      return QString::fromStdString(one.name + ": " + one.report.impression) + QStringLiteral(" · ") +
             caseStateText(state);
    case pictureRole: return picture(shown);
    case unreadableRole: return shown != nullptr && thumbnails_.failed(QString::fromStdString(shown->sha256));
    case syntheticRole: return shown != nullptr;
    case markRole: return caseStateText(state);
    case markColourRole: {
      const Tokens& dark = tokens(Theme::dark);
      return state == CaseState::accepted   ? dark.ok
             : state == CaseState::rejected ? dark.error
                                            : dark.secondary;
    }
    default: return {};
  }
}

}  // namespace chexgen::studio
