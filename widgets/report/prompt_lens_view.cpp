#include "widgets/report/prompt_lens_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTextEdit>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/common/theme.h"
#include "widgets/report/loss_text.h"
#include "widgets/report/token_meter.h"

namespace chexgen::widgets {

namespace {

constexpr int lensDelay = 30;  // milliseconds

QString html(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))
      .toHtmlEscaped()
      .replace(QLatin1Char('\n'), QStringLiteral("<br>"));
}

// The typed text with what the model never sees struck through.
QString typedHtml(std::string_view typed, const text::PromptLens& lens) {
  QString out;
  std::size_t at = 0;
  for (const auto& range : lens.removed) {
    out += html(typed.substr(at, range.begin - at));
    out += QStringLiteral("<s style=\"color:%1\">%2</s>")
               .arg(tokens().error.name(), html(typed.substr(range.begin, range.end - range.begin)));
    at = range.end;
  }
  return out + html(typed.substr(at));
}

QString cleanedHtml(const text::PromptLens& lens) {
  const std::string_view cleaned = lens.cleaned;
  if (!lens.cut) return html(cleaned);
  return html(cleaned.substr(0, *lens.cut)) +
         QStringLiteral("<span style=\"color:%1\"> ┃ </span><s style=\"color:%2\">%3</s>")
             .arg(tokens().error.name(), tokens().secondary.name(), html(cleaned.substr(*lens.cut)));
}

QTextEdit* readOnlyText(const QString& name) {
  auto* edit = new QTextEdit;
  edit->setReadOnly(true);
  edit->setAccessibleName(name);
  edit->setFrameShape(QFrame::NoFrame);
  edit->setTabChangesFocus(true);
  edit->setMinimumHeight(40);
  return edit;
}

QLabel* smallHeading(const QString& text) {
  auto* label = new QLabel(text);
  setRole(label, "heading");
  return label;
}

}  // namespace

PromptLensView::PromptLensView(QWidget* parent)
    : QWidget(parent),
      count_(new QLabel),
      warning_(new QLabel),
      meter_(new TokenMeter),
      typed_(readOnlyText(tr("Prompt as typed, with what is removed struck through"))),
      cleaned_(readOnlyText(tr("Prompt as the model reads it"))) {
  delay_.setSingleShot(true);
  delay_.setInterval(lensDelay);
  connect(&delay_, &QTimer::timeout, this, &PromptLensView::examine);

  auto* top = new QHBoxLayout;
  top->setSpacing(spacing2);
  top->addWidget(smallHeading(tr("Prompt lens")));
  top->addStretch(1);
  top->addWidget(count_);
  setRole(count_, "secondary");
  warning_->setObjectName(QStringLiteral("lensWarning"));
  warning_->setWordWrap(true);
  warning_->setTextInteractionFlags(Qt::TextSelectableByMouse);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing1);
  layout->addLayout(top);
  layout->addWidget(meter_);
  layout->addWidget(warning_);
  layout->addWidget(smallHeading(tr("As typed")));
  layout->addWidget(typed_, 1);
  layout->addWidget(smallHeading(tr("What the model reads")));
  layout->addWidget(cleaned_, 1);
  examine();
}

void PromptLensView::setTokenizer(std::shared_ptr<const text::Tokenizer> tokenizer, std::size_t tokenLimit) {
  tokenizer_ = std::move(tokenizer);
  tokenLimit_ = tokenLimit;
  examine();
}

void PromptLensView::setPrompt(std::string prompt, const QString& fault) {
  prompt_ = std::move(prompt);
  fault_ = fault;
  delay_.start();
}

void PromptLensView::examine() {
  lens_.reset();
  warn(fault_.isEmpty() ? QStringList() : QStringList{fault_}, true);
  if (!tokenizer_) {
    count_->setText(tr("no model"));
    meter_->setCounts(0, 0);
    typed_->setPlainText(QString::fromStdString(prompt_));
    cleaned_->clear();
    return;
  }
  auto lens = text::examinePrompt(prompt_, *tokenizer_, tokenLimit_);
  if (!lens) {
    count_->setText(tr("not readable"));
    meter_->setCounts(0, tokenLimit_);
    cleaned_->setPlainText(QString::fromStdString(lens.error().message));
    return;
  }
  lens_ = std::move(*lens);
  show(*lens_);
}

void PromptLensView::show(const text::PromptLens& lens) {
  meter_->setCounts(lens.tokensUsed, lens.tokenLimit);
  count_->setText(lens.cut ? tr("%1 of %2 tokens: the end is cut").arg(lens.tokensUsed).arg(lens.tokenLimit)
                           : tr("%1 of %2 tokens").arg(lens.tokensUsed).arg(lens.tokenLimit));
  setRole(count_, lens.cut ? "error" : "secondary");
  const text::PromptLoss loss = text::promptLoss(prompt_, lens, *tokenizer_);
  QStringList sentences{fault_, unreadText(loss), cutText(loss)};
  sentences.removeAll(QString());
  warn(sentences, !fault_.isEmpty() || loss.nothingLeft);
  typed_->setHtml(typedHtml(prompt_, lens));
  cleaned_->setHtml(cleanedHtml(lens));
}

QString PromptLensView::warning() const { return warning_->text(); }

void PromptLensView::warn(const QStringList& sentences, bool refused) {
  warning_->setText(sentences.join(QLatin1Char('\n')));
  warning_->setVisible(!sentences.isEmpty());
  setRole(warning_, refused ? "error" : "warn");
}

}  // namespace chexgen::widgets
