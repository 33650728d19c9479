// `chexgen-studio [PROJECT.chexgen | PACKAGE.chexread | STUDY.roster]`: the desktop application.
#include <QApplication>
#include <QCommandLineParser>
#include <QSurfaceFormat>

#include <cstdio>

#include "app/studio/language.h"
#include "app/studio/main_window.h"
#include "app/studio/preferences.h"
#include "app/studio/session.h"
#include "app/studio/start_time.h"
#include "core/base/version.h"
#include "widgets/common/theme.h"

int main(int argc, char** argv) {
  using namespace chexgen;
  QSurfaceFormat format;
  format.setVersion(3, 2);
  format.setProfile(QSurfaceFormat::CoreProfile);
  QSurfaceFormat::setDefaultFormat(format);
  QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
  // Every mouse position counts while somebody draws.
  QCoreApplication::setAttribute(Qt::AA_CompressHighFrequencyEvents, false);
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("chexgen-studio"));
  QApplication::setApplicationDisplayName(QStringLiteral("ChexGen Studio"));
  QApplication::setApplicationVersion(QString::fromStdString(std::string(base::programVersion())));

  QCommandLineParser parser;
  parser.setApplicationDescription(
      QStringLiteral("Makes, compares and rates synthetic chest radiographs. Not for diagnosis."));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument(
      QStringLiteral("FILE"),
      QStringLiteral("Project folder (NAME.chexgen) to open, made if it is not there; a reader's package "
                     "(.chexread); the roster of a study (.roster)."),
      QStringLiteral("[FILE]"));
  const QCommandLineOption startTime(QStringLiteral("start-time"),
                                     QStringLiteral("Print how long it took to start, and end."));
  parser.addOption(startTime);
  parser.process(application);

  studio::applyLanguage(application);
  widgets::applyTheme(application, studio::Preferences::theme());
  studio::Session session;
  studio::MainWindow window(session);
  window.show();
  if (const QStringList named = parser.positionalArguments(); !named.isEmpty()) window.open(named.first());
  if (!studio::Preferences::tourSeen() && !parser.isSet(startTime)) {
    if (session.project() != nullptr) {
      window.startTour();
    } else {
      QObject::connect(&session, &studio::Session::projectOpened, &window, &studio::MainWindow::startTour,
                       Qt::SingleShotConnection);
    }
  }
  if (parser.isSet(startTime)) studio::reportStartAndQuit(window);
  return QApplication::exec();
}
