#include "widgets/reading/question_panel.h"

#include <QKeyEvent>
#include <QVBoxLayout>

#include "widgets/common/tokens.h"
#include "widgets/reading/question_block.h"

namespace chexgen::widgets {

using Kind = study::Question::Kind;

QuestionPanel::QuestionPanel(QWidget* parent) : QWidget(parent), layout_(new QVBoxLayout(this)) {
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(spacing2);
}

void QuestionPanel::begin(const std::vector<study::Question>& questions, const study::Values& before,
                          std::size_t images) {
  while (QLayoutItem* item = layout_->takeAt(0)) delete item;
  for (QuestionBlock* old : blocks_) {
    old->hide();
    old->deleteLater();
  }
  blocks_.clear();
  questions_ = questions;
  images_ = images;
  active_ = -1;
  for (const study::Question& question : questions_) {
    auto* made = new QuestionBlock(question, images, this);
    const auto value = before.find(question.id);
    if (value != before.end()) made->setValue(value->second);
    layout_->addWidget(made);
    const int index = static_cast<int>(blocks_.size());
    blocks_ << made;
    connect(made, &QuestionBlock::pressed, this, [this, index](int digit) {
      activate(index);
      digitPressed(digit);
    });
    connect(made, &QuestionBlock::answered, this, [this] {
      showAsked();
      Q_EMIT changed();
      Q_EMIT activeChanged();
    });
  }
  layout_->addStretch(1);
  showAsked();
  activate(nextShown(-1, 1));
}

study::Values QuestionPanel::values() const {
  study::Values all;
  for (const QuestionBlock* one : blocks_)
    if (!one->value().is_null()) all[one->question().id] = one->value();
  return study::onlyAsked(questions_, all);
}

const study::Question* QuestionPanel::active() const {
  return active_ < 0 ? nullptr : &block(active_)->question();
}

void QuestionPanel::setActiveValue(const base::Json& value) {
  if (active_ < 0) return;
  block(active_)->setValue(value);
  Q_EMIT changed();
  Q_EMIT activeChanged();
}

QuestionBlock* QuestionPanel::block(int index) const { return blocks_.at(index); }

bool QuestionPanel::isShown(int index) const { return !block(index)->isHidden(); }

int QuestionPanel::nextShown(int from, int step) const {
  for (int i = from + step; i >= 0 && i < blocks_.size(); i += step)
    if (isShown(i)) return i;
  return -1;
}

void QuestionPanel::showAsked() {
  const study::Values given = values();
  for (QuestionBlock* one : blocks_) one->setVisible(study::isAsked(one->question(), given));
}

void QuestionPanel::activate(int index) {
  if (index < 0 || index == active_) return;
  if (active_ >= 0) block(active_)->setActive(false);
  active_ = index;
  block(active_)->setActive(true);
  Q_EMIT activeChanged();
}

void QuestionPanel::digitPressed(int digit) {
  if (active_ < 0 || !block(active_)->press(digit)) return;
  const study::Question& question = block(active_)->question();
  const bool settled = !question.several && study::isAnswer(question, block(active_)->value(), images_);
  const int next = nextShown(active_, 1);
  if (settled && next >= 0 && block(next)->value().is_null()) activate(next);
}

void QuestionPanel::goOn() {
  const study::Values given = values();
  const study::Question* open = study::firstOpen(questions_, given, images_);
  const bool here = open != nullptr && active_ >= 0 && block(active_)->question().id == open->id;
  // What may stay empty has its turn all the same, once.
  const int next = nextShown(active_, 1);
  if (!here && next >= 0 && block(next)->value().is_null()) {
    activate(next);
  } else if (open != nullptr) {
    for (int i = 0; i < blocks_.size(); ++i)
      if (block(i)->question().id == open->id) activate(i);
  } else {
    Q_EMIT completed();
  }
}

bool QuestionPanel::handleKey(const QKeyEvent& event) {
  const int key = event.key();
  if (key == Qt::Key_Return || key == Qt::Key_Enter) {
    goOn();
    return true;
  }
  if (active_ < 0) return false;
  if (key == Qt::Key_Backspace) {
    if (block(active_)->takeBack()) return true;
    const int before = nextShown(active_, -1);
    activate(before);
    return before >= 0;
  }
  const bool plain = (event.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
  if (plain && key >= Qt::Key_1 && key <= Qt::Key_9) {
    digitPressed(key - Qt::Key_0);
    return true;
  }
  return false;
}

}  // namespace chexgen::widgets
