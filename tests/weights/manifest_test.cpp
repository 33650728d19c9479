// model.json: what is read back, what is refused, and verifying the files that it names.
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/sha256.h"
#include "core/weights/file_check.h"
#include "core/weights/manifest.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/file_builders.h"
#include "tests/weights/result_matchers.h"
#include "tests/weights/small_networks.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using base::Json;
using tests::expectRefused;
using tests::problem;
using tests::writeFile;

Manifest sound() {
  Manifest manifest;
  manifest.name = "Тест";  // any language
  manifest.licence = "Apache-2.0";
  manifest.transformer = tests::tinyTransformer();
  manifest.textEncoder = tests::tinyTextEncoder();
  manifest.vae = tests::tinyVae();
  const auto file = [](const std::string& path) {
    return ManifestFile{path, base::sha256(path), path.size()};
  };
  manifest.transformerFile = file("transformer.safetensors");
  manifest.textEncoderFile = file("text_encoder.safetensors");
  manifest.vaeFile = file("vae.safetensors");
  manifest.tokenizerFile = file("tokenizer.model");
  manifest.controls = {{"mask", ControlArchitecture{2}, file("control-mask.safetensors")}};
  manifest.preview = PreviewMap{{0.1, 0.2, 0.3, -0.4}, 0.05};
  manifest.sizes = {64};
  manifest.demographics = {"sex", "age"};
  manifest.boxFindings = {"Lung"};
  return manifest;
}

// The manifest's JSON with one change.
base::Result<Manifest> changed(const std::function<void(Json&)>& change) {
  const tests::TemporaryFolder folder;
  EXPECT_TRUE(writeManifest(sound(), folder.path()));
  Json json = *base::readJsonFile(folder / "model.json");
  change(json);
  return parseManifest(json.dump(), "model.json");
}

TEST(Manifest, SurvivesTheRoundTrip) {
  const tests::TemporaryFolder folder;
  const Manifest written = sound();
  ASSERT_TRUE(writeManifest(written, folder.path())) << problem(writeManifest(written, folder.path()));
  const auto read = readManifest(folder.path());
  ASSERT_TRUE(read) << problem(read);
  EXPECT_EQ(read->name, written.name);
  EXPECT_EQ(read->transformer, written.transformer);
  EXPECT_EQ(read->textEncoder, written.textEncoder);
  EXPECT_EQ(read->vae, written.vae);
  EXPECT_EQ(read->vaeFile.sha256, written.vaeFile.sha256);
  ASSERT_NE(read->control("mask"), nullptr);
  EXPECT_EQ(read->control("mask")->architecture.copiedBlocks, 2);
  EXPECT_EQ(read->control("boxes"), nullptr);
  ASSERT_TRUE(read->preview);
  EXPECT_EQ(read->preview->weights, written.preview->weights);
  EXPECT_EQ(read->sizes, written.sizes);
  EXPECT_EQ(read->demographics, written.demographics);
  EXPECT_EQ(read->boxFindings, written.boxFindings);
  EXPECT_EQ(read->files().size(), 5U);
  EXPECT_EQ(*manifestHash(folder.path()), *base::sha256OfFile(folder / "model.json"));
}

TEST(Manifest, RefusesANewerSchemaAndSaysSo) {
  expectRefused(changed([](Json& json) { json["schema"] = 2; }), ErrorCode::formatUnsupported,
                "newer version");
  expectRefused(changed([](Json& json) { json["schema"] = 0; }), ErrorCode::formatInvalid, "schema");
  expectRefused(changed([](Json& json) { json.erase("schema"); }), ErrorCode::formatInvalid, "schema");
}

TEST(Manifest, ToleratesEntriesThatItDoesNotKnow) {
  EXPECT_TRUE(changed([](Json& json) { json["comment"] = "hello"; }));
}

TEST(Manifest, RefusesFilesOutsideItsFolder) {
  for (const char* path :
       {"../vae.safetensors", "/etc/passwd", "a/../../b", "", ".", "a//../../b", "a\\..\\b", "./a"}) {
    const auto result = changed([&](Json& json) { json["vae"]["file"]["path"] = path; });
    expectRefused(result, ErrorCode::formatForbidden, "outside its folder");
  }
}

TEST(Manifest, RefusesMissingRequiredEntries) {
  for (const char* key : {"name", "transformer", "textEncoder", "vae", "tokenizer", "sizes"}) {
    EXPECT_FALSE(changed([&](Json& json) { json.erase(key); })) << key;
    EXPECT_FALSE(changed([&](Json& json) { json[key] = nullptr; })) << key;
    EXPECT_FALSE(changed([&](Json& json) { json[key] = Json::array({1.5}); })) << key;
  }
  EXPECT_FALSE(changed([](Json& json) { json["vae"].erase("file"); }));
  EXPECT_FALSE(changed([](Json& json) { json["vae"].erase("architecture"); }));
}

