#include "app/studio/reading_window.h"

#include <QCloseEvent>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

#include "app/studio/reading_marks.h"
#include "widgets/common/core_words.h"
#include "widgets/common/error_panel.h"
#include "widgets/common/theme.h"
#include "widgets/reading/question_panel.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::studio {

using namespace widgets;
using Kind = study::Question::Kind;

namespace {

constexpr int sideWidth = 400;
constexpr int columnWidth = 560;
constexpr int draftDelay = 400;  // ms after the last key
constexpr double millisecond = 0.001;

QLabel* text(const QString& words, const char* role = nullptr) {
  auto* label = new QLabel(words);
  label->setWordWrap(true);
  if (role != nullptr) setRole(label, role);
  return label;
}

// Rows that fill the screen as evenly as they can.
QSize gridFor(std::size_t images) {
  const int count = static_cast<int>(images);
  const int rows = count > 3 ? 2 : 1;
  return {(count + rows - 1) / rows, rows};
}

}  // namespace

ReadingWindow::ReadingWindow(study::ReadingSession session, bool secondScreen, QWidget* parent)
    : QWidget(parent, Qt::Window),
      session_(std::move(session)),
      pages_(new QStackedWidget),
      viewer_(new Viewer),
      questions_(new QuestionPanel),
      marks_(new ReadingMarks(*viewer_, *questions_, this)),
      errors_(new ErrorPanel),
      side_(nullptr),
      report_(text({})),
      reportArea_(new QScrollArea),
      place_(text({}, "secondary")),
      practice_(text(tr("Practice: these answers do not count."), "warn")),
      progress_(new QProgressBar),
      endText_(text({})) {
  setWindowTitle(tr("Reading · %1").arg(QString::fromStdString(session_.info().name)));
  setAttribute(Qt::WA_StyledBackground);
  setRole(this, "reading");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(errors_);
  layout->addWidget(pages_, 1);
  pages_->addWidget(buildExplanation());
  pages_->addWidget(buildReading());
  pages_->addWidget(buildEnd());
  draftPause_.setSingleShot(true);
  draftPause_.setInterval(draftDelay);
  connect(&draftPause_, &QTimer::timeout, this, &ReadingWindow::keepDraft);
  connect(questions_, &QuestionPanel::changed, this, [this] {
    if (!quiet_) draftPause_.start();
  });
  connect(questions_, &QuestionPanel::completed, this, &ReadingWindow::complete);
  connect(viewer_, &Viewer::viewChanged, this, [this] {
    if (!quiet_) ++viewChanges_;
  });
  viewer_->installEventFilter(this);
  if (secondScreen && QGuiApplication::screens().size() > 1) moveSideToSecondScreen();
}

ReadingWindow::~ReadingWindow() = default;

QWidget* ReadingWindow::buildExplanation() {
  const study::PackageInfo& info = session_.info();
  auto* page = new QWidget;
  auto* column = new QVBoxLayout;
  column->setSpacing(spacing3);
  column->addStretch(1);
  column->addWidget(text(QString::fromStdString(info.name), "title"));
  column->addWidget(text(tr("Reader: %1").arg(QString::fromStdString(info.reader)), "secondary"));
  column->addWidget(text(tr("May contain synthetic images · not for diagnosis"), "synthetic"));
  const int left = static_cast<int>(session_.count() - session_.answered());
  column->addWidget(text(session_.answered() == 0
                             ? tr("%n case(s) to read.", nullptr, left)
                             : tr("%n case(s) left; you go on where you stopped.", nullptr, left)));
  if (info.practice > session_.answered())
    column->addWidget(text(tr("%n case(s) at the beginning are for practice and do not count.", nullptr,
                              static_cast<int>(info.practice))));
  for (const study::Question& question : info.questions) {
    QString asked = QStringLiteral("·  ") + coreWord(question.text);
    if (question.onlyIf) asked += QStringLiteral("  ") + tr("(only for low scores)");
    column->addWidget(text(asked));
  }
  column->addWidget(text(
      tr("Digits answer, Enter goes on, Esc pauses. Drag or Shift and arrows: window and level. Ctrl and "
         "wheel: zoom. I: invert. 0: as at first."),
      "secondary"));
  column->addWidget(text(info.mayGoBack ? tr("Backspace goes back to earlier cases.")
                                        : tr("There is no way back to a case once it is answered."),
                         "secondary"));
  column->addWidget(text(tr("Every answer is on the disk before the next case appears. You can pause any "
                            "time and go on any day."),
                         "secondary"));
  auto* buttons = new QHBoxLayout;
  auto* start = new QPushButton(session_.answered() == 0 ? tr("Begin (Enter)") : tr("Go on (Enter)"));
  start->setObjectName(QStringLiteral("readingBegin"));
  setRole(start, "primary");
  auto* leave = new QPushButton(tr("Not now (Esc)"));
  for (QPushButton* button : {start, leave}) {
    button->setFocusPolicy(Qt::NoFocus);
    buttons->addWidget(button);
  }
  buttons->addStretch(1);
  column->addLayout(buttons);
  column->addStretch(2);
  auto* inner = new QWidget;
  inner->setFixedWidth(columnWidth);
  inner->setLayout(column);
  auto* layout = new QHBoxLayout(page);
  layout->addWidget(inner, 0, Qt::AlignHCenter);
  connect(start, &QPushButton::clicked, this, &ReadingWindow::begin);
  connect(leave, &QPushButton::clicked, this, &QWidget::close);
  return page;
}

