#include "app/studio/cohort_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QThreadPool>
#include <QVBoxLayout>
#include <algorithm>
#include <atomic>

#include "app/studio/box_layout_choice.h"
#include "app/studio/cohort_checks.h"
#include "app/studio/column_pickers.h"
#include "app/studio/preferences.h"
#include "app/studio/session.h"
#include "app/studio/strata_editor.h"
#include "app/studio/strata_model.h"
#include "app/studio/task_queue.h"
#include "core/cohort/cohort_job.h"
#include "core/training/data_table.h"
#include "core/training/table_columns.h"
#include "widgets/common/error_text.h"
#include "widgets/common/flow_layout.h"
#include "widgets/common/form_parts.h"
#include "widgets/common/relative_time.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using namespace widgets;

namespace {

constexpr int formWidth = 1000;
constexpr int mostCases = 1'000'000;
constexpr std::size_t remarksShown = 6;

QString from(const std::string& text) { return QString::fromStdString(text); }

QString tables() { return CohortForm::tr("Tables (*.csv *.json *.gz *.jsonl);;All files (*)"); }

}  // namespace

struct CohortForm::Planning {
  std::atomic<bool> cancelled = false;
};

CohortForm::CohortForm(Session& session, TaskQueue& queue, QWidget* parent)
    : QWidget(parent),
      session_(session),
      queue_(queue),
      strata_(new StrataModel(this)),
      name_(new QLineEdit),
      model_(new QComboBox),
      source_(new QComboBox),
      file_(new QLineEdit),
      mode_(new QComboBox),
      findings_(new QLineEdit),
      ignoreLabels_(new QCheckBox(tr("Pass over labels that are not understood"))),
      columns_(new ColumnPickers(radiographTable({"image", "labels", "sex", "age", "race", "view"}))),
      boxLayout_(boxLayoutChoice()),
      total_(wholeNumber(0, mostCases, 100, tr("Cases"))),
      derive_(new QPushButton(tr("Make strata from the table"))),
      editor_(new StrataEditor(*strata_)),
      languageModel_(new QLineEdit),
      checks_(new CohortChecks(this)),
      rerolls_(wholeNumber(0, 100, 3, tr("Further tries"))),
      seed_(wholeNumber(0, 1'000'000'000, 1, tr("Seed"))),
      check_(new QPushButton(tr("Check the plan"))),
      start_(new QPushButton(tr("Start"))),
      summary_(new QLabel),
      time_(paragraph()),
      sample_(paragraph()) {
  auto* panel = new QWidget;
  panel->setMaximumWidth(formWidth);
  auto* inner = new QVBoxLayout(panel);
  inner->setContentsMargins(spacing4, spacing3, spacing4, spacing3);
  inner->setSpacing(spacing3);
  auto* title = new QLabel(tr("New cohort"));
  setRole(title, "title");
  inner->addWidget(title);
  auto* fields = new QWidget;
  form_ = new QFormLayout(fields);
  form_->setContentsMargins(0, 0, 0, 0);
  form_->setSpacing(spacing2);
  buildWho(form_);
  buildSource(form_);
  buildStrata(form_);
  buildChecks(form_);
  inner->addWidget(fields);
  inner->addWidget(buildFoot());
  inner->addStretch(1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(scrolling(panel));
  strata_->setStrata({{.count = 10}});
  sourceChanged();
}

CohortForm::~CohortForm() { stopPlanning(); }

void CohortForm::stopPlanning() {
  if (running_) running_->cancelled = true;
  running_.reset();
  setBusy(false);
}

void CohortForm::buildWho(QFormLayout* form) {
  name_->setObjectName(QStringLiteral("cohortName"));
  name_->setPlaceholderText(tr("What the cohort is called"));
  form->addRow(tr("Name"), name_);
  model_->setObjectName(QStringLiteral("cohortModel"));
  form->addRow(tr("Model"), model_);
  connect(model_, &QComboBox::currentIndexChanged, this, [this] {
    takeModel();
    changed();
  });
  connect(name_, &QLineEdit::textChanged, this, &CohortForm::changed);
}

void CohortForm::buildSource(QFormLayout* form) {
  source_->setObjectName(QStringLiteral("cohortSource"));
  source_->addItem(tr("Strata, entered below"), entered);
  source_->addItem(tr("Strata from a table of real radiographs"), balanced);
  source_->addItem(tr("A table of prompts"), prompts);
  source_->addItem(tr("Masks or boxes of a data set"), conditions);
  form->addRow(tr("Made from"), source_);
  file_->setObjectName(QStringLiteral("cohortFile"));
  fileRow_ = fileLine(file_, tr("Table"), tables());
  form->addRow(tr("File"), fileRow_);
  mode_->setObjectName(QStringLiteral("cohortMode"));
  mode_->addItem(tr("Match: the table's own shares"), QStringLiteral("match"));
  mode_->addItem(tr("Fill: what its groups lack to be alike"), QStringLiteral("fill"));
  mode_->addItem(tr("Equalise: all groups alike"), QStringLiteral("equalise"));
  form->addRow(tr("Balance"), mode_);
  findings_->setPlaceholderText(
      tr("Effusion, Pneumonia: those that divide the groups; left empty, all that the table has"));
  findings_->setObjectName(QStringLiteral("cohortFindings"));
  ignoreLabels_->setObjectName(QStringLiteral("cohortIgnoreLabels"));
  ignoreLabels_->setToolTip(tr("Rows with no other label are left out; they never count as “No Finding”."));
  form->addRow(tr("Columns"), columns_);
  boxLayout_->setObjectName(QStringLiteral("cohortBoxLayout"));
  form->addRow(tr("Box numbers"), boxLayout_);
  form->addRow(tr("Findings"), findings_);
  form->addRow(QString(), ignoreLabels_);
  total_->setSpecialValueText(tr("as many as there are"));
  form->addRow(tr("Cases"), total_);
  derive_->setObjectName(QStringLiteral("cohortDerive"));
  derive_->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
  form->addRow(QString(), derive_);
  connect(source_, &QComboBox::currentIndexChanged, this, &CohortForm::sourceChanged);
  // Strata of another table, or of its other columns, are no longer what is planned from.
  const auto otherTable = [this] {
    derived_ = false;
    changed();
  };
  connect(file_, &QLineEdit::textChanged, this, otherTable);
  connect(columns_, &ColumnPickers::changed, this, otherTable);
  connect(columns_, &ColumnPickers::looked, this, &CohortForm::changed);
  connect(boxLayout_, &QComboBox::currentIndexChanged, this, &CohortForm::changed);
  connect(total_, &QSpinBox::valueChanged, this, &CohortForm::changed);
  connect(derive_, &QPushButton::clicked, this, &CohortForm::derive);
}

void CohortForm::buildStrata(QFormLayout* form) {
  form->addRow(tr("Strata"), editor_);
  connect(strata_, &StrataModel::edited, this, &CohortForm::changed);
  connect(editor_, &StrataEditor::failed, this, &CohortForm::failed);
}

void CohortForm::buildChecks(QFormLayout* form) {
  checks_->addTo(*form);
  connect(checks_, &CohortChecks::changed, this, &CohortForm::changed);
  languageModel_->setObjectName(QStringLiteral("cohortLanguageModel"));
  languageModel_->setPlaceholderText(
      tr("empty: composed from phrases; http://127.0.0.1:8080: by a language model on this computer"));
  form->addRow(tr("Reports"), languageModel_);
  connect(languageModel_, &QLineEdit::textChanged, this, &CohortForm::changed);
  form->addRow(tr("Further tries"), rerolls_);
  form->addRow(tr("Seed"), seed_);
  for (QSpinBox* one : {rerolls_, seed_}) connect(one, &QSpinBox::valueChanged, this, &CohortForm::changed);
}

QWidget* CohortForm::buildFoot() {
  auto* foot = new QWidget;
  auto* layout = new QVBoxLayout(foot);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing2);
  check_->setObjectName(QStringLiteral("cohortCheck"));
  start_->setObjectName(QStringLiteral("cohortStart"));
  summary_->setObjectName(QStringLiteral("cohortSummary"));
  summary_->setWordWrap(true);
  sample_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  setRole(start_, "primary");
  auto* close = new QPushButton(tr("Close"));
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(spacing2);
  for (QPushButton* button : {check_, start_, close}) buttons->addWidget(button);
  buttons->addWidget(time_, 1);
  layout->addLayout(buttons);
  layout->addWidget(summary_);
  layout->addWidget(sample_);
  connect(check_, &QPushButton::clicked, this, &CohortForm::check);
  connect(start_, &QPushButton::clicked, this, &CohortForm::start);
  connect(close, &QPushButton::clicked, this, &CohortForm::closeAsked);
  return foot;
}

void CohortForm::refresh() {
  const QString chosen = model_->currentData().toString();
  const QSignalBlocker quiet(model_);
  model_->clear();
  for (const CatalogueModel& model : session_.catalogue().models)
    model_->addItem(from(model.manifest.name), from(model.folder.string()));
  model_->setCurrentIndex(std::max(0, model_->findData(chosen)));
  takeModel();
  changed();
}

void CohortForm::takeModel() {
  const CatalogueModel* model = session_.catalogue().inFolder(model_->currentData().toString().toStdString());
  if (model != nullptr) strata_->setManifest(model->manifest);
}

void CohortForm::setSource(Source source, const fs::path& file) {
  source_->setCurrentIndex(source_->findData(source));
  file_->setText(from(file.string()));
}

void CohortForm::sourceChanged() {
  const int source = source_->currentData().toInt();
  form_->setRowVisible(fileRow_, source != entered);
  for (QWidget* row : {static_cast<QWidget*>(mode_), static_cast<QWidget*>(findings_),
                       static_cast<QWidget*>(ignoreLabels_), static_cast<QWidget*>(derive_)})
    form_->setRowVisible(row, source == balanced);
  form_->setRowVisible(total_, source == balanced || source == conditions);
  form_->setRowVisible(boxLayout_, source == prompts || source == conditions);
  form_->setRowVisible(editor_, source == entered || source == balanced);
  file_->setPlaceholderText(
      source == balanced ? tr("CSV: image, sex, age, view, labels …")
      : source == prompts
          ? tr("CSV: impression, and name, Finding Labels, sex, age, view, mask where there are")
          : tr("SIIM-ACR run lengths (CSV), ChestX-Det or COCO (JSON); also .gz"));
  changed();
}

void CohortForm::changed() {
  stopPlanning();
  speed_.stop();
  const int source = source_->currentData().toInt();
  columns_->setTable(source == balanced ? fs::path(file_->text().trimmed().toStdString()) : fs::path());
  form_->setRowVisible(columns_, columns_->hasTable());
  const bool needsFile = source == prompts || source == conditions;
  const QString problem = needsFile ? QString() : strata_->problem();
  const bool ready =
      model_->count() > 0 && problem.isEmpty() && (!needsFile || !file_->text().trimmed().isEmpty()) &&
      (needsFile || strata_->total() > 0) && (source != balanced || derived_) && checks_->isReady();
  check_->setEnabled(ready);
  start_->setEnabled(ready && !session_.readOnly());
  derive_->setEnabled(!file_->text().trimmed().isEmpty());
  summary_->setText(tr("Check shows counts, time, disk and the first reports; nothing is made by it."));
  setRole(summary_, "secondary");
  if (!problem.isEmpty()) {
    summary_->setText(tr("Nothing can be planned before this is mended. %1").arg(problem));
    setRole(summary_, "error");
  }
  if (source == balanced && !derived_) {
    summary_->setText(file_->text().trimmed().isEmpty()
                          ? tr("Choose the table of real radiographs.")
                          : tr("Make the strata from the table; they can then be changed."));
  }
  time_->clear();
  sample_->clear();
}

cohort::PlanRequest CohortForm::request() const {
  cohort::PlanRequest request;
  cohort::Plan& plan = request.plan;
  const QString name = name_->text().trimmed();
  plan.name = (name.isEmpty() ? tr("Cohort") : name).toStdString();
  plan.model = model_->currentData().toString().toStdString();
  plan.seed = static_cast<std::uint64_t>(seed_->value());
  plan.rerolls = rerolls_->value();
  plan.gates = checks_->gates();
  plan.masksAreLungs = plan.gates.adherence;  // only masks of lungs are found again
  if (const QString url = languageModel_->text().trimmed(); !url.isEmpty())
    request.languageModel = cohort::LanguageModel{.url = url.toStdString()};
  const fs::path file = file_->text().trimmed().toStdString();
  request.boxLayout = chosenBoxLayout(*boxLayout_);
  switch (source_->currentData().toInt()) {
    case prompts:
      request.prompts = file;
      plan.source = "the prompts of " + file.filename().string();
      break;
    case conditions:
      request.conditions = file;
      request.count = static_cast<std::size_t>(total_->value());
      break;
    case balanced:
      request.strata = strata_->strata();
      plan.source = mode_->currentData().toString().toStdString() + " of " + file.filename().string();
      break;
    default: request.strata = strata_->strata(); plan.source = "entered";
  }
  return request;
}

void CohortForm::derive() {
  const fs::path file = file_->text().trimmed().toStdString();
  const auto table =
      training::readTable(file, {.columns = training::tableColumns(columns_->chosen()), .images = false});
  if (!table) {
    Q_EMIT failed(table.error(), {});
    return;
  }
  cohort::BalanceOptions options;
  options.ignoreLabels = ignoreLabels_->isChecked();
  const auto mode = cohort::balanceModeNamed(mode_->currentData().toString().toStdString());
  options.mode = mode ? *mode : cohort::BalanceMode::match;
  options.total = static_cast<std::size_t>(total_->value());
  for (const QString& one : findings_->text().split(QLatin1Char(','), Qt::SkipEmptyParts))
    options.findings.push_back(one.trimmed().toStdString());
  // What the table has and the model can state.
  options.by.clear();
  const auto* model = session_.catalogue().inFolder(model_->currentData().toString().toStdString());
  const std::pair<const char*, bool> attributes[] = {{"sex", !table->columns.sex.empty()},
                                                     {"age", !table->columns.age.empty()},
                                                     {"race", !table->columns.race.empty()},
                                                     {"view", !table->columns.view.empty()}};
  for (const auto& [attribute, there] : attributes)
    if (there && model != nullptr && cohort::whyNot(model->manifest, attribute).empty())
      options.by.emplace_back(attribute);
  const bool hasLabels = !table->columns.labels.empty() || !table->oneHot.empty();
  if (hasLabels || !options.findings.empty()) options.by.emplace_back("findings");
  const auto balance = cohort::balance(*table, options);
  if (!balance) {
    Q_EMIT failed(balance.error(), {});
    return;
  }
  derived_ = true;
  strata_->setStrata(balance->strata);
  QStringList remarks;
  for (const auto* list : {&table->remarks, &balance->remarks})
    for (const std::string& remark : *list) remarks << from(remark);
  if (!remarks.isEmpty()) editor_->tell(remarks.join(QLatin1Char('\n')));
}

void CohortForm::setBusy(bool busy) {
  start_->setEnabled(!busy && !session_.readOnly());
  check_->setText(busy ? tr("Stop planning") : tr("Check the plan"));
}

void CohortForm::plan(const fs::path& folder,
                      const std::function<void(const base::Result<cohort::Planned>&)>& done) {
  running_ = std::make_shared<Planning>();
  setBusy(true);
  const QPointer<CohortForm> self(this);
  const auto tell = [self, running = running_](auto told) {
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, running, told] {
          if (!self.isNull() && self->running_ == running) told(*self);
        },
        Qt::QueuedConnection);
  };
  QThreadPool::globalInstance()->start(
      [tell, running = running_, request = request(), folder, done]() mutable {
        request.onReport = [&](std::size_t written, std::size_t total) {
          tell([written, total](CohortForm& form) {
            form.time_->setText(tr("%1 of %2 reports").arg(written).arg(total));
          });
          return !running->cancelled;
        };
        tell([planned = cohort::planCohort(request, folder), done](CohortForm& form) {
          form.running_.reset();
          form.setBusy(false);
          form.time_->clear();
          done(planned);
        });
      });
}

