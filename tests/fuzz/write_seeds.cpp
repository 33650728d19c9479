// Writes the inputs that the fuzz targets start from: small sound files of every form.
#include <filesystem>
#include <iostream>
#include <string>

#include <zlib.h>

#include "core/base/file.h"
#include "core/base/philox.h"
#include "core/study/package.h"
#include "core/study/result.h"
#include "core/study/study_key.h"
#include "core/weights/manifest.h"
#include "tests/imaging/dicom_builder.h"
#include "tests/study/packages.h"
#include "tests/weights/file_builders.h"
#include "tests/weights/small_networks.h"

using namespace chexgen;
using tests::writeFile;
using tests::pickle::dictionary;
using tests::pickle::global;
using tests::pickle::number;
using tests::pickle::tensor;
using tests::pickle::text;
using tests::pickle::whole;

namespace {

void writeTables(const std::filesystem::path& corpus) {
  writeFile(corpus / "json/all", R"({"a":[1,-2.5e3,"té\n",true,null],"b":{"c":{}}})");
  writeFile(corpus / "csv/quotes", "id,text\n1,\"a, \"\"b\"\"\nc\"\r\n2,d\n");
  writeFile(corpus / "csv/mark", "\xEF\xBB\xBFid\n\n1\n");
}

// An image as written, without its header, with attributes of unknown kind, with a table, compressed.
void writeDicom(const std::filesystem::path& corpus) {
  using tests::DicomBuilder;
  const auto image = [](const char* syntax) {
    DicomBuilder builder(syntax);
    builder.text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.1.1 ").grey(4, 3, 16, 12);
    builder.text(0x0028, 0x1050, "DS", "40").text(0x0028, 0x1051, "DS", "400");
    return builder.words(0x7fe0, 0x0010, "OW", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 4095});
  };
  int number = 0;
  for (const char* syntax : {"1.2.840.10008.1.2.1", "1.2.840.10008.1.2", "1.2.840.10008.1.2.1.99"}) {
    const std::string whole = image(syntax).bytes();
    const std::string name = "dicom/syntax" + std::to_string(number++);
    writeFile(corpus / name, whole);
    writeFile(corpus / (name + "-bare"), whole.substr(132));
  }
  constexpr const char* little = "1.2.840.10008.1.2.1";
  DicomBuilder table(little);
  table.words(0x0028, 0x3002, "US", {4, 0, 16}).words(0x0028, 0x3006, "US", {1, 2, 3, 4});
  writeFile(corpus / "dicom/table", image(little).sequence(0x0028, 0x3010, table).bytes());
  DicomBuilder unknown = image(little);
  unknown.words(0x0028, 0x0010, "UN", {3}).text(0x0028, 0x1050, "UN", "40");
  writeFile(corpus / "dicom/unknown", unknown.bytes());
  DicomBuilder coded("1.2.840.10008.1.2.4.70");
  coded.grey(4, 3, 16, 12).fragments({std::string("\xff\xd8\xff\xc3\0\x0b\x0c\0\3\0\4\1\1\x11\0", 15)});
  writeFile(corpus / "dicom/coded", coded.bytes());
  // A kind of value that DCMTK alone knows; the tag behind it is a length of gigabytes to it.
  DicomBuilder claims = image(little);
  claims.element(0x0029, 0x0001, "ox", "").text(0x0029, 0x7000, "LO", "abcd");
  writeFile(corpus / "dicom/claims", claims.bytes());
}

void writeSafetensors(const std::filesystem::path& corpus) {
  writeFile(corpus / "safetensors/two",
            tests::safetensors(
                R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                R"("b":{"dtype":"BF16","shape":[0,3],"data_offsets":[8,8]},"__metadata__":{"k":"v"}})",
                tests::Bytes(8, 'x')));
}

