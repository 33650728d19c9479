// What training programs put around weights comes off, whatever it is called and however it is nested; what
// could be meant in two ways is chosen by the stated rule and said, or refused.
#include <gtest/gtest.h>

#include "core/weights/inspect.h"
#include "core/weights/tensor_store.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/result_matchers.h"
#include "tests/weights/wrapped_files.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using testing::HasSubstr;
using tests::Bytes;
using tests::differenceFrom;
using tests::expectRefused;
using tests::NamedTensors;
using tests::problem;
using tests::TorchFile;
using tests::withPrefix;
using tests::writeFile;
namespace fs = std::filesystem;

std::string all(const std::vector<std::string>& remarks) {
  std::string text;
  for (const std::string& remark : remarks) text += remark + "\n";
  return text;
}

const std::vector<std::string> prefixes{"",
                                        "module.",
                                        "_orig_mod.",
                                        "model.",
                                        "net.",
                                        "ema.",
                                        "ema_model.",
                                        "diffusion_model.",
                                        "module._orig_mod.",
                                        "_orig_mod.module.",
                                        "model.diffusion_model.",
                                        "module.model.net._orig_mod.",
                                        "model.module.ema_model.module.",
                                        "some_own_wrapper.inner."};

const std::vector<std::vector<std::string>> places{{},
                                                   {"state_dict"},
                                                   {"model"},
                                                   {"model_state_dict"},
                                                   {"ema"},
                                                   {"ema_state_dict"},
                                                   {"net"},
                                                   {"params"},
                                                   {"params_ema"},
                                                   {"module"},
                                                   {"model", "state_dict"},
                                                   {"checkpoint", "ema", "module"}};

struct Network {
  NetworkKind kind;
  NamedTensors tensors;
};
std::vector<Network> networks() {
  return {{NetworkKind::transformer, tests::transformerTensors()},
          {NetworkKind::control, tests::controlTensors()},
          {NetworkKind::textEncoder, tests::textEncoderTensors()},
          {NetworkKind::vae, tests::vaeTensors()}};
}

// The whole cross product of networks, prefixes and ways to store them.
TEST(Wrappings, ComeOffInEveryFormat) {
  const tests::TemporaryFolder folder;
  for (const Network& network : networks()) {
    for (const std::string& prefix : prefixes) {
      const NamedTensors wrapped = withPrefix(prefix, network.tensors);
      std::vector<fs::path> files{folder / "one.safetensors", folder / "shards", folder / "bins"};
      writeFile(files[0], tests::safetensorsOf(wrapped));
      tests::writeShards(files[1], wrapped, false);
      tests::writeShards(files[2], wrapped, true);
      for (std::size_t i = 0; i < places.size(); ++i) {
        files.push_back(folder / (std::to_string(i) + ".pth"));
        writeFile(files.back(), tests::torchFileOf(places[i], wrapped));
      }
      for (const fs::path& file : files) {
        SCOPED_TRACE(prefix + " in " + file.filename().string());
        const auto store = openTensors(file, network.kind);
        ASSERT_TRUE(store) << problem(store);
        EXPECT_EQ(differenceFrom(network.tensors, *store), "");
        if (!prefix.empty()) {
          EXPECT_THAT(all(store->remarks), HasSubstr(prefix.substr(0, prefix.find('.'))));
        }
        const bool isPlain = prefix.empty() && file.filename() == "one.safetensors";
        if (isPlain) {
          EXPECT_TRUE(store->isAsStored);
        }
        if (!prefix.empty()) {
          EXPECT_FALSE(store->isAsStored);
        }
        fs::remove_all(file);
      }
    }
  }
}

TEST(Wrappings, DictionariesThatHoldTheWeightsAreNamed) {
  const tests::TemporaryFolder folder;
  const NamedTensors network = tests::transformerTensors();
  for (const auto& place : places) {
    writeFile(folder / "a.pth", tests::torchFileOf(place, network));
    const auto store = openTensors(folder / "a.pth");
    ASSERT_TRUE(store) << problem(store);
    std::string name;
    for (const std::string& part : place) name += (name.empty() ? "" : ".") + part;
    EXPECT_EQ(store->metadata["dictionary"], name);
    if (!place.empty()) {
      EXPECT_EQ(store->metadata["epoch"], 3);
    }
    if (!name.empty() && name != "state_dict") {
      EXPECT_THAT(all(store->remarks), HasSubstr("\"" + name + "\""));
    }
  }
}

