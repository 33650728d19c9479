#include "app/studio/batch_form.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QSpinBox>
#include <QThreadPool>
#include <algorithm>
#include <map>

#include "app/studio/box_layout_choice.h"
#include "app/studio/column_pickers.h"
#include "app/studio/preferences.h"
#include "app/studio/session.h"
#include "app/studio/task_form.h"
#include "app/studio/task_queue.h"
#include "core/base/file_name.h"
#include "core/imaging/recipe.h"
#include "core/jobs/recipe_request.h"
#include "core/text/demographics.h"
#include "core/text/prompt_loss.h"
#include "widgets/common/error_text.h"
#include "widgets/common/relative_time.h"
#include "widgets/common/theme.h"
#include "widgets/report/loss_text.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using namespace widgets;

namespace {

constexpr int mostOfEach = 1000;

QString from(const std::string& text) { return QString::fromStdString(text); }

// What this model does with a case that is in itself right: nothing to say, a remark, or why it cannot.
void judge(const jobs::ListCase& one, std::size_t line, const weights::Manifest& manifest,
           const text::Tokenizer& tokenizer, std::vector<FoundInRow>& found) {
  const auto tell = [&](bool leftOut, const QString& sentence) {
    found.push_back({.line = line,
                     .id = from(base::stemOf(one.file.string())),
                     .leftOut = leftOut,
                     .sentence = sentence,
                     .file = {}});
  };
  const imaging::Recipe& recipe = one.recipe;
  for (const std::string& remark : one.remarks) tell(false, from(remark));
  if (recipe.condition && manifest.control(recipe.condition->kind) == nullptr) {
    tell(true, recipe.condition->kind == "mask" ? BatchForm::tr("The model has no mask branch.")
                                                : BatchForm::tr("The model has no box branch."));
    return;
  }
  if (recipe.report.empty() && recipe.demographics.empty()) {
    tell(true, BatchForm::tr("There is no report."));
    return;
  }
  const text::PromptParts parts = jobs::promptParts(recipe);
  if (const auto known = text::checkStated(parts, manifest.demographics, manifest.name); !known) {
    tell(true, messageText(known.error()));
    return;
  }
  const auto loss = text::promptLoss(text::joinPrompt(parts), tokenizer,
                                     static_cast<std::size_t>(manifest.transformer.tokens));
  if (!loss) return tell(true, messageText(loss.error()));
  if (!parts.report.empty() && loss->isUnreadable())
    return tell(true, loss->empty ? BatchForm::tr("There is no report.") : unreadText(*loss));
  for (const QString& sentence : {unreadText(*loss), cutText(*loss)})
    if (!sentence.isEmpty()) tell(false, sentence);
}

}  // namespace

BatchForm::BatchForm(Session& session, TaskQueue& queue, QWidget* parent)
    : QWidget(parent),
      session_(session),
      queue_(queue),
      table_(new QLineEdit),
      columns_(new ColumnPickers(reportTable())),
      boxLayout_(boxLayoutChoice()),
      model_(new QComboBox),
      count_(new QSpinBox),
      seed_(new QLineEdit),
      sampler_(new QComboBox),
      steps_(new QSpinBox),
      guidance_(new QDoubleSpinBox),
      name_(new QLineEdit),
      check_(new QPushButton(tr("Check the table"))),
      start_(new QPushButton(tr("Start"))),
      summary_(new QLabel),
      time_(new QLabel),
      findings_(new FindingsTable) {
  setRole(start_, "primary");
  check_->setObjectName(QStringLiteral("batchCheck"));
  start_->setObjectName(QStringLiteral("batchStart"));
  summary_->setObjectName(QStringLiteral("batchSummary"));
  auto* close = new QPushButton(tr("Close"));
  layOutTaskForm(this, tr("Radiographs from a table"),
                 {.fields = buildFields(),
                  .buttons = {check_, start_, close},
                  .time = time_,
                  .summary = summary_,
                  .findings = findings_});
  connect(check_, &QPushButton::clicked, this, &BatchForm::check);
  connect(start_, &QPushButton::clicked, this, &BatchForm::start);
  connect(close, &QPushButton::clicked, this, &BatchForm::closeAsked);
  connect(&session_, &Session::projectClosed, this, [this] {
    speed_.stop();
    table_->clear();
    changed();
  });
  changed();
}