// Names of networks in wrappings, averages beside raw weights, adapters.
void writeWrapped(const std::filesystem::path& corpus) {
  const std::string entry = R"(":{"dtype":"F32","shape":[1],"data_offsets":[)";
  int seed = 0;
  for (const char* name : {"module._orig_mod.x_embedder.proj.weight", "base_model.model.a.lora_A.weight",
                           "encoder.down.0.block.0.norm1.weight", "a.weight_g"}) {
    writeFile(corpus / "safetensors" / ("wrapped-" + std::to_string(seed++)),
              tests::safetensors("{\"" + std::string(name) + entry + "0,4]},\"ema.x_embedder.proj.weight" +
                                     entry + "4,8]},\"model_ema.x" + entry + "8,12]}}",
                                 tests::Bytes(12, 'x')));
  }
  const std::string mark = "x_embedder.proj.weight";
  const auto weights = [&](const std::string& prefix, const char* storage) {
    return dictionary(text(prefix + mark) + tensor("FloatStorage", storage, 4, 0, {2, 2}, {2, 1}));
  };
  const tests::Bytes hooks = global("collections", "OrderedDict") + ")R";
  const tests::Bytes lightning =
      whole(dictionary(text("pytorch-lightning_version") + text("2.1.0") + text("global_step") + number(7) +
                       text("state_dict") + weights("net._orig_mod.", "0") + text("ema") +
                       dictionary(text("module") + weights("module.", "0")) + text("hyper_parameters") +
                       global("omegaconf.dictconfig", "DictConfig") + ")\x81}b"));
  const tests::Bytes stored =
      tests::pickle::tuple(text("storage") + global("torch.storage", "UntypedStorage") + text("0") +
                           text("cpu") + number(16)) +
      "Q";
  const tests::Bytes arguments =
      tests::pickle::tuple(stored + number(0) + tests::pickle::tuple(number(4)) +
                           tests::pickle::tuple(number(1)) + "\x89" + hooks + global("torch", "float32"));
  const tests::Bytes typed = global("torch._utils", "_rebuild_tensor_v3") + arguments + "R";
  const tests::Bytes fromType = global("torch._tensor", "_rebuild_from_type_v2") +
                                tests::pickle::tuple(global("torch._utils", "_rebuild_tensor_v3") +
                                                     global("torch", "Tensor") + arguments + "}") +
                                "R";
  const tests::Bytes parameter = global("torch._utils", "_rebuild_parameter_with_state") +
                                 tests::pickle::tuple(typed + "\x88" + hooks + "}") + "R";
  const tests::Bytes kinds =
      whole(dictionary(text(mark) + typed + text("v") + fromType + text("w") + parameter));
  writeFile(corpus / "pickle/lightning", lightning);
  writeFile(corpus / "pickle/kinds", kinds);
  writeFile(corpus / "torch_zip/lightning",
            tests::torchZip(lightning, {tests::Bytes(16, '\1'), tests::Bytes(64, '\2')}));
}

void writeCheckpoints(const std::filesystem::path& corpus) {
  const tests::Bytes weights =
      dictionary(text("module.w") + tensor("FloatStorage", "0", 4, 0, {2, 2}, {2, 1}) + text("module.v") +
                 tensor("HalfStorage", "1", 32, 1, {3, 4}, {1, 3}));
  const tests::Bytes counter = global("collections", "Counter") + "}\x85R";
  const tests::Bytes training = whole(dictionary(text("state_dict") + weights + text("state_dict_ema") + "N" +
                                                 text("optimizer") + dictionary(number(0) + "](K\1K\2e") +
                                                 text("milestones") + counter + text("epoch") + number(3)));
  const tests::Bytes bare = whole(weights);
  writeFile(corpus / "pickle/training", training);
  writeFile(corpus / "pickle/bare", bare);
  writeFile(corpus / "torch_zip/training",
            tests::torchZip(training, {tests::Bytes(16, '\1'), tests::Bytes(64, '\2')}));
  writeFile(corpus / "torch_zip/empty", tests::zip({}));
}

void writeArrays(const std::filesystem::path& corpus) {
  const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n";
  const tests::Bytes array = tests::Bytes("\x93NUMPY\x01\x00", 8) + tests::little(header.size(), 2) + header +
                             tests::floats({1, 2, 3, 4});
  // Deflate's stored block: last, length, its complement, the bytes.
  tests::ZipItem deflated{
      "b.npy", "\x01" + tests::little(array.size(), 2) + tests::little(~array.size(), 2) + array, 8};
  deflated.contentSize = static_cast<std::uint32_t>(array.size());
  deflated.crc = static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const unsigned char*>(array.data()), array.size()));
  writeFile(corpus / "npz/one", array);
  writeFile(corpus / "npz/archive", tests::zip({{"a.npy", array}, deflated}));
}

