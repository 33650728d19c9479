// What reports say of findings in the layouts and short forms that people use.
#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/csv.h"
#include "core/text/report_check.h"
#include "core/text/report_mentions.h"
#include "tests/support/golden.h"

namespace chexgen::text {
namespace {

// "Effusion present left, Mass absent", of what is certain; "reserved" is left out.
std::string saidBriefly(std::string_view report) {
  std::string all;
  for (const Mention& mention : mentionsIn(report)) {
    all.append(all.empty() ? "" : ", ").append(reportedFindings()[mention.finding]);
    all += mention.stated == Stated::present ? " +" : mention.stated == Stated::possible ? " ?" : " -";
    all.append(name(mention.side));
  }
  return all;
}

struct Form {
  const char* report;
  const char* said;
};

void expectAll(const std::vector<Form>& forms) {
  for (const auto& [report, said] : forms) EXPECT_EQ(saidBriefly(report), said) << report;
}

TEST(ReportLayout, BulletsLinesAndNumbersAreSentences) {
  constexpr const char* said = "Cardiomegaly +, Effusion -, Atelectasis +left";
  for (const char* report :
       {"- Cardiomegaly\n- No effusion\n- Left basal atelectasis",
        "* Cardiomegaly\n* No effusion\n* Left basal atelectasis",
        "• Cardiomegaly\n• No effusion\n• Left basal atelectasis",
        "– Cardiomegaly\n– No effusion\n– Left basal atelectasis",
        "-Cardiomegaly\n-No effusion\n-Left basal atelectasis",
        "1. Cardiomegaly\n2. No effusion\n3. Left basal atelectasis",
        "1) Cardiomegaly\n2) No effusion\n3) Left basal atelectasis",
        "(1) Cardiomegaly\n(2) No effusion\n(3) Left basal atelectasis",
        "(a) Cardiomegaly\n(b) No effusion\n(c) Left basal atelectasis",
        "a) Cardiomegaly\nb) No effusion\nc) Left basal atelectasis",
        "1) Cardiomegaly 2) No effusion 3) Left basal atelectasis",
        "• Cardiomegaly • No effusion • Left basal atelectasis",
        "Cardiomegaly\nNo effusion\nLeft basal atelectasis",
        "cardiomegaly\nno effusion\nleft basal atelectasis",
        "CARDIOMEGALY\nNO EFFUSION\nLEFT BASAL ATELECTASIS",
        "- CARDIOMEGALY\n- NO EFFUSION\n- LEFT BASAL ATELECTASIS",
        "\t- Cardiomegaly\r\n\t- No effusion\r\n\t- Left basal atelectasis\r\n",
        "Cardiomegaly\r\rNo effusion\r\rLeft basal atelectasis",
        "Cardiomegaly\r\n\r\nNo effusion\r\n\r\nLeft basal atelectasis",
        "FINDINGS:\n- Cardiomegaly\n- No effusion\n\nIMPRESSION:\n- Left basal atelectasis",
        "FINDINGS: Cardiomegaly\nNo effusion IMPRESSION: Left basal atelectasis",
        "Findings\nCardiomegaly\nNo effusion\nImpression - Left basal atelectasis",
        "Impression - Cardiomegaly; no effusion; left basal atelectasis",
        "1.Cardiomegaly\n2.No effusion\n3.Left basal atelectasis.",
        "- Cardiomegaly.\n  * No effusion.\n  * Left basal atelectasis.",
        "\u2022\tCardiomegaly\n\u2022\tNo effusion\n\u2022\tLeft basal atelectasis",
        "Cardiomegaly\n\n- No effusion\n1. Left basal atelectasis",
        "- Heart: enlarged\n- Pleura: no effusion\n- Lungs: left basal atelectasis"})
    EXPECT_EQ(saidBriefly(report), said) << report;
}

TEST(ReportLayout, WrappedProseGoesOnInTheNextLine) {
  expectAll(
      {{"There is no evidence of\npneumothorax or pleural\neffusion.", "Pneumothorax -, Effusion -"},
       {"No focal consolidation, pleural effusion,\nor pneumothorax.",
        "Consolidation -, Effusion -, Pneumothorax -"},
       {"THERE IS NO EVIDENCE OF\nPNEUMOTHORAX OR EFFUSION.", "Pneumothorax -, Effusion -"},
       {"NO FOCAL CONSOLIDATION OR LARGE PLEURAL EFFUSION IS SEEN AND THERE IS NO\nPNEUMOTHORAX.",
        "Consolidation -, Effusion -, Pneumothorax -"},
       {"Small effusion on the\nleft and atelectasis on the right.", "Effusion +left, Atelectasis +right"},
       {"A nodule of 2.5 mm in the\nRight lung.", "Nodule +right"}});
}

TEST(ReportLayout, AFieldSaysItsValue) {
  expectAll({{"Effusion: none", "Effusion -"},
             {"Pneumothorax: none. Effusion: none.", "Pneumothorax -, Effusion -"},
             {"Pneumothorax - absent", "Pneumothorax -"},
             {"Pneumothorax – absent.", "Pneumothorax -"},
             {"Pneumothorax = absent", "Pneumothorax -"},
             {"Effusion: no", "Effusion -"},
             {"Effusion: No.\nPneumothorax: No.\n", "Effusion -, Pneumothorax -"},
             {"Effusion: nil", "Effusion -"},
             {"Effusion: negative", "Effusion -"},
             {"Effusion: not seen", "Effusion -"},
             {"Pleural effusions: None\nPneumothorax: None\nConsolidation: Left lower lobe",
              "Effusion -, Pneumothorax -, Consolidation +left"},
             {"Effusion\tnone\nPneumothorax\tleft", "Effusion -, Pneumothorax +left"},
             {"Effusion (right): none", "Effusion -right"},
             {"Effusion: small left", "Effusion +left"},
             {"Effusion: present", "Effusion +"},
             {"Effusion: yes", "Effusion +"},
             {"Effusion: is possible", "Effusion ?"},
             {"Pneumothorax: absent, effusion: small right", "Pneumothorax -, Effusion +right"},
             {"Pneumothorax: none, effusion: none, atelectasis: left base",
              "Pneumothorax -, Effusion -, Atelectasis +left"},
             {"Effusion none.", "Effusion -"},
             {"Heart size: normal", "Cardiomegaly -"},
             {"Heart: normal", "Cardiomegaly -"},
             {"Heart - normal in size", "Cardiomegaly -"},
             {"Heart: enlarged", "Cardiomegaly +"},
             {"Heart size: mildly enlarged", "Cardiomegaly +"},
             {"Heart size WNL", "Cardiomegaly -"},
             {"Nl heart size. No PTX/effusion.", "Cardiomegaly -, Pneumothorax -, Effusion -"}});
}

TEST(ReportLayout, ShortFormsAreWrittenOut) {
  expectAll({{"R effusion. PTX on the left.", "Effusion +right, Pneumothorax +left"},
             {"L PTX s/p central line.", "Pneumothorax +left"},
             {"R. effusion, L. basal atelectasis.", "Effusion +right, Atelectasis +left"},
             {"Effusion on the R. No PTX.", "Effusion +right, Pneumothorax -"},
             {"R>L pleural effusions", "Effusion +both"},
             {"B/L pleural effusions", "Effusion +both"},
             {"Bibasilar atelectasis", "Atelectasis +both"},
             {"Consolidation in the RLL.", "Consolidation +right"},
             {"LUL nodule, RML atelectasis", "Nodule +left, Atelectasis +right"},
             {"RLL/LLL consolidation", "Consolidation +both"},
             {"Rt. pleural effusion w/o pneumothorax", "Effusion +right, Pneumothorax -"},
             {"LLL opacity c/w pneumonia", "Pneumonia +left"},
             {"Findings c/w PNA", "Pneumonia +"},
             {"r/o pneumonia", ""},
             {"R/O PTX", ""},
             {"h/o pneumonia", ""},
             {"?effusion on the left", "Effusion ?left"},
             {"RLL ? pneumonia", "Pneumonia ?right"},
             {"RLL opacity, pneumonia?", "Pneumonia ?"},
             {"No e/o PTX", "Pneumothorax -"},
             {"Neg for PTX", "Pneumothorax -"},
             {"Rib fx on the left", "Fracture +left"},
             {"L basal atel, small R pl eff", "Atelectasis +left, Effusion +right"},
             {"Effusion/atelectasis at the left base", "Effusion +left, Atelectasis +left"},
             {"Left effusion/atelectasis", "Effusion +left, Atelectasis +left"},
             {"CHF. ETT 3 cm above the carina.", ""},
             {"No PE", ""},
             {"2 L O2 given, effusion", "Effusion +"},
             {"T/L spine fracture", "Fracture +"},
             {"Lingular atelectasis", "Atelectasis +left"},
             {"There isn't any effusion.", "Effusion -"}});
}

TEST(ReportLayout, WhatHasOrHasNotGone) {
  expectAll(
      {{"The effusions have not resolved.", "Effusion +"},
       {"Left effusion, not resolved.", "Effusion +left"},
       {"The pneumothorax has not yet completely resolved.", "Pneumothorax +"},
       {"The effusion hasn't resolved.", "Effusion +"},
       {"Unresolved left effusion.", "Effusion +left"},
       {"Incompletely resolved effusion.", "Effusion +"},
       {"The effusion has nearly resolved.", "Effusion +"},
       {"Near complete resolution of the left effusion.", "Effusion +left"},
       {"No resolution of the effusion.", "Effusion +"},
       {"Interval resolution of the effusion.", "Effusion -"},
       {"Interval resolution of right pneumothorax.", "Pneumothorax -right"},
       {"The effusion has resolved.", "Effusion -"},
       {"Effusion resolved.", "Effusion -"},
       {"Resolved left effusion.", "Effusion -left"},
       {"The effusion is no longer seen.", "Effusion -"},
       {"Effusion no longer seen.", "Effusion -"},
       {"Without change in the effusion.", "Effusion +"},
       {"Without significant interval change in the left effusion.", "Effusion +left"},
       {"The effusion and the pneumothorax have resolved.", "Effusion -, Pneumothorax -"},
       {"The left effusion has resolved, with new right atelectasis.", "Effusion -left, Atelectasis +right"},
       {"The effusion is larger and the pneumothorax has resolved.", "Effusion +, Pneumothorax -"},
       {"Small effusion, the pneumothorax has resolved.", "Effusion +, Pneumothorax -"},
       {"Effusion or pneumothorax is not seen.", "Effusion -, Pneumothorax -"},
       {"Effusion is no longer seen but atelectasis persists.", "Effusion -, Atelectasis +"}});
}

TEST(ReportLayout, EachPartOfASentenceSaysItsOwn) {
  expectAll(
      {{"Effusion: present, left", "Effusion +left"},
       {"Effusion (-)", "Effusion -"},
       {"PTX (-), effusion (+)", "Pneumothorax -, Effusion +"},
       {"Pneumothorax? No.", "Pneumothorax -"},
       {"Is there an effusion? None seen.", "Effusion -"},
       {"Nodule, RUL, 8 mm", "Nodule +right"},
       {"Cardiomegaly; effusion - none; atelectasis - left base",
        "Cardiomegaly +, Effusion -, Atelectasis +left"},
       {"Effusion not resolved, PTX resolved", "Effusion +, Pneumothorax -"},
       {"There is no pneumothorax and the effusion is unchanged.", "Pneumothorax -, Effusion +"},
       {"Cardiomegaly, no effusion, left basal atelectasis", "Cardiomegaly +, Effusion -, Atelectasis +left"},
       {"No pneumothorax, large effusion, or nodule.", "Pneumothorax -, Effusion -, Nodule -"},
       {"Small left effusion, right atelectasis.", "Effusion +left, Atelectasis +right"}});
}

TEST(ReportLayout, BackgroundIsNoFinding) {
  expectAll({{"INDICATION: pneumonia? FINDINGS: Left effusion.", "Effusion +left"},
             {"HISTORY: Cough. Known effusion.\nFINDINGS: No effusion.\nIMPRESSION: Normal heart.",
              "Effusion -, Cardiomegaly -"},
             {"COMPARISON: None. There is a left effusion.", "Effusion +left"},
             {"Technique: PA. Effusion.", "Effusion +"},
             {"INDICATION:\nEvaluate pneumothorax\n\nFINDINGS:\nNo pneumothorax", "Pneumothorax -"},
             {"Findings consistent with pneumonia.", "Pneumonia +"}});
}

// Any of the sentences in any of the layouts says the same.
TEST(ReportLayout, SaysTheSameInEveryLayout) {
  const std::vector<Form> sentences{{"Cardiomegaly", "Cardiomegaly +"},
                                    {"No pneumothorax", "Pneumothorax -"},
                                    {"Small left pleural effusion", "Effusion +left"},
                                    {"Consolidation in the right lower lobe", "Consolidation +right"},
                                    {"Fracture: none", "Fracture -"},
                                    {"Edema has not resolved", "Edema +"}};
  const std::vector<std::pair<const char*, const char*>> layouts{
      {"- ", "\n"},  {"* ", "\r\n"}, {"• ", "\n"},   {"– ", "\n"}, {"", ". "},   {"", "\n"},
      {"", ".\r\n"}, {"", "; "},     {"\t", "\n\n"}, {"# ", "\n"}, {"o ", "\n"}, {"> ", "\n"}};
  const auto upper = [](std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
  };
  for (std::size_t from = 0; from < sentences.size(); ++from) {
    for (const auto& [mark, end] : layouts) {
      std::string report, said;
      for (std::size_t i = 0; i < sentences.size(); ++i) {
        const Form& one = sentences[(from + i) % sentences.size()];
        report.append(mark).append(one.report).append(end);
        said.append(said.empty() ? "" : ", ").append(one.said);
      }
      EXPECT_EQ(saidBriefly(report), said) << report;
      EXPECT_EQ(saidBriefly(upper(report)), said) << upper(report);
      EXPECT_EQ(saidBriefly("FINDINGS:\n" + report), said) << report;
      EXPECT_EQ(saidBriefly("Impression - " + report), said) << report;
    }
  }
}

// No text makes it slow: what repeats findings, marks, questions or sides without end.
TEST(ReportLayout, LongTextsTakeNoLongTime) {
  const auto begin = std::chrono::steady_clock::now();
  for (const char* part :
       {"effusion ", "effusion, ", "no effusion and ", "? ", "R. ", "1) ", "- ", "\n", "A\n",
        "effusion has resolved ", "effusion/", "FINDINGS: ", "\xE2\x80\xA2", "(-)"}) {
    std::string text;
    while (text.size() < 8192) text += part;
    EXPECT_LE(mentionsIn(text).size(), text.size());
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

void expectAgrees(const std::filesystem::path& file, const std::vector<FindingFact>& facts) {
  const auto table = base::readCsvFile(file);
  ASSERT_TRUE(table) << table.error().message;
  const std::string report = table->rows.at(0).at(*table->column("impression"));
  const auto problems = checkReport({.findings = {}, .impression = report}, {.findings = facts});
  EXPECT_TRUE(problems.empty()) << name(problems.front().fault) << ": " << problems.front().passage;
}

TEST(ReportLayout, ReadsBulletsOfARealTable) {
  CHEXGEN_CASE_OR_SKIP(file, "report-bullets/bullets.csv");
  expectAgrees(file, {{"Cardiomegaly", Side::unstated}, {"Atelectasis", Side::unstated}});
  EXPECT_EQ(saidBriefly("- Cardiomegaly\n- No effusion\n- Left basal atelectasis"),
            "Cardiomegaly +, Effusion -, Atelectasis +left");
}

TEST(ReportLayout, ReadsShortFormsOfARealTable) {
  CHEXGEN_CASE_OR_SKIP(file, "report-abbreviations/abbrev.csv");
  expectAgrees(file, {{"Effusion", Side::right}, {"Pneumothorax", Side::left}});
}

TEST(ReportLayout, ReadsFieldsOfARealTable) {
  CHEXGEN_CASE_OR_SKIP(file, "report-finding-none/none.csv");
  expectAgrees(file, {});
}

}  // namespace
}  // namespace chexgen::text