QWidget* BatchForm::buildFields() {
  auto* fields = new QWidget;
  auto* form = new QFormLayout(fields);
  form_ = form;
  form->setContentsMargins(0, 0, 0, 0);
  form->setSpacing(spacing2);
  auto* browse = new QPushButton(tr("Choose…"));
  auto* row = new QHBoxLayout;
  row->addWidget(table_, 1);
  row->addWidget(browse);
  table_->setObjectName(QStringLiteral("batchTable"));
  table_->setAccessibleName(tr("Table"));
  table_->setPlaceholderText(
      tr("CSV: impression (or report, prompt), and name, sex, age, race, view, seed, mask, boxes where there "
         "are"));
  sampler_->addItem(QStringLiteral("DPM-Solver++ (2M)"), QStringLiteral("dpmpp2m"));
  sampler_->addItem(QStringLiteral("DDIM"), QStringLiteral("ddim"));
  sampler_->addItem(tr("Ancestral (DDPM)"), QStringLiteral("ancestral"));
  count_->setRange(1, mostOfEach);
  count_->setObjectName(QStringLiteral("batchCount"));
  steps_->setRange(1, 1000);
  guidance_->setRange(0, 30);
  guidance_->setDecimals(1);
  guidance_->setSingleStep(0.5);
  seed_->setValidator(
      new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{0,18}")), seed_));
  seed_->setToolTip(
      tr("The first image has this seed, each further one the next; a column “seed” goes first. Left empty, "
         "each row's seed "
         "follows from its name, so that adding a row changes no other radiograph."));
  seed_->setPlaceholderText(tr("from each row's name"));
  name_->setPlaceholderText(tr("Name of the task"));
  form->addRow(tr("Table"), row);
  form->addRow(tr("Columns"), columns_);
  boxLayout_->setObjectName(QStringLiteral("batchBoxLayout"));
  form->addRow(tr("Box numbers"), boxLayout_);
  form->addRow(tr("Model"), model_);
  form->addRow(tr("Images of each report"), count_);
  form->addRow(tr("First seed"), seed_);
  form->addRow(tr("Sampler"), sampler_);
  form->addRow(tr("Steps"), steps_);
  form->addRow(tr("Guidance"), guidance_);
  form->addRow(tr("Name"), name_);
  connect(browse, &QPushButton::clicked, this, [this] {
    const QString file = QFileDialog::getOpenFileName(this, tr("Table of reports"), {},
                                                      tr("Tables (*.csv *.tsv *.txt);;All files (*)"));
    if (!file.isEmpty()) setTable(file.toStdString());
  });
  connect(table_, &QLineEdit::textChanged, this, [this] {
    columns_->setTable(table_->text().trimmed().toStdString());
    changed();
  });
  connect(columns_, &ColumnPickers::looked, this, &BatchForm::showColumns);
  connect(columns_, &ColumnPickers::changed, this, &BatchForm::changed);
  connect(boxLayout_, &QComboBox::currentIndexChanged, this, &BatchForm::changed);
  connect(model_, &QComboBox::currentIndexChanged, this, [this] {
    takeModel();
    changed();
  });
  for (QSpinBox* box : {count_, steps_}) connect(box, &QSpinBox::valueChanged, this, &BatchForm::changed);
  connect(guidance_, &QDoubleSpinBox::valueChanged, this, &BatchForm::changed);
  connect(sampler_, &QComboBox::currentIndexChanged, this, &BatchForm::changed);
  connect(seed_, &QLineEdit::textChanged, this, &BatchForm::changed);
  return fields;
}

void BatchForm::refresh() {
  const QString chosen = model_->currentData().toString();
  const QSignalBlocker quiet(model_);
  model_->clear();
  for (const CatalogueModel& model : session_.catalogue().models)
    model_->addItem(from(model.manifest.name), from(model.folder.string()));
  const int index = model_->findData(chosen);
  model_->setCurrentIndex(std::max(0, index));
  if (index < 0) takeModel();
  changed();
}

void BatchForm::takeModel() {
  const CatalogueModel* model = session_.catalogue().inFolder(model_->currentData().toString().toStdString());
  if (model == nullptr) return;
  const weights::GenerationDefaults& defaults = model->manifest.defaults;
  sampler_->setCurrentIndex(std::max(0, sampler_->findData(from(defaults.sampler))));
  steps_->setValue(defaults.steps);
  guidance_->setValue(defaults.guidance);
}

void BatchForm::setTable(const fs::path& table) { table_->setText(from(table.string())); }

void BatchForm::showColumns() {
  form_->setRowVisible(columns_, columns_->hasTable());
  form_->setRowVisible(boxLayout_, columns_->hasTable() && columns_->serves("boxes"));
}

void BatchForm::changed() {
  showColumns();
  list_.reset();
  running_.reset();
  speed_.stop();
  const bool named = !table_->text().trimmed().isEmpty();
  check_->setEnabled(named);
  check_->setText(tr("Check the table"));
  start_->setEnabled(false);
  findings_->setFound({});
  time_->clear();
  summary_->setText(named ? tr("Check the table before anything is started: every row is read.")
                          : tr("Choose a table with one report a row."));
  setRole(summary_, "secondary");
}

jobs::GenerateOptions BatchForm::options() const {
  jobs::GenerateOptions options;
  options.csv = table_->text().trimmed().toStdString();
  options.columns = columns_->chosen();
  options.boxLayout = chosenBoxLayout(*boxLayout_);
  options.sampler = sampler_->currentData().toString().toStdString();
  options.steps = steps_->value();
  options.guidance = guidance_->value();
  if (!seed_->text().isEmpty()) options.seed = seed_->text().toULongLong();
  options.count = count_->value();
  return options;
}

void BatchForm::check() {
  const auto* model = session_.catalogue().inFolder(model_->currentData().toString().toStdString());
  if (model == nullptr) return;
  running_ = std::make_shared<Check>();
  check_->setEnabled(false);
  check_->setText(tr("Checking"));
  jobs::GenerateOptions asked = options();
  asked.boxFindings = model->manifest.boxFindings;
  const QPointer<BatchForm> self(this);
  QThreadPool::globalInstance()->start([self, running = running_, options = std::move(asked),
                                        manifest = model->manifest, folder = model->folder] {
    std::vector<FoundInRow> found;
    const auto look = [&]() -> base::Result<jobs::CaseList> {
      CHEXGEN_ASSIGN(auto list, jobs::listCases(options, static_cast<int>(manifest.sizes.front())));
      CHEXGEN_ASSIGN(const auto tokenizer, text::Tokenizer::load(folder / manifest.tokenizerFile.path));
      found.push_back(
          {.ofTable = true, .sentence = from(base::columnsInWords(jobs::caseListRoles(), list.columns))});
      for (const std::string& remark : list.remarks)
        found.push_back({.ofTable = true, .sentence = from(remark)});
      for (const jobs::CaseProblem& problem : list.problems)
        found.push_back({.line = problem.line,
                         .id = from(problem.name),
                         .leftOut = true,
                         .sentence = from(problem.error.message),
                         .file = from(problem.error.file.string())});
      jobs::CaseList kept{.cases = {}, .lines = {}, .problems = std::move(list.problems)};
      std::size_t judged = 0;  // the images of one report are alike: one judgement for all
      bool refused = false;
      for (std::size_t i = 0; i < list.cases.size(); ++i) {
        if (list.lines[i] != judged) {
          const auto before = found.size();
          judge(list.cases[i], list.lines[i], manifest, tokenizer, found);
          refused = std::any_of(found.begin() + static_cast<std::ptrdiff_t>(before), found.end(),
                                [](const FoundInRow& one) { return one.leftOut; });
          judged = list.lines[i];
        }
        if (refused) continue;
        kept.cases.push_back(std::move(list.cases[i]));
        kept.lines.push_back(list.lines[i]);
      }
      return kept;
    };
    auto list = look();
    std::stable_sort(found.begin(), found.end(),
                     [](const FoundInRow& a, const FoundInRow& b) { return a.line < b.line; });
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, running, list = std::move(list), found = std::move(found)] {
          if (self.isNull() || self->running_ != running) return;
          self->running_.reset();
          self->check_->setEnabled(true);
          self->check_->setText(tr("Check again"));
          if (list) {
            self->list_ = *list;
            self->showList(found);
            self->showTime();
          } else {
            Q_EMIT self->failed(list.error(), {});
          }
          Q_EMIT self->checked();
        },
        Qt::QueuedConnection);
  });
}

