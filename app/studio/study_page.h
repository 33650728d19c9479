// One study as its organiser sees it: how far the readers are, and, once the key is open, what was found.
#pragma once

#include <QWidget>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/study/roster.h"

class QLabel;
class QLineEdit;
class QMenu;
class QProgressBar;
class QPushButton;
class QTableWidget;

namespace chexgen::widgets {
class DocumentView;
}

namespace chexgen::studio {

class BlindingPanel;

class StudyPage : public QWidget {
  Q_OBJECT

 public:
  explicit StudyPage(QWidget* parent = nullptr);

  // The study that this roster is of; a failure leaves the page as it was.
  void open(const std::filesystem::path& roster);
  // Looks again how far the readers are.
  void refresh();
  // Copies answer files into the study's folder, once they are found to be of this study and whole.
  void addAnswers(const std::vector<std::filesystem::path>& files);
  // Opens the key beside the interface and writes the result; unblinded() follows, or failed().
  void unblind(const QString& passphrase);

  [[nodiscard]] const std::filesystem::path& roster() const { return roster_; }
  [[nodiscard]] std::filesystem::path resultFolder() const;
  [[nodiscard]] BlindingPanel* blinding() const { return blinding_; }
  [[nodiscard]] widgets::DocumentView* report() const { return report_; }

 Q_SIGNALS:
  void readAsked(const std::filesystem::path& package);
  void unblinded();
  void closeAsked();
  void told(const QString& text);
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 private:
  QWidget* buildHead();
  QWidget* buildSeal();
  void showReaders();
  void showResult();
  void openFile(const char* name);
  void exportAs(int form);
  [[nodiscard]] std::filesystem::path keyFile() const;
  [[nodiscard]] std::filesystem::path package(const std::string& reader) const;
  [[nodiscard]] std::vector<std::filesystem::path> answerFiles() const;

  std::filesystem::path roster_;
  study::Roster study_;
  bool busy_ = false;
  QLabel* title_;
  QLabel* about_;
  QLabel* remarks_;
  BlindingPanel* blinding_;
  QTableWidget* readers_;
  QLabel* state_;
  QLabel* sealText_;
  QLineEdit* passphrase_;
  QPushButton* unblind_;
  QProgressBar* progress_;
  QPushButton* html_;
  QPushButton* pdf_;
  QPushButton* export_;
  widgets::DocumentView* report_;
};

}  // namespace chexgen::studio