TEST(Wrappings, TensorsAreReadHoweverTorchDescribesThem) {
  const tests::TemporaryFolder folder;
  const NamedTensors network = tests::transformerTensors();
  using Form = TorchFile::Form;
  for (const Form form :
       {Form::plain, Form::parameter, Form::parameterWithState, Form::typed, Form::fromType}) {
    writeFile(folder / "a.pth", tests::torchFileOf({"state_dict"}, network, form));
    const auto store = openTensors(folder / "a.pth");
    ASSERT_TRUE(store) << problem(store) << static_cast<int>(form);
    EXPECT_EQ(differenceFrom(network, *store), "");
  }
}

// torch.compile, FSDP and activation checkpointing also wrap the parts of a network.
TEST(Wrappings, PartsInTheMiddleOfNamesComeOut) {
  const tests::TemporaryFolder folder;
  const NamedTensors network = tests::transformerTensors();
  for (const std::string part : {"_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"}) {
    NamedTensors wrapped;
    for (const auto& [name, tensor] : network) {
      const bool isBlock = name.starts_with("blocks.");
      wrapped.emplace(isBlock ? name.substr(0, 8) + "." + part + name.substr(8) : name, tensor);
    }
    writeFile(folder / "a.safetensors", tests::safetensorsOf(wrapped));
    const auto store = openTensors(folder / "a.safetensors");
    ASSERT_TRUE(store) << problem(store);
    EXPECT_EQ(differenceFrom(network, *store), "");
    EXPECT_THAT(all(store->remarks), HasSubstr("\"" + part + "\""));
    EXPECT_FALSE(store->isAsStored);
  }
}

// ---- two sets of weights ----

NamedTensors together(NamedTensors a, NamedTensors b) {
  a.merge(b);
  return a;
}

TEST(Wrappings, AMovingAverageGoesBeforeRawWeights) {
  const tests::TemporaryFolder folder;
  const NamedTensors raw = tests::transformerTensors(1), average = tests::transformerTensors(2);
  for (const auto& [rawPrefix, averagePrefix] : std::vector<std::pair<std::string, std::string>>{
           {"", "ema."},
           {"model.", "ema."},
           {"online_model.", "ema_model."},
           {"net.", "net_ema."},
           {"module.", "ema.module."},
           {"model.diffusion_model.", "model_ema.diffusion_model."}}) {
    const NamedTensors both = together(withPrefix(rawPrefix, raw), withPrefix(averagePrefix, average));
    writeFile(folder / "a.safetensors", tests::safetensorsOf(both));
    writeFile(folder / "a.pth", tests::torchFileOf({"state_dict"}, both));
    for (const char* file : {"a.safetensors", "a.pth"}) {
      const auto store = openTensors(folder / file);
      ASSERT_TRUE(store) << problem(store) << averagePrefix;
      EXPECT_EQ(differenceFrom(average, *store), "") << averagePrefix;
      EXPECT_THAT(all(store->remarks), HasSubstr("moving average (EMA) was taken"));
    }
  }
  for (const auto& [rawPlace, averagePlace] :
       std::vector<std::pair<std::string, std::string>>{{"state_dict", "state_dict_ema"},
                                                        {"model", "ema"},
                                                        {"params", "params_ema"},
                                                        {"model_state_dict", "ema_state_dict"},
                                                        {"net", "ema_weights"},
                                                        {"model", "EMA"}}) {
    TorchFile file;
    const Bytes body = tests::pickle::text(rawPlace) + file.dictionary(raw) +
                       tests::pickle::text(averagePlace) + file.dictionary(withPrefix("module.", average));
    writeFile(folder / "b.pth", file.whole(tests::pickle::dictionary(body)));
    const auto store = openTensors(folder / "b.pth");
    ASSERT_TRUE(store) << problem(store) << averagePlace;
    EXPECT_EQ(differenceFrom(average, *store), "") << averagePlace;
    EXPECT_THAT(all(store->remarks), HasSubstr(rawPlace));
  }
}