QWidget* ReadingWindow::buildReading() {
  auto* page = new QWidget;
  auto* layout = new QHBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(viewer_, 1);
  side_ = buildSide();
  layout->addWidget(side_);
  return page;
}

QWidget* ReadingWindow::buildSide() {
  auto* side = new QWidget;
  side->setFixedWidth(sideWidth);
  side->setAttribute(Qt::WA_StyledBackground);
  setRole(side, "panel");
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(spacing4, spacing3, spacing4, spacing3);
  layout->setSpacing(spacing2);
  layout->addWidget(practice_);
  report_->setAlignment(Qt::AlignTop);
  report_->setTextFormat(Qt::PlainText);
  report_->setAccessibleName(tr("Report"));
  setRole(report_, "readingReport");
  reportArea_->setWidget(report_);
  reportArea_->setWidgetResizable(true);
  reportArea_->setFrameShape(QFrame::NoFrame);
  reportArea_->setFocusPolicy(Qt::NoFocus);
  layout->addWidget(reportArea_, 1);
  auto* asked = new QScrollArea;
  asked->setWidget(questions_);
  asked->setWidgetResizable(true);
  asked->setFrameShape(QFrame::NoFrame);
  asked->setFocusPolicy(Qt::NoFocus);
  // Both lie on the panel, not on a sheet of their own.
  for (QScrollArea* area : {reportArea_, asked}) setRole(area->viewport(), "panel");
  setRole(questions_, "panel");
  questions_->setAttribute(Qt::WA_StyledBackground);
  layout->addWidget(asked, 3);
  layout->addWidget(text(tr("Enter: next · Esc: pause"), "secondary"));
  progress_->setTextVisible(false);
  progress_->setAccessibleName(tr("Progress"));
  layout->addWidget(place_);
  layout->addWidget(progress_);
  layout->addWidget(text(tr("May contain synthetic images · not for diagnosis"), "synthetic"));
  return side;
}

QWidget* ReadingWindow::buildEnd() {
  auto* page = new QWidget;
  auto* inner = new QWidget;
  inner->setFixedWidth(columnWidth);
  auto* column = new QVBoxLayout(inner);
  column->setSpacing(spacing3);
  column->addStretch(1);
  column->addWidget(text(tr("All cases are answered. Thank you."), "title"));
  endText_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  column->addWidget(endText_);
  auto* leave = new QPushButton(tr("Close (Esc)"));
  leave->setFocusPolicy(Qt::NoFocus);
  setRole(leave, "primary");
  column->addWidget(leave, 0, Qt::AlignLeft);
  column->addStretch(2);
  auto* layout = new QHBoxLayout(page);
  layout->addWidget(inner, 0, Qt::AlignHCenter);
  connect(leave, &QPushButton::clicked, this, &QWidget::close);
  return page;
}

