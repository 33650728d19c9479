// What people and DICOM write of a patient, and the one spelling that becomes of it.
#include "core/text/demographics.h"

#include <cmath>
#include <limits>
#include <regex>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chexgen::text {
namespace {

using testing::HasSubstr;

// The spelling, "-" where nothing is stated, "!" where it is refused.
template <class Read>
std::string understood(const Read& read, std::string_view words) {
  const auto value = read(words);
  if (!value) return "!";
  if (!*value) return "-";
  if constexpr (std::is_same_v<std::decay_t<decltype(**value)>, double>)
    return pythonFloat(**value);
  else
    return **value;
}

struct Row {
  const char* words;
  const char* expected;
};

const std::vector<Row> sexes{{"M", "Male"},
                             {"F", "Female"},
                             {"male", "Male"},
                             {"FEMALE", "Female"},
                             {" Female ", "Female"},
                             {"m.", "Male"},
                             {"f.", "Female"},
                             {"w", "Female"},
                             {"W", "Female"},
                             {"weiblich", "Female"},
                             {"männlich", "Male"},
                             {"MÄNNLICH", "Male"},
                             {"Frau", "Female"},
                             {"man", "Male"},
                             {"woman", "Female"},
                             {"(F)", "Female"},
                             {"féminin", "Female"},
                             {"Masculino", "Male"},
                             {"", "-"},
                             {"O", "-"},
                             {"other", "-"},
                             {"Unknown", "-"},
                             {"U", "-"},
                             {"n/a", "-"},
                             {"nan", "-"},
                             {"  ", "-"},
                             {"?", "-"},
                             {"divers", "-"},
                             {"Dog", "!"},
                             {"M/F", "!"},
                             {"male or female", "!"},
                             {"H", "!"},
                             {"X", "!"},
                             {"0", "!"},
                             {"1", "!"},
                             {"M1", "!"},
                             {"Females", "!"},
                             {"猫", "!"}};

const std::vector<Row> ages{{"71", "71.0"},
                            {"71.0", "71.0"},
                            {" 71 ", "71.0"},
                            {"071Y", "71.0"},
                            {"071y", "71.0"},
                            {"018M", "1.5"},
                            {"026W", "0.5"},
                            {"365D", "1.0"},
                            {"0", "0.0"},
                            {"120", "120.0"},
                            {"57.5", "57.5"},
                            {"71,5", "71.5"},
                            {"64 years", "64.0"},
                            {"64 yrs", "64.0"},
                            {"64y", "64.0"},
                            {"64 y/o", "64.0"},
                            {"64-year-old", "64.0"},
                            {"64 years old", "64.0"},
                            {"64 Jahre", "64.0"},
                            {"64 J.", "64.0"},
                            {"18 months", "1.5"},
                            {"3 weeks", "0.1"},
                            {"10 days", "0.0"},
                            {"", "-"},
                            {"unknown", "-"},
                            {"n/a", "-"},
                            {"None", "-"},
                            {"nan", "!"},
                            {"NaN", "!"},
                            {"inf", "!"},
                            {"-inf", "!"},
                            {"-5", "!"},
                            {"121", "!"},
                            {"411Y", "!"},
                            {"1e400", "!"},
                            {"1e1", "!"},
                            {"Dog", "!"},
                            {"old", "!"},
                            {"7Y1", "!"},
                            {"5X", "!"},
                            {"71M", "!"},
                            {"71F", "!"},
                            {"90+", "!"},
                            {">89", "!"},
                            {"60-79", "!"},
                            {"0x40", "!"},
                            {"1,000", "!"},
                            {"64 cats", "!"},
                            {"..", "!"}};

const std::vector<Row> raceRows{{"Black", "Black"},
                                {"BLACK", "Black"},
                                {" black ", "Black"},
                                {"BLACK/AFRICAN AMERICAN", "Black"},
                                {"African American", "Black"},
                                {"Black or African American", "Black"},
                                {"African American  or Black", "Black"},
                                {"white", "White"},
                                {"Caucasian", "White"},
                                {"Caucasian or White", "White"},
                                {"WHITE - RUSSIAN", "White"},
                                {"asian", "Asian"},
                                {"ASIAN - CHINESE", "Asian"},
                                {"Hispanic/Latino", "Hispanic"},
                                {"American Indian or Alaskan Native", "Native American"},
                                {"", "-"},
                                {"Unknown", "-"},
                                {"Other", "-"},
                                {"nan", "-"},
                                {"Dog", "!"},
                                {"Black White", "!"},
                                {" - ", "-"}};

const std::vector<Row> views{{"PA", "PA"},
                             {"AP", "AP"},
                             {"pa", "PA"},
                             {"p.a.", "PA"},
                             {"P-A", "PA"},
                             {"A.P.", "AP"},
                             {"postero-anterior", "PA"},
                             {"posteroanterior", "PA"},
                             {"POSTERO_ANTERIOR", "PA"},
                             {"antero posterior", "AP"},
                             {"Anteroposterior", "AP"},
                             {"AP supine", "AP"},
                             {"AP_horizontal", "AP"},
                             {"Portable AP", "AP"},
                             {"AP semi-erect", "AP"},
                             {"PA view", "PA"},
                             {"Chest PA", "PA"},
                             {"PA erect", "PA"},
                             {"X-ray chest PA view", "PA"},
                             {"a.p. im Liegen", "AP"},
                             {"", "-"},
                             {"unknown", "-"},
                             {"nan", "-"},
                             {"Lateral", "!"},
                             {"LL", "!"},
                             {"L", "!"},
                             {"LATERAL", "!"},
                             {"PA and lateral", "!"},
                             {"AP axial", "!"},
                             {"AP lordotic", "!"},
                             {"AP/PA", "!"},
                             {"Frontal", "!"},
                             {"supine", "!"},
                             {"Dog", "!"},
                             {"1", "!"},
                             {"pap", "!"}};

TEST(Demographics, UnderstandsWhatPeopleAndDicomWrite) {
  for (const auto& [words, expected] : sexes) EXPECT_EQ(understood(sexFrom, words), expected) << words;
  for (const auto& [words, expected] : ages) EXPECT_EQ(understood(ageFrom, words), expected) << words;
  for (const auto& [words, expected] : raceRows) EXPECT_EQ(understood(raceFrom, words), expected) << words;
  for (const auto& [words, expected] : views) EXPECT_EQ(understood(viewFrom, words), expected) << words;
}

TEST(Demographics, SayWhatIsWrongAndQuoteIt) {
  EXPECT_EQ(sexFrom("Dog").error().message, "The sex \"Dog\" is not known; it is Male or Female.");
  EXPECT_EQ(ageFrom("nan").error().message, "The age \"nan\" is not a number of years from 0 to 120.");
  EXPECT_THAT(viewFrom("Lateral").error().message, HasSubstr("not one that models draw; it is PA or AP"));
  EXPECT_THAT(viewFrom("PA and AP").error().message, HasSubstr("names two views"));
  EXPECT_THAT(viewFrom("frontal").error().message, HasSubstr("does not say whether it is PA or AP"));
  EXPECT_THAT(raceFrom("Dog").error().message, HasSubstr("Asian, Black"));
  EXPECT_LT(sexFrom(std::string(5000, 'x')).error().message.size(), 200U);
}

// Every accepted spelling, in a field or in front of the text, gives a prompt of the canonical form.
TEST(Demographics, EveryAcceptedSpellingGivesACanonicalPrompt) {
  const std::regex canonical(
      R"(((^|, )(sex:(Male|Female)|age:\d{1,3}\.\d+|race:(Asian|Black|Hispanic|Native American|Pacific Islander|White)|view:(PA|AP)))+\. Clear\.)");
  std::size_t seen = 0;
  const auto check = [&](const PromptParts& written, const std::string& words) {
    const auto parts = understoodParts(written);
    ASSERT_TRUE(parts) << words << ": " << parts.error().message;
    const std::string prompt = joinPrompt(*parts);
    EXPECT_TRUE(std::regex_match(prompt, canonical)) << words << " -> " << prompt;
    const auto again = understoodParts(*parts);
    ASSERT_TRUE(again);
    EXPECT_EQ(joinPrompt(*again), prompt) << "understood twice";
    const auto fromText = understoodParts({.report = prompt});
    ASSERT_TRUE(fromText) << prompt;
    EXPECT_EQ(joinPrompt(*fromText), prompt) << "from the text alone";
    ++seen;
  };
  for (const Row& sex : sexes) {
    if (*sex.expected == '!' || *sex.expected == '-') continue;
    check({.sex = sex.words, .report = "Clear."}, sex.words);
    check({.report = "sex:" + std::string(sex.words) + ". Clear."}, sex.words);
    for (const Row& view : views) {
      if (*view.expected == '!' || *view.expected == '-') continue;
      check({.sex = sex.words, .age = 71, .race = "BLACK", .view = view.words, .report = "Clear."},
            view.words);
      // A full stop and a space end what stands in front of the text.
      if (std::string_view(view.words).find(". ") != std::string_view::npos) continue;
      check({.report = "Sex: " + std::string(sex.words) + ", age: 071Y, race:white, view:" + view.words +
                       ". Clear."},
            view.words);
    }
  }
  for (const Row& age : ages) {
    if (*age.expected == '!' || *age.expected == '-' ||
        std::string_view(age.words).find(',') != std::string_view::npos)
      continue;
    check({.age = **ageFrom(age.words), .report = "Clear."}, age.words);
    check({.report = "age:" + std::string(age.words) + ". Clear."}, age.words);
  }
  EXPECT_GT(seen, 400U);
}

TEST(Demographics, AreTakenFromTheTextOnce) {
  const auto prompt = [](const PromptParts& written) {
    const auto parts = understoodParts(written);
    return parts ? joinPrompt(*parts) : "refused: " + parts.error().message;
  };
  EXPECT_EQ(prompt({.sex = "M", .age = 70, .report = "sex:Male, age:70. Effusion."}),
            "sex:Male, age:70.0. Effusion.");
  EXPECT_EQ(prompt({.view = "pa", .report = "sex:f, age:70.5, race:Black. Effusion."}),
            "sex:Female, age:70.5, race:Black, view:PA. Effusion.");
  EXPECT_EQ(prompt({.report = "SEX : male ; AGE : 71\nNo effusion."}), "sex:Male, age:71.0. No effusion.");
  EXPECT_EQ(prompt({.report = "sex:Male, age:70. sex:Male, age:70. Effusion."}),
            "sex:Male, age:70.0. Effusion.");
  EXPECT_EQ(prompt({.report = "sex:m., age:70.Effusion."}), "sex:Male, age:70.0. Effusion.");
  EXPECT_EQ(prompt({.report = "sex:Male."}), "sex:Male.");
  EXPECT_EQ(prompt({.report = "sex:unknown, age:70. Effusion."}), "age:70.0. Effusion.");
  // Not at the beginning, or no such entries: the text stays.
  for (const char* report : {"Effusion in a man, age: 70.", "Agenda: none.", "View: PA and lateral. Clear.",
                             "Sex", "age 70. Effusion.", "Female, 64 years. Effusion.", ""})
    EXPECT_EQ(prompt({.report = report}), report);
}

TEST(Demographics, ThatContradictEachOtherAreRefused) {
  const auto refusal = [](const PromptParts& written) {
    const auto parts = understoodParts(written);
    return parts ? "taken: " + joinPrompt(*parts) : parts.error().message;
  };
  EXPECT_EQ(refusal({.sex = "F", .report = "sex:Male, age:70. Effusion."}),
            "The text says \"sex:Male\", but the sex is stated as Female.");
  EXPECT_EQ(refusal({.age = 64, .report = "sex:Male, age:70. Effusion."}),
            "The text says \"age:70\", but the age is stated as 64.0.");
  EXPECT_THAT(refusal({.report = "sex:Male, sex:Female. Effusion."}), HasSubstr("stated as Male"));
  EXPECT_THAT(refusal({.view = "AP", .report = "view:PA. Effusion."}), HasSubstr("view is stated as AP"));
  EXPECT_THAT(refusal({.report = "sex:Dog. Effusion."}), HasSubstr("\"Dog\""));
  EXPECT_THAT(refusal({.report = "age:nan. Effusion."}), HasSubstr("\"nan\""));
  EXPECT_THAT(refusal({.age = std::numeric_limits<double>::quiet_NaN()}), HasSubstr("age nan"));
  EXPECT_THAT(refusal({.age = std::numeric_limits<double>::infinity()}), HasSubstr("age inf"));
  EXPECT_THAT(refusal({.age = -1}), HasSubstr("age -1.0"));
}

TEST(Demographics, ThatAModelDoesNotKnowAreRefusedByItsName) {
  const std::vector<std::string> known{"sex", "age"};
  EXPECT_TRUE(checkStated({.sex = "Male", .age = 71}, known, "small"));
  const auto refused = checkStated({.sex = "Male", .view = "PA"}, known, "small");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "The model \"small\" was not trained on prompts that state view; they state sex, age.");
  EXPECT_EQ(whyNotStated("sex", {}, "small"),
            "The model \"small\" was not trained on prompts that state sex; they state no demographics.");
}

TEST(Demographics, EndWhereTheReportBegins) {
  EXPECT_EQ(prefixEnd("sex:Male, age:70. Effusion."), 18U);
  EXPECT_EQ(prefixEnd("sex:male"), 8U);
  EXPECT_EQ(prefixEnd("Effusion."), 0U);
  EXPECT_EQ(prefixEnd("sex:Dog. Effusion."), 0U);
}

}  // namespace
}  // namespace chexgen::text
