#include "app/studio/tour.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;

namespace {

constexpr int cardWidth = 340;
constexpr int gap = 12;

}  // namespace

Tour::Tour(std::vector<TourStep> steps, QWidget* window)
    : QFrame(window),
      steps_(std::move(steps)),
      frame_(new QFrame(window)),
      title_(new QLabel),
      text_(new QLabel),
      count_(new QLabel),
      back_(new QPushButton(tr("Back"))),
      next_(new QPushButton) {
  setObjectName(QStringLiteral("tour"));
  setAccessibleName(tr("First steps"));
  setRole(this, "tour");
  setRole(frame_, "tourFrame");
  frame_->setAttribute(Qt::WA_TransparentForMouseEvents);
  frame_->hide();
  setFixedWidth(cardWidth);
  setRole(title_, "title");
  setRole(count_, "secondary");
  setRole(next_, "primary");
  text_->setWordWrap(true);
  auto* skip = new QPushButton(tr("Skip"));
  skip->setObjectName(QStringLiteral("tourSkip"));
  next_->setObjectName(QStringLiteral("tourNext"));
  auto* foot = new QHBoxLayout;
  foot->setSpacing(spacing2);
  foot->addWidget(count_, 1);
  foot->addWidget(skip);
  foot->addWidget(back_);
  foot->addWidget(next_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing4, spacing3, spacing4, spacing3);
  layout->setSpacing(spacing2);
  layout->addWidget(title_);
  layout->addWidget(text_);
  layout->addLayout(foot);
  connect(skip, &QPushButton::clicked, this, &Tour::end);
  connect(back_, &QPushButton::clicked, this, [this] { go(step_ - 1); });
  connect(next_, &QPushButton::clicked, this, [this] { go(step_ + 1); });
  window->installEventFilter(this);
  hide();
}

void Tour::start() { go(0); }

void Tour::go(int step) {
  if (step >= static_cast<int>(steps_.size())) {
    end();
    return;
  }
  step_ = std::max(0, step);
  const TourStep& shown = steps_[static_cast<std::size_t>(step_)];
  target_ = shown.goTo();
  title_->setText(shown.title);
  text_->setText(shown.text);
  count_->setText(tr("%1 of %2").arg(step_ + 1).arg(steps_.size()));
  back_->setEnabled(step_ > 0);
  next_->setText(step_ + 1 == static_cast<int>(steps_.size()) ? tr("Done") : tr("Next"));
  show();
  place();
  next_->setFocus();
}

void Tour::end() {
  hide();
  frame_->hide();
  step_ = -1;
  Q_EMIT ended();
}

// Beside the target, on a large one, and always inside the window.
void Tour::place() {
  if (!isVisible()) return;
  QWidget* window = parentWidget();
  setFixedHeight(layout()->heightForWidth(cardWidth));
  QRect around = window->rect().adjusted(gap, gap, -gap, -gap);
  frame_->setVisible(!target_.isNull());
  QPoint at = around.center() - rect().center();
  if (!target_.isNull()) {
    const QRect target(target_->mapTo(window, QPoint(0, 0)), target_->size());
    frame_->setGeometry(target.adjusted(-2, -2, 2, 2));
    frame_->raise();
    const bool large = target.width() > 2 * cardWidth && target.height() > 2 * height();
    if (large) {
      at = QPoint(target.center().x() - width() / 2, target.bottom() - 2 * gap - height());
    } else if (target.right() + gap + width() <= around.right()) {
      at = QPoint(target.right() + gap, target.top());
    } else {
      at = QPoint(target.left() - gap - width(), target.top());
    }
  }
  at.setX(std::clamp(at.x(), around.left(), std::max(around.left(), around.right() - width())));
  at.setY(std::clamp(at.y(), around.top(), std::max(around.top(), around.bottom() - height())));
  move(at);
  raise();
}

bool Tour::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parentWidget() && event->type() == QEvent::Resize) place();
  return QFrame::eventFilter(watched, event);
}

void Tour::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    end();
  } else {
    QFrame::keyPressEvent(event);
  }
}

}  // namespace chexgen::studio
