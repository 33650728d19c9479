#include "app/studio/model_import_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QThreadPool>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>
#include <initializer_list>
#include <utility>

#include "app/studio/program_files.h"
#include "app/studio/session.h"
#include "app/studio/task_queue.h"
#include "core/base/file_name.h"
#include "core/weights/inspect.h"
#include "widgets/common/error_text.h"
#include "widgets/common/relative_time.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using namespace widgets;

namespace {

constexpr int formWidth = 760;
constexpr std::array<const char*, ModelImportForm::partCount> settingNames{
    "pipeline", "transformer", "mask_control", "boxes_control", "vae", "text_encoder", "tokenizer"};
constexpr const char* demographicProperty = "demographic";
// The T5 tokenizer that all of ChexGen's checkpoints use, where a person names none.
constexpr const char* t5Tokenizer = "tokenizer/t5/spiece.model";

// What stands in a file, in one line; empty when nothing is wrong and nothing is known.
QString foundText(const weights::Inspection& inspection) {
  QStringList texts;
  for (const weights::NetworkSummary& network : inspection.networks) {
    const QString label = QString::fromStdString(network.label);
    if (!network.problem.empty()) {
      texts << QStringLiteral("%1: %2").arg(label, QString::fromStdString(network.problem));
      continue;
    }
    texts << ModelImportForm::tr("%1: %2 million weights, %3")
                 .arg(label, QLocale().toString(static_cast<double>(network.parameters) / 1e6, 'f', 1),
                      bytesText(network.bytes));
  }
  QString text = texts.join(QStringLiteral(" · "));
  for (const std::string& remark : inspection.remarks)
    text += QLatin1Char('\n') + QString::fromStdString(remark);
  return text;
}

bool hasProblem(const weights::Inspection& inspection) {
  for (const weights::NetworkSummary& network : inspection.networks)
    if (!network.problem.empty()) return true;
  return inspection.networks.empty();
}

}  // namespace

ModelImportForm::ModelImportForm(Session& session, TaskQueue& queue, QWidget* parent)
    : QWidget(parent),
      session_(session),
      queue_(queue),
      lender_(new QComboBox),
      name_(new QLineEdit),
      type_(new QComboBox),
      licence_(new QLineEdit),
      trainedOn_(new QLineEdit),
      start_(new QPushButton(tr("Import"))),
      state_(new QLabel) {
  setAcceptDrops(true);
  auto* title = new QLabel(tr("Import a model"));
  setRole(title, "title");
  auto* about = new QLabel(
      tr("Name a whole model folder, or its parts one by one. What is not named comes from the model below "
         "“Missing parts”. The files stay as they are; the model is made beside them, whole or not at all."));
  about->setWordWrap(true);
  setRole(about, "secondary");
  auto* form = new QFormLayout;
  form->setSpacing(spacing2);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  addPart(form, whole, tr("Whole model"), tr("Folder of a diffusers pipeline, or a model folder"));
  addPart(form, transformer, tr("Transformer"),
          tr("ChexGen checkpoint (.pth), safetensors or diffusers folder"));
  addPart(form, maskControl, tr("Mask control"), tr("Control checkpoint that was trained with masks"));
  addPart(form, boxesControl, tr("Box control"), tr("Control checkpoint that was trained with boxes"));
  addPart(form, vae, tr("Autoencoder"), tr("For ChexGen: sd-vae-ft-ema"));
  addPart(form, textEncoder, tr("Text encoder"), tr("For ChexGen: t5-v1_1-xxl, also in several files"));
  addPart(form, tokenizer, tr("Tokenizer"), tr("spiece.model; without one, T5's own"));
  form->addRow(tr("Missing parts"), lender_);
  form->addRow(tr("Name"), name_);
  name_->setObjectName(QStringLiteral("modelName"));
  type_->addItem(tr("As they are"), QStringLiteral("keep"));
  type_->addItem(tr("bfloat16: half the size"), QStringLiteral("bf16"));
  type_->addItem(tr("float16: half the size"), QStringLiteral("fp16"));
  type_->addItem(tr("32 bit"), QStringLiteral("fp32"));
  form->addRow(tr("Store weights"), type_);
  auto* states = new QHBoxLayout;
  for (const auto& [key, text] : std::initializer_list<std::pair<const char*, QString>>{
           {"sex", tr("Sex")}, {"age", tr("Age")}, {"race", tr("Race")}, {"view", tr("View")}}) {
    auto* box = new QCheckBox(text);
    box->setProperty(demographicProperty, QString::fromLatin1(key));
    states->addWidget(box);
    demographics_.push_back(box);
  }
  states->addStretch(1);
  form->addRow(tr("Prompts may state"), states);
  licence_->setPlaceholderText(tr("As its authors state it"));
  trainedOn_->setPlaceholderText(tr("The radiographs it learned from, in words"));
  form->addRow(tr("Licence"), licence_);
  form->addRow(tr("Learned from"), trainedOn_);
  setRole(start_, "primary");
  start_->setObjectName(QStringLiteral("modelImportStart"));
  auto* close = new QPushButton(tr("Close"));
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(spacing2);
  buttons->addWidget(start_);
  buttons->addWidget(close);
  buttons->addWidget(state_, 1);
  setRole(state_, "secondary");
  state_->setWordWrap(true);
  auto* panel = new QWidget;
  panel->setMaximumWidth(formWidth);
  auto* inner = new QVBoxLayout(panel);
  inner->setContentsMargins(spacing4, spacing3, spacing4, spacing3);
  inner->setSpacing(spacing3);
  inner->addWidget(title);
  inner->addWidget(about);
  inner->addLayout(form);
  inner->addLayout(buttons);
  inner->addStretch(1);
  auto* scroll = new QScrollArea;
  scroll->setWidget(panel);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(scroll);
  connect(name_, &QLineEdit::textChanged, this, &ModelImportForm::showReady);
  connect(start_, &QPushButton::clicked, this, &ModelImportForm::start);
  connect(close, &QPushButton::clicked, this, &ModelImportForm::closeAsked);
  connect(&session_, &Session::projectOpened, this, &ModelImportForm::showReady);
  connect(&session_, &Session::projectClosed, this, &ModelImportForm::showReady);
  showReady();
}

