#include "app/studio/study_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QThreadPool>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "app/studio/blinding_check.h"
#include "app/studio/question_editor.h"
#include "app/studio/sample_size_help.h"
#include "app/studio/session.h"
#include "app/studio/study_cases.h"
#include "core/study/arm_names.h"
#include "core/study/equal_arms.h"
#include "core/study/reader_key.h"
#include "widgets/common/error_text.h"
#include "widgets/common/form_parts.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using namespace widgets;
using study::StudyKind;

namespace {

constexpr int formWidth = 920;
constexpr int shortestPassphrase = 8;
constexpr double usualSeconds = 30;  // for one presentation: an assumption, and shown as one
enum Marker { lookForMarkers, cropMarkers, maskMarkers, leaveMarkers };

// How many images a case that counts has, the most of any.
std::size_t armsOfEach(const study::Design& design) {
  std::size_t most = 1;
  for (const study::Case& one : design.cases)
    if (!one.practice) most = std::max(most, one.candidates.size());
  return most;
}

QString plainName(QString name) {
  static const QRegularExpression others(QStringLiteral("[^\\w-]+"),
                                         QRegularExpression::UseUnicodePropertiesOption);
  return name.trimmed().replace(others, QStringLiteral("-"));
}

}  // namespace

struct StudyForm::Making {
  base::CancelToken cancel;
};

