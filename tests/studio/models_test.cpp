// Models: what is installed, whether it is whole, and how a checkpoint of one's own comes in.
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <fstream>
#include <optional>

#include "app/studio/compose_room.h"
#include "app/studio/generate_panel.h"
#include "app/studio/model_import_form.h"
#include "app/studio/models_room.h"
#include "app/studio/preferences.h"
#include "app/studio/program_files.h"
#include "app/studio/result_strip.h"
#include "app/studio/task_queue.h"
#include "tests/studio/studio_fixture.h"
#include "tests/support/program.h"
#include "widgets/report/report_editor.h"

namespace chexgen::studio {
namespace {

namespace fs = std::filesystem;
using jobs::JobState;

class Models : public StudioFixture {
 protected:
  ModelsRoom& room() { return *window().models(); }
  QString filesOf(const fs::path& folder) {
    ModelCard* card = room().card(folder);
    return card == nullptr ? QString() : card->findChild<QLabel*>(QStringLiteral("modelFiles"))->text();
  }
  // A model among those that a person has added.
  fs::path added(const std::string& name) {
    const fs::path folder = userModelFolder() / name;
    fs::create_directories(folder.parent_path());
    fs::copy(tests::smallModel(), folder, fs::copy_options::recursive);
    return folder;
  }
  JobState stateOfLast() {
    return queue().tasks().empty() ? JobState::failed : queue().tasks().back().status.state;
  }
  TaskQueue& queue() { return *window().queue(); }
};

TEST_F(Models, TheStarterIsThereWholeAndSaysWhatItCannotDo) {
  show();
  window().enter(MainWindow::modelsRoom);
  const fs::path starter = resource("models") / "starter";
  ASSERT_NE(room().card(starter), nullptr);
  EXPECT_TRUE(waitFor([&] { return filesOf(starter).contains(QStringLiteral("whole")); }))
      << filesOf(starter).toStdString();
  QString texts;
  for (const QLabel* label : room().card(starter)->findChildren<QLabel*>())
    texts += label->text() + QLatin1Char('\n');
  EXPECT_TRUE(texts.contains(QStringLiteral("not race"))) << texts.toStdString();
  EXPECT_TRUE(texts.contains(QStringLiteral("NIH Clinical Center"))) << "where it learned, and the licence";
  screenshot(QStringLiteral("models"));
}

TEST_F(Models, ADamagedFileIsFoundAndNamed) {
  const fs::path folder = added("bent");
  const fs::path weights = folder / "vae.safetensors";
  std::fstream file(weights, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(-1, std::ios::end);
  file.put('\x7f');
  file.close();
  show();
  window().enter(MainWindow::modelsRoom);
  EXPECT_TRUE(waitFor([&] { return filesOf(folder).contains(QStringLiteral("vae.safetensors")); }))
      << filesOf(folder).toStdString();
  EXPECT_TRUE(filesOf(folder).startsWith(QStringLiteral("Damaged")));
  screenshot(QStringLiteral("models-damaged"));
}

TEST_F(Models, ADamagedModelMakesNoImageAndComposeNamesTheFile) {
  const fs::path folder = added("bent");
  for (const char* name : {"control-mask.safetensors", "tokenizer.model"}) {
    const fs::path damaged = folder / name;
    if (!fs::exists(damaged)) continue;
    std::fstream file(damaged, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-1, std::ios::end);
    file.put('\x7f');
  }
  Preferences::setDefaultModel(QString::fromStdString(folder.string()));
  start();
  ASSERT_EQ(session().catalogue().models.front().folder, fs::weakly_canonical(folder));
  std::optional<base::Error> told;
  QObject::connect(&compose(), &ComposeRoom::failed, &window(),
                   [&](const base::Error& error, const auto&) { told = error; });
  QTest::keyClicks(compose().report()->findChild<QPlainTextEdit*>(QStringLiteral("findings")),
                   QStringLiteral("Lungs clear."));
  compose().generate();
  ASSERT_TRUE(waitFor([&] { return told.has_value(); }));
  EXPECT_EQ(told->code, base::ErrorCode::hashMismatch) << base::describe(*told);
  EXPECT_TRUE(told->message.find("tokenizer.model") != std::string::npos ||
              told->message.find("control-mask") != std::string::npos)
      << told->message;
  const std::string name = session().catalogue().models.front().manifest.name;
  EXPECT_NE(told->message.find("Model “" + name + "”."), std::string::npos) << told->message;
  EXPECT_EQ(compose().strip()->count(), 0);
  EXPECT_EQ(window().findChild<QLabel*>(QStringLiteral("deviceState"))->text().toStdString(),
            name + " could not be loaded")
      << "it is not still being loaded";
  screenshot(QStringLiteral("compose-damaged-model"));
}

TEST_F(Models, AFineTunedModelShowsItsParentAndItsOwnData) {
  const fs::path folder = added("ours");
  weights::Manifest manifest = *weights::readManifest(folder);
  manifest.name = "Ward 7";
  manifest.trainedOn = "567 radiographs";
  manifest.learned = {{.task = "Ward 7",
                       .target = "lora",
                       .parent = "starter",
                       .parentSha256 = std::string(64, 'b'),
                       .table = "ward7.csv",
                       .rows = 40,
                       .patients = 38,
                       .steps = 200}};
  ASSERT_TRUE(weights::writeManifest(manifest, folder));
  start();
  window().enter(MainWindow::modelsRoom);
  QString texts;
  for (const QLabel* label : room().card(fs::weakly_canonical(folder))->findChildren<QLabel*>())
    texts += label->text() + QLatin1Char('\n');
  for (const char* part : {"Ward 7", "567 radiographs", "starter", "bbbbbbbbbbbb", "40 radiograph",
                           "38 patient", "ward7.csv", "LoRA"})
    EXPECT_TRUE(texts.contains(QString::fromUtf8(part))) << part << " is not in\n" << texts.toStdString();
  screenshot(QStringLiteral("models-fine-tuned"));
}

TEST_F(Models, TheDefaultIsOfferedFirstAlsoAtTheNextStart) {
  const fs::path folder = added("ours");
  start();
  window().enter(MainWindow::modelsRoom);
  ASSERT_NE(session().catalogue().models.front().folder, folder);
  for (auto* button : room().card(folder)->findChildren<QPushButton*>())
    if (button->text() == QStringLiteral("Make default")) QTest::mouseClick(button, Qt::LeftButton);
  EXPECT_EQ(session().catalogue().models.front().folder, folder);
  quit();
  show();
  EXPECT_EQ(session().catalogue().models.front().folder, folder);
}

TEST_F(Models, ACheckpointIsImportedAsATaskAndCanBeChosenInCompose) {
  start();
  window().enter(MainWindow::modelsRoom);
  QTest::mouseClick(room().findChild<QPushButton*>(QStringLiteral("modelImport")), Qt::LeftButton);
  ModelImportForm& form = *room().form();
  auto* go = form.findChild<QPushButton*>(QStringLiteral("modelImportStart"));
  EXPECT_FALSE(go->isEnabled()) << "nothing is named yet";
  form.setPart(ModelImportForm::whole, tests::smallModel());
  QTest::keyClicks(form.findChild<QLineEdit*>(QStringLiteral("modelName")), QString());
  form.findChild<QLineEdit*>(QStringLiteral("modelName"))->setText(QStringLiteral("Ward 7: ours"));
  QTest::qWait(300);
  screenshot(QStringLiteral("models-import"));
  ASSERT_TRUE(go->isEnabled());
  QTest::mouseClick(go, Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return stateOfLast() == JobState::done; }));
  const fs::path made = userModelFolder() / "Ward 7_ ours";
  ASSERT_NE(session().catalogue().inFolder(fs::weakly_canonical(made)), nullptr);
  EXPECT_EQ(session().catalogue().inFolder(fs::weakly_canonical(made))->manifest.name, "Ward 7: ours");