void CohortForm::check() {
  if (running_) {
    stopPlanning();
    return;
  }
  const auto folder = std::make_shared<QTemporaryDir>();
  plan(fs::path(folder->path().toStdString()) / "plan",
       [this, folder](const base::Result<cohort::Planned>& planned) {
         if (planned)
           showPlanned(*planned);
         else
           Q_EMIT failed(planned.error(), {});
         Q_EMIT checked();
       });
}

void CohortForm::showPlanned(const cohort::Planned& planned) {
  const int cases = static_cast<int>(planned.cases.size());
  QString text = tr("%n case(s)", nullptr, cases) + QStringLiteral(" · ") +
                 tr("%n stratum(s)", nullptr, static_cast<int>(planned.plan.strata.size())) +
                 QStringLiteral(" · ") +
                 tr("about %1 on the disk").arg(bytesText(cohort::estimateBytes(planned.plan)));
  for (std::size_t i = 0; i < planned.remarks.size() && i < remarksShown; ++i)
    text += QLatin1Char('\n') + from(planned.remarks[i]);
  summary_->setText(text);
  setRole(summary_, planned.remarks.empty() ? "ok" : "warn");
  QStringList samples;
  for (std::size_t i = 0; i < planned.cases.size() && i < 2; ++i) {
    const cohort::Case& one = planned.cases[i * (planned.cases.size() - 1)];
    samples << tr("%1: %2 %3 %4 Impression: %5")
                   .arg(from(one.name), from(one.report.patient), from(one.report.technique),
                        from(one.report.findings), from(one.report.impression));
  }
  sample_->setText(samples.join(QLatin1Char('\n')));
  showTime(planned.cases.size());
}