void BatchForm::showList(const std::vector<FoundInRow>& found) {
  findings_->setFound(found);
  std::map<std::size_t, bool> left;
  for (const FoundInRow& one : found)
    if (one.leftOut) left[one.line] = true;
  const int images = static_cast<int>(list_->cases.size());
  QString text =
      images == 0 ? tr("There is nothing to make.") : tr("%n image(s) will be made.", nullptr, images);
  if (!left.empty())
    text +=
        QLatin1Char(' ') + tr("%n row(s) are left out; see below.", nullptr, static_cast<int>(left.size()));
  else if (std::all_of(found.begin(), found.end(), [](const FoundInRow& one) { return one.ofTable; }))
    text += QLatin1Char(' ') + tr("Nothing is wrong with the rows.");
  summary_->setText(text);
  setRole(summary_, images == 0 ? "error" : left.empty() ? "ok" : "warn");
  start_->setEnabled(images > 0 && !session_.readOnly());
}

void BatchForm::showTime() {
  if (list_->cases.empty()) return;
  time_->setText(tr("measuring how long it takes"));
  const double images = static_cast<double>(list_->cases.size());
  speed_.measure(model_->currentData().toString().toStdString(),
                 {QStringLiteral("denoise"), QStringLiteral("decode")}, 1, Preferences::compute(),
                 [this, images, steps = steps_->value()](const base::Result<PartTimes>& times) {
                   if (!times || !times->contains("denoise") || !times->contains("decode")) {
                     time_->setText(tr("The time is told after the first image."));
                     return;
                   }
                   const double one = steps * times->at("denoise") + times->at("decode");
                   time_->setText(tr("About %1 on this machine").arg(durationText(images * one)));
                 });
}

void BatchForm::start() {
  if (!list_ || list_->cases.empty()) return;
  base::Json cases = base::Json::array();
  for (const jobs::ListCase& one : list_->cases)
    cases.push_back({{"file", one.file.string()}, {"recipe", base::Json(imaging::toJson(one.recipe))}});
  const jobs::ModelOptions compute = Preferences::compute();
  const QString name = name_->text().trimmed().isEmpty()
                           ? tr("Images of %1").arg(from(base::stemOf(table_->text().toStdString())))
                           : name_->text().trimmed();
  const auto added = queue_.add({.kind = "generate",
                                 .name = name.toStdString(),
                                 .settings = {{"model", model_->currentData().toString().toStdString()},
                                              {"device", compute.device},
                                              {"precision", compute.precision},
                                              {"threads", compute.threads},
                                              {"cases", std::move(cases)}},
                                 .device = compute.device,
                                 .after = {}});
  if (!added) {
    Q_EMIT failed(added.error(), [this] { start(); });
    return;
  }
  changed();
  Q_EMIT started(*added);
}

}  // namespace chexgen::studio
