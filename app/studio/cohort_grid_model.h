// The cases of a cohort for the grid: of each the radiograph that stands, else its latest try.
#pragma once

#include <QAbstractListModel>
#include <QHash>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "core/cohort/cohort_folder.h"
#include "core/cohort/ledger.h"
#include "widgets/gallery/thumbnail_cache.h"

namespace chexgen::studio {

// A cohort that is looked at, and what became of it up to the last look.
struct WatchedCohort {
  cohort::Cohort cohort;
  cohort::Ledger ledger;
};

struct CaseFilter {
  std::optional<cohort::CaseState> state;
  std::optional<std::size_t> stratum;
  bool turnedAway = false;  // only those of which a check or a person has rejected a try
  friend bool operator==(const CaseFilter&, const CaseFilter&) = default;
};

class CohortGridModel : public QAbstractListModel {
  Q_OBJECT

 public:
  // The cache outlives the model.
  explicit CohortGridModel(widgets::ThumbnailCache& thumbnails, QObject* parent = nullptr);

  // nullptr: none. It outlives the model or is taken away.
  void setCohort(const WatchedCohort* watched);
  void setFilter(const CaseFilter& filter);
  // The ledger has news; the rows that pass the filter are listed anew only when they are others.
  void refresh();

  [[nodiscard]] std::optional<std::size_t> caseAt(int row) const;
  [[nodiscard]] int rowOf(std::size_t position) const;  // -1: not listed
  // What is shown of a case; nullptr when nothing was made for it.
  [[nodiscard]] static const cohort::Try* shownTry(const cohort::CaseRecord& record);

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

 private:
  [[nodiscard]] std::vector<std::size_t> passing() const;
  [[nodiscard]] QVariant picture(const cohort::Try* shown) const;

  widgets::ThumbnailCache& thumbnails_;
  const WatchedCohort* watched_ = nullptr;
  CaseFilter filter_;
  std::vector<std::size_t> rows_;
  QHash<std::size_t, int> rowOf_;
};

// "accepted", "waiting", "rejected": as a person reads it, and its colour's role.
[[nodiscard]] QString caseStateText(cohort::CaseState state);

}  // namespace chexgen::studio
