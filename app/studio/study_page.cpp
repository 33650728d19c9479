#include "app/studio/study_page.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDesktopServices>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>
#include <QThreadPool>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "app/studio/blinding_panel.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/study/merge.h"
#include "core/study/package.h"
#include "core/study/reading_session.h"
#include "core/study/result.h"
#include "core/study/study_report.h"
#include "widgets/common/error_text.h"
#include "widgets/common/flow_layout.h"
#include "widgets/common/relative_time.h"
#include "widgets/common/theme.h"
#include "widgets/document/document_view.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using namespace widgets;

namespace {

constexpr const char* answersFolder = "answers";
constexpr const char* resultName = "result";
constexpr std::uint64_t longestAnswers = 256U << 20U;
constexpr int greatestTable = 220;
enum Column { readerColumn, answeredColumn, lastColumn, stateColumn, actionColumn };

QLabel* paragraph(const char* role = nullptr) {
  auto* label = new QLabel;
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  if (role != nullptr) setRole(label, role);
  return label;
}

void openOutside(const fs::path& file) {
  QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(file.string())));
}

}  // namespace

StudyPage::StudyPage(QWidget* parent)
    : QWidget(parent),
      title_(paragraph("title")),
      about_(paragraph("secondary")),
      remarks_(paragraph("warn")),
      blinding_(new BlindingPanel),
      readers_(new QTableWidget(0, 5)),
      state_(paragraph("warn")),
      sealText_(paragraph()),
      passphrase_(new QLineEdit),
      unblind_(new QPushButton(tr("Open the key"))),
      progress_(new QProgressBar),
      html_(new QPushButton(tr("Open as HTML"))),
      pdf_(new QPushButton(tr("Open as PDF"))),
      export_(new QPushButton(tr("Export"))),
      report_(new DocumentView) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing4, spacing3, spacing4, spacing3);
  layout->setSpacing(spacing2);
  layout->addWidget(buildHead());
  layout->addWidget(readers_);
  layout->addWidget(state_);
  layout->addWidget(buildSeal());
  layout->addWidget(report_, 1);
  layout->addStretch(0);
}

QWidget* StudyPage::buildHead() {
  auto* head = new QWidget;
  auto* layout = new QVBoxLayout(head);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing1);
  layout->addWidget(title_);
  layout->addWidget(about_);
  layout->addWidget(remarks_);
  layout->addWidget(blinding_);
  auto* bar = new QWidget;
  auto* row = new FlowLayout(bar);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(spacing2);
  auto* back = new QPushButton(tr("All studies"));
  auto* add = new QPushButton(tr("Add answers…"));
  add->setToolTip(tr("Files NAME.answers that readers have sent"));
  auto* folder = new QPushButton(tr("Open the folder"));
  folder->setToolTip(tr("The packages for the readers are there. Keep the key to yourself."));
  auto* menu = new QMenu(export_);
  using study::ResultForm;
  for (const auto& [form, name] :
       std::initializer_list<std::pair<ResultForm, QString>>{{ResultForm::csv, tr("Every answer (CSV)…")},
                                                             {ResultForm::json, tr("All figures (JSON)…")},
                                                             {ResultForm::mrmcaov, tr("For MRMCaov (CSV)…")},
                                                             {ResultForm::imrmc, tr("For iMRMC…")}}) {
    const int number = static_cast<int>(form);
    menu->addAction(name, this, [this, number] { exportAs(number); });
  }
  export_->setMenu(menu);
  setRole(export_, "menu");
  for (QPushButton* button : {back, add, folder, html_, pdf_, export_}) row->addWidget(button);
  layout->addWidget(bar);
  readers_->setHorizontalHeaderLabels({tr("Reader"), tr("Answered"), tr("Last answer"), tr("State"), {}});
  readers_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  readers_->horizontalHeader()->setSectionResizeMode(stateColumn, QHeaderView::Stretch);
  readers_->verticalHeader()->hide();
  readers_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  readers_->setSelectionMode(QAbstractItemView::NoSelection);
  readers_->setTabKeyNavigation(false);
  readers_->setAccessibleName(tr("Readers"));
  readers_->setObjectName(QStringLiteral("studyReaderTable"));
  connect(back, &QPushButton::clicked, this, &StudyPage::closeAsked);
  connect(add, &QPushButton::clicked, this, [this] {
    std::vector<fs::path> files;
    for (const QString& chosen :
         QFileDialog::getOpenFileNames(this, tr("Answers of readers"), {}, tr("Answers (*.answers)")))
      files.emplace_back(chosen.toStdString());
    if (!files.empty()) addAnswers(files);
  });
  connect(folder, &QPushButton::clicked, this, [this] { openOutside(roster_.parent_path()); });
  connect(html_, &QPushButton::clicked, this, [this] { openFile("report.html"); });
  connect(pdf_, &QPushButton::clicked, this, [this] { openFile("report.pdf"); });
  return head;
}

