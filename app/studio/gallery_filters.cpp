#include "app/studio/gallery_filters.h"

#include <QComboBox>
#include <QDateTime>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTimeZone>
#include <QVBoxLayout>

#include "widgets/common/theme.h"
#include "widgets/gallery/gallery_model.h"

namespace chexgen::studio {

namespace {

using namespace widgets;

constexpr int typingPause = 150;  // milliseconds
constexpr int filtersWidth = 220;
constexpr int unrated = 100;  // stands for "not rated" among the ratings

// Midnight of the local day so many days ago, as the project writes times.
std::string startOfDay(int daysAgo) {
  const QDateTime start = QDate::currentDate().addDays(-daysAgo).startOfDay();
  return start.toUTC().toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")).toStdString();
}

void fill(QComboBox* box, const std::vector<std::string>& names) {
  const QSignalBlocker quiet(box);
  const QString chosen = box->currentData().toString();
  while (box->count() > 1) box->removeItem(1);
  for (const std::string& name : names)
    box->addItem(QString::fromStdString(name), QString::fromStdString(name));
  box->setCurrentIndex(std::max(0, box->findData(chosen)));
  box->setEnabled(box->count() > 1);
}

}  // namespace

GalleryFilters::GalleryFilters(QWidget* parent)
    : QWidget(parent), text_(new QLineEdit), count_(new QLabel), reset_(new QPushButton(tr("Show all"))) {
  setRole(this, "panel");
  setAttribute(Qt::WA_StyledBackground);
  setFixedWidth(filtersWidth);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing3, spacing3, spacing3, spacing3);
  layout->setSpacing(spacing1);
  setRole(count_, "secondary");
  count_->setWordWrap(true);
  text_->setObjectName(QStringLiteral("galleryText"));
  text_->setPlaceholderText(tr("Report, comment, patient, file"));
  text_->setAccessibleName(tr("Text to look for"));
  text_->setClearButtonEnabled(true);
  auto* heading = new QLabel(tr("Text"));
  setRole(heading, "heading");
  heading->setBuddy(text_);
  layout->addWidget(heading);
  layout->addWidget(text_);
  kind_ = addChoice(tr("Kind"), QStringLiteral("galleryKind"));
  kind_->addItem(tr("All"));
  kind_->addItem(tr("Synthetic"), static_cast<int>(project::ImageKind::generated));
  kind_->addItem(tr("Imported"), static_cast<int>(project::ImageKind::imported));
  model_ = addChoice(tr("Model"), QStringLiteral("galleryModel"));
  model_->addItem(tr("All"));
  finding_ = addChoice(tr("Finding"), QStringLiteral("galleryFinding"));
  finding_->addItem(tr("All"));
  finding_->setToolTip(tr("A label of an imported image, or what the report of a synthetic one states"));
  date_ = addChoice(tr("Made or imported"), QStringLiteral("galleryDate"));
  date_->addItem(tr("Any time"));
  date_->addItem(tr("Today"), 0);
  date_->addItem(tr("In the last 7 days"), 6);
  date_->addItem(tr("In the last 30 days"), 29);
  rating_ = addChoice(tr("Rating"), QStringLiteral("galleryRating"));
  rating_->addItem(tr("Any"));
  for (int rating = project::bestRating; rating > project::worstRating; --rating)
    rating_->addItem(
        rating == project::bestRating ? ratingText(rating) : tr("%1 or better").arg(ratingText(rating)),
        rating);
  rating_->addItem(tr("Rated"), project::worstRating);
  rating_->addItem(tr("Not rated"), unrated);
  place_ = addChoice(tr("Place"), QStringLiteral("galleryPlace"));
  place_->addItem(tr("Project"));
  place_->addItem(tr("Bin"), true);
  layout->addSpacing(spacing2);
  layout->addWidget(reset_);
  layout->addWidget(count_);
  layout->addStretch(1);
  typing_.setSingleShot(true);
  typing_.setInterval(typingPause);
  connect(&typing_, &QTimer::timeout, this, &GalleryFilters::changed);
  connect(text_, &QLineEdit::textChanged, this, [this] { typing_.start(); });
  connect(reset_, &QPushButton::clicked, this, [this] {
    reset();
    Q_EMIT changed();
  });
}

QComboBox* GalleryFilters::addChoice(const QString& name, const QString& objectName) {
  auto* heading = new QLabel(name);
  setRole(heading, "heading");
  auto* box = new QComboBox;
  box->setObjectName(objectName);
  box->setAccessibleName(name);
  // A long name must not push the column wider.
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  heading->setBuddy(box);
  layout()->addWidget(heading);
  layout()->addWidget(box);
  connect(box, &QComboBox::currentIndexChanged, this, &GalleryFilters::changed);
  return box;
}

void GalleryFilters::offer(const project::Project& project) {
  if (const auto models = project.models()) fill(model_, *models);
  if (const auto findings = project.findings()) fill(finding_, *findings);
}

project::ImageFilter GalleryFilters::filter() const {
  project::ImageFilter filter;
  filter.text = text_->text().trimmed().toStdString();
  if (const QVariant kind = kind_->currentData(); kind.isValid())
    filter.kind = static_cast<project::ImageKind>(kind.toInt());
  filter.model = model_->currentData().toString().toStdString();
  filter.finding = finding_->currentData().toString().toStdString();
  if (const QVariant days = date_->currentData(); days.isValid()) filter.since = startOfDay(days.toInt());
  if (const QVariant rating = rating_->currentData(); rating.isValid()) {
    filter.onlyUnrated = rating.toInt() == unrated;
    if (!filter.onlyUnrated) filter.leastRating = rating.toInt();
  }
  filter.binned = place_->currentData().toBool();
  return filter;
}

bool GalleryFilters::isSet() const {
  const project::ImageFilter chosen = filter();
  return !chosen.text.empty() || chosen.kind || !chosen.model.empty() || !chosen.finding.empty() ||
         chosen.since || chosen.leastRating || chosen.onlyUnrated;
}

void GalleryFilters::setCount(std::int64_t shown, std::int64_t all) {
  const QLocale locale;
  count_->setText(shown == all ? tr("%n image(s)", nullptr, static_cast<int>(all))
                               : tr("%1 of %2 images").arg(locale.toString(shown), locale.toString(all)));
  reset_->setEnabled(isSet() || filter().binned);
}

void GalleryFilters::reset() {
  const QSignalBlocker quiet(this);
  text_->clear();
  typing_.stop();
  for (QComboBox* box : {kind_, model_, finding_, date_, rating_, place_}) box->setCurrentIndex(0);
}

}  // namespace chexgen::studio
