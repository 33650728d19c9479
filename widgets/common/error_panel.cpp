#include "widgets/common/error_panel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <utility>

#include "widgets/common/error_text.h"
#include "widgets/common/theme.h"

namespace chexgen::widgets {

ErrorPanel::ErrorPanel(QWidget* parent)
    : QFrame(parent),
      message_(new QLabel),
      advice_(new QLabel),
      retryButton_(new QPushButton(tr("Try again"))),
      details_(new QPushButton(tr("Copy details"))) {
  setObjectName(QStringLiteral("errorPanel"));
  setAccessibleName(tr("Message"));
  for (QLabel* label : {message_, advice_}) {
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  }
  setRole(advice_, "secondary");
  auto* dismiss = new QPushButton(tr("Dismiss"));
  connect(dismiss, &QPushButton::clicked, this, &ErrorPanel::clear);
  connect(details_, &QPushButton::clicked, this,
          [this] { QGuiApplication::clipboard()->setText(detailsText(error_)); });
  connect(retryButton_, &QPushButton::clicked, this, [this] {
    const auto retry = std::exchange(retry_, {});
    clear();
    if (retry) retry();
  });

  auto* texts = new QVBoxLayout;
  texts->setSpacing(2);
  texts->addWidget(message_);
  texts->addWidget(advice_);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(spacing3, spacing2, spacing2, spacing2);
  layout->setSpacing(spacing2);
  layout->addLayout(texts, 1);
  for (QPushButton* button : {retryButton_, details_, dismiss}) layout->addWidget(button, 0, Qt::AlignTop);
  clear();
}

void ErrorPanel::showError(const base::Error& error, std::function<void()> retry) {
  error_ = error;
  retry_ = std::move(retry);
  message_->setText(QString::fromStdString(error.message));
  advice_->setText(adviceText(error));
  advice_->setVisible(!advice_->text().isEmpty());
  retryButton_->setVisible(static_cast<bool>(retry_));
  details_->show();
  setRole(this, "bannerError");
  show();
}

void ErrorPanel::showRemark(const QString& text) {
  retry_ = {};
  message_->setText(text);
  advice_->hide();
  retryButton_->hide();
  details_->hide();
  setRole(this, "banner");
  show();
}

void ErrorPanel::clear() {
  retry_ = {};
  hide();
}

}  // namespace chexgen::widgets
