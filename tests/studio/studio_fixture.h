// A Studio of its own for each test: fresh preferences, a project in a temporary folder, the real engine with
// a small model.
#pragma once

#include <QString>
#include <filesystem>
#include <functional>
#include <memory>

#include <gtest/gtest.h>

#include "app/studio/main_window.h"
#include "app/studio/session.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::studio {

// Lets events run until `condition` holds or the time is over; whether it holds.
[[nodiscard]] bool waitFor(const std::function<bool()>& condition, int milliseconds = 60000);

class StudioFixture : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // Opens the window without a project.
  void show();
  // Opens the window on the test's project, as `chexgen-studio PROJECT` does.
  void start();
  // Closes the window as the user does.
  void quit();

  [[nodiscard]] std::filesystem::path projectFolder() const { return folder_.path() / "Ward.chexgen"; }
  [[nodiscard]] Session& session() { return *session_; }
  [[nodiscard]] MainWindow& window() { return *window_; }
  [[nodiscard]] ComposeRoom& compose() { return *window_->compose(); }
  // Saves what the window shows where CHEXGEN_SCREENSHOTS names a folder, for people to look at.
  void screenshot(const QString& name);

 private:
  tests::TemporaryFolder folder_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace chexgen::studio
