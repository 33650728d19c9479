#include "app/studio/background_bar.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QSpinBox>

#include "app/studio/box_layout_choice.h"
#include "app/studio/recipe_text.h"
#include "app/studio/session.h"
#include "core/base/file_name.h"
#include "core/imaging/dicom_source.h"
#include "core/imaging/origin.h"
#include "core/imaging/png.h"
#include "core/imaging/radiograph_folder.h"
#include "widgets/canvas/canvas.h"
#include "widgets/common/theme.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::studio {

namespace {

using namespace widgets;

constexpr qint64 previewPause = 100;  // milliseconds

QString fileName(const std::filesystem::path& file) {
  return QString::fromStdString(file.filename().string());
}

QPushButton* menuButton(const QString& text, const QString& hint, QMenu* menu) {
  auto* button = new QPushButton(text);
  button->setToolTip(hint);
  button->setMenu(menu);
  menu->setParent(button, menu->windowFlags());
  setRole(button, "menu");
  return button;
}

}  // namespace

BackgroundBar::BackgroundBar(Session& session, Canvas& canvas, QWidget* parent)
    : QWidget(parent),
      session_(session),
      canvas_(canvas),
      caption_(new QLabel),
      frame_(new QSpinBox),
      presentation_(new QComboBox) {
  setObjectName(QStringLiteral("backgroundBar"));
  caption_->setObjectName(QStringLiteral("backgroundCaption"));
  setRole(caption_, "secondary");
  caption_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  // A long name must not push the canvas wider.
  caption_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  frame_->setAccessibleName(tr("Frame"));
  frame_->setToolTip(tr("Frame of the file; the wheel over the radiograph changes it too"));
  frame_->setKeyboardTracking(false);
  presentation_->setAccessibleName(tr("Presentation"));
  presentation_->setToolTip(tr("The windows that the file offers"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(spacing2, spacing2, spacing2, spacing2);
  layout->setSpacing(spacing2);
  layout->addWidget(caption_, 1);
  layout->addWidget(frame_);
  layout->addWidget(presentation_);
  buildMenus();
  connect(frame_, &QSpinBox::valueChanged, this, [this](int value) {
    Background wanted = shown_;
    wanted.frame = value - 1;
    showFile(wanted);
    Q_EMIT changed(backgroundToJson(shown_));
  });
  connect(presentation_, &QComboBox::activated, this, [this](int index) {
    if (const auto image = canvas_.viewer()->image(0))
      canvas_.viewer()->setPresentation(0, image->presentations.at(static_cast<std::size_t>(index)));
  });
  showNothing();
}

void BackgroundBar::buildMenus() {
  auto* under = new QMenu;
  under->addAction(tr("Draw over nothing"), this, [this] {
    showNothing();
    Q_EMIT changed(backgroundToJson(shown_));
  });
  addFileAction(under, tr("Open radiograph…"), tr("Open a radiograph"),
                // Archives name DICOM files after their UIDs: the content tells, not the name.
                tr("All files (*);;Radiographs (*.dcm *.dicom *.png *.jpg *.jpeg)"), false,
                &BackgroundBar::openRadiograph);
  auto* in = new QMenu;
  imports_ = {addFileAction(in, tr("Mask…"), tr("Import a mask"),
                            tr("Masks: PNG, JPEG, NIfTI, DICOM SEG (*.png *.jpg *.jpeg *.nii *.nii.gz *.hdr "
                               "*.img *.dcm);;All files (*)"),
                            false, &BackgroundBar::importMask),
              addFileAction(in, tr("Boxes…"), tr("Import boxes"),
                            tr("Boxes: COCO, CSV, YOLO (*.json *.csv *.txt);;All files (*)"), false,
                            &BackgroundBar::importBoxes)};
  auto* out = new QMenu;
  addFileAction(out, tr("Mask…"), tr("Export the mask"),
                tr("PNG (*.png);;NIfTI (*.nii.gz *.nii);;DICOM SEG (*.dcm)"), true,
                &BackgroundBar::exportMask);
  addFileAction(out, tr("Boxes…"), tr("Export the boxes"), tr("COCO (*.json);;CSV (*.csv);;YOLO (*.txt)"),
                true, &BackgroundBar::exportBoxes);
  exportRadiograph_ =
      addFileAction(out, tr("Generated radiograph…"), tr("Export the radiograph"),
                    tr("PNG with its recipe (*.png);;DICOM (*.dcm)"), true, &BackgroundBar::exportRadiograph);
  layout()->addWidget(menuButton(tr("Background"), tr("What lies under the drawing"), under));
  layout()->addWidget(
      menuButton(tr("Import"), tr("Mask or boxes from a file; one step that can be undone"), in));
  layout()->addWidget(menuButton(tr("Export"), tr("Mask, boxes or the radiograph to a file"), out));
}

QAction* BackgroundBar::addFileAction(QMenu* menu, const QString& text, const QString& title,
                                      const QString& filter, bool save,
                                      void (BackgroundBar::*act)(const std::filesystem::path&)) {
  return menu->addAction(text, this, [this, title, filter, save, act] {
    QString kind;
    QString chosen = save ? QFileDialog::getSaveFileName(this, title, QString(), filter, &kind)
                          : QFileDialog::getOpenFileName(this, title, QString(), filter);
    if (chosen.isEmpty()) return;
    if (save && base::suffixOf(chosen.toStdString()).empty()) {
      // "PNG (*.png)": the ending of the kind that was chosen.
      const qsizetype star = kind.indexOf(QLatin1String("(*"));
      chosen += kind.mid(star + 2).section(QRegularExpression(QStringLiteral("[ )]")), 0, 0);
    }
    (this->*act)(std::filesystem::path(chosen.toStdString()));
  });
}

void BackgroundBar::setDrawing(bool mask, bool boxes) {
  maskDrawn_ = mask;
  boxesDrawn_ = boxes;
  showCaption();
}

void BackgroundBar::showCaption() {
  QString text = captionText_;
  if (guidedBy_ && !preview_) {
    const bool mask = maskDrawn_ && *guidedBy_ != "mask", boxes = boxesDrawn_ && *guidedBy_ != "boxes";
    // In front, for a long line is cut at its end.
    const QString without = mask && boxes ? tr("Made without the mask and the boxes over it")
                            : mask        ? tr("Made without the mask over it")
                            : boxes       ? tr("Made without the boxes over it")
                                          : QString();
    if (!without.isEmpty()) text = without + QStringLiteral(" · ") + text;
  }
  caption_->setText(text);
}

void BackgroundBar::show(const Background& background, const GreyPointer& image) {
  shown_ = background;
  guidedBy_.reset();
  preview_ = false;
  // A file may say of itself that it was generated.
  const bool synthetic =
      background.kind == Background::Kind::image ||
      (background.kind == Background::Kind::file && imaging::originOf(background.file).synthetic);
  canvas_.setBackground(image, synthetic);
  showPickers(image.get());
  exportRadiograph_->setEnabled(background.kind == Background::Kind::image);
  Q_EMIT storedShown(storedImage());
}

void BackgroundBar::showPickers(const imaging::GreyImage* image) {
  const QSignalBlocker quiet(frame_);
  const int frames = image != nullptr ? image->frames : 1;
  frame_->setVisible(frames > 1);
  frame_->setRange(1, frames);
  frame_->setSuffix(tr(" of %1").arg(frames));
  frame_->setPrefix(tr("frame "));
  frame_->setValue(shown_.frame + 1);
  presentation_->clear();
  if (image != nullptr) {
    for (std::size_t i = 0; i < image->presentations.size(); ++i) {
      const auto& offered = image->presentations[i];
      presentation_->addItem(!offered.name.empty() ? QString::fromStdString(offered.name)
                             : offered.table
                                 ? tr("VOI LUT %1").arg(i + 1)
                                 : tr("W %1 L %2").arg(offered.window.width).arg(offered.window.centre));
    }
  }
  presentation_->setVisible(presentation_->count() > 1);
}

void BackgroundBar::restore(const std::string& json) {
  const Background wanted = backgroundFromJson(json);
  showNothing();
  if (wanted.kind == Background::Kind::image) showStored(wanted.image);
  if (wanted.kind == Background::Kind::file) showFile(wanted);
}

void BackgroundBar::showNothing() {
  captionText_.clear();
  caption_->clear();
  caption_->setToolTip({});
  show({}, nullptr);
}

void BackgroundBar::showStored(std::int64_t id) {
  const project::Project& project = *session_.project();
  const auto stored = project.image(id);
  const auto file = stored ? stored->file.plain() : tl::unexpected(stored.error());
  const auto image = file ? readBackground(*file) : base::Result<GreyPointer>(tl::unexpected(file.error()));
  if (!image) {
    Q_EMIT failed(image.error(), {});
    return;
  }
  const bool generated = stored->kind == project::ImageKind::generated;
  show({.kind = generated ? Background::Kind::image : Background::Kind::file, .image = id, .file = *file},
       *image);
  captionText_ = stored->recipe ? recipeLine(*stored->recipe) : QString::fromStdString(stored->source);
  if (stored->recipe) guidedBy_ = stored->recipe->condition ? stored->recipe->condition->kind : std::string();
  showCaption();
  caption_->setToolTip(stored->recipe ? recipeDetails(*stored->recipe) : QString());
}

void BackgroundBar::showFile(const Background& background) {
  const auto image = readBackground(background.file, background.frame);
  if (!image) {
    Q_EMIT failed(image.error(), [this, background] { showFile(background); });
    return;
  }
  show(background, *image);
  captionText_ = fileName(background.file);
  showCaption();
  caption_->setToolTip(QString::fromStdString(background.file.string()));
}

void BackgroundBar::showPreview(const QByteArray& png, int step) {
  // A quick model makes more of them than an eye can follow.
  if (preview_ && sincePreview_.elapsed() < previewPause) return;
  const auto image = greyFromPng(png);
  if (!image) return;
  sincePreview_.start();
  preview_ = true;
  canvas_.setBackground(*image, true);
  captionText_ = tr("Preview at step %1").arg(step);
  showCaption();
  exportRadiograph_->setEnabled(false);
}

void BackgroundBar::endPreview() {
  if (preview_) restore(backgroundToJson(shown_));
}

bool BackgroundBar::moveFrame(int delta) {
  if (!frame_->isVisibleTo(this)) return false;
  frame_->setValue(frame_->value() + delta);
  return true;
}

void BackgroundBar::setReadOnly(bool readOnly) {
  readOnly_ = readOnly;
  for (QAction* action : imports_) action->setEnabled(!readOnly);
}

void BackgroundBar::report(const base::Result<void>& outcome, const QString& done,
                           const std::function<void()>& retry) {
  if (outcome) {
    Q_EMIT told(done);
  } else {
    Q_EMIT failed(outcome.error(), retry);
  }
}

void BackgroundBar::openRadiograph(const std::filesystem::path& chosen) {
  // A DICOMDIR stands for what it names.
  const auto named = imaging::radiographsNamed({chosen});
  const bool stands = named && !named->files.empty() && named->files.front() != chosen;
  const std::filesystem::path file = stands ? named->files.front() : chosen;
  if (stands && named->files.size() > 1)
    Q_EMIT told(tr("The first of %n radiograph(s) is shown; the Gallery imports all", nullptr,
                   static_cast<int>(named->files.size())));
  const Background wanted{
      .kind = Background::Kind::file, .image = 0, .file = std::filesystem::absolute(file), .frame = 0};
  showFile(wanted);
  if (shown_.kind == Background::Kind::file && shown_.file == wanted.file)
    Q_EMIT changed(backgroundToJson(shown_));
}

void BackgroundBar::importMask(const std::filesystem::path& file) {
  if (readOnly_) return;
  const auto on = drawnOn();
  const auto mask = on ? readDrawnMask(file, *on) : base::Result<DrawnMask>(tl::unexpected(on.error()));
  if (mask) canvas_.importMask(mask->labels);
  report(mask.map([](const auto&) {}), tr("Mask imported from %1").arg(fileName(file)),
         [this, file] { importMask(file); });
  if (!mask) return;
  QStringList remarks;
  for (const std::string& remark : mask->remarks) remarks << QString::fromStdString(remark);
  Q_EMIT remarked(remarks.isEmpty()
                      ? QString()
                      : QStringLiteral("%1: %2").arg(fileName(file), remarks.join(QLatin1Char(' '))));
}

void BackgroundBar::importBoxes(const std::filesystem::path& file) {
  const auto on = drawnOn();
  importBoxesOf(file, on ? on->original : std::string(), {});
}

void BackgroundBar::importBoxesOf(const std::filesystem::path& file, const std::string& image,
                                  const std::optional<imaging::BoxLayout>& layout) {
  if (readOnly_) return;
  const auto on = drawnOn();
  const auto drawn = on ? readDrawnBoxes(file, on->frame, image, layout)
                        : base::Result<DrawnBoxes>(tl::unexpected(on.error()));
  if (drawn && !drawn->choices.empty()) {
    QStringList names;
    for (const std::string& name : drawn->choices) names << QString::fromStdString(name);
    ask(image.empty() ? tr("%1 holds boxes of several images. Which is meant?").arg(fileName(file))
                      : tr("%1 holds boxes of several images. Which is %2?")
                            .arg(fileName(file), QString::fromStdString(image)),
        names, [this, file, layout, choices = drawn->choices](int answer) {
          importBoxesOf(file, choices[static_cast<std::size_t>(answer)], layout);
        });
    return;
  }
  if (!drawn && !layout && imaging::asksForLayout(drawn.error())) {
    ask(tr("%1 How are the four numbers of a box meant?").arg(QString::fromStdString(drawn.error().message)),
        boxLayoutTexts(),
        [this, file, image](int answer) { importBoxesOf(file, image, boxLayoutAt(answer)); });
    return;
  }
  QString done;
  if (drawn) {
    canvas_.importBoxes(drawn->boxes.boxes);
    done = tr("%n box(es) imported", nullptr, static_cast<int>(drawn->boxes.boxes.size()));
    if (drawn->boxes.cut > 0)
      done += tr(" · %n cut at the edge of the centre square", nullptr, drawn->boxes.cut);
    if (drawn->boxes.lost > 0) done += tr(" · %n beside it left out", nullptr, drawn->boxes.lost);
    for (const std::string& remark : drawn->remarks)
      done += QStringLiteral(" · ") + QString::fromStdString(remark);
  }
  report(drawn.map([](const auto&) {}), done, [this, file] { importBoxes(file); });
}

void BackgroundBar::ask(const QString& question, const QStringList& answers,
                        const std::function<void(int)>& answered) {
  auto* dialog = new QInputDialog(this);
  dialog->setObjectName(QStringLiteral("boxQuestion"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Import boxes"));
  dialog->setLabelText(question);
  dialog->setComboBoxItems(answers);
  connect(dialog, &QInputDialog::textValueSelected, this, [answers, answered](const QString& answer) {
    answered(static_cast<int>(answers.indexOf(answer)));
  });
  dialog->open();
}

base::Result<DrawnOn> BackgroundBar::drawnOn() const {
  DrawnOn on{.frame = {drawing::documentSide, drawing::documentSide}, .name = "radiograph.png"};
  const auto take = [&on](const imaging::GreyImage& image, const std::filesystem::path& file) {
    on.frame = {image.width, image.height};
    on.radiograph = true;
    on.spacing = image.spacing;
    on.original = file.string();
  };
  if (shown_.kind == Background::Kind::file) {
    CHEXGEN_ASSIGN(const auto image, readBackground(shown_.file, shown_.frame));
    take(*image, shown_.file);
    // The project keeps it under a name of its own.
    const auto* project = session_.project();
    if (shown_.image != 0 && project != nullptr)
      if (const auto stored = project->image(shown_.image); stored && !stored->source.empty())
        on.original = stored->source;
    on.name = base::fileNameOf(on.original);
    if (imaging::readDicomSource(shown_.file)) on.dicom = shown_.file;
    if (image->frames > 1) on.dicomFrame = shown_.frame + 1;
    return on;
  }
  // Over nothing, what is exported belongs to the newest result, if there is one: that is what the drawing
  // was for.
  std::int64_t id = storedImage();
  const project::Project* project = session_.project();
  if (id == 0 && project != nullptr) {
    CHEXGEN_ASSIGN(const auto newest, project->images({.kind = project::ImageKind::generated, .limit = 1}));
    if (!newest.empty()) id = newest.front().id;
  }
  if (id == 0) return on;
  CHEXGEN_ASSIGN(const auto stored, project->image(id));
  CHEXGEN_ASSIGN(const auto file, stored.file.plain());
  CHEXGEN_ASSIGN(auto recipe, project->recipe(id));
  CHEXGEN_ASSIGN(auto picture, imaging::readPng(file));
  if (storedImage() != 0) {
    CHEXGEN_ASSIGN(const auto image, readBackground(file));
    take(*image, file);
    on.name = file.filename().string();
  }
  on.made = MadeImage{std::move(picture), std::move(recipe)};
  return on;
}

void BackgroundBar::exportMask(const std::filesystem::path& file) {
  const auto on = drawnOn();
  report(on ? writeDrawnMask(file, canvas_.document().labels(), *on) : on.map([](const auto&) {}),
         tr("Mask exported to %1").arg(fileName(file)), [this, file] { exportMask(file); });
}

void BackgroundBar::exportBoxes(const std::filesystem::path& file) {
  const auto on = drawnOn();
  report(on ? writeDrawnBoxes(file, canvas_.boxSheet(), *on) : on.map([](const auto&) {}),
         tr("Boxes exported to %1").arg(fileName(file)), [this, file] { exportBoxes(file); });
}

void BackgroundBar::exportRadiograph(const std::filesystem::path& file) {
  if (storedImage() == 0) return;
  const auto on = drawnOn();
  report(on ? writeMadeImage(file, *on->made) : on.map([](const auto&) {}),
         tr("Radiograph exported to %1, marked as synthetic").arg(fileName(file)),
         [this, file] { exportRadiograph(file); });
}

}  // namespace chexgen::studio
