#include "app/studio/speed_probe.h"

#include <utility>

#include "app/studio/program_files.h"
#include "core/base/json.h"

namespace chexgen::studio {

namespace {

constexpr int timedRuns = 3;

base::Result<PartTimes> timesFrom(const QByteArray& answer) {
  CHEXGEN_ASSIGN(const auto json, base::parseJson(answer.toStdString()));
  CHEXGEN_ASSIGN(const auto parts, base::jsonValue<base::Json>(json, "parts"));
  PartTimes times;
  for (const base::Json& part : parts) {
    CHEXGEN_ASSIGN(const auto name, base::jsonValue<std::string>(part, "part"));
    CHEXGEN_ASSIGN(times[name], base::jsonValue<double>(part, "median_seconds"));
  }
  return times;
}

}  // namespace

SpeedProbe::~SpeedProbe() { stop(); }

void SpeedProbe::stop() {
  if (!process_) return;
  process_->disconnect(this);
  process_->kill();
  process_->waitForFinished();
  process_.reset();
}

void SpeedProbe::measure(const std::filesystem::path& model, const QStringList& parts, int batch,
                         const jobs::ModelOptions& compute,
                         const std::function<void(const base::Result<PartTimes>&)>& done) {
  stop();
  QStringList arguments{QStringLiteral("bench"),     QStringLiteral("--json"),
                        QStringLiteral("--model"),   QString::fromStdString(model.string()),
                        QStringLiteral("--runs"),    QString::number(timedRuns),
                        QStringLiteral("--batch"),   QString::number(batch),
                        QStringLiteral("--device"),  QString::fromStdString(compute.device),
                        QStringLiteral("--threads"), QString::number(compute.threads)};
  for (const QString& part : parts) arguments << QStringLiteral("--part") << part;
  const QString asked = arguments.join(QLatin1Char('\n'));
  if (const auto known = known_.find(asked); known != known_.end()) {
    done(known->second);
    return;
  }
  const auto program = engineProgram();
  if (!program) {
    done(tl::unexpected(program.error()));
    return;
  }
  process_ = std::make_unique<QProcess>();
  process_->setProcessEnvironment(engineEnvironment());
  const auto end = [this, asked, done](base::Result<PartTimes> times) {
    process_->disconnect(this);
    process_.release()->deleteLater();  // it is in the middle of its signal
    if (times) known_[asked] = *times;
    done(times);
  };
  connect(process_.get(), &QProcess::finished, this, [this, end](int code) {
    end(code == 0 ? timesFrom(process_->readAllStandardOutput())
                  : base::Result<PartTimes>(base::fail(
                        base::ErrorCode::internal,
                        "The speed could not be measured. " +
                            QString::fromUtf8(process_->readAllStandardError()).trimmed().toStdString())));
  });
  connect(process_.get(), &QProcess::errorOccurred, this, [end, program](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) end(tl::unexpected(cannotStart(*program)));
  });
  process_->start(QString::fromStdString(program->string()), arguments);
}

}  // namespace chexgen::studio
