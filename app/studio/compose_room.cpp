#include "app/studio/compose_room.h"

#include <QCoreApplication>
#include <QLabel>
#include <QPointer>
#include <QSplitter>
#include <QStackedLayout>
#include <QThreadPool>
#include <QVBoxLayout>
#include <algorithm>

#include "app/studio/background_bar.h"
#include "app/studio/compose_recipe.h"
#include "app/studio/doubt_words.h"
#include "app/studio/generate_panel.h"
#include "app/studio/preferences.h"
#include "app/studio/recipe_text.h"
#include "app/studio/result_strip.h"
#include "app/studio/session.h"
#include "core/drawing/serialise.h"
#include "core/imaging/condition.h"
#include "core/text/tokenizer.h"
#include "widgets/canvas/canvas.h"
#include "widgets/common/key_bindings.h"
#include "widgets/common/relative_time.h"
#include "widgets/common/theme.h"
#include "widgets/report/prompt_lens_view.h"
#include "widgets/report/report_editor.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::studio {

namespace {

using namespace widgets;

const QString columnsLayout = QStringLiteral("compose");
constexpr int resultsListed = 500;

}  // namespace

ComposeRoom::ComposeRoom(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      report_(new ReportEditor),
      canvas_(new Canvas),
      panel_(new GeneratePanel),
      strip_(new ResultStrip),
      background_(new BackgroundBar(session, *canvas_)),
      emptyStrip_(
          new QLabel(tr("Your radiographs appear here. Write a report on the left and choose Generate."))),
      columns_(new QSplitter(Qt::Horizontal)) {
  build();
  connectEditors();
  connectWorker();
  connect(&session, &Session::projectOpened, this, &ComposeRoom::openProject);
  connect(&session, &Session::projectClosing, &draft_, &ComposeDraft::save);
  connect(&session, &Session::projectClosed, this, &ComposeRoom::closeProject);
  connect(&session, &Session::modelsChanged, this, [this] {
    const GenerationSettings chosen = panel_->settings();
    panel_->setCatalogue(&session_.catalogue());
    panel_->setSettings(chosen);
  });
}

void ComposeRoom::build() {
  columns_->addWidget(report_);
  columns_->addWidget(buildCentre());
  columns_->addWidget(panel_);
  columns_->setStretchFactor(1, 1);
  columns_->setChildrenCollapsible(false);
  columns_->setSizes({330, 720, 280});
  columns_->restoreState(Preferences::layout(columnsLayout));
  emptyStrip_->setAlignment(Qt::AlignCenter);
  setRole(emptyStrip_, "empty");
  emptyStrip_->setFixedHeight(strip_->height());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(columns_, 1);
  layout->addWidget(strip_);
  layout->addWidget(emptyStrip_);
  // Also from the editors: Ctrl+Enter means nothing else there.
  onKey(KeyCommand::generate, this, Qt::WidgetWithChildrenShortcut, [this] { generate(); });
}

QWidget* ComposeRoom::buildCentre() {
  auto* centre = new QWidget;
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(canvas_, 1);
  layout->addWidget(background_);
  return centre;
}

void ComposeRoom::connectEditors() {
  connect(report_, &ReportEditor::edited, this, [this] {
    draft_.keepSoon("report", [this] { return toJsonText(report_->draft()); });
    showDoubts();
  });
  connect(panel_, &GeneratePanel::edited, this,
          [this] { draft_.keepSoon("settings", [this] { return toJsonText(panel_->settings()); }); });
  connect(canvas_, &Canvas::maskEdited, this,
          [this](const QByteArray& bytes) { draft_.keep("mask", bytes.toStdString()); });
  connect(canvas_, &Canvas::boxesEdited, this,
          [this](const QByteArray& json) { draft_.keep("boxes", json.toStdString()); });
  connect(canvas_, &Canvas::maskEdited, this, &ComposeRoom::takeDrawing);
  connect(canvas_, &Canvas::boxesEdited, this, &ComposeRoom::takeDrawing);
  connect(canvas_, &Canvas::overlaysShown, this, [this] {
    Q_EMIT jobText(tr("The overlays were hidden; they are shown again, so that you see what you draw."));
  });
  connect(panel_, &GeneratePanel::modelChosen, this, &ComposeRoom::takeModel);
  connect(panel_, &GeneratePanel::generateAsked, this, &ComposeRoom::generate);
  connect(panel_, &GeneratePanel::cancelAsked, this, &ComposeRoom::cancel);
  connect(strip_, &ResultStrip::chosen, this, &ComposeRoom::chooseStored);
  connect(background_, &BackgroundBar::changed, this,
          [this](const std::string& json) { draft_.keep("background", json); });
  connect(background_, &BackgroundBar::storedShown, strip_, &ResultStrip::select);
  connect(background_, &BackgroundBar::told, this, &ComposeRoom::jobText);
  connect(background_, &BackgroundBar::failed, this, &ComposeRoom::failed);
  connect(background_, &BackgroundBar::remarked, this, &ComposeRoom::remarked);
  connect(canvas_->viewer(), &Viewer::nextImage, this, [this](int delta) {
    if (!background_->moveFrame(delta)) strip_->step(delta);
  });
  connect(canvas_->viewer(), &Viewer::viewChanged, this, [this](int, double zoom, const WindowLevel& level) {
    Q_EMIT viewText(
        tr("W/L %1/%2 · %3×").arg(level.width, 0, 'f', 0).arg(level.centre, 0, 'f', 0).arg(zoom, 0, 'f', 2));
  });
  connect(canvas_->viewer(), &Viewer::cursorMoved, this,
          [this](int, const QPointF&, std::optional<float>, const QString& text) { Q_EMIT valueText(text); });
}

void ComposeRoom::connectWorker() {
  WorkerClient& worker = session_.worker();
  connect(&worker, &WorkerClient::progress, this, [this](const QString& id, const jobs::Progress& progress) {
    if (id != request_) return;
    panel_->showProgress(progress);
    Q_EMIT jobText(progress.etaSeconds ? tr("step %1/%2 · %3 left")
                                             .arg(progress.done)
                                             .arg(progress.total)
                                             .arg(durationText(*progress.etaSeconds))
                                       : tr("step %1/%2").arg(progress.done).arg(progress.total));
  });
  connect(&worker, &WorkerClient::preview, this,
          [this](const QString& id, int, int step, const QByteArray& png) {
            if (id == request_) background_->showPreview(png, step);
          });
  connect(&worker, &WorkerClient::imageMade, this,
          [this](const QString&, const jobs::ImageReply& image) { takeImage(image); });
  connect(&worker, &WorkerClient::modelProgress, this, [this](const jobs::Progress& progress) {
    if (!request_.isEmpty()) panel_->showWorking(tr("Loading the model") + loadedShare(progress));
  });
  connect(&worker, &WorkerClient::finished, this, [this](const QString& id) {
    if (id != request_) return;
    request_.clear();
    panel_->showIdle();
    Q_EMIT jobText({});
  });
  connect(&worker, &WorkerClient::failed, this, [this](const QString& id, const base::Error& error) {
    if (!id.isEmpty() && id != request_) return;
    const bool mine = !id.isEmpty();
    request_.clear();
    panel_->showIdle();
    Q_EMIT jobText({});
    background_->endPreview();  // it came to nothing
    if (error.code == base::ErrorCode::cancelled) {
      panel_->showTime(tr("Cancelled. What was finished is kept."));
    } else {
      Q_EMIT failed(ofModel(error),
                    mine ? std::function<void()>([this] { generate(); }) : std::function<void()>());
    }
  });
}

// A file of a model says which model it is of, and what can be done about it here.
base::Error ComposeRoom::ofModel(base::Error error) const {
  const CatalogueModel* model = session_.catalogue().inFolder(error.file.parent_path());
  if (error.file.empty() || model == nullptr) return error;
  error.message =
      tr("Model “%1”. %2")
          .arg(QString::fromStdString(model->manifest.name), QString::fromStdString(error.message))
          .toStdString();
  error.next = tr("Choose another model, or copy this one again or import it anew. Models shows which files "
                  "are whole.")
                   .toStdString();
  return error;
}

void ComposeRoom::openProject() {
  draft_.setProject(session_.project());
  panel_->setCatalogue(&session_.catalogue());
  const bool readOnly = session_.readOnly();
  report_->setReadOnly(readOnly);
  canvas_->setReadOnly(readOnly);
  background_->setReadOnly(readOnly);
  panel_->setReadOnly(readOnly);
  listResults();
  restoreDraft();
  takeModel();
  canvas_->setFocus();
}

void ComposeRoom::closeProject() {
  draft_.setProject(nullptr);
  request_.clear();
  strip_->setImages({});
}

void ComposeRoom::restoreDraft() {
  const project::Project& project = *session_.project();
  auto parts = project.loadDraft(project.currentDraft());
  if (!parts) {
    Q_EMIT failed(parts.error(), {});
    return;
  }
  // A part that cannot be read is told and stays in the project until it is written anew; the others come
  // back.
  const auto tell = [this](const auto& result) {
    if (!result) Q_EMIT failed(result.error(), {});
    return static_cast<bool>(result);
  };
  const auto part = [&](const char* name) { return parts->contains(name) ? parts->at(name) : std::string(); };
  // A new draft states the usual view: models that learned views draw poorly when none is stated.
  report_->setText({.findings = {}, .impression = {}, .demographics = {.view = "PA"}});
  if (const auto json = part("report"); !json.empty())
    if (const auto text = reportTextFromJson(json); tell(text)) report_->setText(*text);
  GenerationSettings settings;
  if (const auto json = part("settings"); !json.empty())
    if (const auto kept = generationSettingsFromJson(json); tell(kept)) settings = *kept;
  panel_->setSettings(settings);
  tell(canvas_->restore(QByteArray::fromStdString(part("mask")), QByteArray::fromStdString(part("boxes"))));
  takeDrawing();
  background_->restore(part("background"));
}

void ComposeRoom::takeDrawing() {
  const auto& labels = canvas_->document().labels().pixels;
  const bool mask = std::any_of(labels.begin(), labels.end(), [](auto label) { return label != 0; });
  const bool boxes = !canvas_->document().boxes().empty();
  panel_->setDrawing(mask, boxes);
  background_->setDrawing(mask, boxes);
}

void ComposeRoom::listResults() {
  const auto images =
      session_.project()->images({.kind = project::ImageKind::generated, .limit = resultsListed});
  std::vector<StripImage> listed;
  if (images)
    for (const auto& image : *images) listed.push_back(stripImage(image));
  strip_->setImages(listed);
  strip_->setVisible(!listed.empty());
  emptyStrip_->setVisible(listed.empty());
}

void ComposeRoom::showDoubts() {
  const CatalogueModel* model = panel_->model();
  if (model == nullptr || !model->evidence) return panel_->showDoubts({});
  const ReportText text = report_->text();
  panel_->showDoubts(doubtsText(jobs::doubtsOf(*model->evidence, reportOf(text), text.demographics)));
}

void ComposeRoom::takeModel() {
  const CatalogueModel* model = panel_->model();
  showDoubts();
  if (model == nullptr) {
    report_->lens()->setTokenizer(nullptr, 0);
    return;
  }
  const weights::Manifest& manifest = model->manifest;
  report_->setDemographics(manifest.demographics, QString::fromStdString(manifest.name));
  canvas_->setFindings(manifest.boxFindings, QString::fromStdString(manifest.name));
  takeCompute();
  const QString file = QString::fromStdString((model->folder / manifest.tokenizerFile.path).string());
  if (file == tokenizerOf_) return;
  tokenizerOf_ = file;
  // T5's takes a tenth of a second to read: beside the interface.
  const QPointer<ComposeRoom> self(this);
  QThreadPool::globalInstance()->start(
      [self, file, limit = static_cast<std::size_t>(manifest.transformer.tokens)] {
        auto read = text::Tokenizer::load(file.toStdString());
        auto tokenizer = read ? std::make_shared<const text::Tokenizer>(std::move(*read)) : nullptr;
        const std::optional<base::Error> error = read ? std::nullopt : std::optional(read.error());
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, file, tokenizer, error, limit] {
              if (self.isNull() || self->tokenizerOf_ != file) return;
              self->report_->lens()->setTokenizer(tokenizer, limit);
              if (error) Q_EMIT self->failed(*error, {});
            },
            Qt::QueuedConnection);
      });
}

