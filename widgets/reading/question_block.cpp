#include "widgets/reading/question_block.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTextLayout>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/common/core_words.h"
#include "widgets/common/theme.h"

namespace chexgen::widgets {

namespace {

using Kind = study::Question::Kind;

constexpr int textLines = 3;
constexpr int lineHeight = 20;
constexpr int optionPadding = 9;  // at each side of an answer, its line among it; see the style sheet

QString stepText(int step, bool withSign) {
  if (step < 0) return QStringLiteral("−%1").arg(-step);
  return (withSign && step > 0 ? QStringLiteral("+%1") : QStringLiteral("%1")).arg(step);
}

// The answers of a choice that can be given about so many images.
std::vector<std::string> offered(const study::Question& question, std::size_t images) {
  std::vector<std::string> choices;
  for (const std::string& choice : question.choices)
    if (study::isAnswer(question, question.several ? base::Json::array({choice}) : base::Json(choice),
                        images))
      choices.push_back(choice);
  return choices;
}

QStringList namesOf(const study::Question& question, std::size_t images) {
  QStringList names;
  if (question.kind == Kind::scale) {
    for (int step = question.low; step <= question.high; ++step) {
      const auto i = static_cast<std::size_t>(step - question.low);
      const QString meaning = i < question.choices.size() ? coreWord(question.choices[i]) : QString();
      // Where the digit is the step, it need not stand there twice.
      const bool same = question.low == 1;
      names << (same ? meaning
                     : stepText(step, question.low < 0) +
                           (meaning.isEmpty() ? QString() : QStringLiteral("   ") + meaning));
    }
  } else if (question.kind == Kind::choice) {
    for (const std::string& choice : offered(question, images)) names << coreWord(choice);
  } else if (question.kind == Kind::rank) {
    for (std::size_t i = 0; i < images; ++i) names << QString(QChar(static_cast<char16_t>(u'A' + i)));
  }
  return names;
}

// The same text with line breaks where a line would be wider than this.
QString broken(const QString& text, QFont font, int width) {
  font.setWeight(QFont::DemiBold);  // as it is once it is chosen
  QTextLayout layout(text, font);
  QTextOption option;
  option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  layout.setTextOption(option);
  layout.beginLayout();
  QStringList lines;
  for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
    line.setLineWidth(width);
    lines << text.mid(line.textStart(), line.textLength());
  }
  layout.endLayout();
  return lines.join(u'\n');
}

}  // namespace

QuestionBlock::QuestionBlock(const study::Question& question, std::size_t images, QWidget* parent)
    : QFrame(parent), question_(question), images_(images) {
  setRole(this, "card");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing3, spacing2, spacing3, spacing2);
  layout->setSpacing(spacing1);
  auto* asked = new QLabel(coreWord(question.text));
  asked->setWordWrap(true);
  setRole(asked, "question");
  layout->addWidget(asked);
  if (question.mayBeEmpty) {
    auto* optional = new QLabel(tr("May be left open: Enter goes on."));
    setRole(optional, "secondary");
    layout->addWidget(optional);
  }
  buildOptions(namesOf(question, images));
  if (question.kind == Kind::text) {
    text_ = new QPlainTextEdit;
    text_->setAccessibleName(coreWord(question.text));
    text_->setFixedHeight(textLines * lineHeight);
    text_->setTabChangesFocus(true);
    layout->addWidget(text_);
    connect(text_, &QPlainTextEdit::textChanged, this, [this] {
      const QString typed = text_->toPlainText();
      value_ = typed.isEmpty() ? base::Json() : base::Json(typed.toStdString());
      Q_EMIT answered();
    });
  } else if (question.kind == Kind::point || question.kind == Kind::box || question.kind == Kind::rank) {
    state_ = new QLabel;
    state_->setWordWrap(true);
    setRole(state_, "secondary");
    layout->addWidget(state_);
  }
  showValue();
}

void QuestionBlock::buildOptions(const QStringList& names) {
  for (qsizetype i = 0; i < names.size(); ++i) {
    const int digit = static_cast<int>(i) + 1;
    optionTexts_ << QStringLiteral("%1    %2").arg(QString::number(digit), names[i]);
    auto* option = new QPushButton;
    option->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    option->setCheckable(true);
    option->setFocusPolicy(Qt::NoFocus);  // the digits choose; the keyboard belongs to the whole window
    option->setAccessibleName(names[i]);
    setRole(option, "option");
    layout()->addWidget(option);
    options_ << option;
    connect(option, &QPushButton::clicked, this, [this, digit] { Q_EMIT pressed(digit); });
  }
  breakOptions();
}

