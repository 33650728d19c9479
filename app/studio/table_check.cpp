#include "app/studio/table_check.h"

#include <algorithm>

#include "core/cohort/label_reports.h"
#include "core/text/tokenizer.h"
#include "core/training/table_columns.h"

namespace chexgen::studio {

base::Result<TableLook> lookAtTable(const TableWish& wish, const training::PreflightProgress& onProgress,
                                    const base::CancelToken& cancel) {
  TableLook look;
  CHEXGEN_ASSIGN(auto table, training::readTable(wish.file, wish.read));
  CHEXGEN_TRY(training::assignSplits(table, 0, {.validation = wish.heldOut}));
  look.remarks.push_back(training::columnsInWords(table));
  look.remarks.insert(look.remarks.end(), table.remarks.begin(), table.remarks.end());
  if (wish.writeReports) {
    const auto written = cohort::writeLabelReports(table, wish.read.demographics, wish.ignoreLabels, 0);
    look.remarks.insert(look.remarks.end(), written.remarks.begin(), written.remarks.end());
  }
  look.rows = table.rows.size();
  look.withoutReport =
      static_cast<std::size_t>(std::count_if(table.rows.begin(), table.rows.end(), [](const auto& row) {
        return row.report.empty() && row.stated.isStated();
      }));
  CHEXGEN_ASSIGN(const auto tokenizer,
                 text::Tokenizer::load(wish.modelFolder / wish.model.tokenizerFile.path));
  CHEXGEN_ASSIGN(look.report,
                 training::preflight(table,
                                     {.imageSize = static_cast<int>(wish.model.sizes.front()),
                                      .needsMask = wish.needsMask,
                                      .needsBoxes = wish.needsBoxes,
                                      .decodeImages = true,
                                      .boxLayout = wish.boxLayout,
                                      .allowPoorPrompts = wish.allowPoorPrompts,
                                      .tokenizer = &tokenizer,
                                      .tokenLimit = static_cast<std::size_t>(wish.model.transformer.tokens)},
                                     onProgress, cancel));
  return look;
}

}  // namespace chexgen::studio
