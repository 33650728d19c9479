#include "widgets/common/plain_texts.h"

#include <QApplication>
#include <QEvent>
#include <QLabel>

namespace chexgen::widgets {

namespace {

// A label asks for its style before it computes its size, and only then looks at the pictures of its text.
class PlainLabels : public QObject {
 public:
  using QObject::QObject;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Polish)
      if (auto* label = qobject_cast<QLabel*>(watched);
          label != nullptr && label->textFormat() == Qt::AutoText)
        label->setTextFormat(Qt::PlainText);
    return QObject::eventFilter(watched, event);
  }
};

}  // namespace

void keepTextsPlain(QApplication& application) {
  constexpr const char* name = "plainLabels";
  if (application.findChild<QObject*>(QLatin1String(name), Qt::FindDirectChildrenOnly) != nullptr) return;
  auto* plain = new PlainLabels(&application);
  plain->setObjectName(QLatin1String(name));
  application.installEventFilter(plain);
}

}  // namespace chexgen::widgets
