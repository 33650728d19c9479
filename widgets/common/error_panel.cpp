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
      remedyButton_(new QPushButton),
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
  connect(remedyButton_, &QPushButton::clicked, this, [this] {
    const auto remedy = std::exchange(remedy_, {});
    clear();
    if (remedy) remedy();
  });

  auto* texts = new QVBoxLayout;
  texts->setSpacing(2);
  texts->addWidget(message_);
  texts->addWidget(advice_);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(spacing3, spacing2, spacing2, spacing2);
  layout->setSpacing(spacing2);
  layout->addLayout(texts, 1);
  for (QPushButton* button : {remedyButton_, details_, dismiss}) layout->addWidget(button, 0, Qt::AlignTop);
  clear();
}

void ErrorPanel::offer(std::function<void()> remedy, const QString& name) {
  remedy_ = std::move(remedy);
  remedyButton_->setText(name.isEmpty() ? tr("Try again") : name);
  remedyButton_->setVisible(static_cast<bool>(remedy_));
}

void ErrorPanel::showError(const base::Error& error, std::function<void()> remedy,
                           const QString& remedyName) {
  error_ = error;
  offer(std::move(remedy), remedyName);
  message_->setText(messageText(error));
  advice_->setText(adviceText(error));
  advice_->setVisible(!advice_->text().isEmpty());
  details_->show();
  setRole(this, "bannerError");
  show();
}

void ErrorPanel::showRemark(const QString& text, std::function<void()> remedy, const QString& remedyName) {
  offer(std::move(remedy), remedyName);
  message_->setText(text);
  advice_->hide();
  details_->hide();
  setRole(this, "banner");
  show();
}

void ErrorPanel::clear() {
  remedy_ = {};
  hide();
}

}  // namespace chexgen::widgets
