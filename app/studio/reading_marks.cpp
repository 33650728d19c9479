#include "app/studio/reading_marks.h"

#include <algorithm>

#include "widgets/common/tokens.h"
#include "widgets/reading/question_panel.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::studio {

using namespace widgets;
using Kind = study::Question::Kind;

namespace {

constexpr double step = 0.01;     // of the side, by an arrow key
constexpr double firstBox = 0.2;  // its side, when keys alone make it
constexpr double pointHalf = 0.008;

// Where a point or a box lies, in fractions of the side; a null rectangle when it is neither.
QRectF placeOf(const study::Question& question, const base::Json& value) {
  if (!study::isAnswer(question, value, 1)) return {};
  const auto number = [&](std::size_t i) { return value[i].get<double>(); };
  if (question.kind == Kind::point)
    return {number(0) - pointHalf, number(1) - pointHalf, 2 * pointHalf, 2 * pointHalf};
  if (question.kind == Kind::box) return {number(0), number(1), number(2), number(3)};
  return {};
}

}  // namespace

ReadingMarks::ReadingMarks(Viewer& viewer, QuestionPanel& questions, QObject* parent)
    : QObject(parent), viewer_(viewer), questions_(questions) {
  connect(&questions_, &QuestionPanel::activeChanged, this, &ReadingMarks::show);
  connect(&viewer_, &Viewer::drawPressed, this, [this](int, const QPointF& point, Qt::MouseButtons buttons) {
    if (!(buttons & Qt::LeftButton) || !isActive()) return;
    dragging_ = true;
    dragStart_ = point;
    set(fractionsFrom(point, point));
  });
  connect(&viewer_, &Viewer::drawMoved, this, [this](int, const QPointF& point, Qt::MouseButtons buttons) {
    if (dragging_ && (buttons & Qt::LeftButton)) set(fractionsFrom(dragStart_, point));
  });
  connect(&viewer_, &Viewer::drawReleased, this, [this] { dragging_ = false; });
}

void ReadingMarks::setImage(const QSizeF& size) {
  size_ = size;
  dragging_ = false;
  show();
}

bool ReadingMarks::isActive() const {
  const study::Question* asked = questions_.active();
  return asked != nullptr && (asked->kind == Kind::point || asked->kind == Kind::box);
}

QRectF ReadingMarks::fractionsFrom(const QPointF& a, const QPointF& b) const {
  const auto share = [](double value, double whole) { return std::clamp(value / whole, 0.0, 1.0); };
  return QRectF(QPointF(share(a.x(), size_.width()), share(a.y(), size_.height())),
                QPointF(share(b.x(), size_.width()), share(b.y(), size_.height())))
      .normalized();
}

void ReadingMarks::set(const QRectF& fractions) {
  const study::Question* asked = questions_.active();
  if (asked == nullptr) return;
  if (asked->kind == Kind::point) {
    questions_.setActiveValue(base::Json::array({fractions.right(), fractions.bottom()}));
  } else {
    questions_.setActiveValue(
        base::Json::array({fractions.left(), fractions.top(), fractions.width(), fractions.height()}));
  }
}

void ReadingMarks::show() {
  if (size_.isEmpty()) return;
  viewer_.setDragTool(isActive() ? DragTool::draw : DragTool::windowLevel);
  std::vector<OverlayBox> boxes;
  const study::Values values = questions_.values();
  char16_t number = u'0';  // of the question, so that its mark can be told from others
  for (const study::Question& question : questions_.questions()) {
    ++number;
    const auto value = values.find(question.id);
    const QRectF place = value == values.end() ? QRectF() : placeOf(question, value->second);
    if (place.isNull()) continue;
    boxes.push_back({.rectangle = QRectF(place.left() * size_.width(), place.top() * size_.height(),
                                         place.width() * size_.width(), place.height() * size_.height()),
                     .colour = tokens().accent,
                     .letter = QChar(number),
                     .label = {},
                     .selected = questions_.active() != nullptr && questions_.active()->id == question.id});
  }
  viewer_.setOverlayBoxes(0, std::move(boxes));
}

void ReadingMarks::move(int key, bool resize) {
  const study::Question* asked = questions_.active();
  const study::Values values = questions_.values();
  const auto value = values.find(asked->id);
  const bool point = asked->kind == Kind::point;
  if (value == values.end()) {
    set(point ? QRectF(0.5, 0.5, 0, 0) : QRectF((1 - firstBox) / 2, (1 - firstBox) / 2, firstBox, firstBox));
    return;
  }
  QRectF mark = placeOf(*asked, value->second);
  if (point) mark = QRectF(mark.center(), QSizeF(0, 0));
  const double x = key == Qt::Key_Left ? -step : key == Qt::Key_Right ? step : 0;
  const double y = key == Qt::Key_Up ? -step : key == Qt::Key_Down ? step : 0;
  if (resize && !point) {
    mark.setWidth(std::clamp(mark.width() + x, step, 1 - mark.left()));
    mark.setHeight(std::clamp(mark.height() + y, step, 1 - mark.top()));
  } else {
    mark.moveTo(std::clamp(mark.left() + x, 0.0, 1 - mark.width()),
                std::clamp(mark.top() + y, 0.0, 1 - mark.height()));
  }
  set(mark);
}

}  // namespace chexgen::studio