void ComposeRoom::takeCompute() {
  if (const CatalogueModel* model = panel_->model())
    session_.worker().setModel(model->folder, Preferences::compute());
}

// A drawn mask that guides nowhere is told before its images are there.
void ComposeRoom::remarkOnMask(const imaging::Recipe& recipe) {
  if (!recipe.condition || recipe.condition->kind != "mask") return;
  const auto condition = imaging::conditionFromMask(canvas_->conditionMask(), recipe.width);
  if (!condition || condition->remarks.empty()) return;
  QStringList remarks;
  for (const std::string& remark : condition->remarks) remarks << QString::fromStdString(remark);
  Q_EMIT remarked(remarks.join(QLatin1Char(' ')));
}

void ComposeRoom::generate() {
  if (!request_.isEmpty() || session_.project() == nullptr || session_.readOnly() ||
      panel_->model() == nullptr)
    return;
  draft_.save();
  const auto recipes =
      composeRecipes(report_->text(), panel_->settings(),
                     {canvas_->conditionMask(), canvas_->boxSheet(), panel_->model()->manifest.boxFindings});
  if (!recipes) {
    Q_EMIT failed(recipes.error(), {});
    return;
  }
  // What guided the images can be drawn on again, long after this drawing has changed.
  if (const auto& condition = recipes->front().condition) {
    session_.project()->keepDrawing(condition->sourceSha256,
                                    {drawing::maskToBytes(canvas_->document().labels()),
                                     drawing::boxesToJson(canvas_->document().boxes())});
  }
  Q_EMIT succeeded();
  remarkOnMask(recipes->front());
  panel_->showWorking(session_.worker().loadedModel() ? tr("Starting") : tr("Loading the model"));
  // The request may fail before generate() returns, for example when the program is missing.
  request_ = QStringLiteral("starting");
  const QString id = session_.worker().generate(*recipes);
  if (session_.worker().busy()) {
    request_ = id;
  } else {
    request_.clear();
    panel_->showIdle();
  }
}