void ModelImportForm::addPart(QFormLayout* form, Part part, const QString& name, const QString& hint) {
  Row& row = rows_.at(part);
  row.path = new QLineEdit;
  row.path->setPlaceholderText(hint);
  row.path->setAccessibleName(name);
  row.found = new QLabel;
  row.found->setWordWrap(true);
  row.found->setTextInteractionFlags(Qt::TextSelectableByMouse);
  setRole(row.found, "secondary");
  row.found->hide();
  auto* file = new QToolButton;
  file->setIcon(themedIcon(QStringLiteral("document-open")));
  file->setToolTip(tr("Choose a file"));
  file->setAccessibleName(tr("%1: choose a file").arg(name));
  auto* folder = new QToolButton;
  folder->setIcon(themedIcon(QStringLiteral("folder-open")));
  folder->setToolTip(tr("Choose a folder"));
  folder->setAccessibleName(tr("%1: choose a folder").arg(name));
  auto* line = new QHBoxLayout;
  line->setSpacing(spacing1);
  line->addWidget(row.path, 1);
  if (part != whole) line->addWidget(file);
  if (part != maskControl && part != boxesControl) line->addWidget(folder);
  auto* both = new QVBoxLayout;
  both->setSpacing(2);
  both->addLayout(line);
  both->addWidget(row.found);
  form->addRow(name, both);
  connect(file, &QToolButton::clicked, this, [this, part, name] {
    const QString chosen = QFileDialog::getOpenFileName(
        this, name, {}, tr("Weights (*.pth *.pt *.bin *.safetensors *.json *.model);;All files (*)"));
    if (!chosen.isEmpty()) setPart(part, chosen.toStdString());
  });
  connect(folder, &QToolButton::clicked, this, [this, part, name] {
    const QString chosen = QFileDialog::getExistingDirectory(this, name);
    if (!chosen.isEmpty()) setPart(part, chosen.toStdString());
  });
  connect(row.path, &QLineEdit::textChanged, this, [this, part] { inspect(part); });
}

void ModelImportForm::refresh() {
  const QString chosen = lender_->currentData().toString();
  lender_->clear();
  lender_->addItem(tr("none: every part is named above"), QString());
  for (const CatalogueModel& model : session_.catalogue().models)
    lender_->addItem(QString::fromStdString(model.manifest.name),
                     QString::fromStdString(model.folder.string()));
  lender_->setCurrentIndex(std::max(0, lender_->findData(chosen)));
  showReady();
}

void ModelImportForm::setPart(Part part, const fs::path& path) {
  rows_.at(part).path->setText(QString::fromStdString(path.string()));
  if (name_->text().isEmpty() && part <= boxesControl)
    name_->setText(QString::fromStdString(base::stemOf(path.string())));
}

std::string ModelImportForm::partPath(Part part) const {
  return rows_.at(part).path->text().trimmed().toStdString();
}

void ModelImportForm::inspect(Part part) {
  Row& row = rows_.at(part);
  const auto look = ++row.asked;
  row.found->hide();
  showReady();
  const fs::path path = partPath(part);
  std::error_code error;
  // A tokenizer has no weights to look at; a path that is still being typed is no fault.
  if (path.empty() || part == tokenizer || !fs::exists(path, error)) return;
  const QPointer<ModelImportForm> self(this);
  QThreadPool::globalInstance()->start([self, part, look, path] {
    const auto inspection = weights::inspect(path);
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, part, look, inspection] {
          if (self.isNull() || self->rows_.at(part).asked != look) return;
          QLabel* found = self->rows_.at(part).found;
          const bool wrong = !inspection || hasProblem(*inspection);
          found->setText(inspection ? foundText(*inspection)
                                    : QStringLiteral("%1 %2").arg(messageText(inspection.error()),
                                                                  adviceText(inspection.error())));
          if (found->text().isEmpty()) found->setText(tr("Nothing that this program knows is in it."));
          setRole(found, wrong ? "warn" : "ok");
          found->show();
          Q_EMIT self->inspected();
        },
        Qt::QueuedConnection);
  });
}

