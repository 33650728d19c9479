#include "widgets/canvas/canvas.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QSlider>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/drawing/mask_labels.h"
#include "core/drawing/serialise.h"
#include "widgets/canvas/centre_square.h"
#include "widgets/common/core_words.h"
#include "widgets/common/flow_layout.h"
#include "widgets/common/key_bindings.h"
#include "widgets/common/theme.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::widgets {

namespace {

constexpr int smallestBrush = 2;  // radius in pixels of the drawing
constexpr int largestBrush = 200;
constexpr int firstBrush = 36;
constexpr int firstTolerance = 12;  // per cent of the window's width
constexpr int swatchSide = 14;

QColor colourOf(const std::array<std::uint8_t, 3>& rgb) { return {rgb[0], rgb[1], rgb[2]}; }

// A square of the class's colour with its letter, so that colour never stands alone.
QIcon swatch(const QColor& colour, char letter) {
  QPixmap pixmap(swatchSide, swatchSide);
  pixmap.fill(colour);
  QPainter painter(&pixmap);
  QFont font;
  font.setPixelSize(11);
  font.setBold(true);
  painter.setFont(font);
  painter.setPen(qGray(colour.rgb()) > 128 ? tokens().surround : tokens(Theme::dark).text);
  painter.drawText(pixmap.rect(), Qt::AlignCenter, QString(QLatin1Char(letter)));
  return QIcon(pixmap);
}

QWidget* separator() {
  auto* line = new QFrame;
  line->setFrameShape(QFrame::VLine);
  setRole(line, "separator");
  return line;
}

}  // namespace