QWidget* StudyPage::buildSeal() {
  auto* card = new QFrame;
  setRole(card, "card");
  auto* layout = new QVBoxLayout(card);
  layout->setContentsMargins(spacing4, spacing3, spacing4, spacing3);
  layout->setSpacing(spacing2);
  layout->addWidget(sealText_);
  auto* row = new QHBoxLayout;
  row->setSpacing(spacing2);
  passphrase_->setEchoMode(QLineEdit::Password);
  passphrase_->setPlaceholderText(tr("Passphrase of the key"));
  passphrase_->setAccessibleName(tr("Passphrase of the key"));
  passphrase_->setObjectName(QStringLiteral("unblindPassphrase"));
  passphrase_->setMaximumWidth(320);
  unblind_->setObjectName(QStringLiteral("unblind"));
  setRole(unblind_, "primary");
  progress_->setRange(0, 0);
  progress_->setTextVisible(false);
  progress_->setAccessibleName(tr("Progress"));
  progress_->hide();
  row->addWidget(passphrase_);
  row->addWidget(unblind_);
  row->addWidget(progress_, 1);
  row->addStretch(0);
  layout->addLayout(row);
  connect(passphrase_, &QLineEdit::textChanged, this,
          [this](const QString& typed) { unblind_->setEnabled(!typed.isEmpty() && !busy_); });
  connect(passphrase_, &QLineEdit::returnPressed, unblind_, &QPushButton::click);
  connect(unblind_, &QPushButton::clicked, this, [this] { unblind(passphrase_->text()); });
  unblind_->setEnabled(false);
  return card;
}

// ---- the study's files ----

fs::path StudyPage::keyFile() const { return base::withSuffix(roster_, ".key"); }

fs::path StudyPage::resultFolder() const { return roster_.parent_path() / resultName; }

fs::path StudyPage::package(const std::string& reader) const {
  return roster_.parent_path() / (study_.name + "-" + reader + ".chexread");
}

std::vector<fs::path> StudyPage::answerFiles() const {
  std::vector<fs::path> files;
  std::error_code error;
  for (const fs::path& folder : {roster_.parent_path(), roster_.parent_path() / answersFolder})
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
      if (entry->path().extension() == ".answers") files.push_back(entry->path());
  return files;
}

void StudyPage::open(const fs::path& roster) {
  auto read = study::readRoster(roster);
  if (!read) {
    Q_EMIT failed(read.error(), {});
    return;
  }
  roster_ = roster;
  study_ = std::move(*read);
  title_->setText(QString::fromStdString(study_.name));
  about_->setText(
      tr("Commitment to the key, for the protocol: %1").arg(QString::fromStdString(study_.study)));
  QStringList remarks;
  for (const std::string& remark : study_.remarks) remarks << QString::fromStdString(remark);
  remarks_->setText(remarks.join(QLatin1Char('\n')));
  remarks_->setVisible(!remarks.isEmpty());
  blinding_->show(study_.leaks, study_.remedies, study_.blinding);
  passphrase_->clear();
  refresh();
}

