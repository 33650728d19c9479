#include "app/studio/worker_client.h"

#include <sys/resource.h>

#include <algorithm>

#include "app/studio/program_files.h"

namespace chexgen::studio {

namespace {

constexpr int quitWait = 1500;            // milliseconds
constexpr int stderrKept = 8000;          // bytes
constexpr int workerNiceness = 10;        // the interface goes first
constexpr qint64 longestLine = 64 << 20;  // bytes; a reply carries at most an image of a preview

base::Error crashed(const QByteArray& said) {
  const QByteArray lastLine = said.trimmed().split('\n').last().trimmed();
  std::string message = "The program that makes the images ended unexpectedly";
  if (!lastLine.isEmpty()) message += ": " + lastLine.toStdString();
  if (message.back() != '.') message += '.';
  return {base::ErrorCode::interrupted,
          message,
          {},
          "Every finished image, the report and the drawing are kept.",
          "Try again; if it happens again, choose a smaller size or another device in the settings."};
}

base::Error otherVersion(const jobs::HelloReply& hello, const QString& program) {
  return {base::ErrorCode::formatUnsupported,
          "The program that makes the images (" + hello.program +
              ") belongs to another version: it speaks protocol " + std::to_string(hello.protocol) +
              ", this Studio " + std::to_string(jobs::protocolVersion) + ".",
          program.toStdString(), "The project is untouched; reports, masks and boxes can still be edited.",
          "Install the whole of ChexGen Studio again, so that both are of one version."};
}

}  // namespace

WorkerClient::WorkerClient(QObject* parent) : QObject(parent) {
  connect(&process_, &QProcess::readyReadStandardOutput, this, &WorkerClient::readReplies);
  connect(&process_, &QProcess::readyReadStandardError, this,
          [this] { stderr_ = (stderr_ + process_.readAllStandardError()).right(stderrKept); });
  connect(&process_, &QProcess::finished, this, &WorkerClient::processEnded);
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;
    refused_ = cannotStart(process_.program().toStdString());
    processEnded();
  });
  process_.setProcessEnvironment(engineEnvironment());
  // The child takes the lower priority itself, so that no moment passes at the higher one.
  process_.setChildProcessModifier([] { ::setpriority(PRIO_PROCESS, 0, workerNiceness); });
}

WorkerClient::~WorkerClient() {
  disconnect(&process_, nullptr, this, nullptr);
  stop();
}

void WorkerClient::setRunFolder(const std::filesystem::path& folder) { runFolder_ = folder; }

void WorkerClient::setModel(const std::filesystem::path& model, const jobs::ModelOptions& options) {
  if (model == model_ && options == options_) return;
  model_ = model;
  options_ = options;
  modelAsked_ = false;
}

void WorkerClient::warmUp() {
  ensureProcess();
  ensureModel();
}

QString WorkerClient::generate(const std::vector<imaging::Recipe>& recipes) {
  const QString id = nextId();
  waiting_.push_back(id);
  if (waiting_.size() == 1) Q_EMIT busyChanged(true);
  ensureProcess();
  ensureModel();
  // A process that could not start has already ended the request.
  if (std::find(waiting_.begin(), waiting_.end(), id) != waiting_.end())
    send({id.toStdString(), jobs::GenerateRequest{recipes, 1, true}});
  return id;
}

void WorkerClient::cancel(const QString& id) {
  send({id.toStdString(), jobs::CancelRequest{}});
  // Where it waits for its model alone, nobody else needs the model now.
  if (modelAsked_ && !loaded_ && waiting_.size() == 1) send({loadId_.toStdString(), jobs::CancelRequest{}});
}

void WorkerClient::stop() {
  if (process_.state() == QProcess::NotRunning) return;
  stopping_ = true;
  send({nextId().toStdString(), jobs::QuitRequest{}});
  process_.closeWriteChannel();
  if (!process_.waitForFinished(quitWait)) {
    process_.kill();
    process_.waitForFinished(quitWait);
  }
  stopping_ = false;
}

void WorkerClient::ensureProcess() {
  if (process_.state() != QProcess::NotRunning) return;
  input_.clear();
  stderr_.clear();
  refused_.reset();
  modelAsked_ = false;
  loaded_.reset();
  const auto program = engineProgram();
  if (!program) {
    handleError({}, program.error());
    return;
  }
  process_.start(QString::fromStdString(program->string()),
                 {QStringLiteral("worker"), QStringLiteral("--run-folder"),
                  QString::fromStdString(runFolder_.string())});
}

