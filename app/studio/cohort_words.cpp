#include "app/studio/cohort_words.h"

#include <QCoreApplication>
#include <QStringList>

#include "app/studio/doubt_words.h"

namespace chexgen::studio {

namespace {

struct CohortWords {
  Q_DECLARE_TR_FUNCTIONS(CohortWords)
};

QString from(const std::string& text) { return QString::fromStdString(text); }

QString withNote(const QString& what, const std::string& note) {
  return note.empty() ? what : what + QStringLiteral(" (") + from(note) + QStringLiteral(")");
}

}  // namespace

QString gateText(const std::string& gate) {
  if (gate == "report") return CohortWords::tr("report contradicts the case");
  if (gate == "blank") return CohortWords::tr("blank");
  if (gate == "frame") return CohortWords::tr("cropped");
  if (gate == "side") return CohortWords::tr("mirrored");
  if (gate == "adherence") return CohortWords::tr("lungs not where drawn");
  if (gate == "duplicates") return CohortWords::tr("near-duplicate");
  if (gate == "labels") return CohortWords::tr("finding not seen by the classifier");
  if (gate == "memorisation") return CohortWords::tr("copy of a training radiograph");
  if (gate == decidedByPerson) return CohortWords::tr("rejected by hand");
  return from(gate);
}

QString attributeText(const std::string& attribute) {
  return attribute == "finding" ? CohortWords::tr("finding")
         : attribute == "all"   ? QString()
                                : wishText(attribute);
}

QString foundText(const cohort::CaseRecord& record, const cohort::Try& made) {
  QStringList found;
  for (const cohort::GateResult& gate : made.gates)
    if (!gate.passed) found << withNote(gateText(gate.gate), gate.note);
  const auto decision = record.decisions.find(made.attempt);
  if (decision != record.decisions.end())
    found << (decision->second.accept ? CohortWords::tr("accepted by hand")
                                      : withNote(gateText(decision->second.by), decision->second.reason));
  return found.isEmpty() ? CohortWords::tr("passed every check") : found.join(QStringLiteral("; "));
}

}  // namespace chexgen::studio
