// A thin bar: how many of the model's caption tokens a prompt uses.
#pragma once

#include <QWidget>
#include <cstddef>

namespace chexgen::widgets {

class TokenMeter : public QWidget {
  Q_OBJECT

 public:
  explicit TokenMeter(QWidget* parent = nullptr);

  // `used` may be more than `limit`: the bar is then full and in the colour of an error. A limit of 0 shows
  // an empty bar.
  void setCounts(std::size_t used, std::size_t limit);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::size_t used_ = 0;
  std::size_t limit_ = 0;
};

}  // namespace chexgen::widgets
