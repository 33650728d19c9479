#include "app/studio/recipe_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

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

QString recipeDetails(const imaging::Recipe& recipe) {
  QStringList lines;
  const auto add = [&](const char* name, const QString& value) {
    if (!value.isEmpty()) lines << said(name) + QStringLiteral(": ") + value;
  };
  const auto text = [](const std::string& value) { return QString::fromStdString(value); };
  add(QT_TRANSLATE_NOOP("RecipeText", "Prompt"),
      text(recipe.cleanedPrompt.empty() ? recipe.prompt : recipe.cleanedPrompt));
  if (recipe.condition) add(QT_TRANSLATE_NOOP("RecipeText", "Guided by"), text(recipe.condition->sourceName));
  add(QT_TRANSLATE_NOOP("RecipeText", "Model"), text(recipe.modelName));
  add(QT_TRANSLATE_NOOP("RecipeText", "Seed"), QString::number(recipe.seed));
  add(QT_TRANSLATE_NOOP("RecipeText", "Sampler"), text(recipe.sampler));
  add(QT_TRANSLATE_NOOP("RecipeText", "Steps"), QString::number(recipe.steps));
  add(QT_TRANSLATE_NOOP("RecipeText", "Guidance"), guidanceText(recipe.guidance));
  add(QT_TRANSLATE_NOOP("RecipeText", "Profile"), text(recipe.profile));
  add(QT_TRANSLATE_NOOP("RecipeText", "Size"),
      QStringLiteral("%1 × %2").arg(recipe.width).arg(recipe.height));
  add(QT_TRANSLATE_NOOP("RecipeText", "Computed on"), text(recipe.device + ", " + recipe.precision));
  return lines.join(QLatin1Char('\n'));
}

StripImage stripImage(const std::filesystem::path& folder, const project::StoredImage& image) {
  StripImage shown;
  shown.id = image.id;
  shown.file = folder / image.file;
  if (image.recipe) {
    shown.caption = QString::number(image.recipe->seed);
    shown.details = recipeDetails(*image.recipe);
  }
  shown.details += QStringLiteral("\n") + widgets::relativeTime(QString::fromStdString(image.created));
  return shown;
}

}  // namespace chexgen::studio
