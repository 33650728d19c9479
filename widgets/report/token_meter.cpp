#include "widgets/report/token_meter.h"

#include <QPainter>
#include <algorithm>

#include "widgets/common/tokens.h"

namespace chexgen::widgets {

TokenMeter::TokenMeter(QWidget* parent) : QWidget(parent) { setMinimumSize(48, 8); }

void TokenMeter::setCounts(std::size_t used, std::size_t limit) {
  used_ = used;
  limit_ = limit;
  setAccessibleName(tr("%1 of %2 tokens used").arg(used).arg(limit));
  update();
}

void TokenMeter::paintEvent(QPaintEvent*) {
  constexpr int barHeight = 6;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  const QRectF whole(0, (height() - barHeight) / 2.0, width(), barHeight);
  painter.setBrush(tokens().line);
  painter.drawRoundedRect(whole, barHeight / 2.0, barHeight / 2.0);
  if (limit_ == 0) return;
  const double share = std::min(1.0, static_cast<double>(used_) / static_cast<double>(limit_));
  painter.setBrush(used_ > limit_ ? tokens().error : share > 0.9 ? tokens().warn : tokens().accent);
  painter.drawRoundedRect(QRectF(whole.topLeft(), QSizeF(whole.width() * share, barHeight)), barHeight / 2.0,
                          barHeight / 2.0);
}

}  // namespace chexgen::widgets