void StudyPage::refresh() {
  if (roster_.empty()) return;
  // Openings of the key are added to it.
  if (auto read = study::readRoster(roster_)) study_ = std::move(*read);
  showReaders();
  showResult();
}

void StudyPage::showReaders() {
  const auto merged = study::merge(study_, answerFiles());
  readers_->setRowCount(static_cast<int>(study_.readers.size()));
  std::size_t answered = 0, expected = 0;
  for (std::size_t i = 0; i < study_.readers.size(); ++i) {
    const study::Roster::Reader& reader = study_.readers[i];
    const int row = static_cast<int>(i);
    std::size_t count = 0;
    QString last;
    if (merged)
      if (const auto found = merged->answers.find(reader.name); found != merged->answers.end()) {
        count = found->second.size();
        for (const auto& [presentation, answer] : found->second)
          last = std::max(last, QString::fromStdString(answer.time));
      }
    answered += count;
    expected += reader.presentations;
    const bool complete = count == reader.presentations;
    const bool proved = !merged || !merged->unproven.contains(reader.name);
    const QString state = count == 0           ? tr("not begun")
                          : complete && proved ? tr("complete, signatures whole")
                          : complete           ? tr("complete; what was shown is not provable")
                          : proved             ? tr("reading, signatures whole")
                                               : tr("reading; what was shown is not provable");
    const QStringList cells{QString::fromStdString(reader.name),
                            tr("%1 of %2").arg(count).arg(reader.presentations),
                            last.isEmpty() ? QStringLiteral("–") : relativeTime(last),
                            merged ? state : tr("not known: see below")};
    for (int column = 0; column < cells.size(); ++column) {
      auto* cell = new QTableWidgetItem(cells[column]);
      if (column == lastColumn) cell->setToolTip(last);
      readers_->setItem(row, column, cell);
    }
    std::error_code error;
    readers_->removeCellWidget(row, actionColumn);
    if (complete || !fs::exists(package(reader.name), error)) continue;
    auto* read = new QPushButton(tr("Read here"));
    read->setAccessibleName(tr("Read as %1").arg(QString::fromStdString(reader.name)));
    connect(read, &QPushButton::clicked, this,
            [this, file = package(reader.name)] { Q_EMIT readAsked(file); });
    readers_->setCellWidget(row, actionColumn, read);
  }
  readers_->resizeRowsToContents();
  // As high as its rows, up to a limit, so that the report below has the room.
  int height = readers_->horizontalHeader()->height() + 2;
  for (int row = 0; row < readers_->rowCount(); ++row) height += readers_->rowHeight(row);
  readers_->setFixedHeight(std::min(height, greatestTable));
  QStringList said;
  if (!merged) {
    said << messageText(merged.error()) + QLatin1Char(' ') + adviceText(merged.error());
  } else {
    if (!merged->unproven.empty())
      for (const std::string& line : study::proofLines(*merged)) said << QString::fromStdString(line);
    for (const std::string& doubt : merged->doubts) said << QString::fromStdString(doubt);
  }
  state_->setVisible(!said.isEmpty());
  state_->setText(said.join(QLatin1Char('\n')));
  setRole(state_, merged ? "warn" : "error");
  const std::size_t open = expected - answered;
  const QString here = open == 0 ? tr("All answers are here.")
                                 : tr("%n answer(s) are still missing.", nullptr, static_cast<int>(open));
  std::error_code error;
  const QString seal =
      fs::exists(resultFolder(), error)
          ? tr("The key was opened. Open it again to take in answers that came later; that is "
               "written down, too.")
          : tr("The study is blind until you open its key with the passphrase. That is written "
               "down with date and time, and the report says it.");
  // Before the first answer there is nothing to open the key for, but something to do.
  sealText_->setText(answered > 0
                         ? here + QLatin1Char(' ') + seal
                         : tr("Give each reader their package from the folder (NAME-READER.chexread). "
                              "What they send back is added here; on this computer they can begin with "
                              "“Read here”."));
  passphrase_->setVisible(answered > 0);
  unblind_->setVisible(answered > 0);
}

