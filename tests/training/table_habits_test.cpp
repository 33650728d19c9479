// The tables of known data sets, and the habits of the programs that save tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "core/training/data_table.h"
#include "core/training/patients.h"
#include "core/training/preflight.h"
#include "core/training/table_columns.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"
#include "tests/training/training_files.h"
#include "tests/weights/result_matchers.h"

namespace chexgen::training {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TableHabits : public testing::Test {
 protected:
  DataTable read(const std::string& text, const TableOptions& options = {}) {
    tests::writeFile(folder_ / "table.csv", text);
    const auto table = readTable(folder_ / "table.csv", options);
    EXPECT_TRUE(table) << tests::problem(table);
    return table ? *table : DataTable();
  }
  tests::TemporaryFolder folder_;
};

TEST_F(TableHabits, KnowsTheColumnsOfDataSetsByName) {
  const struct {
    const char* header;
    TableColumns columns;
  } cases[] = {
      {"Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position",
       {.image = "Image Index",
        .patient = "Patient ID",
        .sex = "Patient Gender",
        .age = "Patient Age",
        .view = "View Position",
        .labels = "Finding Labels"}},
      {"Path,Sex,Age,Frontal/Lateral,AP/PA,No Finding,Edema",
       {.image = "Path", .sex = "Sex", .age = "Age", .view = "AP/PA"}},
      {"dicom_id,subject_id,study_id,PerformedProcedureStepDescription,ViewPosition,Rows,Columns",
       {.image = "dicom_id", .patient = "subject_id", .view = "ViewPosition"}},
      {",ImageID,ImageDir,PatientID,PatientSex_DICOM,ViewPosition_DICOM,Projection,Report,Labels",
       {.image = "ImageID",
        .prompt = "Report",
        .patient = "PatientID",
        .sex = "PatientSex_DICOM",
        .view = "Projection",
        .labels = "Labels"}},
      {"image_id,class_name,class_id,rad_id,x_min,y_min,x_max,y_max",
       {.image = "image_id", .labels = "class_name"}},
      {"patientId,x,y,width,height,Target", {.image = "patientId", .patient = "patientId"}},
      {" IMAGE ,\"Report \",\"\xEF\xBB\xBFPatient\"",
       {.image = "IMAGE", .prompt = "Report", .patient = "\xEF\xBB\xBFPatient"}},
  };
  for (const auto& [header, columns] : cases) {
    std::string row = "x";
    for (const char c : std::string_view(header))
      if (c == ',') row += ',';
    tests::writeFile(folder_ / "table.csv", std::string(header) + "\n" + row + "\n");
    const auto found = readTable(folder_ / "table.csv", {.images = false});
    ASSERT_TRUE(found) << header << tests::problem(found);
    EXPECT_EQ(found->columns, columns) << header << columnsInWords(*found);
  }
}

TEST_F(TableHabits, ReadsOneHotColumnsWithBlankAndUncertainCells) {
  const auto table = read(
      "Path,Sex,No Finding,Cardiomegaly,Edema,Support Devices\n"
      "a,F,1.0,,,1.0\nb,M,,1,-1,\nc,M,,0,0,\nd,F,0,0,0,0\ne,F,,,,\nf,F,0.0,0.0,1.0,severe\n",
      {.images = false});
  EXPECT_THAT(table.oneHot, ElementsAre("No Finding", "Cardiomegaly", "Edema", "Support Devices"));
  EXPECT_TRUE(table.rows[0].stated.isNoFinding());
  EXPECT_THAT(table.rows[1].labels, ElementsAre("Cardiomegaly"));
  EXPECT_THAT(table.rows[1].stated.uncertain, ElementsAre("Edema"));
  EXPECT_FALSE(table.rows[2].stated.isNoFinding()) << "blank says nothing";
  EXPECT_FALSE(table.rows[3].stated.isNoFinding()) << "it says that it is not without finding";
  EXPECT_FALSE(table.rows[4].stated.isStated());
  EXPECT_THAT(table.rows[5].stated.unknown, ElementsAre("Support Devices = severe"));
  EXPECT_THAT(table.remarks, Contains(HasSubstr("1 labels in 1 rows are uncertain (-1)")));
  EXPECT_TRUE(read("p,Edema,Mass\nx,0,0\n", {.images = false}).rows[0].stated.isNoFinding());
}

TEST_F(TableHabits, ReadsJsonArraysBesideJsonLines) {
  const auto table = read(
      "[\n {\"image\": \"a.png\", \"report\": \"Clear [x] {y}.\", \"labels\": [\"Mass\"]},\n {\"image\": "
      "\"b.png\",\n  \"Edema\": 1}\n]\n");
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0].prompt, "Clear [x] {y}.");
  EXPECT_THAT(table.rows[0].labels, ElementsAre("Mass"));
  EXPECT_EQ(table.rows[0].line, 2U);
  EXPECT_EQ(table.rows[1].line, 3U);
  tests::writeFile(folder_ / "bad.json", "[{\"image\": \"a.png\"}, 3]");
  EXPECT_THAT(readTable(folder_ / "bad.json").error().message, HasSubstr("Entry 2"));
}

