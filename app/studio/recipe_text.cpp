#include "app/studio/recipe_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <utility>
#include <vector>

#include "widgets/common/relative_time.h"

namespace chexgen::studio {

namespace {

QString said(const char* text) { return QCoreApplication::translate("RecipeText", text); }

QString guidanceText(double guidance) { return QLocale().toString(guidance, 'g', 4); }

}  // namespace

QString recipeLine(const imaging::Recipe& recipe) {
  return said(QT_TRANSLATE_NOOP("RecipeText", "%1 · seed %2 · %3 steps · guidance %4"))
      .arg(QString::fromStdString(recipe.modelName))
      .arg(recipe.seed)
      .arg(recipe.steps)
      .arg(guidanceText(recipe.guidance));
}

namespace {

using Entries = std::vector<std::pair<QString, QString>>;  // name and value; an empty value is not stated

Entries entriesOf(const imaging::Recipe& recipe) {
  const auto text = [](const std::string& value) { return QString::fromStdString(value); };
  return {
      {said(QT_TRANSLATE_NOOP("RecipeText", "Prompt")),
       text(recipe.cleanedPrompt.empty() ? recipe.prompt : recipe.cleanedPrompt)},
      {said(QT_TRANSLATE_NOOP("RecipeText", "Guided by")),
       recipe.condition ? text(recipe.condition->sourceName) : QString()},
      {said(QT_TRANSLATE_NOOP("RecipeText", "Model")), text(recipe.modelName)},
      {said(QT_TRANSLATE_NOOP("RecipeText", "Seed")), QString::number(recipe.seed)},
      {said(QT_TRANSLATE_NOOP("RecipeText", "Sampler")), text(recipe.sampler)},
      {said(QT_TRANSLATE_NOOP("RecipeText", "Steps")), QString::number(recipe.steps)},
      {said(QT_TRANSLATE_NOOP("RecipeText", "Guidance")), guidanceText(recipe.guidance)},
      {said(QT_TRANSLATE_NOOP("RecipeText", "Profile")), text(recipe.profile)},
      {said(QT_TRANSLATE_NOOP("RecipeText", "Size")),
       QStringLiteral("%1 × %2").arg(recipe.width).arg(recipe.height)},
      {said(QT_TRANSLATE_NOOP("RecipeText", "Computed on")), text(recipe.device + ", " + recipe.precision)}};
}

}  // namespace

QString recipeDetails(const imaging::Recipe& recipe) {
  QStringList lines;
  for (const auto& [name, value] : entriesOf(recipe))
    if (!value.isEmpty()) lines << name + QStringLiteral(": ") + value;
  return lines.join(QLatin1Char('\n'));
}

QStringList recipeDifferences(const imaging::Recipe& first, const imaging::Recipe& second) {
  QStringList lines;
  const Entries a = entriesOf(first), b = entriesOf(second);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto stated = [](const QString& value) { return value.isEmpty() ? QStringLiteral("–") : value; };
    if (a[i].second != b[i].second)
      lines << QStringLiteral("%1: %2 → %3").arg(a[i].first, stated(a[i].second), stated(b[i].second));
  }
  // Equal names can stand for another model or another mask.
  if (first.modelName == second.modelName && first.modelSha256 != second.modelSha256)
    lines << said(QT_TRANSLATE_NOOP("RecipeText", "Model: another version of it"));
  if (first.condition && second.condition && first.condition->sourceName == second.condition->sourceName &&
      first.condition->sourceSha256 != second.condition->sourceSha256)
    lines << said(QT_TRANSLATE_NOOP("RecipeText", "Guided by: another drawing"));
  return lines;
}

StripImage stripImage(const project::StoredImage& image) {
  StripImage shown;
  shown.id = image.id;
  shown.file = image.file.plain().value_or(std::filesystem::path());
  if (image.recipe) {
    shown.caption = QString::number(image.recipe->seed);
    shown.details = recipeDetails(*image.recipe);
  }
  shown.details += QStringLiteral("\n") + widgets::relativeTime(QString::fromStdString(image.created));
  return shown;
}

}  // namespace chexgen::studio