StudyForm::StudyForm(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      name_(new QLineEdit),
      kind_(new QComboBox),
      kindText_(paragraph({})),
      ranking_(new QCheckBox(tr("Put all images in order, not only the best"))),
      questions_(new QuestionEditor),
      cases_(new StudyCases(session)),
      casesText_(paragraph({})),
      remarks_(paragraph({})),
      real_(new QComboBox),
      readers_(new QLineEdit),
      showReport_(new QCheckBox(tr("Show the report beside the image"))),
      mayGoBack_(new QCheckBox(tr("Readers may go back to earlier cases"))),
      practice_(wholeNumber(0, 100, 0, tr("Cases for practice"))),
      repeats_(wholeNumber(0, 1000, 0, tr("Shown twice"))),
      markers_(new QComboBox),
      markerShare_(wholeNumber(1, 24, 10, tr("Share"))),
      blinding_(new BlindingCheck),
      size_(new SampleSizeHelp),
      folder_(new QLineEdit),
      passphrase_(new QLineEdit),
      again_(new QLineEdit),
      make_(new QPushButton(tr("Make the study"))),
      cancel_(new QPushButton(tr("Cancel"))),
      progress_(new QProgressBar),
      state_(paragraph({})) {
  auto* panel = new QWidget;
  panel->setMaximumWidth(formWidth);
  auto* inner = new QVBoxLayout(panel);
  inner->setContentsMargins(spacing4, spacing3, spacing4, spacing3);
  inner->setSpacing(spacing3);
  auto* title = new QLabel(tr("New reader study"));
  setRole(title, "title");
  inner->addWidget(title);
  inner->addWidget(buildFields());
  inner->addWidget(buildFoot());
  inner->addStretch(1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(scrolling(panel));
  kindChanged();
  showMaking(false);
}

StudyForm::~StudyForm() {
  if (making_) making_->cancel.cancel();
}

QWidget* StudyForm::buildFields() {
  auto* fields = new QWidget;
  auto* form = new QFormLayout(fields);
  rows_ = form;
  form->setContentsMargins(0, 0, 0, 0);
  form->setSpacing(spacing2);
  buildStudy(form);
  buildCases(form);
  buildReading(form);
  buildSeal(form);
  return fields;
}

void StudyForm::buildStudy(QFormLayout* form) {
  name_->setObjectName(QStringLiteral("studyName"));
  name_->setPlaceholderText(tr("Readers see it"));
  form->addRow(tr("Name"), name_);
  kind_->setObjectName(QStringLiteral("studyKind"));
  kind_->addItem(tr("Report match, −2 to +2"), static_cast<int>(StudyKind::reportMatch));
  kind_->addItem(tr("Realism: real or synthetic"), static_cast<int>(StudyKind::realism));
  kind_->addItem(tr("Preference between models"), static_cast<int>(StudyKind::preference));
  kind_->addItem(tr("Questions of your own"), static_cast<int>(StudyKind::custom));
  form->addRow(tr("Kind"), kind_);
  form->addRow(QString(), kindText_);
  ranking_->setObjectName(QStringLiteral("studyRanking"));
  form->addRow(QString(), ranking_);
  form->addRow(QString(), questions_);
  connect(name_, &QLineEdit::textChanged, this, &StudyForm::showReady);
  connect(kind_, &QComboBox::currentIndexChanged, this, &StudyForm::kindChanged);
  connect(questions_, &QuestionEditor::changed, this, &StudyForm::showReady);
}

void StudyForm::buildCases(QFormLayout* form) {
  form->addRow(tr("Cases"), cases_);
  form->addRow(QString(), casesText_);
  setRole(remarks_, "warn");
  remarks_->setObjectName(QStringLiteral("studyRemarks"));
  form->addRow(QString(), remarks_);
  real_->setObjectName(QStringLiteral("studyReal"));
  real_->setToolTip(tr("A realism study compares the other arms with the real images"));
  form->addRow(tr("Real images"), real_);
  form->addRow(tr("How many are enough"), size_);
  connect(cases_, &StudyCases::failed, this, &StudyForm::failed);
  connect(real_, &QComboBox::currentIndexChanged, this, &StudyForm::showReady);
  connect(cases_, &StudyCases::changed, this, [this] {
    // What the table names for practice stands; more can be drawn.
    practice_->setMinimum(cases_->practice());
    showReady();
  });
}

void StudyForm::buildReading(QFormLayout* form) {
  readers_->setObjectName(QStringLiteral("studyReaders"));
  readers_->setToolTip(tr("ann=KEY where a reader has made a key of their own (“My key…”)"));
  readers_->setPlaceholderText(tr("One name for each, separated by commas: ann, ben"));
  form->addRow(tr("Readers"), readers_);
  showReport_->setObjectName(QStringLiteral("studyShowReport"));
  form->addRow(QString(), showReport_);
  form->addRow(QString(), mayGoBack_);
  practice_->setObjectName(QStringLiteral("studyPractice"));
  practice_->setToolTip(
      tr("Read first, by everybody; their answers do not count. Those that the table does not name are drawn "
         "when the study is made."));
  form->addRow(tr("Cases for practice"), practice_);
  repeats_->setObjectName(QStringLiteral("studyRepeats"));
  repeats_->setToolTip(tr("Presentations that come a second time at the end, for agreement within a reader"));
  form->addRow(tr("Shown twice"), repeats_);
  connect(readers_, &QLineEdit::textChanged, this, &StudyForm::showReady);
  connect(practice_, &QSpinBox::valueChanged, this, &StudyForm::showReady);
  connect(showReport_, &QCheckBox::toggled, this, &StudyForm::showReady);
  connect(repeats_, &QSpinBox::valueChanged, this, &StudyForm::showReady);
}

void StudyForm::buildSeal(QFormLayout* form) {
  auto* markers = new QHBoxLayout;
  markers->setSpacing(spacing2);
  markers_->addItem(tr("Burned-in marks must be in all arms alike, or the study is not made"),
                    lookForMarkers);
  markers_->addItem(tr("Cut off the edges of every image"), cropMarkers);
  markers_->addItem(tr("Black squares in the corners of every image"), maskMarkers);
  markers_->addItem(tr("Leave them where they are; the report names them as a cue"), leaveMarkers);
  markers_->setObjectName(QStringLiteral("studyMarkers"));
  markers_->setAccessibleName(tr("Burned-in side markers"));
  markerShare_->setSuffix(QStringLiteral(" %"));
  markerShare_->setToolTip(tr("Share of the side of the image"));
  markers->addWidget(markers_);
  markers->addWidget(markerShare_);
  markers->addStretch(1);
  form->addRow(tr("Side markers"), markers);
  form->addRow(tr("Blinding"), blinding_);
  blinding_->setStudy([this] { return design(); }, [this] { return assignOptions(); });
  connect(blinding_, &BlindingCheck::failed, this, &StudyForm::failed);
  connect(cases_, &StudyCases::changed, blinding_, &BlindingCheck::forget);
  connect(markers_, &QComboBox::currentIndexChanged, blinding_, &BlindingCheck::forget);
  connect(markerShare_, &QSpinBox::valueChanged, blinding_, &BlindingCheck::forget);
  auto* where = new QHBoxLayout;
  auto* browse = new QPushButton(tr("Choose…"));
  where->setSpacing(spacing2);
  where->addWidget(folder_, 1);
  where->addWidget(browse);
  folder_->setAccessibleName(tr("Folder of the study"));
  folder_->setObjectName(QStringLiteral("studyFolder"));
  form->addRow(tr("Folder"), where);
  for (QLineEdit* field : {passphrase_, again_}) {
    field->setEchoMode(QLineEdit::Password);
    connect(field, &QLineEdit::textChanged, this, &StudyForm::showReady);
  }
  passphrase_->setObjectName(QStringLiteral("studyPassphrase"));
  again_->setObjectName(QStringLiteral("studyPassphraseAgain"));
  form->addRow(tr("Passphrase"), passphrase_);
  form->addRow(tr("Once more"), again_);
  form->addRow(
      QString(),
      paragraph(tr("It closes the key that says which image is which. Nobody can open the key without "
                   "it, and nobody can bring it back: keep it until the study ends.")));
  const auto marked = [this] {
    const int how = markers_->currentData().toInt();
    markerShare_->setEnabled(how == cropMarkers || how == maskMarkers);
  };
  connect(markers_, &QComboBox::currentIndexChanged, this, marked);
  marked();
  connect(folder_, &QLineEdit::textChanged, this, &StudyForm::showReady);
  connect(browse, &QPushButton::clicked, this, [this] {
    const QString chosen =
        QFileDialog::getExistingDirectory(this, tr("Where the folder of the study is made"));
    if (!chosen.isEmpty()) folder_->setText(chosen + QLatin1Char('/') + plainName(name_->text()));
  });
}

QWidget* StudyForm::buildFoot() {
  auto* foot = new QWidget;
  auto* layout = new QVBoxLayout(foot);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing2);
  make_->setObjectName(QStringLiteral("studyMake"));
  state_->setObjectName(QStringLiteral("studyState"));
  setRole(make_, "primary");
  auto* close = new QPushButton(tr("Close"));
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(spacing2);
  buttons->addWidget(make_);
  buttons->addWidget(cancel_);
  buttons->addWidget(close);
  buttons->addWidget(state_, 1);
  layout->addLayout(buttons);
  progress_->setAccessibleName(tr("Progress"));
  layout->addWidget(progress_);
  connect(make_, &QPushButton::clicked, this, &StudyForm::make);
  connect(cancel_, &QPushButton::clicked, this, [this] {
    if (making_) making_->cancel.cancel();
  });
  connect(close, &QPushButton::clicked, this, &StudyForm::closeAsked);
  return foot;
}

void StudyForm::kindChanged() {
  const auto kind = static_cast<StudyKind>(kind_->currentData().toInt());
  switch (kind) {
    case StudyKind::reportMatch:
      kindText_->setText(
          tr("Does the image show what its report says? The published five steps; where much is "
             "wrong, readers say what."));
      break;
    case StudyKind::realism:
      kindText_->setText(
          tr("Real or synthetic, how sure, and how real it looks. Real images are the arm “real”."));
      break;
    case StudyKind::preference:
      kindText_->setText(tr("Images of two to eight models for one report stand side by side."));
      break;
    case StudyKind::custom:
      kindText_->setText(tr("Scales, choices, texts, points and boxes, as you name them."));
      break;
  }
  showReport_->setChecked(study::showsReports(kind));
  ranking_->setVisible(kind == StudyKind::preference);
  questions_->setVisible(kind == StudyKind::custom);
  showReady();
}

study::Design StudyForm::design() const {
  study::Design design{.name = name_->text().trimmed().toStdString(),
                       .kind = static_cast<StudyKind>(kind_->currentData().toInt())};
  if (design.kind == StudyKind::custom) design.questions = questions_->questions();
  for (const QString& reader : readers_->text().split(QLatin1Char(','), Qt::SkipEmptyParts))
    if (!reader.trimmed().isEmpty()) {
      const qsizetype at = reader.indexOf(QLatin1Char('='));
      const QString key = at < 0 ? QString() : QLatin1Char('=') + reader.mid(at + 1).trimmed();
      study::addReader(design, (plainName(reader.left(at)) + key).toStdString());
    }
  design.cases = cases_->cases();
  const std::string real = real_->currentData().toString().toStdString();
  // Refused only where another arm is "real" already; then nothing is asked either.
  if (design.kind == StudyKind::realism && !real.empty())
    static_cast<void>(study::takeAsReal(design.cases, real));
  design.showReport = showReport_->isChecked();
  design.mayGoBack = mayGoBack_->isChecked();
  design.ranking = design.kind == StudyKind::preference && ranking_->isChecked();
  design.repeats = repeats_->value();
  design.drawnPractice = practice_->value() - cases_->practice();
  return design;
}

fs::path StudyForm::folder() const {
  if (!folder_->text().trimmed().isEmpty()) return folder_->text().trimmed().toStdString();
  const QString name = plainName(name_->text());
  const fs::path parent = session_.project() != nullptr
                              ? session_.project()->info().folder / "exports" / "studies"
                              : fs::path(QDir::homePath().toStdString());
  return parent / (name.isEmpty() ? "study" : name.toStdString());
}

QString StudyForm::missing() const {
  if (cases_->cases().empty()) return tr("Choose the cases.");
  if (name_->text().trimmed().isEmpty()) return tr("Give the study a name.");
  if (readers_->text().trimmed().isEmpty()) return tr("Name at least one reader.");
  if (const auto checked = study::checkBeforeMaking(design()); !checked)
    return messageText(checked.error()) + QLatin1Char(' ') + adviceText(checked.error());
  if (passphrase_->text().size() < shortestPassphrase)
    return tr("The passphrase needs at least %n character(s).", nullptr, shortestPassphrase);
  if (passphrase_->text() != again_->text()) return tr("The two passphrases differ.");
  return {};
}

void StudyForm::showReady() {
  const study::Design now = design();
  std::size_t counting = 0;
  int presentations = repeats_->value();
  for (const study::Case& one : now.cases) {
    counting += one.practice ? 0 : 1;
    presentations +=
        now.kind == StudyKind::preference ? 1 : static_cast<int>(one.practice ? 1 : one.candidates.size());
  }
  // Those that are drawn for practice are shown once, not with each of their images.
  const auto drawn = std::min(static_cast<std::size_t>(std::max(0, now.drawnPractice)), counting);
  if (now.kind != StudyKind::preference && counting > 0)
    presentations -= static_cast<int>(drawn * ((armsOfEach(now) - 1)));
  counting -= drawn;
  size_->setStudy(now.kind, counting);
  showRealArms(now);
  QStringList arms;
  for (const std::string& arm : study::armsOf(now)) arms << QString::fromStdString(arm);
  casesText_->setText(
      now.cases.empty()
          ? tr("No cases yet. Take them from Gallery, a folder or a table.")
          : tr("%n case(s)", nullptr, static_cast<int>(now.cases.size())) + QStringLiteral(" · ") +
                tr("arms: %1").arg(arms.join(QStringLiteral(", "))) + QStringLiteral(" · ") +
                tr("each reader sees %n image(s) or groups: %1 min at %2 s each", nullptr, presentations)
                    .arg(std::max(1, qRound(presentations * usualSeconds / 60)))
                    .arg(usualSeconds));
  folder_->setPlaceholderText(QString::fromStdString(folder().string()));
  const QString open = missing();
  state_->setText(open);
  make_->setEnabled(open.isEmpty() && !making_);
}

void StudyForm::showRealArms(const study::Design& design) {
  std::vector<std::string> arms = study::armsOf({.cases = cases_->cases()});
  const bool asked = design.kind == StudyKind::realism && !arms.empty() &&
                     std::find(arms.begin(), arms.end(), study::realArm) == arms.end();
  if (!asked) arms.clear();
  QStringList names{tr("Which arm are they?")};
  for (const std::string& arm : arms) names << QString::fromStdString(arm);
  QStringList shown;
  for (int i = 0; i < real_->count(); ++i) shown << real_->itemText(i);
  if (names != shown) {
    const QSignalBlocker quiet(real_);
    real_->clear();
    for (const QString& name : names) real_->addItem(name, name);
    real_->setItemData(0, QString());  // no arm
  }
  rows_->setRowVisible(real_, asked);
  QStringList remarks;
  // What is wrong with the arms stands where they are listed, too: the foot of the form may be out of sight.
  if (const auto checked = study::checkBeforeMaking(design)) {
    for (const std::string& remark : *checked) remarks << QString::fromStdString(remark);
  } else if (study::checkDesign(design)) {
    remarks << messageText(checked.error());
  }
  remarks_->setText(remarks.join(QLatin1Char('\n')));
  rows_->setRowVisible(remarks_, !remarks.isEmpty());
}

study::AssignOptions StudyForm::assignOptions() const {
  study::AssignOptions options;
  const double share = markerShare_->value() / 100.0;
  if (markers_->currentData().toInt() == cropMarkers) options.cropped = share;
  if (markers_->currentData().toInt() == maskMarkers) {
    options.masked = share;
    options.remedies.push_back(study::Remedy::corners);
  }
  options.leaveMarks = markers_->currentData().toInt() == leaveMarkers;
  for (const study::Remedy remedy : blinding_->remedies()) options.remedies.push_back(remedy);
  return options;
}

void StudyForm::make() {
  if (!missing().isEmpty() || making_) return;
  making_ = std::make_shared<Making>();
  showMaking(true);
  study::AssignOptions options = assignOptions();
  const QPointer<StudyForm> self(this);
  options.progress = [self](std::size_t done, std::size_t total) {
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, done, total] {
          if (self.isNull()) return;
          self->progress_->setRange(0, static_cast<int>(total));
          self->progress_->setValue(static_cast<int>(done));
        },
        Qt::QueuedConnection);
  };
  QThreadPool::globalInstance()->start([self, making = making_, design = design(), out = folder(), options,
                                        secret = passphrase_->text().toStdString()] {
    std::error_code error;
    fs::create_directories(out.parent_path(), error);
    auto assigned = study::assign(design, secret, out, options, making->cancel);
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, making, assigned = std::move(assigned)] {
          if (self.isNull() || self->making_ != making) return;
          self->making_.reset();
          self->showMaking(false);
          if (!assigned) {
            if (assigned.error().code != base::ErrorCode::cancelled)
              Q_EMIT self->failed(assigned.error(), [self] {
                if (!self.isNull()) self->make();
              });
            return;
          }
          self->passphrase_->clear();
          self->again_->clear();
          self->cases_->clear();
          self->name_->clear();
          self->folder_->clear();
          Q_EMIT self->made(assigned->roster);
        },
        Qt::QueuedConnection);
  });
}

void StudyForm::showMaking(bool making) {
  progress_->setVisible(making);
  progress_->setRange(0, 0);
  cancel_->setVisible(making);
  if (making) state_->setText(tr("Making every image alike and writing the packages"));
  if (!making) showReady();
  make_->setEnabled(!making && missing().isEmpty());
}

}  // namespace chexgen::studio