TEST_F(TableHabits, FindsFilesThatAreWrittenOtherwise) {
  const std::string composed = "images/übung 1.png";  // one letter
  tests::writeGrey(folder_ / composed, 8, 8, 9);
  tests::writeGrey(folder_ / "images/0001.dcm.png", 8, 8, 9);
  tests::writeGrey(folder_ / "images/1.2.840.113.7.1.png", 8, 8, 9);
  const auto table = read(
      "image,report\nimages\\0001.dcm.png,x\nimages/u\xCC\x88"
      "bung 1.png,x\nIMAGES/\xC3\x9C"
      "bung%201.PNG,x\n"
      "images/1.2.840.113.7.1,x\nimages/none.png,x\nimages/0001.dcm.png,x\n");
  EXPECT_EQ(table.rows[0].image, folder_ / "images/0001.dcm.png");
  EXPECT_EQ(table.rows[1].image, folder_ / composed);
  EXPECT_EQ(table.rows[2].image, folder_ / composed);
  EXPECT_EQ(table.rows[3].image, folder_ / "images/1.2.840.113.7.1.png");
  EXPECT_EQ(table.rows[4].image, folder_ / "images/none.png");
  EXPECT_THAT(table.remarks, ElementsAre(HasSubstr("4 files are written otherwise")));
}

TEST_F(TableHabits, TellsImagesOfOneNameApart) {
  const auto table = read(
      "image\ntrain/p1/s1/view1.jpg\ntrain/p2/s1/view1.jpg\nother.png\n1.2.840.113.7.1\n1.2.840.113.7.2\n");
  std::vector<std::string> ids;
  for (const TableRow& row : table.rows) ids.push_back(row.id);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 5U);
  EXPECT_EQ(ids[2], "other");
  EXPECT_EQ(ids[3], "1.2.840.113.7.1");
}

TEST_F(TableHabits, PatientsWhoseNumbersAreEqualAreOne) {
  for (const char* same : {"17", "017", "17.0", "17,0", "00017.000", "17."})
    EXPECT_EQ(patientKey(same), "17") << same;
  for (const char* other : {"17.5", "p17", "17a", "1.7.0", "", "x17.0", "-17"})
    EXPECT_EQ(patientKey(other), other);
  EXPECT_EQ(patientKey("000"), "0");
  const auto table =
      read("image,patient,split\na.png,17,train\nb.png,17.0,test\nc.png, 017 ,val\nd.png,18,test\n");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(table.rows[static_cast<std::size_t>(i)].patient, "17");
  EXPECT_THAT(table.remarks,
              ElementsAre(AllOf(HasSubstr("\"17.0\" in line 3 is \"17\" of line 2"), HasSubstr("2 rows"))));
  EXPECT_THAT(read("image,patient\na.png,8.39E+35\n").remarks,
              ElementsAre(HasSubstr("rounded by a spreadsheet")));
  const auto paths = read("image\ntrain/patient00001/s/a.jpg\nfiles/p10/p10000032/s1/b.jpg\n");
  EXPECT_EQ(paths.rows[0].patient, "patient00001");
  EXPECT_EQ(paths.rows[1].patient, "p10000032");
}

TEST_F(TableHabits, RowsOfBoxesAreOneRadiograph) {
  const auto table = read(
      "image_id,class_name,x_min,y_min,x_max,y_max\na,Cardiomegaly,1,2,3,4\na,Pleural effusion,1,2,3,4\n"
      "a,Cardiomegaly,5,6,7,8\nb,No finding,,,,\n",
      {.images = false});
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_THAT(table.rows[0].labels, ElementsAre("Cardiomegaly", "Effusion"));
  EXPECT_TRUE(table.rows[1].stated.isNoFinding());
  const auto rsna =
      read("patientId,x,y,width,height,Target\nu,1,2,3,4,1\nu,1,2,3,4,1\nv,,,,,0\n", {.images = false});
  ASSERT_EQ(rsna.rows.size(), 2U);
  EXPECT_THAT(rsna.rows[0].labels, ElementsAre("Pneumonia"));
  EXPECT_FALSE(rsna.rows[1].stated.isStated() && !rsna.rows[1].stated.saysNone);
}