void ComposeRoom::cancel() {
  if (!request_.isEmpty()) session_.worker().cancel(request_);
}

void ComposeRoom::takeImage(const jobs::ImageReply& image) {
  if (session_.project() == nullptr) return;
  const QPointer<ComposeRoom> self(this);
  session_.project()->takeGenerated(session_.worker().runFolder(), image,
                                    [self](const base::Result<project::StoredImage>& taken) {
                                      QMetaObject::invokeMethod(
                                          QCoreApplication::instance(),
                                          [self, taken] {
                                            if (self.isNull() || self->session_.project() == nullptr) return;
                                            if (!taken) {
                                              Q_EMIT self->failed(taken.error(), {});
                                              return;
                                            }
                                            self->strip_->addNewest(stripImage(*taken));
                                            self->strip_->show();
                                            self->emptyStrip_->hide();
                                            self->chooseStored(taken->id);
                                            self->panel_->nextSeed(1);
                                            Q_EMIT self->imageTaken(taken->id);
                                          },
                                          Qt::QueuedConnection);
                                    });
}

void ComposeRoom::restoreFrom(std::int64_t id) {
  const auto recipe = session_.project()->recipe(id);
  if (!recipe) {
    Q_EMIT failed(recipe.error(), [this, id] { restoreFrom(id); });
    return;
  }
  report_->replaceText(reportTextOf(recipe->report, recipe->demographics));
  const auto& models = session_.catalogue().models;
  auto model = std::find_if(models.begin(), models.end(),
                            [&](const CatalogueModel& one) { return one.sha256 == recipe->modelSha256; });
  if (model == models.end())
    model = std::find_if(models.begin(), models.end(),
                         [&](const CatalogueModel& one) { return one.manifest.name == recipe->modelName; });
  GenerationSettings settings = panel_->settings();
  if (model != models.end()) settings.model = model->folder;
  settings.size = recipe->width;
  settings.profile = recipe->profile;
  settings.sampler = recipe->sampler;
  settings.steps = recipe->steps;
  settings.guidance = recipe->guidance;
  settings.seed = recipe->seed;
  settings.seedLocked = true;  // the same image comes again until something is changed
  settings.count = 1;
  settings.guide = !recipe->condition                   ? Guide::report
                   : recipe->condition->kind == "boxes" ? Guide::boxes
                                                        : Guide::mask;
  panel_->setSettings(settings);
  draft_.keep("settings", toJsonText(panel_->settings()));
  draft_.save();
  takeModel();
  if (recipe->condition) restoreDrawing(*recipe->condition);
  chooseStored(id);
  if (model == models.end() || model->sha256 != recipe->modelSha256) {
    Q_EMIT failed(
        {base::ErrorCode::fileMissing,
         "The model \"" + recipe->modelName + "\" that made this image is not here as it was.",
         {},
         "Everything else was restored.",
         "Another model makes another image from the same seed; add the model's folder to get the same one."},
        {});
  }
}