void ReadingWindow::moveSideToSecondScreen() {
  QScreen* here = screen();
  const auto screens = QGuiApplication::screens();
  const auto other =
      std::find_if(screens.begin(), screens.end(), [here](QScreen* one) { return one != here; });
  if (other == screens.end()) return;
  secondWindow_ = std::make_unique<QWidget>(nullptr, Qt::Window);
  secondWindow_->setAttribute(Qt::WA_StyledBackground);
  secondWindow_->setWindowTitle(windowTitle());
  setRole(secondWindow_.get(), "reading");
  auto* layout = new QHBoxLayout(secondWindow_.get());
  side_->setMinimumWidth(sideWidth);
  side_->setMaximumWidth(2 * sideWidth);
  layout->addWidget(side_);
  secondWindow_->setGeometry((*other)->geometry());
  secondWindow_->installEventFilter(this);
}

void ReadingWindow::begin() {
  if (pages_->currentIndex() != explanationPage) return;
  pages_->setCurrentIndex(readingPage);
  if (secondWindow_) secondWindow_->showFullScreen();
  showCase();
}

void ReadingWindow::showCase() {
  errors_->clear();
  if (!session_.current()) {
    showProgress();
    endText_->setText(tr("Your answers are in %1. Give that file to the organiser of the study, unless it "
                         "lies in their folder "
                         "already.")
                          .arg(QString::fromStdString(session_.answersFile().string())));
    pages_->setCurrentIndex(endPage);
    return;
  }
  const auto item = session_.item();
  if (!item) {
    errors_->showError(item.error(), [this] { showCase(); });
    return;
  }
  quiet_ = true;
  const QSize grid = gridFor(item->images.size());
  viewer_->setGrid(grid.height(), grid.width());
  images_.clear();
  for (std::size_t i = 0; i < item->images.size(); ++i) {
    auto grey = imaging::greyImageFrom8Bit(item->images[i]);
    if (!grey) {
      errors_->showError(grey.error());
      quiet_ = false;
      return;
    }
    images_.push_back(std::make_shared<const imaging::GreyImage>(std::move(*grey)));
  }
  for (int i = 0; i < viewer_->viewportCount(); ++i) {
    const bool used = i < static_cast<int>(images_.size());
    // Emptied first, so that every case begins fitted and in its own greys.
    viewer_->setImage(i, nullptr);
    viewer_->setImage(i, used ? images_[static_cast<std::size_t>(i)] : nullptr);
    viewer_->setOverlayBoxes(i, {});
    viewer_->setOrientationTags(i, false);  // a package does not say whether a view is a frontal one
    viewer_->setCornerText(
        i, Qt::TopLeftCorner,
        used && images_.size() > 1 ? QString(QChar(static_cast<char16_t>(u'A' + i))) : QString());
  }
  viewer_->setActiveViewport(0);
  // All keys of the window act on the only image; a frame would tell nothing and shine.
  viewer_->setFocusFrame(images_.size() > 1);
  const QString reportText = QString::fromStdString(item->report);
  report_->setText(reportText);
  reportArea_->setVisible(!reportText.isEmpty());
  practice_->setVisible(session_.isPractice());
  questions_->begin(session_.info().questions, session_.before(), images_.size());
  for (auto* field : questions_->findChildren<QPlainTextEdit*>()) field->installEventFilter(this);
  marks_->setImage(QSize(images_.front()->width, images_.front()->height));
  showProgress();
  viewChanges_ = 0;
  secondsBefore_ = 0;
  clock_.start();
  quiet_ = false;
  if (const study::Question* asked = questions_->active(); asked == nullptr || asked->kind != Kind::text)
    viewer_->setFocus();
  Q_EMIT shown(*session_.current());
}

void ReadingWindow::showProgress() {
  progress_->setRange(0, static_cast<int>(session_.count()));
  progress_->setValue(static_cast<int>(session_.answered()));
  if (session_.current())
    place_->setText(tr("Case %1 of %2").arg(*session_.current() + 1).arg(session_.count()));
}

double ReadingWindow::activeSeconds() const {
  return secondsBefore_ + (inFront_ ? static_cast<double>(clock_.elapsed()) * millisecond : 0);
}

// How each image was looked at when the answer was given, and how often that was changed before.
base::Json ReadingWindow::viewing() const {
  base::Json looks = base::Json::array();
  for (int i = 0; i < static_cast<int>(images_.size()); ++i) {
    const WindowLevel window = viewer_->windowLevel(i);
    looks.push_back({{"window", window.width},
                     {"level", window.centre},
                     {"zoom", viewer_->zoom(i)},
                     {"inverted", viewer_->isInverted(i)}});
  }
  return {{"images", looks}, {"changes", viewChanges_}};
}

