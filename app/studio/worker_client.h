// The engine as a child process: requests go out, replies come back as signals. A worker that dies takes
// nothing with it: the request that it was at fails with a plain sentence, and the next one starts a new
// process.
#pragma once

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QString>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/jobs/protocol.h"

namespace chexgen::studio {

// " · 43 %", for behind the name of what is loaded.
[[nodiscard]] QString loadedShare(const jobs::Progress& progress);

class WorkerClient : public QObject {
  Q_OBJECT

 public:
  explicit WorkerClient(QObject* parent = nullptr);
  // Asks the worker to quit, waits a moment, then ends it.
  ~WorkerClient() override;

  // Where the worker publishes its images: taken up at the next start of a process.
  void setRunFolder(const std::filesystem::path& folder);
  // The model for the requests that follow; it is loaded before the next of them, and only if it is another.
  void setModel(const std::filesystem::path& model, const jobs::ModelOptions& options);

  // Starts the process and loads the model without waiting for a request, so that the first image comes
  // sooner.
  void warmUp();
  // Makes the images one after the other; answers under the id that it returns.
  QString generate(const std::vector<imaging::Recipe>& recipes);
  // At the next denoising step, or while the model's files are checked; the request then ends with
  // failed(cancelled).
  void cancel(const QString& id);
  // Ends the process, for example because the project closes.
  void stop();

  [[nodiscard]] bool busy() const { return !waiting_.empty(); }
  [[nodiscard]] const std::optional<jobs::ModelInfo>& loadedModel() const { return loaded_; }
  [[nodiscard]] const std::filesystem::path& model() const { return model_; }
  [[nodiscard]] std::filesystem::path runFolder() const { return runFolder_; }
  [[nodiscard]] qint64 processId() const { return process_.processId(); }

 Q_SIGNALS:
  // The model's folder.
  void modelLoading(const QString& folder);
  // How far the check of its files is, where that takes a while.
  void modelProgress(const chexgen::jobs::Progress& progress);
  // It could not be loaded; empty where that was cancelled.
  void modelRefused(const QString& folder);
  void modelLoaded(const chexgen::jobs::ModelInfo& model);
  void progress(const QString& id, const chexgen::jobs::Progress& progress);
  void preview(const QString& id, int image, int step, const QByteArray& png);
  void imageMade(const QString& id, const chexgen::jobs::ImageReply& image);
  void finished(const QString& id);
  // Ends the request; with an empty id it concerns the process or the model.
  void failed(const QString& id, const chexgen::base::Error& error);
  void busyChanged(bool busy);

 private:
  void ensureProcess();
  void ensureModel();
  void send(const jobs::Request& request);
  void readReplies();
  void handle(const jobs::Reply& reply);
  void handleError(const QString& id, const base::Error& error);
  void processEnded();
  // Ends every request for this reason.
  void loseAll(const base::Error& error);
  void end(const QString& id);
  QString nextId();

  QProcess process_;
  QByteArray input_;   // what came of a line that is not complete
  QByteArray stderr_;  // its end, for the report of a crash
  std::filesystem::path runFolder_;
  std::filesystem::path model_;
  jobs::ModelOptions options_;
  bool modelAsked_ = false;  // this process was told to load model_
  QString loadId_;
  std::optional<jobs::ModelInfo> loaded_;
  std::optional<base::Error> loadError_;  // why the model asked for last is not there
  std::optional<base::Error> refused_;    // why this process is not used
  std::vector<QString> waiting_;          // requests without an end, in order
  bool stopping_ = false;
  int counter_ = 0;
};

}  // namespace chexgen::studio