void ComposeRoom::restoreDrawing(const imaging::Condition& condition) {
  const auto kept = session_.project()->drawing(condition.sourceSha256);
  if (kept && *kept) {
    const auto labels = drawing::maskFromBytes((*kept)->mask);
    const auto boxes = drawing::boxesFromJson((*kept)->boxes);
    if (labels && boxes) {
      canvas_->importMask(*labels);
      canvas_->importBoxes(*boxes);
      return;
    }
  }
  if (condition.kind == "mask") {  // made elsewhere: what the model saw
    const imaging::Image8& seen = condition.image;
    imaging::Image8 labels{seen.width, seen.height, 1, {}};
    for (std::size_t i = 0; i < seen.pixels.size(); i += static_cast<std::size_t>(seen.channels))
      labels.pixels.push_back(seen.pixels[i] > 127 ? 1 : 0);
    canvas_->importMask(labels);
    return;
  }
  Q_EMIT failed({base::ErrorCode::fileMissing,
                 "The boxes of this image were not drawn in this project.",
                 {},
                 "Everything else was restored.",
                 "Import the boxes from their file \"" + condition.sourceName + "\"."},
                {});
}

void ComposeRoom::chooseStored(std::int64_t id) {
  background_->showStored(id);
  draft_.keep("background", backgroundToJson({.kind = Background::Kind::image, .image = id}));
}

void ComposeRoom::saveLayout() const { Preferences::setLayout(columnsLayout, columns_->saveState()); }

}  // namespace chexgen::studio
