#include "app/studio/compose_draft.h"

#include <utility>

#include "core/project/project.h"

namespace chexgen::studio {

namespace {

constexpr int textDelay = 500;  // milliseconds; with the write well under the second that is promised

}  // namespace

ComposeDraft::ComposeDraft(QObject* parent) : QObject(parent) {
  timer_.setSingleShot(true);
  timer_.setInterval(textDelay);
  connect(&timer_, &QTimer::timeout, this, &ComposeDraft::save);
}

void ComposeDraft::setProject(project::Project* project) {
  timer_.stop();
  waiting_.clear();
  project_ = project != nullptr && !project->info().readOnly ? project : nullptr;
}

void ComposeDraft::keep(const std::string& part, std::string bytes) {
  waiting_.erase(part);
  if (project_ != nullptr) project_->saveDraftPart(project_->currentDraft(), part, std::move(bytes));
}

void ComposeDraft::keepSoon(const std::string& part, std::function<std::string()> bytes) {
  if (project_ == nullptr) return;
  waiting_[part] = std::move(bytes);
  if (!timer_.isActive()) timer_.start();
}

void ComposeDraft::save() {
  timer_.stop();
  for (auto& [part, bytes] : std::exchange(waiting_, {})) keep(part, bytes());
}

}  // namespace chexgen::studio
