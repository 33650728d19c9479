// Shows what becomes of a typed prompt: tokens used, what the cleaner removes, what the model reads, where it
// stops.
#pragma once

#include <QTimer>
#include <QWidget>
#include <memory>
#include <optional>

#include "core/base/error.h"
#include "core/text/prompt_lens.h"
#include "core/text/tokenizer.h"

class QLabel;
class QTextEdit;

namespace chexgen::widgets {

class TokenMeter;

class PromptLensView : public QWidget {
  Q_OBJECT

 public:
  explicit PromptLensView(QWidget* parent = nullptr);

  // Without a tokenizer nothing can be shown; `tokenLimit` is the model's number of caption tokens.
  void setTokenizer(std::shared_ptr<const text::Tokenizer> tokenizer, std::size_t tokenLimit);
  // UTF-8; looked at a few milliseconds after the last change. `fault` is why the model would not be asked
  // so; empty when it would.
  void setPrompt(std::string prompt, const QString& fault = {});

  // What is shown now; for tests.
  [[nodiscard]] const std::optional<text::PromptLens>& lens() const { return lens_; }
  [[nodiscard]] QString warning() const;

 private:
  void examine();
  void show(const text::PromptLens& lens);
  void warn(const QStringList& sentences, bool refused);

  std::shared_ptr<const text::Tokenizer> tokenizer_;
  std::size_t tokenLimit_ = 0;
  std::string prompt_;
  QString fault_;
  std::optional<text::PromptLens> lens_;
  QTimer delay_;
  QLabel* count_;
  QLabel* warning_;
  TokenMeter* meter_;
  QTextEdit* typed_;
  QTextEdit* cleaned_;
};

}  // namespace chexgen::widgets
