#include "app/studio/gallery_details.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <array>

#include "app/studio/recipe_text.h"
#include "widgets/common/relative_time.h"
#include "widgets/common/theme.h"
#include "widgets/gallery/gallery_model.h"

namespace chexgen::studio {

namespace {

using namespace widgets;

constexpr int typingPause = 500;  // milliseconds
constexpr int commentHeight = 64;
constexpr int detailsWidth = 300;

QString said(const std::string& text) { return QString::fromStdString(text); }

}  // namespace

GalleryDetails::GalleryDetails(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel),
      facts_(new QLabel),
      remarks_(new QLabel),
      judgement_(new QWidget),
      ratings_(new QButtonGroup(this)),
      comment_(new QPlainTextEdit) {
  setRole(this, "panel");
  setAttribute(Qt::WA_StyledBackground);
  setFixedWidth(detailsWidth);
  setRole(title_, "title");
  title_->setWordWrap(true);
  facts_->setObjectName(QStringLiteral("galleryFacts"));
  facts_->setWordWrap(true);
  facts_->setTextFormat(Qt::PlainText);
  facts_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  facts_->setAlignment(Qt::AlignTop | Qt::AlignLeft);

  remarks_->setObjectName(QStringLiteral("galleryRemarks"));
  remarks_->setWordWrap(true);
  remarks_->setTextFormat(Qt::PlainText);
  remarks_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  setRole(remarks_, "warn");
  remarks_->hide();

  auto* buttons = new QHBoxLayout;
  buttons->setContentsMargins(0, 0, 0, 0);
  buttons->setSpacing(spacing1);
  const std::array<QString, 5> meanings{tr("complete mismatch"), tr("a key finding is missing"),
                                        tr("the main finding is there, details are missing"),
                                        tr("most agrees"), tr("all agrees")};
  for (int rating = project::worstRating; rating <= project::bestRating; ++rating) {
    auto* button = new QToolButton;
    button->setText(ratingText(rating));
    button->setCheckable(true);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    const QString& meaning = meanings.at(static_cast<std::size_t>(rating - project::worstRating));
    button->setToolTip(
        tr("%1 (key %2); once more takes it back").arg(meaning).arg(rating - project::worstRating + 1));
    button->setAccessibleName(tr("Rating %1: %2").arg(ratingText(rating), meaning));
    ratings_->addButton(button, rating - project::worstRating);
    buttons->addWidget(button);
  }
  ratings_->setExclusive(false);  // so that a rating can be taken back
  comment_->setObjectName(QStringLiteral("galleryComment"));
  comment_->setAccessibleName(tr("Comment"));
  comment_->setPlaceholderText(tr("Comment"));
  comment_->setTabChangesFocus(true);
  comment_->setFixedHeight(commentHeight);
  auto* heading = new QLabel(tr("Does it show what the report says?"));
  setRole(heading, "heading");
  auto* judged = new QVBoxLayout(judgement_);
  judged->setContentsMargins(0, 0, 0, 0);
  judged->setSpacing(spacing2);
  judged->addWidget(heading);
  judged->addLayout(buttons);
  judged->addWidget(comment_);

  auto* scroll = new QScrollArea;
  scroll->setAccessibleName(tr("What is known of the image"));
  scroll->setWidget(facts_);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  setRole(scroll, "plain");
  setRole(facts_, "plain");
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing3, spacing3, spacing3, spacing3);
  layout->setSpacing(spacing2);
  layout->addWidget(title_);
  layout->addWidget(remarks_);
  layout->addWidget(scroll, 1);
  layout->addWidget(judgement_);

  typing_.setSingleShot(true);
  typing_.setInterval(typingPause);
  connect(&typing_, &QTimer::timeout, this, &GalleryDetails::save);
  connect(comment_, &QPlainTextEdit::textChanged, this, [this] {
    typed_ = true;
    if (!typing_.isActive()) typing_.start();
  });
  connect(ratings_, &QButtonGroup::idClicked, this, [this](int button) {
    const bool now = ratings_->button(button)->isChecked();
    const std::optional<int> rating = now ? std::optional(button + project::worstRating) : std::nullopt;
    showRating(rating);
    Q_EMIT rated(id_, rating);
  });
  show(nullptr, 0);
}

void GalleryDetails::show(const project::StoredImage* image, int selected) {
  if (image == nullptr || image->id != id_) save();
  judgement_->setVisible(image != nullptr);
  id_ = image == nullptr ? 0 : image->id;
  if (image == nullptr) {
    title_->setText(selected > 1 ? tr("%n images", nullptr, selected) : QString());
    facts_->setText(selected > 1 ? QString() : tr("Choose an image to see where it comes from."));
    return;
  }
  const bool generated = image->kind == project::ImageKind::generated;
  title_->setText(generated ? tr("Synthetic radiograph") : said(image->source));
  QStringList lines;
  const auto add = [&lines](const QString& name, const QString& value) {
    if (!value.isEmpty()) lines << name + QStringLiteral(": ") + value;
  };
  if (image->recipe) {
    lines << recipeDetails(*image->recipe);
  } else {
    const project::ImageFacts& facts = image->facts;
    QStringList findings;
    for (const std::string& finding : facts.findings) findings << said(finding);
    add(tr("Report"), said(facts.report));
    add(tr("Findings"), findings.join(QStringLiteral(", ")));
    add(tr("Patient"), said(facts.patient));
    add(tr("Sex"), said(facts.demographics.sex.value_or("")));
    add(tr("Age"), facts.demographics.age ? tr("%1 years").arg(*facts.demographics.age) : QString());
    add(tr("Race"), said(facts.demographics.race.value_or("")));
    add(tr("View"), said(facts.demographics.view.value_or("")));
    add(tr("Size"), QStringLiteral("%1 × %2").arg(image->width).arg(image->height));
  }
  add(tr("File"), tr("%1, %2").arg(said(image->file.relative().string()), bytesText(image->bytes)));
  add(generated ? tr("Made") : tr("Imported"), relativeTime(said(image->created)));
  facts_->setText(lines.join(u'\n'));
  showRating(image->rating);
  if (typed_) return;  // what is being typed is newer than what is kept
  const QSignalBlocker quiet(comment_);
  if (comment_->toPlainText() != said(image->note)) comment_->setPlainText(said(image->note));
}

void GalleryDetails::showRemarks(const QStringList& remarks) {
  remarks_->setText(remarks.join(u'\n'));
  remarks_->setVisible(!remarks.isEmpty());
}

void GalleryDetails::showRating(std::optional<int> rating) {
  for (QAbstractButton* button : ratings_->buttons())
    button->setChecked(rating && ratings_->id(button) == *rating - project::worstRating);
}

void GalleryDetails::save() {
  if (!typed_) return;
  typed_ = false;
  typing_.stop();
  if (id_ != 0 && !readOnly_) Q_EMIT commented(id_, comment_->toPlainText());
}

void GalleryDetails::setReadOnly(bool readOnly) {
  readOnly_ = readOnly;
  comment_->setReadOnly(readOnly);
  for (QAbstractButton* button : ratings_->buttons()) button->setEnabled(!readOnly);
}

}  // namespace chexgen::studio