TEST(Wrappings, WhatAnAverageLacksComesFromTheRawWeightsAndIsSaid) {
  const tests::TemporaryFolder folder;
  const NamedTensors raw = tests::transformerTensors(1);
  NamedTensors average = tests::transformerTensors(2);
  NamedTensors expected = average;
  average.erase("pos_embed");
  expected["pos_embed"] = raw.at("pos_embed");
  NamedTensors both = together(raw, withPrefix("ema.", average));
  both["ema.decay"] = {{}, {0.999F}};
  both["ema.num_updates"] = {{}, {7}};
  writeFile(folder / "a.safetensors", tests::safetensorsOf(both));
  const auto store = openTensors(folder / "a.safetensors");
  ASSERT_TRUE(store) << problem(store);
  EXPECT_EQ(differenceFrom(expected, *store), "");
  EXPECT_THAT(all(store->remarks), HasSubstr("1 tensor without an average"));
  EXPECT_THAT(all(store->remarks), HasSubstr("\"pos_embed\""));
}

// CompVis' LitEma keeps names without dots.
TEST(Wrappings, AveragesWithoutDotsAreMatchedToTheRawNames) {
  const tests::TemporaryFolder folder;
  const NamedTensors raw = tests::transformerTensors(1), average = tests::transformerTensors(2);
  NamedTensors both = withPrefix("model.diffusion_model.", raw);
  for (const auto& [name, tensor] : average) {
    std::string dotless = "diffusion_model." + name;
    std::erase(dotless, '.');
    both["model_ema." + dotless] = tensor;
  }
  both["model_ema.decay"] = {{}, {0.999F}};
  both["logvar"] = {{2}, {0, 0}};
  writeFile(folder / "a.ckpt", tests::torchFileOf({"state_dict"}, both));
  const auto store = openTensors(folder / "a.ckpt");
  ASSERT_TRUE(store) << problem(store);
  EXPECT_EQ(differenceFrom(average, *store), "");
  EXPECT_THAT(all(store->remarks), HasSubstr("dots"));
  EXPECT_THAT(all(store->remarks), HasSubstr("\"logvar\"")) << "what was passed over is said";
}

TEST(Wrappings, TwoDifferentSetsAreRefusedAndTheSameTwiceIsNot) {
  const tests::TemporaryFolder folder;
  const NamedTensors one = tests::transformerTensors(1), other = tests::transformerTensors(2);
  const auto write = [&](const NamedTensors& first, const NamedTensors& second, const std::string& a,
                         const std::string& b) {
    TorchFile file;
    writeFile(folder / "a.pth",
              file.whole(tests::pickle::dictionary(tests::pickle::text(a) + file.dictionary(first) +
                                                   tests::pickle::text(b) + file.dictionary(second))));
    return openTensors(folder / "a.pth");
  };
  expectRefused(write(one, other, "model", "net"), ErrorCode::formatInvalid, "\"model\" and \"net\"");
  expectRefused(write(one, other, "ema_0.99", "ema_0.9999"), ErrorCode::formatInvalid, "several sets");
  const auto same = write(one, one, "model", "net");
  ASSERT_TRUE(same) << problem(same);
  EXPECT_EQ(differenceFrom(one, *same), "");
  EXPECT_THAT(all(same->remarks), HasSubstr("Several sets of weights fit"));
  const auto usual = write(one, other, "generator", "state_dict");
  ASSERT_TRUE(usual) << problem(usual);
  EXPECT_EQ(differenceFrom(other, *usual), "");
  EXPECT_THAT(all(usual->remarks), HasSubstr("\"state_dict\" was taken, not \"generator\""));
  writeFile(folder / "b.safetensors", tests::safetensorsOf(together(one, withPrefix("module.", other))));
  expectRefused(openTensors(folder / "b.safetensors"), ErrorCode::formatInvalid, "several sets");
}

TEST(Wrappings, OptimiserStatesUnderTheWeightsNamesAreNotTheWeights) {
  const tests::TemporaryFolder folder;
  const NamedTensors network = tests::transformerTensors(1), moments = tests::transformerTensors(9);
  TorchFile file;
  const Bytes states = tests::pickle::dictionary(tests::pickle::text("exp_avg") + file.dictionary(moments));
  writeFile(folder / "a.pth",
            file.whole(tests::pickle::dictionary(tests::pickle::text("optimizer") + states +
                                                 tests::pickle::text("model") + file.dictionary(network))));
  const auto store = openTensors(folder / "a.pth");
  ASSERT_TRUE(store) << problem(store);
  EXPECT_EQ(differenceFrom(network, *store), "");
}