TEST_F(TableHabits, ColumnsCanBeChosenAndRefused) {
  const std::string text = "image,report,other,Edema\na.png,x,y,1\n";
  EXPECT_EQ(read(text, {.columns = {.prompt = "other"}}).rows[0].report, "y");
  EXPECT_EQ(read(text, {.columns = {.prompt = "-"}}).rows[0].report, "");
  EXPECT_THAT(read(text, {.columns = {.labels = "-"}}).oneHot, IsEmpty());
  EXPECT_THAT(columnsInWords(read(text)), HasSubstr("image = image, prompt = report, labels = Edema"));
  tests::writeFile(folder_ / "t.csv", "prompt,view\nx,PA\n");
  EXPECT_THAT(readTable(folder_ / "t.csv").error().message, HasSubstr("name the images"));
  EXPECT_EQ(readTable(folder_ / "t.csv", {.images = false})->rows[0].view, "PA");
}

TEST(TableCases, AreReadWithTheirRightValues) {
  CHEXGEN_CASE_OR_SKIP(cases, "");
  const auto chexpert = readTable(cases / "table-chexpert-onehot/chexpert.csv", {.images = false});
  ASSERT_TRUE(chexpert) << tests::problem(chexpert);
  EXPECT_TRUE(chexpert->rows[0].stated.isNoFinding());
  EXPECT_THAT(chexpert->rows[1].labels, ElementsAre("Fracture", "Lung Opacity"));
  EXPECT_THAT(chexpert->rows[2].labels, ElementsAre("Edema", "Effusion"));
  EXPECT_THAT(chexpert->rows[3].labels, ElementsAre("Cardiomegaly", "Edema"));
  EXPECT_EQ(chexpert->rows[0].patient, "patient00001");
  const auto ids = readTable(cases / "table-chexpert-ids/chexpert.csv");
  EXPECT_EQ(
      std::set<std::string>({ids->rows[0].id, ids->rows[1].id, ids->rows[2].id, ids->rows[3].id}).size(), 4U);
  const auto padchest = readTable(cases / "table-padchest-lists/padchest_image.csv", {.images = false});
  EXPECT_TRUE(padchest->rows[0].stated.isNoFinding());
  EXPECT_THAT(padchest->rows[1].labels, ElementsAre("Fibrosis", "Effusion", "Cardiomegaly"));
  EXPECT_EQ(padchest->rows[0].view, "PA");
  EXPECT_EQ(padchest->rows[0].age, 84);
  const auto mimic = readTable(cases / "table-mimic-padchest-columns/mimic_metadata.csv", {.images = false});
  ASSERT_TRUE(mimic) << tests::problem(mimic);
  EXPECT_EQ(mimic->rows[0].view, "PA");
  EXPECT_EQ(mimic->rows[1].view, "LATERAL");
  const auto array = readTable(cases / "table-json-array/t29_json_array.json");
  EXPECT_EQ(array->rows[0].report, "Normal chest.");
  const auto patients = readTable(cases / "table-patient-17.0/t26_float_patient.csv");
  EXPECT_EQ(patients->rows[1].patient, "17");
  const auto report = preflight(*patients, {});
  EXPECT_THAT(report->findings,
              Contains(testing::Field(&PreflightFinding::code, FindingCode::patientOverlap)));
  const auto trailing = readTable(cases / "table-trailing-columns/t10_trailing_columns.csv");
  EXPECT_EQ(trailing->rows.size(), 2U);
  const auto latin = readTable(cases / "prompt-latin1/t07_latin1.csv");
  EXPECT_EQ(latin->rows[0].patient, "Müller");
  EXPECT_THAT(latin->remarks, Contains(HasSubstr("Windows-1252")));
}

TEST_F(TableHabits, CasesWithOtherSlashesAndLettersFindTheirFiles) {
  CHEXGEN_CASE_OR_SKIP(cases, "table-backslashes-nfd");
  tests::writeGrey(folder_ / "images/00000001_000.png", 8, 8, 1);
  tests::writeGrey(folder_ / "images/übung 1.png", 8, 8, 1);
  for (const char* name : {"t08b_nfd_name.csv", "t11_backslashes.csv"}) {
    const auto table = readTable(cases / name, {.root = folder_.path()});
    ASSERT_TRUE(table) << tests::problem(table);
    EXPECT_TRUE(std::filesystem::exists(table->rows[0].image)) << name << table->rows[0].image;
  }
}

TEST(TableCases, TheWholeOfChestXray14IsUnderstood) {
  CHEXGEN_DATA_OR_SKIP(file, "nih-cxr-512/metadata.csv");
  const auto table = readTable(file, {.images = false});
  ASSERT_TRUE(table) << tests::problem(table);
  for (const TableRow& row : table->rows) {
    EXPECT_THAT(row.stated.unknown, IsEmpty());
    EXPECT_TRUE(row.stated.isStated());
    EXPECT_NE(row.stated.isNoFinding(), !row.stated.findings.empty());
  }
}

}  // namespace
}  // namespace chexgen::training
