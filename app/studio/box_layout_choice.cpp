#include "app/studio/box_layout_choice.h"

#include <QComboBox>
#include <QCoreApplication>

namespace chexgen::studio {

namespace {

class BoxLayoutTexts {
  Q_DECLARE_TR_FUNCTIONS(BoxLayoutTexts)
};

}  // namespace

QStringList boxLayoutTexts() {
  return {BoxLayoutTexts::tr("corner and size, in pixels"),
          BoxLayoutTexts::tr("two corners, in pixels"),
          BoxLayoutTexts::tr("centre and size, in pixels"),
          BoxLayoutTexts::tr("corner and size, in shares of the image"),
          BoxLayoutTexts::tr("two corners, in shares of the image"),
          BoxLayoutTexts::tr("centre and size, in shares of the image")};
}

imaging::BoxLayout boxLayoutAt(int index) {
  using Layout = imaging::BoxLayout;
  constexpr int forms = 3;
  return {static_cast<Layout::Form>(index % forms),
          index < forms ? Layout::Unit::pixels : Layout::Unit::shares};
}

QComboBox* boxLayoutChoice() {
  auto* choice = new QComboBox;
  choice->addItem(BoxLayoutTexts::tr("as the file says"));
  choice->addItems(boxLayoutTexts());
  choice->setAccessibleName(BoxLayoutTexts::tr("The four numbers of a box"));
  choice->setToolTip(
      BoxLayoutTexts::tr("Only for files that do not say how the four numbers of a box are meant"));
  return choice;
}

std::optional<imaging::BoxLayout> chosenBoxLayout(const QComboBox& choice) {
  if (choice.currentIndex() <= 0) return std::nullopt;
  return boxLayoutAt(choice.currentIndex() - 1);
}

std::string boxLayoutSetting(const std::optional<imaging::BoxLayout>& layout) {
  using Layout = imaging::BoxLayout;
  if (!layout) return {};
  const std::string form = layout->form == Layout::Form::twoCorners      ? "xyxy"
                           : layout->form == Layout::Form::centreAndSize ? "cxcywh"
                                                                         : "xywh";
  return form + (layout->unit == Layout::Unit::pixels ? "-pixels" : "-shares");
}

}  // namespace chexgen::studio
