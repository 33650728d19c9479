// What Compose says of a report that the model cannot read, reads only in part, or that contradicts the
// fields.
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTest>
#include <optional>

#include <gmock/gmock.h>

#include "app/studio/compose_room.h"
#include "app/studio/generate_panel.h"
#include "app/studio/result_strip.h"
#include "core/project/project.h"
#include "tests/studio/studio_fixture.h"
#include "widgets/report/prompt_lens_view.h"
#include "widgets/report/report_editor.h"

namespace chexgen::studio {
namespace {

class WrittenReport : public StudioFixture {
 protected:
  widgets::ReportEditor& editor() { return *compose().report(); }
  void write(const QString& impression, const imaging::Demographics& who = {}) {
    editor().replaceText({.findings = {}, .impression = impression, .demographics = who});
  }
  // What stands below the token meter once the lens has looked.
  bool warnsOf(const char* words) {
    return waitFor([&] { return editor().lens()->warning().contains(QString::fromUtf8(words)); });
  }
  // Generate, and what was refused; empty when an image comes.
  std::string refusal() {
    std::optional<base::Error> told;
    const auto connection = QObject::connect(&compose(), &ComposeRoom::failed, &window(),
                                             [&](const base::Error& error, const auto&) { told = error; });
    const int before = compose().strip()->count();
    compose().generate();
    EXPECT_TRUE(waitFor([&] { return told.has_value() || compose().strip()->count() > before; }));
    QObject::disconnect(connection);
    return told ? told->message : std::string();
  }
  void fewSteps() {
    auto settings = compose().panel()->settings();
    settings.steps = 2;
    compose().panel()->setSettings(settings);
  }
};

TEST_F(WrittenReport, InAnotherScriptIsMarkedAndRefused) {
  start();
  fewSteps();
  write(QStringLiteral("胸片未见异常。双肺纹理清晰。"));
  ASSERT_TRUE(warnsOf("Nothing that the model can read is left of the report, for example “胸片未见异常"));
  screenshot(QStringLiteral("compose-chinese"));
  EXPECT_THAT(refusal(), testing::HasSubstr("Nothing that the model can read is left"));
  write(QStringLiteral("Small left effusion. 胸片未见异常。"));
  ASSERT_TRUE(warnsOf("The model cannot read 2"));
  screenshot(QStringLiteral("compose-partly-chinese"));
  write(QStringLiteral("Small left effusion."));
  EXPECT_TRUE(waitFor([&] { return editor().lens()->warning().isEmpty(); }));
}

TEST_F(WrittenReport, ThatIsTooLongSaysWhereItIsCut) {
  start();
  write(QStringLiteral("The lungs are clear and the heart is of normal size. ").repeated(20));
  ASSERT_TRUE(warnsOf("tokens are cut after “… "));
  screenshot(QStringLiteral("compose-too-long"));
}

TEST_F(WrittenReport, ThatContradictsTheFieldsIsRefused) {
  start();
  fewSteps();
  write(QStringLiteral("sex:Male, age:70. Small effusion."), {.sex = "Female"});
  ASSERT_TRUE(warnsOf("The text says \"sex:Male\", but the sex is stated as Female."));
  screenshot(QStringLiteral("compose-contradiction"));
  EXPECT_THAT(refusal(), testing::HasSubstr("but the sex is stated as Female"));
  write(QStringLiteral("sex:Dog. Small effusion."));
  ASSERT_TRUE(warnsOf("The sex \"Dog\" is not known"));
  screenshot(QStringLiteral("compose-dog"));
  EXPECT_THAT(refusal(), testing::HasSubstr("\"Dog\""));
  editor().replaceText({.findings = QStringLiteral("Blunted angle."),
                        .impression = QStringLiteral("age:70. Small effusion."),
                        .demographics = {.age = 64}});
  ASSERT_TRUE(warnsOf("but the age is stated as 64.0"));
  // What agrees is stated once.
  write(QStringLiteral("sex:m, age:70. Small effusion."), {.sex = "Male"});
  ASSERT_TRUE(waitFor([&] {
    const auto& lens = editor().lens()->lens();
    return lens && lens->cleaned.starts_with("sex:male, age:70");
  }));
  EXPECT_EQ(editor().lens()->warning(), QString());
  EXPECT_EQ(refusal(), "");
  const auto made = session().project()->images({});
  ASSERT_TRUE(made);
  ASSERT_EQ(made->size(), 1U);
  EXPECT_EQ(made->front().recipe->prompt, "sex:Male, age:70.0. Small effusion.");
}

}  // namespace
}  // namespace chexgen::studio
