#include "app/studio/compare_room.h"

#include <QButtonGroup>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QShortcut>
#include <QSlider>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "app/studio/recipe_text.h"
#include "app/studio/session.h"
#include "widgets/common/key_bindings.h"
#include "widgets/common/theme.h"
#include "widgets/compare/histogram_view.h"
#include "widgets/compare/image_pair.h"
#include "widgets/gallery/gallery_model.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::studio {

namespace {

using namespace widgets;

constexpr std::size_t mostImages = 16;
constexpr int wipeSteps = 1000;
constexpr int commentWidth = 260;

QToolButton* stripButton(const QString& text, const QString& hint) {
  auto* button = new QToolButton;
  button->setText(text);
  button->setToolTip(hint);
  button->setAccessibleName(text);
  button->setCheckable(true);
  button->setToolButtonStyle(Qt::ToolButtonTextOnly);
  return button;
}

QString letterOf(std::size_t place) { return QString(QChar('A' + static_cast<int>(place))); }

}  // namespace

CompareRoom::CompareRoom(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      viewer_(new Viewer),
      histogram_(new HistogramView),
      pages_(new QStackedWidget),
      modes_(new QButtonGroup(this)),
      wipe_(new QSlider(Qt::Horizontal)),
      link_(nullptr),
      histogramButton_(nullptr),
      foot_(nullptr),
      words_(new QLabel),
      active_(new QLabel),
      ratings_(new QButtonGroup(this)),
      comment_(new QLineEdit) {
  setAcceptDrops(true);
  auto* empty = new QLabel(tr("Nothing to compare yet. Choose images in the Gallery and press Compare."));
  empty->setAlignment(Qt::AlignCenter);
  setRole(empty, "empty");
  auto* images = new QWidget;
  auto* column = new QVBoxLayout(images);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(buildStrip());
  column->addWidget(viewer_, 1);
  column->addWidget(histogram_);
  column->addWidget(buildFoot());
  pages_->addWidget(empty);
  pages_->addWidget(images);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(pages_);
  histogram_->hide();
  connect(viewer_, &Viewer::activeViewportChanged, this, [this] { showRating(); });
  connect(viewer_, &Viewer::linkedChanged, link_, &QToolButton::setChecked);
  connect(viewer_, &Viewer::viewChanged, this, [this](int, double zoom, const WindowLevel& level) {
    Q_EMIT viewText(
        tr("W/L %1/%2 · %3×").arg(level.width, 0, 'f', 0).arg(level.centre, 0, 'f', 0).arg(zoom, 0, 'f', 2));
  });
  connect(viewer_, &Viewer::cursorMoved, this,
          [this](int, const QPointF&, std::optional<float>, const QString& text) { Q_EMIT valueText(text); });
  connect(&session, &Session::projectClosed, this, &CompareRoom::clear);
  viewer_->setLinked(true);
}

QWidget* CompareRoom::buildStrip() {
  auto* strip = new QWidget;
  setRole(strip, "bar");
  strip->setAttribute(Qt::WA_StyledBackground);
  auto* layout = new QHBoxLayout(strip);
  layout->setContentsMargins(spacing3, spacing1, spacing3, spacing1);
  layout->setSpacing(spacing2);
  addMode(Mode::sideBySide, tr("Side by side"), tr("Each image in its own viewport"));
  addMode(Mode::wipe, tr("Wipe"), tr("The first image left of the slider, the second right of it"));
  addMode(Mode::flicker, tr("Flicker"), {});
  addMode(Mode::difference, tr("Difference"),
          tr("Mid grey where both agree, brighter where the first is brighter"));
  for (QAbstractButton* button : modes_->buttons()) layout->addWidget(button);
  modes_->button(static_cast<int>(Mode::sideBySide))->setChecked(true);
  connect(modes_, &QButtonGroup::idClicked, this, [this](int mode) { setMode(static_cast<Mode>(mode)); });
  wipe_->setRange(0, wipeSteps);
  wipe_->setValue(wipeSteps / 2);
  wipe_->setAccessibleName(tr("Wipe"));
  connect(wipe_, &QSlider::valueChanged, this,
          [this](int value) { setSplit(static_cast<double>(value) / wipeSteps); });
  layout->addWidget(wipe_, 1);
  layout->addStretch(1);
  link_ = stripButton(tr("Link"), {});
  link_->setChecked(true);
  connect(link_, &QToolButton::clicked, viewer_, &Viewer::setLinked);
  histogramButton_ = stripButton(tr("Histogram"), {});
  connect(histogramButton_, &QToolButton::toggled, histogram_, &QWidget::setVisible);
  showKeyInToolTip(modes_->button(static_cast<int>(Mode::flicker)),
                   tr("One place for both; a key changes between them"), KeyCommand::swapShown);
  showKeyInToolTip(link_, tr("Zoom, pan, window and level go together"), KeyCommand::link);
  showKeyInToolTip(histogramButton_, tr("How often each grey occurs"), KeyCommand::histogram);
  layout->addWidget(link_);
  layout->addWidget(histogramButton_);
  const auto key = [this](Qt::Key wanted, const std::function<void()>& act) {
    auto* shortcut = new QShortcut(QKeySequence(wanted), this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, act);
  };
  onKey(KeyCommand::swapShown, this, Qt::WidgetWithChildrenShortcut, [this] { swapShown(); });
  onKey(KeyCommand::histogram, this, Qt::WidgetWithChildrenShortcut, [this] { histogramButton_->toggle(); });
  for (int rating = project::worstRating; rating <= project::bestRating; ++rating)
    key(static_cast<Qt::Key>(Qt::Key_1 + rating - project::worstRating), [this, rating] { rate(rating); });
  return strip;
}

void CompareRoom::addMode(Mode mode, const QString& text, const QString& hint) {
  modes_->addButton(stripButton(text, hint), static_cast<int>(mode));
}

QWidget* CompareRoom::buildFoot() {
  foot_ = new QWidget;
  setRole(foot_, "panel");
  foot_->setAttribute(Qt::WA_StyledBackground);
  auto* layout = new QHBoxLayout(foot_);
  layout->setContentsMargins(spacing3, spacing2, spacing3, spacing2);
  layout->setSpacing(spacing2);
  words_->setObjectName(QStringLiteral("compareWords"));
  words_->setWordWrap(true);
  words_->setTextFormat(Qt::PlainText);
  words_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  setRole(words_, "secondary");
  layout->addWidget(words_, 1);
  layout->addWidget(active_);
  for (int rating = project::worstRating; rating <= project::bestRating; ++rating) {
    auto* button = stripButton(ratingText(rating), tr("Key %1").arg(rating - project::worstRating + 1));
    button->setAccessibleName(tr("Rating %1").arg(ratingText(rating)));
    ratings_->addButton(button, rating - project::worstRating);
    layout->addWidget(button);
  }
  comment_->setObjectName(QStringLiteral("compareComment"));
  comment_->setPlaceholderText(tr("Comment"));
  comment_->setAccessibleName(tr("Comment"));
  comment_->setFixedWidth(commentWidth);
  layout->addWidget(comment_);
  connect(comment_, &QLineEdit::editingFinished, this, [this] { comment(comment_->text()); });
  ratings_->setExclusive(false);
  connect(ratings_, &QButtonGroup::idClicked, this, [this](int button) {
    rate(ratings_->button(button)->isChecked() ? std::optional(button + project::worstRating) : std::nullopt);
  });
  return foot_;
}

std::optional<CompareRoom::Shown> CompareRoom::read(std::int64_t id) {
  if (session_.project() == nullptr) return std::nullopt;
  auto stored = session_.project()->image(id);
  if (!stored) {
    Q_EMIT failed(stored.error(), {});
    return std::nullopt;
  }
  const auto file = stored->file.plain();
  auto image = file ? readBackground(*file) : base::Result<GreyPointer>(tl::unexpected(file.error()));
  if (!image) {
    Q_EMIT failed(image.error(), {});
    return std::nullopt;
  }
  imaging::Image8 greys = defaultGreys(**image);
  return Shown{std::move(*stored), std::move(*image), std::move(greys)};
}

void CompareRoom::compare(const std::vector<std::int64_t>& ids) {
  shown_.clear();
  for (const std::int64_t id : ids) {
    if (shown_.size() == mostImages) break;
    if (auto shown = read(id)) shown_.push_back(std::move(*shown));
  }
  second_ = false;
  setMode(Mode::sideBySide);
  viewer_->setFocus();
}

void CompareRoom::add(std::int64_t id) {
  auto shown = read(id);
  if (!shown) return;
  if (shown_.size() == mostImages) shown_.pop_back();
  shown_.push_back(std::move(*shown));
  setMode(isPair() ? mode_ : Mode::sideBySide);
}

void CompareRoom::clear() {
  shown_.clear();
  showAll();
}

bool CompareRoom::isPair() const {
  return shown_.size() == 2 && shown_[0].greys.width == shown_[1].greys.width &&
         shown_[0].greys.height == shown_[1].greys.height;
}

void CompareRoom::setMode(Mode mode) {
  mode_ = isPair() ? mode : Mode::sideBySide;
  modes_->button(static_cast<int>(mode_))->setChecked(true);
  for (const Mode paired : {Mode::wipe, Mode::flicker, Mode::difference}) {
    QAbstractButton* button = modes_->button(static_cast<int>(paired));
    button->setEnabled(isPair());
  }
  wipe_->setVisible(mode_ == Mode::wipe);
  if (mode_ == Mode::sideBySide) {
    showAll();
  } else {
    viewer_->setGrid(1, 1);
    showPair();
  }
  showWords();
  showRating();
}

void CompareRoom::showAll() {
  pages_->setCurrentIndex(shown_.empty() ? 0 : 1);
  const int count = std::max(1, static_cast<int>(shown_.size()));
  const int columns = count == 2 ? 2 : static_cast<int>(std::ceil(std::sqrt(count)));
  viewer_->setGrid((count + columns - 1) / columns, columns);
  for (int viewport = 0; viewport < viewer_->viewportCount(); ++viewport) {
    const auto place = static_cast<std::size_t>(viewport);
    if (place < shown_.size()) {
      showOne(viewport, shown_[place], shown_.size() > 1 ? letterOf(place) : QString());
    } else {
      viewer_->setImage(viewport, nullptr);
    }
  }
  // Viewports that are new follow the one that is looked at.
  if (viewer_->isLinked()) {
    viewer_->setLinked(false);
    viewer_->setLinked(true);
  }
  std::vector<imaging::Image8> greys;
  for (const Shown& shown : shown_) greys.push_back(shown.greys);
  histogram_->setImages(greys);
}

void CompareRoom::showOne(int viewport, const Shown& shown, const QString& letter) {
  viewer_->setImage(viewport, shown.image);
  viewer_->setSynthetic(viewport, shown.stored.kind == project::ImageKind::generated);
  QString text = letter;
  const QString name =
      shown.stored.recipe ? recipeLine(*shown.stored.recipe) : QString::fromStdString(shown.stored.source);
  text += (text.isEmpty() ? QString() : QStringLiteral(" · ")) + name;
  viewer_->setCornerText(viewport, Qt::TopLeftCorner, text);
}

void CompareRoom::showPair() {
  if (mode_ == Mode::flicker) {
    showOne(0, shown_[second_ ? 1 : 0], letterOf(second_ ? 1 : 0));
    return;
  }
  const int split = static_cast<int>(std::lround(split_ * shown_[0].greys.width));
  const auto both = mode_ == Mode::wipe ? wiped(shown_[0].greys, shown_[1].greys, split)
                                        : differenceMap(shown_[0].greys, shown_[1].greys);
  const auto grey = both ? imaging::greyImageFrom8Bit(*both)
                         : base::Result<imaging::GreyImage>(tl::unexpected(both.error()));
  if (!grey) {
    Q_EMIT failed(grey.error(), {});
    return;
  }
  viewer_->setImage(0, std::make_shared<const imaging::GreyImage>(*grey));
  viewer_->setSynthetic(0, std::any_of(shown_.begin(), shown_.end(), [](const Shown& one) {
                          return one.stored.kind == project::ImageKind::generated;
                        }));
  viewer_->setCornerText(
      0, Qt::TopLeftCorner,
      mode_ == Mode::wipe ? tr("A left, B right") : tr("A − B: mid grey where they agree"));
}

void CompareRoom::setSplit(double share) {
  split_ = std::clamp(share, 0.0, 1.0);
  if (mode_ == Mode::wipe) showPair();
}

void CompareRoom::swapShown() {
  if (mode_ != Mode::flicker) return;
  second_ = !second_;
  showPair();
  showRating();
}

QString CompareRoom::differences() const { return words_->text(); }

void CompareRoom::showWords() {
  if (shown_.size() != 2 || !shown_[0].stored.recipe || !shown_[1].stored.recipe) {
    words_->clear();
    return;
  }
  const QStringList lines = recipeDifferences(*shown_[0].stored.recipe, *shown_[1].stored.recipe);
  words_->setText(lines.isEmpty() ? tr("Both were made from the same recipe.")
                                  : tr("A → B: %1").arg(lines.join(QStringLiteral(" · "))));
}

int CompareRoom::active() const {
  if (shown_.empty() || mode_ == Mode::wipe || mode_ == Mode::difference) return -1;
  if (mode_ == Mode::flicker) return second_ ? 1 : 0;
  const int viewport = viewer_->activeViewport();
  return viewport < static_cast<int>(shown_.size()) ? viewport : -1;
}

void CompareRoom::showRating() {
  const int place = active();
  const bool writable = place >= 0 && !session_.readOnly();
  active_->setText(place < 0           ? QString()
                   : shown_.size() > 1 ? tr("Rate %1").arg(letterOf(static_cast<std::size_t>(place)))
                                       : tr("Rate"));
  const auto rating = place < 0 ? std::nullopt : shown_[static_cast<std::size_t>(place)].stored.rating;
  for (QAbstractButton* button : ratings_->buttons()) {
    button->setEnabled(writable);
    button->setChecked(rating && ratings_->id(button) == *rating - project::worstRating);
  }
  comment_->setEnabled(writable);
  comment_->setText(place < 0 ? QString()
                              : QString::fromStdString(shown_[static_cast<std::size_t>(place)].stored.note));
}

void CompareRoom::rate(std::optional<int> rating) {
  const int place = active();
  if (place < 0 || session_.project() == nullptr || session_.readOnly()) return;
  project::StoredImage& stored = shown_[static_cast<std::size_t>(place)].stored;
  stored.rating = rating;
  session_.project()->setRating(stored.id, rating);
  showRating();
  Q_EMIT judged(stored.id);
}

void CompareRoom::comment(const QString& text) {
  const int place = active();
  if (place < 0 || session_.project() == nullptr || session_.readOnly()) return;
  project::StoredImage& stored = shown_[static_cast<std::size_t>(place)].stored;
  if (stored.note == text.toStdString()) return;
  stored.note = text.toStdString();
  session_.project()->setNote(stored.id, stored.note);
  Q_EMIT judged(stored.id);
}

std::vector<std::int64_t> CompareRoom::ids() const {
  std::vector<std::int64_t> ids;
  for (const Shown& shown : shown_) ids.push_back(shown.stored.id);
  return ids;
}

void CompareRoom::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasFormat(QString::fromLatin1(imageIdsMime))) event->acceptProposedAction();
}

void CompareRoom::dropEvent(QDropEvent* event) {
  if (addDragged(*event->mimeData())) event->acceptProposedAction();
}

bool CompareRoom::addDragged(const QMimeData& dragged) {
  const QString format = QString::fromLatin1(imageIdsMime);
  if (!dragged.hasFormat(format)) return false;
  for (const QByteArray& id : dragged.data(format).split(' ')) add(id.toLongLong());
  return true;
}

}  // namespace chexgen::studio