void ReadingWindow::complete() {
  if (!session_.current()) return;
  draftPause_.stop();
  const std::size_t presentation = *session_.current();
  const auto written = session_.answer(questions_->values(), images_.size(), activeSeconds(), viewing(),
                                       QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString());
  if (!written) {
    base::Error told = written.error();
    if (told.safe.empty())
      told.safe = tr("All answers before it are on the disk; this one is still on the screen.").toStdString();
    errors_->showError(told, [this] { complete(); });
    return;
  }
  Q_EMIT answered(presentation);
  showCase();
}

void ReadingWindow::goBack() {
  if (!session_.canGoBack()) return;
  keepDraft();
  session_.goBack();
  pages_->setCurrentIndex(readingPage);
  showCase();
}

void ReadingWindow::keepDraft() {
  draftPause_.stop();
  if (pages_->currentIndex() != readingPage || !session_.current()) return;
  const study::Values values = questions_->values();
  if (values == session_.before()) return;
  if (const auto kept = session_.keepDraft(values); !kept)
    errors_->showError(kept.error(), [this] { keepDraft(); });
}

void ReadingWindow::pause() { close(); }

void ReadingWindow::closeEvent(QCloseEvent* event) {
  keepDraft();
  secondWindow_.reset();
  QWidget::closeEvent(event);
  Q_EMIT closed();
}

void ReadingWindow::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::ActivationChange) return;
  const bool front = isActiveWindow() || (secondWindow_ && secondWindow_->isActiveWindow());
  if (front == inFront_) return;
  if (!front) secondsBefore_ = activeSeconds();
  inFront_ = front;
  clock_.start();
}

bool ReadingWindow::handleKey(QKeyEvent* event) {
  const int key = event->key();
  if (key == Qt::Key_Escape) {
    pause();
    return true;
  }
  const bool enter = key == Qt::Key_Return || key == Qt::Key_Enter;
  if (pages_->currentIndex() == explanationPage) {
    if (enter) begin();
    return enter;
  }
  if (pages_->currentIndex() == endPage) {
    if (key == Qt::Key_Backspace) goBack();
    return true;
  }
  const study::Question* asked = questions_->active();
  const bool arrow = key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
  if (marks_->isActive() &&
      ((arrow && !(event->modifiers() & Qt::ShiftModifier)) || (key >= Qt::Key_1 && key <= Qt::Key_9))) {
    marks_->move(key, event->modifiers() & Qt::ControlModifier);
    return true;
  }
  if (asked != nullptr && asked->kind == Kind::text && !enter) {
    if (key != Qt::Key_Backspace || questions_->values().contains(asked->id)) return false;  // it is typed
  }
  if (questions_->handleKey(*event)) {
    // A text takes the keyboard when its turn comes; otherwise the image has it.
    if (const study::Question* next = questions_->active(); next == nullptr || next->kind != Kind::text)
      viewer_->setFocus();
    return true;
  }
  if (key == Qt::Key_Backspace) {
    goBack();
    return true;
  }
  return viewer_->handleKey(event);
}

void ReadingWindow::keyPressEvent(QKeyEvent* event) {
  if (!handleKey(event)) QWidget::keyPressEvent(event);
}

// The viewer and a text field would keep keys to themselves that mean something to the whole window.
bool ReadingWindow::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    auto* press = static_cast<QKeyEvent*>(event);  // told by its type
    const int key = press->key();
    const bool own = key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter ||
                     key == Qt::Key_Backspace || (key >= Qt::Key_1 && key <= Qt::Key_9) ||
                     (marks_->isActive() && watched == viewer_);
    const auto* field = qobject_cast<QPlainTextEdit*>(watched);
    const bool leaves =
        key == Qt::Key_Escape ||
        ((key == Qt::Key_Return || key == Qt::Key_Enter) && !(press->modifiers() & Qt::ShiftModifier)) ||
        (key == Qt::Key_Backspace && field != nullptr && field->toPlainText().isEmpty());
    if ((field != nullptr ? leaves : own) && handleKey(press)) return true;
    if (watched == secondWindow_.get() && handleKey(press)) return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace chexgen::studio
