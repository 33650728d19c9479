#include "app/studio/models_room.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDesktopServices>
#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QThreadPool>
#include <QUrl>
#include <QVBoxLayout>

#include "app/studio/model_import_form.h"
#include "app/studio/preferences.h"
#include "app/studio/program_files.h"
#include "app/studio/session.h"
#include "core/weights/file_check.h"
#include "widgets/common/error_text.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using namespace widgets;

namespace {

enum Page { listPage, formPage };
constexpr quint64 checkedUnasked = 200'000'000;  // bytes: read in a second, so nobody has to ask
constexpr int originWidth = 320;

QLabel* paragraph(const QString& text, const char* role = nullptr) {
  auto* label = new QLabel(text);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  if (role != nullptr) setRole(label, role);
  return label;
}

}  // namespace

ModelsRoom::ModelsRoom(Session& session, TaskQueue& queue, QWidget* parent)
    : QWidget(parent),
      session_(session),
      pages_(new QStackedWidget),
      form_(new ModelImportForm(session, queue)),
      cards_(new QVBoxLayout),
      problems_(paragraph({}, "warn")) {
  pages_->addWidget(buildList());
  pages_->addWidget(form_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(pages_);
  connect(&session_, &Session::modelsChanged, this, &ModelsRoom::showModels);
  connect(form_, &ModelImportForm::closeAsked, this, [this] { pages_->setCurrentIndex(listPage); });
  connect(form_, &ModelImportForm::failed, this, &ModelsRoom::failed);
  connect(form_, &ModelImportForm::started, this, [this](const fs::path& task) {
    pages_->setCurrentIndex(listPage);
    Q_EMIT importStarted(task);
  });
  showModels();
}

ModelsRoom::~ModelsRoom() { leaving_.cancel(); }

QWidget* ModelsRoom::buildList() {
  auto* import = new QPushButton(tr("Import a model…"));
  import->setObjectName(QStringLiteral("modelImport"));
  setRole(import, "primary");
  connect(import, &QPushButton::clicked, this, &ModelsRoom::planImport);
  auto* inside = new QWidget;
  auto* column = new QVBoxLayout(inside);
  column->setContentsMargins(0, 0, spacing3, 0);
  column->setSpacing(spacing3);
  cards_->setSpacing(spacing3);
  column->addLayout(cards_);
  column->addWidget(problems_);
  column->addStretch(1);
  auto* scroll = new QScrollArea;
  scroll->setWidget(inside);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFocusPolicy(Qt::NoFocus);
  auto* side = new QVBoxLayout;
  side->setSpacing(spacing3);
  side->addWidget(import);
  side->addWidget(buildOrigin());
  side->addStretch(1);
  auto* page = new QWidget;
  auto* layout = new QHBoxLayout(page);
  layout->setContentsMargins(spacing4, spacing4, spacing4, spacing4);
  layout->setSpacing(spacing4);
  layout->addWidget(scroll, 1);
  layout->addLayout(side);
  return page;
}

QWidget* ModelsRoom::buildOrigin() {
  auto* card = new QFrame;
  setRole(card, "card");
  card->setFixedWidth(originWidth);
  auto* layout = new QVBoxLayout(card);
  layout->setContentsMargins(spacing4, spacing3, spacing4, spacing3);
  layout->setSpacing(spacing2);
  layout->addWidget(paragraph(tr("ChexGen's own weights"), "heading"));
  layout->addWidget(
      paragraph(tr("They are not part of this program: their authors give access to people who have signed "
                   "the data use agreement of the radiographs they were trained on.")));
  layout->addWidget(paragraph(
      tr("1. Ask for access where the authors publish their code: GitHub, era-ai-biomed/ChexGen.")));
  layout->addWidget(paragraph(
      tr("2. Download one of the checkpoints (.pth): pretrained_256, finetuned_impression_512, "
         "finetuned_demographic_impression_512 or finetuned_control_siim_512. They also need the autoencoder "
         "sd-vae-ft-ema and the text encoder t5-v1_1-xxl, which are public.")));
  layout->addWidget(
      paragraph(tr("3. Choose “Import a model…” and name the files. They are converted once, checked against "
                   "ChexGen's architecture, and stay on this computer.")));
  layout->addWidget(
      paragraph(tr("Weights are read as data: no code inside a file is ever run."), "secondary"));
  return card;
}

void ModelsRoom::planImport() {
  form_->refresh();
  pages_->setCurrentIndex(formPage);
}

ModelCard* ModelsRoom::card(const fs::path& folder) const {
  for (int i = 0; i < cards_->count(); ++i) {
    auto* card = qobject_cast<ModelCard*>(cards_->itemAt(i)->widget());
    if (card != nullptr && card->model().folder == folder) return card;
  }
  return nullptr;
}

void ModelsRoom::showModels() {
  while (QLayoutItem* item = cards_->takeAt(0)) {
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
  const fs::path own = userModelFolder();
  const Catalogue& catalogue = session_.catalogue();
  for (const CatalogueModel& model : catalogue.models) {
    auto* card = new ModelCard(model);
    const fs::path folder = model.folder;
    card->showDefault(&model == &catalogue.models.front());
    card->allowRemoval(folder.parent_path() == own);
    connect(card, &ModelCard::defaultAsked, this, [this, folder] {
      Preferences::setDefaultModel(QString::fromStdString(folder.string()));
      session_.refreshModels();
    });
    connect(card, &ModelCard::checkAsked, this, [this, folder] { check(folder); });
    connect(card, &ModelCard::removalAsked, this, [this, folder] { remove(folder); });
    connect(card, &ModelCard::folderAsked, this, [folder] {
      QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(folder.string())));
    });
    cards_->addWidget(card);
    showFiles(model);
  }
  QStringList problems;
  for (const base::Error& problem : catalogue.problems)
    problems << tr("A folder with a model.json that cannot be used: %1 (%2)")
                    .arg(QString::fromStdString(problem.message),
                         QString::fromStdString(problem.file.string()));
  if (catalogue.models.empty())
    problems.prepend(tr("No model is installed. Import one, or run the program from its whole folder."));
  problems_->setText(problems.join(QLatin1Char('\n')));
  problems_->setVisible(!problems.isEmpty());
  if (isVisible()) checkSmallOnes();
}

