#include "app/studio/language.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include "app/studio/preferences.h"

namespace chexgen::studio {

namespace {

void install(QApplication& application, const QString& file, const QString& folder) {
  auto* translator = new QTranslator(&application);
  if (translator->load(file, folder)) {
    QCoreApplication::installTranslator(translator);
  } else {
    delete translator;
  }
}

}  // namespace

void applyLanguage(QApplication& application) {
  const QString chosen = Preferences::language();
  const QLocale system = QLocale::system();
  QLocale locale = chosen.isEmpty() ? system : QLocale(chosen);
  // The region decides how numbers and dates look; somebody who chose the language of the system keeps it.
  if (locale.language() == system.language()) locale = system;
  const bool german = locale.language() == QLocale::German;
  if (!german && locale.language() != QLocale::English) locale = QLocale(QLocale::English);
  QLocale::setDefault(locale);
  // English has a file as well: for one image and for several.
  install(application, german ? QStringLiteral("chexgen_de") : QStringLiteral("chexgen_en"),
          QStringLiteral(":/chexgen/i18n"));
  // The texts of Qt's own dialogs.
  if (german)
    install(application, QStringLiteral("qtbase_de"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
}

}  // namespace chexgen::studio
