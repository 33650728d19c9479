#include "app/studio/task_card.h"

#include <QCoreApplication>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QVBoxLayout>

#include "app/studio/task_queue.h"
#include "widgets/common/core_words.h"
#include "widgets/common/relative_time.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

using jobs::JobState;
using namespace widgets;

namespace {

constexpr int colourWidth = 4;

QString said(const char* text) { return QCoreApplication::translate("TaskCard", text); }

QString progressText(const jobs::Progress& progress) {
  QString text =
      QStringLiteral("%1 %2/%3").arg(coreWord(progress.unit)).arg(progress.done).arg(progress.total);
  if (progress.etaSeconds)
    text += QStringLiteral(" · ") +
            said(QT_TRANSLATE_NOOP("TaskCard", "%1 left")).arg(durationText(*progress.etaSeconds));
  return text;
}

}  // namespace

QString taskStateText(const Task& task) {
  if (task.problem) return said(QT_TRANSLATE_NOOP("TaskCard", "not started"));
  const jobs::RunStatus& status = task.status;
  const QString progress =
      status.progress ? QStringLiteral(" · ") + progressText(*status.progress) : QString();
  if (task.diskFull) return said(QT_TRANSLATE_NOOP("TaskCard", "paused: the disk is full")) + progress;
  switch (status.state) {
    case JobState::queued:
      return task.stored.wanted == jobs::Wish::pause
                 ? said(QT_TRANSLATE_NOOP("TaskCard", "held back"))
                 : said(QT_TRANSLATE_NOOP("TaskCard", "waits for its turn"));
    case JobState::running: return said(QT_TRANSLATE_NOOP("TaskCard", "running")) + progress;
    case JobState::paused:
      return (task.isPaused() ? said(QT_TRANSLATE_NOOP("TaskCard", "paused"))
                              : said(QT_TRANSLATE_NOOP("TaskCard", "waits while a radiograph is made"))) +
             progress;
    case JobState::done: return said(QT_TRANSLATE_NOOP("TaskCard", "done"));
    case JobState::failed: return said(QT_TRANSLATE_NOOP("TaskCard", "failed"));
    case JobState::cancelled: return said(QT_TRANSLATE_NOOP("TaskCard", "cancelled"));
    case JobState::interrupted: return said(QT_TRANSLATE_NOOP("TaskCard", "interrupted")) + progress;
  }
  return {};
}

const char* taskStateRole(const Task& task) {
  if (task.problem) return "error";
  if (task.diskFull) return "warn";
  switch (task.status.state) {
    case JobState::running:
    case JobState::done: return "ok";
    case JobState::paused:
    case JobState::interrupted: return "warn";
    case JobState::failed: return "error";
    case JobState::queued:
    case JobState::cancelled: break;
  }
  return "secondary";
}

TaskCard::TaskCard(QWidget* parent)
    : QWidget(parent),
      colour_(new QFrame),
      name_(new QLabel),
      state_(new QLabel),
      progress_(new QProgressBar) {
  setAttribute(Qt::WA_TransparentForMouseEvents);  // the list below takes the clicks
  colour_->setFixedWidth(colourWidth);
  progress_->setTextVisible(false);
  progress_->setFixedHeight(spacing1);
  auto* words = new QVBoxLayout;
  words->setSpacing(2);
  words->addWidget(name_);
  words->addWidget(state_);
  words->addWidget(progress_);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(spacing1, spacing1, spacing2, spacing1);
  layout->setSpacing(spacing2);
  layout->addWidget(colour_);
  layout->addLayout(words, 1);
}

void TaskCard::show(const Task& task) {
  name_->setText(QString::fromStdString(task.stored.name));
  state_->setText(taskStateText(task));
  setRole(state_, taskStateRole(task));
  const QByteArray bar = QByteArray(taskStateRole(task)) + "Bar";
  setRole(colour_, bar.constData());
  const auto& progress = task.status.progress;
  progress_->setVisible(progress && task.status.state != JobState::done);
  if (progress) {
    progress_->setRange(0, static_cast<int>(progress->total));
    progress_->setValue(static_cast<int>(progress->done));
  }
  setAccessibleName(name_->text() + QStringLiteral(": ") + state_->text());
}

}  // namespace chexgen::studio