void StudyPage::showResult() {
  const auto result = study::readResult(resultFolder());
  const bool there = result.has_value();
  for (QPushButton* button : {html_, pdf_, export_}) button->setVisible(there);
  report_->setVisible(there);
  if (!there) return;
  const auto analyses = study::analyseAll(result->design, result->readings);
  if (!analyses) {
    Q_EMIT failed(analyses.error(), {});
    return;
  }
  report_->show(study::reportOf(*result, *analyses));
}

void StudyPage::addAnswers(const std::vector<fs::path>& files) {
  std::vector<fs::path> all = answerFiles();
  all.insert(all.end(), files.begin(), files.end());
  const auto merged = study::merge(study_, all);
  if (!merged) {
    Q_EMIT failed(merged.error(), {});
    return;
  }
  const fs::path folder = roster_.parent_path() / answersFolder;
  for (const fs::path& file : files) {
    const auto content = base::readFile(file, longestAnswers);
    const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    const auto kept =
        content
            ? base::writeFileAtomically(
                  folder / (base::stemOf(file.string()) + "-" + stamp.toStdString() + ".answers"), *content)
            : base::Result<void>(tl::unexpected(content.error()));
    if (!kept) {
      Q_EMIT failed(kept.error(), {});
      return;
    }
  }
  Q_EMIT told(tr("%n file(s) of answers added.", nullptr, static_cast<int>(files.size())));
  refresh();
}

// ---- the key ----

void StudyPage::unblind(const QString& passphrase) {
  if (busy_) return;
  busy_ = true;
  unblind_->setEnabled(false);
  progress_->show();
  const study::UnblindRequest request{
      .roster = roster_,
      .key = keyFile(),
      .answers = answerFiles(),
      .passphrase = passphrase.toStdString(),
      .time = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString()};
  const QPointer<StudyPage> self(this);
  QThreadPool::globalInstance()->start([self, request, out = resultFolder()] {
    const auto done = [&]() -> base::Result<void> {
      CHEXGEN_ASSIGN(const study::StudyResult result, study::unblindStudy(request));
      CHEXGEN_TRY(study::writeAll(result, out));
      return {};
    }();
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, done, roster = request.roster] {
          if (self.isNull()) return;
          self->busy_ = false;
          self->progress_->hide();
          self->unblind_->setEnabled(!self->passphrase_->text().isEmpty());
          if (self->roster_ != roster) return;  // another study is looked at by now
          if (!done) {
            Q_EMIT self->failed(done.error(), {});
            return;
          }
          self->passphrase_->clear();
          self->refresh();
          Q_EMIT self->unblinded();
        },
        Qt::QueuedConnection);
  });
}

void StudyPage::openFile(const char* name) { openOutside(resultFolder() / name); }

void StudyPage::exportAs(int form) {
  const auto wanted = static_cast<study::ResultForm>(form);
  const auto result = study::readResult(resultFolder());
  if (!result) {
    Q_EMIT failed(result.error(), {});
    return;
  }
  const QString chosen = QFileDialog::getSaveFileName(
      this, tr("Export"), QString::fromStdString((resultFolder() / study::fileName(wanted)).string()));
  if (chosen.isEmpty()) return;
  const auto written = study::writeForm(*result, wanted, chosen.toStdString());
  if (written) {
    Q_EMIT told(tr("Written to %1").arg(chosen));
  } else {
    Q_EMIT failed(written.error(), {});
  }
}

}  // namespace chexgen::studio
