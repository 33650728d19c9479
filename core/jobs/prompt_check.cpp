#include "core/jobs/prompt_check.h"

#include <cstddef>
#include <utility>

#include "core/jobs/recipe_request.h"
#include "core/text/demographics.h"
#include "core/text/prompt_loss.h"

namespace chexgen::jobs {
namespace {

constexpr std::size_t mostPromptRemarks = 20;

std::string lineWords(std::size_t line) { return line == 0 ? "" : "Line " + std::to_string(line) + ": "; }

base::Result<std::vector<std::string>> remarksOnPrompt(const imaging::Recipe& recipe,
                                                       const weights::Manifest& manifest,
                                                       const text::Tokenizer& tokenizer) {
  const text::PromptParts parts = promptParts(recipe);
  const bool repeated = !recipe.prompt.empty();
  CHEXGEN_TRY(text::checkStated(parts, manifest.demographics, manifest.name));
  const std::string prompt = repeated ? recipe.prompt : text::joinPrompt(parts);
  CHEXGEN_ASSIGN(const text::PromptLoss loss,
                 text::promptLoss(prompt, tokenizer, static_cast<std::size_t>(manifest.transformer.tokens)));
  if (!repeated && !parts.report.empty() && loss.isUnreadable()) return text::failUnreadable(loss);
  return text::remarksOn(loss);
}

}  // namespace

base::Result<std::vector<std::string>> checkPrompts(const CaseList& list, const weights::Manifest& manifest,
                                                    const text::Tokenizer& tokenizer) {
  std::vector<std::string> remarks;
  std::size_t more = 0;
  for (std::size_t i = 0; i < list.cases.size(); ++i) {
    // The images of one report stand one after the other.
    const imaging::Recipe& recipe = list.cases[i].recipe;
    if (i > 0 && list.lines[i] == list.lines[i - 1] && recipe.report == list.cases[i - 1].recipe.report)
      continue;
    auto found = remarksOnPrompt(recipe, manifest, tokenizer);
    if (!found) {
      found.error().message = lineWords(list.lines[i]) + found.error().message;
      return tl::unexpected(std::move(found).error());
    }
    for (const std::string& remark : *found) {
      if (remarks.size() < mostPromptRemarks)
        remarks.push_back(lineWords(list.lines[i]) + remark);
      else
        ++more;
    }
  }
  if (more > 0) remarks.push_back("There are " + std::to_string(more) + " more such remarks.");
  return remarks;
}

}  // namespace chexgen::jobs