void CohortForm::showTime(std::size_t cases) {
  const auto* model = session_.catalogue().inFolder(model_->currentData().toString().toStdString());
  if (model == nullptr || cases == 0) return;
  time_->setText(tr("measuring how long it takes"));
  speed_.measure(model->folder, {QStringLiteral("denoise"), QStringLiteral("decode")}, 1,
                 Preferences::compute(),
                 [this, cases, steps = model->manifest.defaults.steps](const base::Result<PartTimes>& times) {
                   if (!times || !times->contains("denoise") || !times->contains("decode")) {
                     time_->setText(tr("The time is told after the first image."));
                     return;
                   }
                   const double one = steps * times->at("denoise") + times->at("decode");
                   time_->setText(tr("About %1 on this machine, and the checks besides")
                                      .arg(durationText(static_cast<double>(cases) * one)));
                 });
}

void CohortForm::start() {
  if (session_.project() == nullptr) return;
  // Planned beside the other runs, so that one rename puts it in place.
  const fs::path place = session_.project()->info().folder / "runs";
  const auto folder = std::make_shared<QTemporaryDir>(from((place / ".planning-XXXXXX").string()));
  const fs::path planned = fs::path(folder->path().toStdString()) / "plan";
  plan(planned, [this, folder, planned](const base::Result<cohort::Planned>& made) {
    if (!made) {
      Q_EMIT failed(made.error(), [this] { start(); });
      return;
    }
    const jobs::ModelOptions compute = Preferences::compute();
    const auto added = queue_.add({.kind = cohort::cohortJobKind,
                                   .name = made->plan.name,
                                   .settings = {{"device", compute.device},
                                                {"precision", compute.precision},
                                                {"threads", compute.threads},
                                                {"batch", 1}},
                                   .device = compute.device,
                                   .after = {},
                                   .prepare = [&planned](const fs::path& run) -> base::Result<void> {
                                     std::error_code error;
                                     fs::rename(planned, run, error);
                                     if (!error) return {};
                                     return base::fail(base::ErrorCode::fileUnwritable,
                                                       "The plan cannot be put in place: " + error.message(),
                                                       run, "Nothing was started.");
                                   }});
    if (!added) {
      Q_EMIT failed(added.error(), [this] { start(); });
      return;
    }
    changed();
    Q_EMIT started(*added);
  });
}

}  // namespace chexgen::studio