TEST(Wrappings, AFileOfSeveralNetworksGivesTheOneThatIsAskedFor) {
  const tests::TemporaryFolder folder;
  const NamedTensors all =
      together(together(withPrefix("model.diffusion_model.", tests::transformerTensors()),
                        withPrefix("first_stage_model.", tests::vaeTensors())),
               withPrefix("cond_stage_model.transformer.", tests::textEncoderTensors()));
  writeFile(folder / "all.ckpt", tests::torchFileOf({"state_dict"}, all));
  for (const auto& [kind, tensors] : std::vector<std::pair<NetworkKind, NamedTensors>>{
           {NetworkKind::transformer, tests::transformerTensors()},
           {NetworkKind::vae, tests::vaeTensors()},
           {NetworkKind::textEncoder, tests::textEncoderTensors()}}) {
    const auto store = openTensors(folder / "all.ckpt", kind);
    ASSERT_TRUE(store) << problem(store);
    EXPECT_EQ(differenceFrom(tensors, *store), "");
  }
  const auto inspection = inspect(folder / "all.ckpt");
  ASSERT_TRUE(inspection) << problem(inspection);
  EXPECT_EQ(inspection->networks.size(), 3U);
}

// ---- tricks ----

TEST(Wrappings, NamesThatWouldBecomeOneAreRefused) {
  const tests::TemporaryFolder folder;
  const NamedTensors network = tests::transformerTensors();
  for (const std::string part : {"_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"}) {
    NamedTensors tricked = withPrefix("module.", network);
    tricked["module.blocks.0." + part + ".attn.qkv.weight"] = tricked.at("module.blocks.0.attn.qkv.weight");
    writeFile(folder / "a.safetensors", tests::safetensorsOf(tricked));
    expectRefused(openTensors(folder / "a.safetensors"), ErrorCode::formatInvalid, "become one");
  }
}

TEST(Wrappings, NamesThatBeginInDifferentWaysAreRefused) {
  const tests::TemporaryFolder folder;
  const NamedTensors network = tests::transformerTensors();
  for (const auto& [most, some] : std::vector<std::pair<std::string, std::string>>{
           {"module.", ""}, {"", "module."}, {"module.", "model."}, {"ema.", "net.ema."}}) {
    NamedTensors mixed;
    for (const auto& [name, tensor] : network)
      mixed.emplace((name.starts_with("blocks.2.") ? some : most) + name, tensor);
    writeFile(folder / "a.safetensors", tests::safetensorsOf(mixed));
    expectRefused(openTensors(folder / "a.safetensors"), ErrorCode::formatInvalid, "begin in different ways");
  }
}

TEST(Wrappings, OddDotsAreNoWrapping) {
  const tests::TemporaryFolder folder;
  for (const std::string name : {".x_embedder.proj.weight", "ax_embedder.proj.weight",
                                 "x_embedder.proj.weight.", "x_embedder..proj.weight"}) {
    writeFile(folder / "a.safetensors", tests::safetensorsOf({{name, {{1}, {1}}}}));
    const auto store = openTensors(folder / "a.safetensors");
    ASSERT_TRUE(store) << problem(store);
    ASSERT_EQ(store->tensors.size(), 1U);
    const std::string kept = store->tensors.begin()->first;
    EXPECT_TRUE(kept == name || name == "." + kept) << kept;
  }
}

// ---- what training programs write beside the weights ----

