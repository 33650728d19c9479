// `chexgen downstream`: networks that read radiographs.
#include "app/cli/downstream_parts.h"

namespace chexgen::cli {

void addDownstream(CLI::App& app, Action& action) {
  CLI::App* downstream =
      app.add_subcommand("downstream", "Train, use and judge networks that read radiographs");
  downstream->require_subcommand(1);
  downstream->footer(
      "Three steps, from a table of radiographs to figures:\n"
      "  chexgen downstream train --table tb.csv --target Tuberculosis --out runs/tb\n"
      "  chexgen downstream predict --model runs/tb/model --table other.csv --out scores\n"
      "  chexgen downstream evaluate --predictions scores/predictions.csv --table other.csv --out judged\n"
      "For research; not for diagnosis.");
  addDownstreamTrain(*downstream, action);
  addDownstreamPredict(*downstream, action);
  addDownstreamEvaluate(*downstream, action);
}

}  // namespace chexgen::cli
