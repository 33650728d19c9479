#include "widgets/report/report_editor.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QTextCursor>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/text/demographics.h"
#include "widgets/common/error_text.h"
#include "widgets/common/theme.h"
#include "widgets/report/prompt_lens_view.h"
#include "widgets/report/report_templates.h"

namespace chexgen::widgets {

namespace {

constexpr int oldestAge = 120;  // years
constexpr int noAge = -1;

// What is shown is translated, what the prompt says is not: the item data.
QComboBox* choice(const QString& name, std::initializer_list<std::pair<QString, QString>> items) {
  auto* box = new QComboBox;
  box->setAccessibleName(name);
  box->setToolTip(name);
  box->addItem(QStringLiteral("–"), QString());
  for (const auto& [shown, prompt] : items) box->addItem(shown, prompt);
  return box;
}

std::optional<std::string> chosen(const QComboBox* box) {
  const QString value = box->currentData().toString();
  if (value.isEmpty()) return std::nullopt;
  return value.toStdString();
}

// A value that the list does not know is added, so that no draft loses what it said.
void choose(QComboBox* box, const std::optional<std::string>& value) {
  const QString wanted = value ? QString::fromStdString(*value) : QString();
  int index = box->findData(wanted);
  if (index < 0) {
    box->addItem(wanted, wanted);
    index = box->count() - 1;
  }
  box->setCurrentIndex(index);
}

// Through the cursor, so that undo brings the old text back.
void replaceAll(QPlainTextEdit* edit, const QString& text) {
  QTextCursor cursor(edit->document());
  cursor.select(QTextCursor::Document);
  cursor.insertText(text);
}

QWidget* field(const QString& label, QWidget* editor) {
  auto* whole = new QWidget;
  auto* layout = new QVBoxLayout(whole);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  auto* text = new QLabel(label);
  setRole(text, "heading");
  text->setBuddy(editor);
  layout->addWidget(text);
  layout->addWidget(editor);
  return whole;
}

QPlainTextEdit* textField(const QString& name, const QString& hint) {
  auto* edit = new QPlainTextEdit;
  edit->setAccessibleName(name);
  edit->setPlaceholderText(hint);
  edit->setTabChangesFocus(true);
  edit->setMinimumHeight(60);
  return edit;
}

}  // namespace

ReportEditor::ReportEditor(QWidget* parent)
    : QWidget(parent),
      sex_(choice(tr("Sex"),
                  {{tr("Female"), QStringLiteral("Female")}, {tr("Male"), QStringLiteral("Male")}})),
      age_(new QSpinBox),
      race_(choice(tr("Race"), {{tr("Asian"), QStringLiteral("Asian")},
                                {tr("Black"), QStringLiteral("Black")},
                                {tr("White"), QStringLiteral("White")}})),
      view_(choice(tr("View"), {{QStringLiteral("PA"), QStringLiteral("PA")},
                                {QStringLiteral("AP"), QStringLiteral("AP")}})),
      findings_(textField(tr("Findings"),
                          tr("What is seen, for example: Blunting of the left costophrenic angle."))),
      impression_(
          textField(tr("Impression"), tr("What it means, for example: No acute cardiopulmonary process."))),
      templates_(new QToolButton),
      lens_(new PromptLensView) {
  build();
  for (QComboBox* box : {sex_, race_, view_})
    connect(box, &QComboBox::currentIndexChanged, this, &ReportEditor::change);
  connect(age_, &QSpinBox::valueChanged, this, &ReportEditor::change);
  for (QPlainTextEdit* edit : {findings_, impression_})
    connect(edit, &QPlainTextEdit::textChanged, this, &ReportEditor::change);
}

void ReportEditor::build() {
  setObjectName(QStringLiteral("reportEditor"));
  findings_->setObjectName(QStringLiteral("findings"));
  impression_->setObjectName(QStringLiteral("impression"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing3, spacing3, spacing3, spacing3);
  layout->setSpacing(spacing2);
  auto* top = new QHBoxLayout;
  auto* title = new QLabel(tr("Report"));
  setRole(title, "title");
  top->addWidget(title, 1);
  top->addWidget(templateButton());
  layout->addLayout(top);
  layout->addWidget(demographicsRow());
  layout->addWidget(field(tr("Findings"), findings_), 3);
  layout->addWidget(field(tr("Impression"), impression_), 2);
  layout->addWidget(lens_, 3);
}

QWidget* ReportEditor::demographicsRow() {
  age_->setRange(noAge, oldestAge);
  age_->setSpecialValueText(QStringLiteral("–"));
  age_->setValue(noAge);
  age_->setAccessibleName(tr("Age in years"));
  age_->setToolTip(tr("Age in years"));
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing2);
  layout->addWidget(field(tr("Sex"), sex_), 3);
  layout->addWidget(field(tr("Age"), age_), 2);
  layout->addWidget(field(tr("Race"), race_), 3);
  layout->addWidget(field(tr("View"), view_), 2);
  return row;
}

QWidget* ReportEditor::templateButton() {
  templates_->setText(tr("Templates"));
  setRole(templates_, "menu");
  templates_->setPopupMode(QToolButton::InstantPopup);
  templates_->setToolButtonStyle(Qt::ToolButtonTextOnly);
  auto* menu = new QMenu(templates_);
  for (const ReportTemplate& entry : reportTemplates()) {
    menu->addAction(entry.name, this, [this, entry] {
      replaceAll(findings_, entry.findings);
      replaceAll(impression_, entry.impression);
      findings_->setFocus();
    });
  }
  templates_->setMenu(menu);
  return templates_;
}

ReportText ReportEditor::draft() const {
  ReportText text;
  text.findings = findings_->toPlainText();
  text.impression = impression_->toPlainText();
  text.demographics.sex = chosen(sex_);
  if (age_->value() != noAge) text.demographics.age = age_->value();
  text.demographics.race = chosen(race_);
  text.demographics.view = chosen(view_);
  return text;
}

ReportText ReportEditor::text() const {
  ReportText told = draft();
  const auto supports = [&](const char* key) {
    return std::find(supported_.begin(), supported_.end(), key) != supported_.end();
  };
  if (!supports("sex")) told.demographics.sex.reset();
  if (!supports("age")) told.demographics.age.reset();
  if (!supports("race")) told.demographics.race.reset();
  if (!supports("view")) told.demographics.view.reset();
  return told;
}

void ReportEditor::setText(const ReportText& text) {
  {
    const QScopedValueRollback guard(quiet_, true);
    findings_->setPlainText(text.findings);
    impression_->setPlainText(text.impression);
    setFields(text.demographics);
  }
  showPrompt();
}

void ReportEditor::replaceText(const ReportText& text) {
  {
    const QScopedValueRollback guard(quiet_, true);
    replaceAll(findings_, text.findings);
    replaceAll(impression_, text.impression);
    setFields(text.demographics);
  }
  change();
}

void ReportEditor::setFields(const imaging::Demographics& demographics) {
  choose(sex_, demographics.sex);
  choose(race_, demographics.race);
  choose(view_, demographics.view);
  age_->setValue(demographics.age ? static_cast<int>(std::lround(*demographics.age)) : noAge);
}

void ReportEditor::setDemographics(const std::vector<std::string>& supported, const QString& modelName) {
  supported_ = supported;
  modelName_ = modelName;
  const auto offer = [&](QWidget* widget, const std::string& key, const QString& shown) {
    const bool known = std::find(supported.begin(), supported.end(), key) != supported.end();
    widget->setEnabled(known && !readOnly_);
    widget->setToolTip(known ? shown
                             : tr("%1: the model “%2” was not trained with it.").arg(shown, modelName));
  };
  offer(sex_, "sex", tr("Sex"));
  offer(age_, "age", tr("Age in years"));
  offer(race_, "race", tr("Race"));
  offer(view_, "view", tr("View"));
  showPrompt();
}

// What the model will be told, or why it will not be asked.
void ReportEditor::showPrompt() {
  const auto parts = understoodText(text());
  if (!parts) return lens_->setPrompt(text::joinPrompt(partsOf(text())), messageText(parts.error()));
  const auto known = text::checkStated(*parts, supported_, modelName_.toStdString());
  lens_->setPrompt(text::joinPrompt(*parts), known ? QString() : messageText(known.error()));
}

void ReportEditor::setReadOnly(bool readOnly) {
  readOnly_ = readOnly;
  findings_->setReadOnly(readOnly);
  impression_->setReadOnly(readOnly);
  templates_->setEnabled(!readOnly);
}

void ReportEditor::change() {
  if (quiet_) return;
  showPrompt();
  Q_EMIT edited();
}

}  // namespace chexgen::widgets
