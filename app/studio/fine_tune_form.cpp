#include "app/studio/fine_tune_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDateTime>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QThread>
#include <QThreadPool>
#include <algorithm>
#include <array>

#include "app/studio/box_layout_choice.h"
#include "app/studio/column_pickers.h"
#include "app/studio/findings_table.h"
#include "app/studio/image_export.h"
#include "app/studio/model_card.h"
#include "app/studio/preferences.h"
#include "app/studio/session.h"
#include "app/studio/task_form.h"
#include "app/studio/task_queue.h"
#include "core/base/file_name.h"
#include "core/training/table_columns.h"
#include "widgets/common/relative_time.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using training::Target;
using namespace widgets;

namespace {

constexpr double heldOutShare = 0.1;  // of the patients, where the table names no split
constexpr std::int64_t validations = 10;
constexpr quint64 measuredUnasked = 200'000'000;  // bytes of weights
constexpr std::int64_t mostTried = 4;             // images of the step that is timed

QString said(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace

struct FineTuneForm::Check {
  base::CancelToken cancel;
};

FineTuneForm::FineTuneForm(Session& session, TaskQueue& queue, QWidget* parent)
    : QWidget(parent),
      session_(session),
      queue_(queue),
      table_(new QLineEdit),
      name_(new QLineEdit),
      model_(new QComboBox),
      target_(new QComboBox),
      preset_(new QComboBox),
      steps_(new QSpinBox),
      demographics_(new QCheckBox(tr("Sex, age, race and view are part of the prompt"))),
      writeReports_(new QCheckBox(tr("Write reports from the labels where there are none"))),
      ignoreLabels_(new QCheckBox(tr("Pass over labels that are not understood"))),
      poorPrompts_(new QCheckBox(tr("Also learn from rows without a report, or with the same one"))),
      columns_(new ColumnPickers(radiographTable())),
      boxLayout_(boxLayoutChoice()),
      check_(new QPushButton(tr("Check the data"))),
      start_(new QPushButton(tr("Start"))),
      measure_(new QPushButton(tr("Measure the time"))),
      summary_(new QLabel),
      time_(new QLabel),
      findings_(new FindingsTable) {
  setRole(start_, "primary");
  check_->setObjectName(QStringLiteral("fineTuneCheck"));
  start_->setObjectName(QStringLiteral("fineTuneStart"));
  summary_->setObjectName(QStringLiteral("fineTuneSummary"));
  auto* close = new QPushButton(tr("Close"));
  layOutTaskForm(this, tr("New fine-tuning"),
                 {.fields = buildFields(),
                  .buttons = {check_, start_, close, measure_},
                  .time = time_,
                  .summary = summary_,
                  .findings = findings_});
  connect(check_, &QPushButton::clicked, this, &FineTuneForm::check);
  connect(start_, &QPushButton::clicked, this, &FineTuneForm::start);
  connect(close, &QPushButton::clicked, this, &FineTuneForm::closeAsked);
  connect(measure_, &QPushButton::clicked, this, &FineTuneForm::measureTime);
  connect(&session_, &Session::projectClosed, this, [this] {
    table_->clear();
    dataChanged();
  });
  dataChanged();
}

FineTuneForm::~FineTuneForm() {
  if (running_) running_->cancel.cancel();
}

QWidget* FineTuneForm::buildFields() {
  auto* fields = new QWidget;
  auto* form = new QFormLayout(fields);
  form->setContentsMargins(0, 0, 0, 0);
  form->setSpacing(spacing2);
  auto* browse = new QPushButton(tr("Choose…"));
  auto* row = new QHBoxLayout;
  row->addWidget(table_, 1);
  row->addWidget(browse);
  table_->setObjectName(QStringLiteral("fineTuneTable"));
  table_->setPlaceholderText(
      tr("CSV or JSON lines: image, report, and split, patient, mask, boxes where there are"));
  for (const auto& [target, text] : std::initializer_list<std::pair<Target, QString>>{
           {Target::text, tr("The whole model, from reports")},
           {Target::lora, tr("Adapters (LoRA): small, the model itself stays")},
           {Target::controlMask, tr("Control by masks")},
           {Target::controlBoxes, tr("Control by boxes")}})
    target_->addItem(text, static_cast<int>(target));
  for (const std::string_view preset : training::presetNames()) preset_->addItem(said(preset), said(preset));
  preset_->setCurrentIndex(preset_->findData(QStringLiteral("quick")));
  preset_->setToolTip(
      tr("quick: a few dozen radiographs and a small model. release and paper: as ChexGen was trained, for "
         "graphics cards. starter: a small model from nothing."));
  model_->setObjectName(QStringLiteral("fineTuneModel"));
  steps_->setRange(1, 10'000'000);
  demographics_->setChecked(true);
  writeReports_->setObjectName(QStringLiteral("fineTuneWriteReports"));
  ignoreLabels_->setObjectName(QStringLiteral("fineTuneIgnoreLabels"));
  poorPrompts_->setObjectName(QStringLiteral("fineTunePoorPrompts"));
  writeReports_->setToolTip(
      tr("For radiographs that have labels (“Effusion”) and no report: a report that says what the labels "
         "say, and "
         "no more."));
  ignoreLabels_->setEnabled(false);
  name_->setPlaceholderText(tr("Name of the task"));
  form->addRow(tr("Data"), row);
  form->addRow(tr("Columns"), columns_);
  form->setRowVisible(columns_, false);
  form->addRow(QString(), demographics_);
  form->addRow(QString(), writeReports_);
  form->addRow(QString(), ignoreLabels_);
  form->addRow(QString(), poorPrompts_);
  form->addRow(tr("Model to start from"), model_);
  form->addRow(tr("What learns"), target_);
  boxLayout_->setObjectName(QStringLiteral("fineTuneBoxLayout"));
  form->addRow(tr("Box numbers"), boxLayout_);
  const auto showLayout = [this, form] { form->setRowVisible(boxLayout_, target() == Target::controlBoxes); };
  showLayout();
  form->addRow(tr("Preset"), preset_);
  form->addRow(tr("Steps"), steps_);
  form->addRow(tr("Name"), name_);
  connect(browse, &QPushButton::clicked, this, [this] {
    const QString file =
        QFileDialog::getOpenFileName(this, tr("Table of radiographs and reports"), {},
                                     tr("Tables (*.csv *.tsv *.txt *.jsonl *.json);;All files (*)"));
    if (!file.isEmpty()) setTable(file.toStdString());
  });
  connect(table_, &QLineEdit::textChanged, this, [this, form] {
    form->setRowVisible(columns_, false);
    columns_->setTable(table_->text().trimmed().toStdString());
    dataChanged();
  });
  connect(columns_, &ColumnPickers::looked, this,
          [this, form] { form->setRowVisible(columns_, columns_->hasTable()); });
  connect(columns_, &ColumnPickers::changed, this, &FineTuneForm::dataChanged);
  connect(writeReports_, &QCheckBox::toggled, ignoreLabels_, &QWidget::setEnabled);
  for (QCheckBox* wish : {demographics_, writeReports_, ignoreLabels_, poorPrompts_})
    connect(wish, &QCheckBox::toggled, this, &FineTuneForm::dataChanged);
  connect(model_, &QComboBox::currentIndexChanged, this, &FineTuneForm::dataChanged);
  connect(target_, &QComboBox::currentIndexChanged, this, showLayout);
  connect(target_, &QComboBox::currentIndexChanged, this, &FineTuneForm::dataChanged);
  connect(boxLayout_, &QComboBox::currentIndexChanged, this, &FineTuneForm::dataChanged);
  const auto takePreset = [this] {
    if (const auto preset = training::trainPreset(preset_->currentData().toString().toStdString()))
      steps_->setValue(static_cast<int>(preset->steps));
  };
  connect(preset_, &QComboBox::currentIndexChanged, this, takePreset);
  connect(steps_, &QSpinBox::valueChanged, this, &FineTuneForm::showTime);
  takePreset();
  return fields;
}

void FineTuneForm::refresh() {
  const QSignalBlocker quiet(model_);
  const QString chosen = model_->currentData().toString();
  model_->clear();
  for (const CatalogueModel& model : session_.catalogue().models)
    model_->addItem(said(model.manifest.name), QString::fromStdString(model.folder.string()));
  model_->setCurrentIndex(std::max(0, model_->findData(chosen)));
  showTime();
}

void FineTuneForm::setTable(const fs::path& table) {
  table_->setText(QString::fromStdString(table.string()));
}

void FineTuneForm::useImages(const std::vector<std::int64_t>& ids) {
  const fs::path table =
      session_.project()->info().folder / "exports" /
      ("training-" + QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss")).toStdString() +
       ".csv");
  if (const auto written = writeImageTable(*session_.project(), ids, table); !written) {
    Q_EMIT failed(written.error(), [this, ids] { useImages(ids); });
    return;
  }
  setTable(table);
}

void FineTuneForm::dataChanged() {
  report_.reset();
  remarks_.clear();
  if (running_) running_->cancel.cancel();
  running_.reset();
  check_->setEnabled(!table_->text().trimmed().isEmpty());
  check_->setText(tr("Check the data"));
  findings_->setFound({});
  summary_->setText(table_->text().trimmed().isEmpty()
                        ? tr("Choose a table, or images in the Gallery.")
                        : tr("Check the data before anything is started: every row is looked at."));
  setRole(summary_, "secondary");
  start_->setEnabled(false);
  showTime();
}

Target FineTuneForm::target() const { return static_cast<Target>(target_->currentData().toInt()); }

const char* FineTuneForm::conditions() const {
  if (target() == Target::controlMask) return "mask";
  return target() == Target::controlBoxes ? "boxes" : "";
}

TableWish FineTuneForm::wish() const {
  TableWish wish;
  wish.file = table_->text().trimmed().toStdString();
  wish.read.columns = training::tableColumns(columns_->chosen());
  wish.read.demographics = demographics_->isChecked();
  wish.needsMask = target() == Target::controlMask;
  wish.needsBoxes = target() == Target::controlBoxes;
  if (wish.needsBoxes) wish.boxLayout = chosenBoxLayout(*boxLayout_);
  wish.writeReports = writeReports_->isChecked();
  wish.ignoreLabels = writeReports_->isChecked() && ignoreLabels_->isChecked();
  wish.allowPoorPrompts = poorPrompts_->isChecked();
  wish.heldOut = heldOutShare;
  return wish;
}

void FineTuneForm::check() {
  const auto* model = session_.catalogue().inFolder(model_->currentData().toString().toStdString());
  if (model == nullptr) return;
  TableWish wanted = wish();
  wanted.model = model->manifest;
  wanted.modelFolder = model->folder;
  running_ = std::make_shared<Check>();
  check_->setEnabled(false);
  check_->setText(tr("Checking"));
  const QPointer<FineTuneForm> self(this);
  QThreadPool::globalInstance()->start([self, running = running_, wanted] {
    const auto later = [&](auto&& work) {
      QMetaObject::invokeMethod(
          QCoreApplication::instance(),
          [self, running, work] {
            if (!self.isNull() && self->running_ == running) work();
          },
          Qt::QueuedConnection);
    };
    std::size_t told = 0;
    const auto found = lookAtTable(
        wanted,
        [&](std::size_t done, std::size_t total) {
          const std::size_t hundredths = done * 100 / total;
          if (hundredths == told) return;
          told = hundredths;
          later([self, done, total] { self->showProgress(done, total); });
        },
        running->cancel);
    later([self, found] {
      self->running_.reset();
      self->check_->setEnabled(true);
      self->check_->setText(tr("Check again"));
      if (found) {
        self->report_ = found->report;
        self->remarks_ = found->remarks;
        self->showReport(*found);
      } else {
        Q_EMIT self->failed(found.error(), [self] {
          if (!self.isNull()) self->check();
        });
      }
      Q_EMIT self->checked();
    });
  });
}

void FineTuneForm::showProgress(std::size_t done, std::size_t total) {
  check_->setText(tr("Checking: %1 %").arg(done * 100 / total));
}

void FineTuneForm::showReport(const TableLook& look) {
  const training::PreflightReport& report = look.report;
  std::vector<FoundInRow> found;
  // What concerns the table first, then how often each kind occurs, then row by row.
  for (const training::PreflightFinding& finding : report.ofTable)
    found.push_back({.leftOut = finding.severity == training::Severity::error,
                     .ofTable = true,
                     .sentence = said(finding.sentence)});
  for (const std::string& remark : look.remarks) found.push_back({.ofTable = true, .sentence = said(remark)});
  for (const training::FindingSum& sum : training::sumsOf(report))
    found.push_back(
        {.leftOut = sum.severity == training::Severity::error,
         .ofTable = true,
         .sentence = QStringLiteral("%1 × %2").arg(sum.rows).arg(said(training::inWords(sum.code)))});
  for (const training::PreflightFinding& finding : report.findings)
    found.push_back({.line = finding.line,
                     .id = said(finding.id),
                     .leftOut = finding.severity == training::Severity::error,
                     .sentence = said(finding.sentence),
                     .file = QString::fromStdString(finding.file.string())});
  findings_->setFound(found);
  const auto usable = report.usable.size();
  const auto left = look.rows - usable;
  QString text = tr("%n row(s) to learn from", nullptr, static_cast<int>(report.train.usable)) +
                 QStringLiteral(", ") +
                 tr("%n held out.", nullptr, static_cast<int>(report.validation.usable));
  if (left > 0)
    text += QLatin1Char(' ') + tr("%n row(s) are left out; see below.", nullptr, static_cast<int>(left));
  if (report.errors() + report.warnings() == 0) text += QLatin1Char(' ') + tr("Nothing is wrong with them.");
  if (report.train.usable == 0) text = tr("There is no row to learn from.");
  if (report.isRefused()) text = tr("All reports are the same: nothing could be learned of what they say.");
  if (look.withoutReport > 0)
    text +=
        QLatin1Char(' ') + tr("%n row(s) have labels and no report; reports can be written from the labels.",
                              nullptr, static_cast<int>(look.withoutReport));
  const bool canStart = report.train.usable > 0 && !report.isRefused();
  summary_->setText(text);
  setRole(summary_, !canStart ? "error" : left > 0 ? "warn" : "ok");
  start_->setEnabled(canStart && !session_.readOnly());
}

base::Result<training::TrainSettings> FineTuneForm::settings() const {
  CHEXGEN_ASSIGN(auto settings, training::trainPreset(preset_->currentData().toString().toStdString()));
  settings.target = target();
  settings.steps = steps_->value();
  settings.warmupSteps = std::min<std::int64_t>(settings.warmupSteps, settings.steps / 4);
  settings.model = model_->currentData().toString().toStdString();
  settings.validateEvery = std::max<std::int64_t>(1, settings.steps / validations);
  settings.checkpointEvery =
      std::min<std::int64_t>(settings.checkpointEvery, std::max<std::int64_t>(1, settings.steps / 4));
  settings.sampleEvery = std::max<std::int64_t>(1, settings.steps / 4);
  const auto compute = Preferences::compute();
  settings.device = compute.device;
  settings.threads = compute.threads > 0 ? compute.threads : std::max(1, QThread::idealThreadCount() - 1);
  return settings;
}

void FineTuneForm::showTime() {
  time_->clear();
  measure_->hide();
  measure_->setEnabled(true);
  speed_.stop();
  const auto wanted = settings();
  const auto* model = session_.catalogue().inFolder(model_->currentData().toString().toStdString());
  if (!wanted || model == nullptr) return;
  // What the same model did on this machine before says how long it takes.
  for (const Task& task : queue_.tasks()) {
    const jobs::EventLedger* events =
        task.stored.kind == "train" ? queue_.events(task.stored.folder) : nullptr;
    const jobs::Event* told = events == nullptr ? nullptr : events->latest("train");
    if (told == nullptr || !told->data.contains("images_per_second")) continue;
    const double speed = told->data["images_per_second"].get<double>();
    if (speed <= 0) continue;
    const double seconds = static_cast<double>(wanted->steps * wanted->batch * wanted->accumulation) / speed;
    time_->setText(tr("About %1 at the speed of “%2” on this machine")
                       .arg(durationText(seconds), QString::fromStdString(task.stored.name)));
  }
  if (!time_->text().isEmpty()) return;
  // Without one, a step is tried: unasked only where that takes neither long nor much memory.
  measure_->show();
  if (isVisible() && bytesOf(model->manifest) <= measuredUnasked) measureTime();
}

void FineTuneForm::measureTime() {
  const auto wanted = settings();
  if (!wanted) return;
  time_->setText(tr("measuring how long it takes"));
  measure_->setEnabled(false);
  const int tried = static_cast<int>(std::min<std::int64_t>(wanted->batch, mostTried));
  const double steps = static_cast<double>(wanted->steps * wanted->batch * wanted->accumulation) / tried;
  jobs::ModelOptions compute = Preferences::compute();
  compute.threads = static_cast<int>(wanted->threads);
  speed_.measure(
      wanted->model, {QStringLiteral("train")}, tried, compute,
      [this, steps](const base::Result<PartTimes>& times) {
        measure_->setEnabled(true);
        measure_->setVisible(!times);
        time_->setText(times && times->contains("train")
                           ? tr("About %1 on this machine").arg(durationText(steps * times->at("train")))
                           : tr("The time left is told after the first steps."));
      });
}

void FineTuneForm::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  showTime();
}

void FineTuneForm::start() {
  const auto wanted = settings();
  if (!wanted) {
    Q_EMIT failed(wanted.error(), {});
    return;
  }
  training::TrainSettings train = *wanted;
  const QString name =
      name_->text().trimmed().isEmpty()
          ? tr("Fine-tune %1").arg(QString::fromStdString(base::stemOf(table_->text().toStdString())))
          : name_->text().trimmed();
  const TableWish wished = wish();
  const base::Json encode{{"table", wished.file.string()},
                          {"columns", columns_->chosen()},
                          {"demographics", wished.read.demographics},
                          {"model", train.model.string()},
                          {"conditions", conditions()},
                          {"box_layout", boxLayoutSetting(wished.boxLayout)},
                          {"skip_bad_rows", true},
                          {"write_reports", wished.writeReports},
                          {"ignore_labels", wished.ignoreLabels},
                          {"allow_poor_prompts", wished.allowPoorPrompts},
                          {"validation", wished.heldOut},
                          {"device", train.device},
                          {"threads", train.threads}};
  const auto encoded = queue_.add({.kind = "encode",
                                   .name = tr("Encode for “%1”").arg(name).toStdString(),
                                   .settings = encode,
                                   .device = train.device,
                                   .after = {}});
  if (!encoded) {
    Q_EMIT failed(encoded.error(), [this] { start(); });
    return;
  }
  train.data = queue_.absolute(*encoded);
  queueTraining(train, name.toStdString(), *encoded);
}

void FineTuneForm::queueTraining(const training::TrainSettings& train, const std::string& name,
                                 const std::filesystem::path& encoded) {
  const auto added = queue_.add({.kind = "train",
                                 .name = name,
                                 .settings = base::Json(training::toJson(train)),
                                 .device = train.device,
                                 .after = encoded});
  if (!added) {
    // The encoding is in the queue already.
    Q_EMIT failed(added.error(), [this, train, name, encoded] { queueTraining(train, name, encoded); });
    return;
  }
  Q_EMIT started(*added);
}

}  // namespace chexgen::studio