void ModelImportForm::showReady() {
  bool named = false;
  for (const Part part : {whole, transformer, maskControl, boxesControl, vae, textEncoder})
    named = named || !rows_.at(part).path->text().trimmed().isEmpty();
  QString missing;
  if (session_.project() == nullptr || session_.readOnly())
    missing = tr("Open a project first: the conversion is one of its tasks.");
  else if (!named)
    missing = tr("Name the files, or drop them here.");
  else if (name_->text().trimmed().isEmpty())
    missing = tr("Give the model a name.");
  state_->setText(missing);
  start_->setEnabled(missing.isEmpty());
}

base::Result<fs::path> ModelImportForm::target() const {
  // The name becomes that of a folder.
  QString folder = name_->text().trimmed();
  folder.replace(
      QRegularExpression(QStringLiteral("[^\\w. -]"), QRegularExpression::UseUnicodePropertiesOption),
      QStringLiteral("_"));
  if (folder.startsWith(QLatin1Char('.'))) folder.prepend(QLatin1Char('_'));
  const fs::path out = userModelFolder() / folder.toStdString();
  std::error_code error;
  if (fs::exists(out, error))
    return base::fail(base::ErrorCode::argumentInvalid, "A model of this name is installed already.", out,
                      "It is untouched.", "Choose another name, or remove that model first.");
  return out;
}

base::Json ModelImportForm::settings(const fs::path& out) const {
  base::Json json{{"out", out.string()},
                  {"name", name_->text().trimmed().toStdString()},
                  {"type", type_->currentData().toString().toStdString()}};
  for (int part = 0; part < partCount; ++part) {
    const std::string path = partPath(static_cast<Part>(part));
    if (!path.empty()) json[settingNames.at(static_cast<std::size_t>(part))] = path;
  }
  const std::string lender = lender_->currentData().toString().toStdString();
  if (!json.contains("pipeline") && !lender.empty()) json["pipeline"] = lender;
  if (!json.contains("pipeline") && !json.contains("tokenizer"))
    json["tokenizer"] = resource(t5Tokenizer).string();
  if (!licence_->text().trimmed().isEmpty()) json["licence"] = licence_->text().trimmed().toStdString();
  if (!trainedOn_->text().trimmed().isEmpty())
    json["trained_on"] = trainedOn_->text().trimmed().toStdString();
  std::vector<std::string> states;
  for (const QCheckBox* box : demographics_)
    if (box->isChecked()) states.push_back(box->property(demographicProperty).toString().toStdString());
  if (!states.empty()) json["demographics"] = states;
  return json;
}

void ModelImportForm::start() {
  const auto out = target();
  if (!out) {
    Q_EMIT failed(out.error(), {});
    return;
  }
  const auto added =
      queue_.add({.kind = "convert",
                  .name = tr("Import “%1”").arg(name_->text().trimmed()).toStdString(),
                  .settings = settings(*out),
                  .device = "disk",  // it computes nothing, so it need not wait for those that do
                  .after = {}});
  if (!added) {
    Q_EMIT failed(added.error(), [this] { start(); });
    return;
  }
  for (Row& row : rows_) row.path->clear();
  name_->clear();
  Q_EMIT started(*added);
}

void ModelImportForm::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

// What was dropped goes where its content belongs.
void ModelImportForm::dropEvent(QDropEvent* event) {
  for (const QUrl& url : event->mimeData()->urls()) {
    const fs::path path = url.toLocalFile().toStdString();
    if (path.empty()) continue;
    if (path.filename() == "spiece.model") {
      setPart(tokenizer, path);
      continue;
    }
    const auto inspection = weights::inspect(path);
    if (!inspection || inspection->networks.empty()) {
      setPart(transformer, path);  // which then says what is wrong with it
    } else if (inspection->networks.size() > 1 && fs::is_directory(path)) {
      setPart(whole, path);
    } else {
      using weights::NetworkKind;
      switch (inspection->networks.front().kind) {
        case NetworkKind::transformer: setPart(transformer, path); break;
        case NetworkKind::control: setPart(maskControl, path); break;
        case NetworkKind::textEncoder: setPart(textEncoder, path); break;
        case NetworkKind::vae: setPart(vae, path); break;
      }
    }
  }
  event->acceptProposedAction();
}

}  // namespace chexgen::studio