TEST(Wrappings, LightningCheckpointsAreReadPastTheirCallbacks) {
  using namespace tests::pickle;
  const tests::TemporaryFolder folder;
  TorchFile file;
  const NamedTensors network = tests::transformerTensors();
  const Bytes path = global("pathlib", "PosixPath") + tuple(text("runs") + text("best.ckpt")) + "R";
  const Bytes score = file.tensor({{}, {0.5F}});
  const Bytes callbacks = dictionary(text("ModelCheckpoint{'monitor': 'val_loss'}") +
                                     dictionary(text("best_model_path") + path + text("best_model_score") +
                                                score + text("best_k_models") + "}"));
  const Bytes settings = global("omegaconf.dictconfig", "DictConfig") + ")\x81" +
                         dictionary(text("_metadata") + global("omegaconf.base", "ContainerMetadata") +
                                    ")\x81}b" + text("_content") + dictionary(text("lr") + number(1))) +
                         "b";
  const Bytes hyper = global("lightning.fabric.utilities.data", "AttributeDict") + ")\x81" +
                      tuple(text("model") + settings + text("device") + global("builtins", "dict")) + "0";
  const Bytes loops = dictionary(text("fit_loop") + dictionary(text("state_dict") + "}"));
  const Bytes version = global("torch.torch_version", "TorchVersion") + text("2.1.0") + "\x85R";
  const Bytes body = dictionary(text("epoch") + number(4) + text("global_step") + number(1200) +
                                text("pytorch-lightning_version") + text("2.1.0") + text("state_dict") +
                                file.dictionary(withPrefix("net._orig_mod.", network)) + text("loops") +
                                loops + text("callbacks") + callbacks + text("optimizer_states") + "](" +
                                dictionary(number(0) + "}") + "e" + text("hparams_name") + text("kwargs") +
                                text("hyper_parameters") + hyper + text("torch") + version);
  writeFile(folder / "epoch=4.ckpt", file.whole(body));
  const auto store = openTensors(folder / "epoch=4.ckpt");
  ASSERT_TRUE(store) << problem(store);
  EXPECT_EQ(differenceFrom(network, *store), "");
  EXPECT_EQ(store->metadata["step"], 1200);
  EXPECT_EQ(store->metadata["epoch"], 4);
  EXPECT_THAT(all(store->remarks), HasSubstr("PyTorch Lightning 2.1.0"));
}

TEST(Wrappings, DeepSpeedsModuleIsTakenAndItsShardsAreNamed) {
  using namespace tests::pickle;
  const tests::TemporaryFolder folder;
  const NamedTensors network = tests::transformerTensors();
  TorchFile file;
  writeFile(
      folder / "mp_rank_00_model_states.pt",
      file.whole(dictionary(text("module") + file.dictionary(network) + text("ds_version") + text("0.14.0") +
                            text("ds_config") + dictionary(text("zero") + number(1)))));
  const auto store = openTensors(folder / "mp_rank_00_model_states.pt");
  ASSERT_TRUE(store) << problem(store);
  EXPECT_EQ(differenceFrom(network, *store), "");
  EXPECT_THAT(all(store->remarks), HasSubstr("DeepSpeed 0.14.0"));

  NamedTensors empty;
  for (const auto& [name, tensor] : network) empty[name] = {{0}, {}};
  TorchFile third;
  writeFile(folder / "zero3.pt", third.whole(dictionary(text("module") + third.dictionary(empty))));
  expectRefused(openTensors(folder / "zero3.pt"), ErrorCode::formatUnsupported, "ZeRO 3");
}

TEST(Wrappings, AnAverageWithoutNamesIsSaidToBeThere) {
  using namespace tests::pickle;
  const tests::TemporaryFolder folder;
  const NamedTensors network = tests::transformerTensors();
  TorchFile file;
  const Bytes shadow = "](" + file.tensor({{1}, {1}}) + "e";
  writeFile(folder / "a.pth",
            file.whole(dictionary(text("model") + file.dictionary(network) + text("ema") +
                                  dictionary(text("decay") + number(1) + text("shadow_params") + shadow))));
  const auto store = openTensors(folder / "a.pth");
  ASSERT_TRUE(store) << problem(store);
  EXPECT_EQ(differenceFrom(network, *store), "");
  EXPECT_THAT(all(store->remarks), HasSubstr("without names"));
}

TEST(Wrappings, APartOfAnAverageIsSaidToBePassedOver) {
  const tests::TemporaryFolder folder;
  const NamedTensors network = tests::transformerTensors();
  NamedTensors part;
  for (const auto& [name, tensor] : network) {
    if (name.starts_with("blocks.")) part.emplace(name, tensor);
  }
  TorchFile file;
  writeFile(folder / "a.pth",
            file.whole(tests::pickle::dictionary(tests::pickle::text("model") + file.dictionary(network) +
                                                 tests::pickle::text("ema") + file.dictionary(part))));
  const auto store = openTensors(folder / "a.pth");
  ASSERT_TRUE(store) << problem(store);
  EXPECT_EQ(differenceFrom(network, *store), "");
  EXPECT_THAT(all(store->remarks), HasSubstr("\"ema\" holds some of the weights too"));
}

}  // namespace
}  // namespace chexgen::weights