Canvas::Canvas(QWidget* parent)
    : QWidget(parent),
      viewer_(new Viewer),
      tools_(new QButtonGroup(this)),
      pickers_(new QStackedWidget),
      labels_(new QComboBox),
      findings_(new QComboBox),
      size_(new QSlider(Qt::Horizontal)),
      tolerance_(new QSlider(Qt::Horizontal)),
      undo_(nullptr),
      redo_(nullptr) {
  setObjectName(QStringLiteral("canvas"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(buildStrip());
  layout->addWidget(viewer_, 1);
  setFocusProxy(viewer_);
  viewer_->installEventFilter(this);
  connectViewer();
  setBackground(nullptr, false);
  setTool(CanvasTool::brush);
  showOverlay();
}

QWidget* Canvas::buildStrip() {
  auto* strip = new QWidget;
  setRole(strip, "bar");
  strip->setAttribute(Qt::WA_StyledBackground);
  auto* layout = new FlowLayout(strip);
  layout->setContentsMargins(spacing2, spacing1, spacing2, spacing1);
  layout->setSpacing(spacing1);
  addTool(CanvasTool::brush, QStringLiteral("draw-brush"), tr("Brush"), KeyCommand::brush, strip);
  addTool(CanvasTool::eraser, QStringLiteral("draw-eraser"), tr("Eraser"), KeyCommand::eraser, strip);
  addTool(CanvasTool::polygon, QStringLiteral("draw-polygon"), tr("Polygon: click the corners, Enter closes"),
          KeyCommand::polygon, strip);
  addTool(CanvasTool::fill, QStringLiteral("fill-color"), tr("Fill an outline"), KeyCommand::fill, strip);
  addTool(CanvasTool::grow, QStringLiteral("tools-wizard"), tr("Fill similar greys of the radiograph"),
          KeyCommand::grow, strip);
  addTool(CanvasTool::box, QStringLiteral("draw-rectangle"), tr("Finding box"), KeyCommand::box, strip);
  addTool(CanvasTool::window, QStringLiteral("contrast"), tr("Window and level"), KeyCommand::window, strip);
  layout->addWidget(separator());
  buildPickers(strip);
  layout->addWidget(separator());
  QAction* smoothing = addAction(QStringLiteral("blurfx"), tr("Smooth the outline"), strip);
  connect(smoothing, &QAction::triggered, this, &Canvas::smooth);
  undo_ = addAction(QStringLiteral("edit-undo"), tr("Undo"), strip);
  redo_ = addAction(QStringLiteral("edit-redo"), tr("Redo"), strip);
  connect(undo_, &QAction::triggered, this, &Canvas::undo);
  connect(redo_, &QAction::triggered, this, &Canvas::redo);
  connect(addAction(QStringLiteral("edit-clear-all"), tr("Clear mask and boxes"), strip), &QAction::triggered,
          this, &Canvas::clear);
  connect(&KeyBindings::instance(), &KeyBindings::changed, this, &Canvas::showSteps);
  showSteps();
  return strip;
}

void Canvas::addTool(CanvasTool tool, const QString& icon, const QString& name, KeyCommand key,
                     QWidget* strip) {
  auto* button = new QToolButton;
  button->setIcon(themedIcon(icon));
  button->setIconSize(QSize(20, 20));
  button->setCheckable(true);
  button->setAccessibleName(name);
  showKeyInToolTip(button, name, key);
  tools_->addButton(button, static_cast<int>(tool));
  strip->layout()->addWidget(button);
  connect(button, &QToolButton::clicked, this, [this, tool] {
    setTool(tool);
    viewer_->setFocus();
  });
  if (tool != CanvasTool::window) editors_.push_back(button);
}

QAction* Canvas::addAction(const QString& icon, const QString& name, QWidget* strip) {
  auto* button = new QToolButton;
  auto* action = new QAction(themedIcon(icon), name, button);
  button->setDefaultAction(action);
  button->setIconSize(QSize(20, 20));
  button->setAccessibleName(name);
  strip->layout()->addWidget(button);
  editors_.push_back(button);
  return action;
}

void Canvas::setFindings(const std::vector<std::string>& known, const QString& model) {
  auto* items = qobject_cast<QStandardItemModel*>(findings_->model());
  const auto& all = imaging::findings();
  for (int i = 0; i < findings_->count(); ++i) {
    const bool follows = known.empty() || std::find(known.begin(), known.end(),
                                                    all.at(static_cast<std::size_t>(i)).name) != known.end();
    items->item(i)->setEnabled(follows);
    items->item(i)->setToolTip(follows ? QString()
                                       : tr("%1 has not learned boxes of this finding.").arg(model));
  }
  const auto usable = [&](int i) { return items->item(i)->isEnabled(); };
  for (int i = 0; i < findings_->count() && !usable(findings_->currentIndex()); ++i)
    if (usable(i)) findings_->setCurrentIndex(i);
}

void Canvas::buildPickers(QWidget* strip) {
  for (const auto& label : drawing::maskLabels())
    labels_->addItem(swatch(colourOf(label.colour), label.letter), coreWord(label.name), label.value);
  labels_->setAccessibleName(tr("Label to paint"));
  labels_->setToolTip(tr("Label to paint (keys 1 to %1)").arg(labels_->count()));
  for (const auto& finding : imaging::findings())
    findings_->addItem(swatch(colourOf(finding.colour), finding.letter), coreWord(finding.name));
  findings_->setAccessibleName(tr("Finding of the box"));
  findings_->setToolTip(tr("Finding of the box (keys 1 to 9: the first nine)"));
  for (QComboBox* box : {labels_, findings_}) box->setMinimumWidth(150);
  connect(findings_, &QComboBox::activated, this, [this] {
    // The selected box takes the finding that is picked.
    if (selectedBox_ < 0 || readOnly_) return;
    document_.begin(tr("Change finding").toStdString());
    document_.editBoxes().at(static_cast<std::size_t>(selectedBox_)).finding =
        imaging::findings().at(static_cast<std::size_t>(findings_->currentIndex()));
    finish();
  });
  size_->setRange(smallestBrush, largestBrush);
  size_->setValue(firstBrush);
  size_->setAccessibleName(tr("Brush size"));
  size_->setToolTip(tr("Brush size"));
  tolerance_->setRange(1, 50);
  tolerance_->setValue(firstTolerance);
  tolerance_->setAccessibleName(tr("Tolerance of the fill"));
  tolerance_->setToolTip(tr("How different the greys may be, in per cent of the window"));
  for (QSlider* slider : {size_, tolerance_}) slider->setFixedWidth(90);

  auto* mask = new QWidget;
  auto* maskLayout = new QHBoxLayout(mask);
  maskLayout->setContentsMargins(0, 0, 0, 0);
  maskLayout->addWidget(labels_);
  maskLayout->addWidget(size_);
  maskLayout->addWidget(tolerance_);
  pickers_->addWidget(mask);
  auto* boxes = new QWidget;
  auto* boxesLayout = new QHBoxLayout(boxes);
  boxesLayout->setContentsMargins(0, 0, 0, 0);
  boxesLayout->addWidget(findings_);
  boxesLayout->addStretch(1);
  pickers_->addWidget(boxes);
  pickers_->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
  strip->layout()->addWidget(pickers_);
  editors_.push_back(pickers_);
}

void Canvas::connectViewer() {
  connect(viewer_, &Viewer::drawPressed, this,
          [this](int, QPointF point, Qt::MouseButtons, Qt::KeyboardModifiers) { press(point); });
  connect(
      viewer_, &Viewer::drawMoved, this,
      [this](int, QPointF point, Qt::MouseButtons buttons, Qt::KeyboardModifiers) { move(point, buttons); });
  connect(viewer_, &Viewer::drawReleased, this,
          [this](int, QPointF, Qt::MouseButtons, Qt::KeyboardModifiers) { release(); });
  connect(viewer_, &Viewer::drawDoubleClicked, this, [this](int, QPointF) {
    if (tool_ == CanvasTool::polygon) closePolygon();
  });
  connect(viewer_, &Viewer::cursorMoved, this,
          [this](int viewport, const QPointF&, std::optional<float>, const QString&) {
            if (viewport < 0) showBrush(std::nullopt);
          });
}

void Canvas::setBackground(std::shared_ptr<const imaging::GreyImage> image, bool synthetic) {
  const bool nothing = !image;
  const int sideBefore = shown_ ? shown_->width : 0;
  shown_ = nothing ? emptySquare(drawing::documentSide) : centreSquare(image);
  viewer_->setImage(0, shown_);
  viewer_->setSynthetic(0, synthetic);
  viewer_->setOrientationTags(0, !nothing);
  viewer_->setCornerText(
      0, Qt::TopLeftCorner,
      nothing ? tr("Nothing under the drawing.\nA mask or boxes drawn here can guide the radiograph.")
              : QString());
  if (shown_->width != sideBefore) showOverlay();
}

base::Result<void> Canvas::restore(const QByteArray& mask, const QByteArray& boxes) {
  drawing::Document fresh;
  imaging::Image8 labels = fresh.labels();
  std::vector<imaging::FindingBox> list;
  base::Result<void> outcome;
  if (!mask.isEmpty()) {
    if (auto read = drawing::maskFromBytes(mask.toStdString())) {
      labels = std::move(*read);
    } else {
      outcome = tl::unexpected(std::move(read).error());
    }
  }
  if (!boxes.isEmpty()) {
    if (auto read = drawing::boxesFromJson(boxes.toStdString())) {
      list = std::move(*read);
    } else {
      outcome = tl::unexpected(std::move(read).error());
    }
  }
  selectedBox_ = -1;
  polygon_.clear();
  if (auto replaced = document_.replace(std::move(labels), std::move(list)); !replaced) outcome = replaced;
  showOverlay();
  showSteps();
  return outcome;
}

void Canvas::importMask(const imaging::Image8& labels) {
  document_.begin(tr("Import mask").toStdString());
  auto& pixels = document_.editLabels();
  std::fill(pixels.pixels.begin(), pixels.pixels.end(), std::uint8_t{0});
  for (std::uint8_t label = 1; label <= 9; ++label) {
    imaging::Image8 selection = labels;
    for (auto& pixel : selection.pixels) pixel = pixel == label ? std::uint8_t{1} : std::uint8_t{0};
    drawing::paintSelection(pixels, selection, label);
  }
  document_.touched({0, 0, drawing::documentSide, drawing::documentSide});
  finish();
}

void Canvas::importBoxes(const std::vector<imaging::FindingBox>& boxes) {
  document_.begin(tr("Import boxes").toStdString());
  document_.editBoxes() = boxes;
  selectedBox_ = -1;
  finish();
}

void Canvas::setReadOnly(bool readOnly) {
  readOnly_ = readOnly;
  for (QWidget* editor : editors_) editor->setEnabled(!readOnly);
  if (readOnly) setTool(CanvasTool::window);
  showSteps();
}

QPointF Canvas::pictureCorner() const { return QPointF(shown_->width, shown_->height); }

void Canvas::setTool(CanvasTool tool) {
  if (readOnly_ && tool != CanvasTool::window) return;
  cancelGesture();
  tool_ = tool;
  tools_->button(static_cast<int>(tool))->setChecked(true);
  viewer_->setDragTool(tool == CanvasTool::window ? DragTool::windowLevel : DragTool::draw);
  pickers_->setCurrentIndex(tool == CanvasTool::box ? 1 : 0);
  size_->setVisible(tool == CanvasTool::brush || tool == CanvasTool::eraser);
  tolerance_->setVisible(tool == CanvasTool::grow);
  if (tool != CanvasTool::box && selectedBox_ >= 0) {
    selectedBox_ = -1;
    showBoxes();
  }
  showBrush(std::nullopt);
}

double Canvas::scale() const { return static_cast<double>(shown_->width) / drawing::documentSide; }

drawing::Point Canvas::toDrawing(const QPointF& imagePoint) const {
  return {imagePoint.x() / scale(), imagePoint.y() / scale()};
}

std::uint8_t Canvas::label() const { return static_cast<std::uint8_t>(labels_->currentData().toInt()); }

double Canvas::brushRadius() const { return size_->value(); }

void Canvas::showOverlay() {
  Overlay overlay;
  overlay.labels = document_.labels();
  for (const auto& label : drawing::maskLabels()) overlay.colours.at(label.value) = colourOf(label.colour);
  viewer_->setOverlay(0, std::move(overlay));
  showBoxes();
  showPolygon();
}

void Canvas::showMask(const drawing::Region& region) {
  if (region.isEmpty()) return;
  viewer_->updateOverlayRegion(
      0, QRect(region.left, region.top, region.right - region.left, region.bottom - region.top),
      document_.labels());
}

void Canvas::showBoxes() {
  std::vector<OverlayBox> shown;
  const auto& boxes = document_.boxes();
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const auto& box = boxes[i];
    shown.push_back({QRectF(box.x * scale(), box.y * scale(), box.width * scale(), box.height * scale()),
                     colourOf(box.finding.colour), QLatin1Char(box.finding.letter),
                     coreWord(box.finding.name), static_cast<int>(i) == selectedBox_});
  }
  viewer_->setOverlayBoxes(0, std::move(shown));
}

void Canvas::showPolygon() {
  std::vector<QPointF> corners;
  for (const auto& corner : polygon_) corners.emplace_back(corner.x * scale(), corner.y * scale());
  viewer_->setOverlayPolygon(0, std::move(corners));
}

void Canvas::showBrush(std::optional<drawing::Point> at) {
  std::optional<BrushRing> ring;
  if (at && (tool_ == CanvasTool::brush || tool_ == CanvasTool::eraser))
    ring = BrushRing{QPointF(at->x * scale(), at->y * scale()), brushRadius() * scale()};
  viewer_->setOverlayBrush(0, ring);
}

void Canvas::showSteps() {
  const auto say = [](QAction* action, const QString& what, const std::string& step, KeyCommand key) {
    action->setText(step.empty() ? what
                                 : QStringLiteral("%1 %2").arg(what, QString::fromStdString(step).toLower()));
    action->setToolTip(QStringLiteral("%1 (%2)").arg(action->text(), KeyBindings::instance().keyText(key)));
  };
  undo_->setEnabled(document_.canUndo() && !readOnly_);
  redo_->setEnabled(document_.canRedo() && !readOnly_);
  say(undo_, tr("Undo"), document_.undoName(), KeyCommand::undo);
  say(redo_, tr("Redo"), document_.redoName(), KeyCommand::redo);
}

}  // namespace chexgen::widgets