void QuestionBlock::resizeEvent(QResizeEvent* event) {
  QFrame::resizeEvent(event);
  breakOptions();
}

void QuestionBlock::breakOptions() {
  const int room = std::max(1, contentsRect().width() - 2 * (spacing3 + optionPadding));
  for (qsizetype i = 0; i < options_.size(); ++i) {
    QString shown = broken(optionTexts_[i], options_[i]->font(), room);
    shown.replace(QLatin1Char('&'), QStringLiteral("&&"));  // no key of the keyboard
    if (shown != options_[i]->text()) options_[i]->setText(shown);
  }
}

void QuestionBlock::setValue(const base::Json& value) {
  value_ = value;
  if (text_ != nullptr) {
    const QSignalBlocker quiet(text_);
    text_->setPlainText(value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString());
    text_->moveCursor(QTextCursor::End);
  }
  showValue();
}

void QuestionBlock::setActive(bool active) {
  setRole(this, active ? "activeCard" : "card");
  if (text_ == nullptr) return;
  if (active) {
    text_->setFocus();
  } else {
    text_->clearFocus();
  }
}

bool QuestionBlock::press(int digit) {
  if (digit < 1 || digit > options_.size()) return false;
  const auto at = static_cast<std::size_t>(digit - 1);
  switch (question_.kind) {
    case Kind::scale: value_ = question_.low + digit - 1; break;
    case Kind::choice: {
      const std::string choice = offered(question_, images_).at(at);
      if (!question_.several) {
        value_ = choice;
        break;
      }
      base::Json chosen = value_.is_array() ? value_ : base::Json::array();
      const auto there = std::find(chosen.begin(), chosen.end(), choice);
      if (there == chosen.end()) {
        chosen.push_back(choice);
      } else {
        chosen.erase(there);
      }
      value_ = chosen.empty() ? base::Json() : chosen;
      break;
    }
    case Kind::rank: {
      std::string letters = value_.is_string() ? value_.get<std::string>() : std::string();
      const char letter = static_cast<char>('A' + digit - 1);
      if (letters.find(letter) != std::string::npos) return true;  // it has its place already
      value_ = letters + letter;
      break;
    }
    default: return false;
  }
  showValue();
  Q_EMIT answered();
  return true;
}

bool QuestionBlock::takeBack() {
  if (question_.kind != Kind::rank || !value_.is_string()) return false;
  std::string letters = value_.get<std::string>();
  if (letters.empty()) return false;
  letters.pop_back();
  value_ = letters.empty() ? base::Json() : base::Json(letters);
  showValue();
  Q_EMIT answered();
  return true;
}

void QuestionBlock::showValue() {
  const QStringList names = namesOf(question_, images_);
  for (qsizetype i = 0; i < options_.size(); ++i) {
    bool chosen = false;
    if (question_.kind == Kind::scale) {
      chosen = value_.is_number() && value_ == question_.low + static_cast<int>(i);
    } else if (question_.kind == Kind::rank) {
      chosen = value_.is_string() &&
               value_.get<std::string>().find(static_cast<char>('A' + i)) != std::string::npos;
    } else {
      const auto isThis = [&](const base::Json& one) {
        return one.is_string() && coreWord(one.get<std::string>()) == names.value(i);
      };
      chosen = value_.is_array() ? std::any_of(value_.begin(), value_.end(), isThis) : isThis(value_);
    }
    options_[i]->setChecked(chosen);
  }
  if (state_ == nullptr) return;
  const bool answered = study::isAnswer(question_, value_, images_);
  switch (question_.kind) {
    case Kind::point:
      state_->setText(answered ? tr("A point is set.")
                               : tr("Click in the image, or press a digit and move with the arrow keys."));
      break;
    case Kind::box:
      state_->setText(answered ? tr("A box is set. Arrow keys move it, with Ctrl they change its size.")
                               : tr("Draw it in the image, or press a digit and use the arrow keys."));
      break;
    default: {
      QStringList order;
      if (value_.is_string())
        for (const char letter : value_.get<std::string>()) order << QString(QLatin1Char(letter));
      state_->setText(order.isEmpty() ? tr("Press their digits, the best first.")
                                      : tr("Best first: %1").arg(order.join(QStringLiteral(", "))));
    }
  }
}

}  // namespace chexgen::widgets