  // The same name a second time is refused before anything is done.
  window().enter(MainWindow::modelsRoom);
  room().planImport();
  form.setPart(ModelImportForm::whole, tests::smallModel());
  form.findChild<QLineEdit*>(QStringLiteral("modelName"))->setText(QStringLiteral("Ward 7: ours"));
  base::Error told;
  QObject::connect(&form, &ModelImportForm::failed, &form,
                   [&told](const base::Error& error) { told = error; });
  QTest::mouseClick(go, Qt::LeftButton);
  EXPECT_EQ(told.code, base::ErrorCode::argumentInvalid);
  EXPECT_EQ(queue().tasks().size(), 1U);
}

TEST_F(Models, AFileThatIsNoModelIsSaidToBeNoneWhenItIsNamed) {
  start();
  window().enter(MainWindow::modelsRoom);
  room().planImport();
  const fs::path file = projectFolder().parent_path() / "letter.pth";
  std::ofstream(file) << "Dear Sir or Madam";
  bool looked = false;
  QObject::connect(room().form(), &ModelImportForm::inspected, &room(), [&looked] { looked = true; });
  room().form()->setPart(ModelImportForm::transformer, file);
  ASSERT_TRUE(waitFor([&] { return looked; }));
  QStringList shown;
  for (const QLabel* label : room().form()->findChildren<QLabel*>())
    if (label->isVisible() && label->property("role") == QStringLiteral("warn")) shown << label->text();
  ASSERT_EQ(shown.size(), 1);
  EXPECT_FALSE(shown.front().isEmpty());
  screenshot(QStringLiteral("models-import-refused"));
}

TEST_F(Models, OnlyAModelOfOnesOwnCanBeRemovedAndGoesToTheBinOfTheComputer) {
  const fs::path folder = added("ours");
  show();
  window().enter(MainWindow::modelsRoom);
  room().remove(fs::path(tests::smallModel()));
  EXPECT_TRUE(fs::exists(tests::smallModel()));
  room().remove(folder);
  EXPECT_FALSE(fs::exists(folder));
  EXPECT_EQ(room().card(folder), nullptr);
  fs::path trash = fs::path(qgetenv("XDG_DATA_HOME").toStdString()) / "Trash/files/ours/model.json";
  EXPECT_TRUE(fs::exists(trash));
}

}  // namespace
}  // namespace chexgen::studio