void ModelsRoom::showFiles(const CatalogueModel& model) {
  ModelCard* shown = card(model.folder);
  if (shown == nullptr) return;
  const auto seen = found_.find(model.folder.string());
  if (seen != found_.end()) {
    shown->showFiles(seen->second);
    return;
  }
  const QString time = Preferences::foundWhole(QString::fromStdString(model.sha256));
  shown->showFiles({time.isEmpty() ? FileState::notChecked : FileState::whole, time});
}

void ModelsRoom::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  session_.refreshModels();
  checkSmallOnes();
}

void ModelsRoom::checkSmallOnes() {
  for (const CatalogueModel& model : session_.catalogue().models) {
    if (bytesOf(model.manifest) <= checkedUnasked && !found_.contains(model.folder.string()))
      check(model.folder);
  }
}

void ModelsRoom::check(const fs::path& folder) {
  const CatalogueModel* model = session_.catalogue().inFolder(folder);
  if (model == nullptr) return;
  found_[folder.string()] = {FileState::checking, {}};
  showFiles(*model);
  const QPointer<ModelsRoom> self(this);
  QThreadPool::globalInstance()->start([self, checked = *model, cancel = leaving_] {
    const auto verified = weights::verifyFiles(checked.manifest, checked.folder, {.cancel = cancel});
    if (cancel.isCancelled()) return;
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, checked, verified] {
          if (self.isNull()) return;
          FileState state{FileState::whole, QDateTime::currentDateTimeUtc().toString(Qt::ISODate)};
          if (verified) {
            Preferences::setFoundWhole(QString::fromStdString(checked.sha256), state.detail);
          } else {
            const std::string file = verified.error().file.filename().string();
            std::string what = verified.error().message;
            if (what.find(file) == std::string::npos) what = file + ": " + what;
            state = {FileState::damaged, QString::fromStdString(what)};
          }
          self->found_[checked.folder.string()] = state;
          self->showFiles(checked);
        },
        Qt::QueuedConnection);
  });
}

void ModelsRoom::remove(const fs::path& folder) {
  if (folder.parent_path() != userModelFolder()) return;
  if (!QFile::moveToTrash(QString::fromStdString(folder.string()))) {
    Q_EMIT failed(base::Error{base::ErrorCode::fileUnwritable,
                              "The model's folder cannot be moved to the bin of this computer.", folder,
                              "The model is still there, whole.", "Remove the folder by hand."},
                  {});
    return;
  }
  found_.erase(folder.string());
  session_.refreshModels();
}

}  // namespace chexgen::studio