TEST(Manifest, RefusesImpossibleValues) {
  EXPECT_FALSE(changed([](Json& json) { json["vae"]["file"]["sha256"] = "ABC"; }));
  EXPECT_FALSE(changed([](Json& json) { json["vae"]["file"]["bytes"] = -1; }));
  EXPECT_FALSE(changed([](Json& json) { json["sizes"] = Json::array(); }));
  EXPECT_FALSE(changed([](Json& json) { json["sizes"] = {65}; }));
  EXPECT_FALSE(changed([](Json& json) { json["defaults"]["steps"] = 0; }));
  EXPECT_FALSE(changed([](Json& json) { json["defaults"]["sampler"] = "euler"; }));
  EXPECT_FALSE(changed([](Json& json) { json["defaults"]["guidance"] = -1; }));
  EXPECT_FALSE(changed([](Json& json) { json["defaults"] = 3; }));
  EXPECT_FALSE(changed([](Json& json) { json["preview"]["weights"] = {1, 2}; }));
  EXPECT_FALSE(changed([](Json& json) { json["demographics"] = {"shoe size"}; }));
  EXPECT_FALSE(changed([](Json& json) { json["controls"][0]["kind"] = "depth"; }));
  EXPECT_FALSE(changed([](Json& json) { json["controls"].push_back(json["controls"][0]); }));
}

TEST(Manifest, RefusesPartsThatDoNotFitTogether) {
  expectRefused(changed([](Json& json) { json["transformer"]["architecture"]["captionWidth"] = 9; }),
                ErrorCode::architectureMismatch, "captions of width 9");
  expectRefused(changed([](Json& json) { json["transformer"]["architecture"]["channels"] = 16; }),
                ErrorCode::architectureMismatch, "latent channels");
  expectRefused(changed([](Json& json) { json["controls"][0]["architecture"]["copiedBlocks"] = 3; }),
                ErrorCode::architectureMismatch, "copies 3 blocks");
}

TEST(Manifest, RefusesEveryTruncation) {
  const tests::TemporaryFolder folder;
  ASSERT_TRUE(writeManifest(sound(), folder.path()));
  const std::string text = *base::readFile(folder / "model.json", 1U << 20U);
  for (std::size_t length = 0; length + 2 < text.size(); ++length) {
    EXPECT_FALSE(parseManifest(text.substr(0, length), "model.json")) << length;
  }
}

TEST(Manifest, WritesNothingThatItWouldNotRead) {
  const tests::TemporaryFolder folder;
  Manifest manifest = sound();
  manifest.sizes.clear();
  EXPECT_FALSE(writeManifest(manifest, folder.path()));
  manifest = sound();
  manifest.name = "\xff";
  EXPECT_FALSE(writeManifest(manifest, folder.path()));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Manifest, SaysThatAFolderIsNoModel) {
  const tests::TemporaryFolder folder;
  expectRefused(readManifest(folder.path()), ErrorCode::fileMissing, "model.json");
}

TEST(Verify, FindsMissingShortAndChangedFiles) {
  const tests::TemporaryFolder folder;
  const Manifest manifest = sound();
  for (const ManifestFile* file : manifest.files()) writeFile(folder / file->path, file->path);
  ASSERT_TRUE(verifyFiles(manifest, folder.path()));
  writeFile(folder / "vae.safetensors", "vae.safetensorx");
  expectRefused(verifyFiles(manifest, folder.path()), ErrorCode::hashMismatch, "vae.safetensors");
  writeFile(folder / "vae.safetensors", "vae");
  expectRefused(verifyFiles(manifest, folder.path()), ErrorCode::fileTruncated, "3 bytes");
  writeFile(folder / "vae.safetensors", "vae.safetensors and more");
  expectRefused(verifyFiles(manifest, folder.path()), ErrorCode::hashMismatch, "24 bytes");
  std::filesystem::remove(folder / "vae.safetensors");
  expectRefused(verifyFiles(manifest, folder.path()), ErrorCode::fileMissing, "vae.safetensors");
  base::CancelToken cancel;
  cancel.cancel();
  expectRefused(verifyFiles(manifest, folder.path(), {.cancel = cancel}), ErrorCode::cancelled, "cancelled");
}

}  // namespace
}  // namespace chexgen::weights