bool writeModelJson(const std::filesystem::path& corpus) {
  writeFile(corpus / "model_json/index",
            R"({"metadata":{"total_size":8},"weight_map":{"a":"x.bin","b":"y.bin"}})");
  weights::Manifest manifest;
  manifest.name = "seed";
  manifest.transformer = tests::tinyTransformer();
  manifest.textEncoder = tests::tinyTextEncoder();
  manifest.vae = tests::tinyVae();
  const weights::ManifestFile file{"a.safetensors", std::string(64, 'a'), 1};
  manifest.transformerFile = manifest.textEncoderFile = manifest.vaeFile = manifest.tokenizerFile = file;
  manifest.controls = {{"mask", weights::ControlArchitecture{2}, file}};
  manifest.preview = weights::PreviewMap{{1, 2, 3, 4}, 0.5};
  manifest.sizes = {64};
  manifest.demographics = {"sex"};
  return weights::writeManifest(manifest, corpus / "model_json").has_value();
}

bool writeStudies(const std::filesystem::path& corpus) {
  study::Design design{.name = "Ward", .kind = study::StudyKind::realism, .readers = {"ann"}, .repeats = 1};
  design.cases.push_back(
      {.id = "a", .report = "Effusion.", .stratum = "AP", .candidates = {{"real", "a.png"}}});
  design.cases.push_back({.id = "b", .practice = true, .candidates = {{"ours", "b.png"}}});
  study::Design own = design;
  own.kind = study::StudyKind::custom;
  own.questions = {{.id = "q", .text = "?", .low = 1, .high = 5},
                   {.id = "r",
                    .kind = study::Question::Kind::choice,
                    .text = "?",
                    .choices = {"left", "right"},
                    .several = true,
                    .onlyIf = study::Question::Condition{"q", 2}}};
  const study::Answer answer{.presentation = 1, .item = "0f", .values = {{"realism", 3}}, .seconds = 2.5};
  study::StudyResult result{.design = design, .openings = {"2026-01-02T03:04:05Z"}, .answered = {{"ann", 1}}};
  result.roster = {.study = "0f", .name = "Ward", .readers = {{"ann", "0f", 2}}};
  result.roster.leaks.push_back({.arm = "real", .area = 0.5, .interval = statistics::Interval{0.4, 0.6}});
  result.readings.push_back({.reader = "ann", .caseId = "a", .arms = {"real"}, .answer = answer});
  study::StudyKey key{.design = design};
  key.items["0f"] = {.reader = "ann", .caseIndex = 0, .arms = {"real"}};
  writeFile(corpus / "study/design", study::toJson(design).dump());
  writeFile(corpus / "study/own", study::toJson(own).dump());
  writeFile(corpus / "study/questions", study::toJson(own.questions).dump());
  writeFile(corpus / "study/answer", study::toJson(answer).dump());
  writeFile(corpus / "study/roster", study::rosterText(result.roster));
  writeFile(corpus / "study/result", study::toJson(result).dump());
  writeFile(corpus / "study/key", study::keyText(key));

  const imaging::Image8 image{8, 8, 1, std::vector<std::uint8_t>(64, 7)};
  study::PackageInfo info{
      .study = "0f", .name = "Ward", .reader = "ann", .questions = study::questionsOf(design)};
  info.order = {"aa", "bb"};
  const auto file = corpus / "package/two";
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  std::filesystem::remove(file, error);
  return tests::writePackage(file, info,
                             {{"aa", {.report = "Effusion.", .images = {image}}},
                              {"bb", {.report = "", .images = {image, image}}}})
      .has_value();
}

// Bytes that choose much at once; the fuzzer alone begins with one byte and grows slowly.
void writeChoices(const std::filesystem::path& corpus) {
  constexpr std::size_t words = 64;
  std::uint32_t step = 0;
  for (const char* target : {"answers", "package_parts", "roster"})
    for (int file = 0; file < 16; ++file) {
      const base::RandomStream stream{1, 0x73656564, step++};
      std::string bytes;
      for (std::size_t i = 0; i < words; ++i)
        for (int byte = 0; byte < 8; ++byte)
          bytes += static_cast<char>(stream.word(i) >> static_cast<unsigned>(8 * byte) & 0xffU);
      writeFile(corpus / target / std::to_string(file), bytes);
    }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: write_seeds FOLDER\n";
    return 2;
  }
  const std::filesystem::path corpus = arguments[1];
  writeTables(corpus);
  writeDicom(corpus);
  writeSafetensors(corpus);
  writeCheckpoints(corpus);
  writeWrapped(corpus);
  writeArrays(corpus);
  writeChoices(corpus);
  return writeModelJson(corpus) && writeStudies(corpus) ? 0 : 1;
}