QString loadedShare(const jobs::Progress& progress) {
  return QStringLiteral(" · %1 %").arg(100 * progress.done / std::max<std::int64_t>(progress.total, 1));
}

void WorkerClient::ensureModel() {
  if (modelAsked_ || process_.state() == QProcess::NotRunning) return;
  modelAsked_ = true;
  loaded_.reset();
  loadError_.reset();
  loadId_ = nextId();
  Q_EMIT modelLoading(QString::fromStdString(model_.string()));
  send({loadId_.toStdString(), jobs::LoadRequest{model_, options_}});
}

void WorkerClient::send(const jobs::Request& request) {
  if (process_.state() == QProcess::NotRunning) return;
  process_.write(QByteArray::fromStdString(jobs::formatRequest(request) + "\n"));
}

void WorkerClient::readReplies() {
  input_ += process_.readAllStandardOutput();
  for (qsizetype newline = input_.indexOf('\n'); newline >= 0; newline = input_.indexOf('\n')) {
    const std::string line = input_.left(newline).toStdString();
    input_.remove(0, newline + 1);
    const auto reply = jobs::parseReply(line);
    if (!reply) {
      handleError({}, reply.error());
    } else {
      handle(*reply);
    }
  }
  if (input_.size() > longestLine) process_.kill();
}

void WorkerClient::handle(const jobs::Reply& reply) {
  const QString id = QString::fromStdString(reply.id);
  if (const auto* hello = std::get_if<jobs::HelloReply>(&reply.body)) {
    if (hello->protocol == jobs::protocolVersion) return;
    refused_ = otherVersion(*hello, process_.program());
    process_.kill();
  } else if (const auto* model = std::get_if<jobs::LoadedReply>(&reply.body)) {
    loaded_ = model->model;
    Q_EMIT modelLoaded(model->model);
  } else if (const auto* step = std::get_if<jobs::ProgressReply>(&reply.body)) {
    if (id == loadId_) {
      Q_EMIT modelProgress(step->progress);
    } else {
      Q_EMIT progress(id, step->progress);
    }
  } else if (const auto* picture = std::get_if<jobs::PreviewReply>(&reply.body)) {
    Q_EMIT preview(id, static_cast<int>(picture->image), picture->step,
                   QByteArray::fromStdString(picture->png));
  } else if (const auto* image = std::get_if<jobs::ImageReply>(&reply.body)) {
    Q_EMIT imageMade(id, *image);
  } else if (std::holds_alternative<jobs::DoneReply>(reply.body)) {
    end(id);
    Q_EMIT finished(id);
  } else if (const auto* error = std::get_if<jobs::ErrorReply>(&reply.body)) {
    handleError(id, error->error);
  }
}

void WorkerClient::handleError(const QString& id, const base::Error& error) {
  if (!loadId_.isEmpty() && id == loadId_) {
    loadError_ = error;
    modelAsked_ = false;
    const bool cancelled = error.code == base::ErrorCode::cancelled;
    Q_EMIT modelRefused(cancelled ? QString() : QString::fromStdString(model_.string()));
    if (busy()) return;  // the requests that wait for the model fail next, and tell it
  }
  if (!id.isEmpty()) end(id);
  // Without its model a request only fails with "no model", which would hide the reason.
  Q_EMIT failed(id, loadError_ && error.code != base::ErrorCode::cancelled ? *loadError_ : error);
}

void WorkerClient::processEnded() {
  modelAsked_ = false;
  loaded_.reset();
  stderr_ = (stderr_ + process_.readAllStandardError()).right(stderrKept);
  if (stopping_) return;
  loadError_.reset();
  loseAll(refused_ ? *refused_ : crashed(stderr_));
}

void WorkerClient::loseAll(const base::Error& error) {
  const std::vector<QString> lost = waiting_;
  for (const QString& id : lost) {
    end(id);
    Q_EMIT failed(id, error);
  }
  if (lost.empty()) Q_EMIT failed({}, error);
}

void WorkerClient::end(const QString& id) {
  const auto found = std::find(waiting_.begin(), waiting_.end(), id);
  if (found == waiting_.end()) return;
  waiting_.erase(found);
  if (waiting_.empty()) Q_EMIT busyChanged(false);
}

QString WorkerClient::nextId() { return QString::number(++counter_); }

}  // namespace chexgen::studio
