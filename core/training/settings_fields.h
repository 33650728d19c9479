// The one list of a training run's settings: key in JSON, member, range. Reading, writing and checking all
// walk it.
#pragma once

#include "core/training/settings.h"

namespace chexgen::training {

struct NumberRange {
  double low = 0;
  double high = 0;
};

// Which checks and hashes a setting belongs to: `weights` decide what is learned, `conduct` only how the run
// is watched and where it runs.
enum class SettingRole { weights, conduct };

// Calls visit(key, role, member) or, for numbers, visit(key, role, member, range) for every setting in the
// order in which people read them. `Settings` is TrainSettings or const TrainSettings.
template <class Settings, class Visitor>
void visitSettings(Settings& settings, Visitor&& visit) {
  constexpr auto weights = SettingRole::weights;
  constexpr auto conduct = SettingRole::conduct;
  constexpr double most = 1e9;
  constexpr NumberRange fraction{0, 1};
  constexpr NumberRange factor{0, 1e4};
  constexpr NumberRange decay{0, 0.9999999};
  visit("target", weights, settings.target);
  visit("model", conduct, settings.model);
  visit("data", conduct, settings.data);
  visit("transformer", weights, settings.transformer);
  visit("text_encoder", weights, settings.textEncoder);
  visit("vae", weights, settings.vae);
  visit("tokenizer", conduct, settings.tokenizer);

  visit("steps", weights, settings.steps, NumberRange{1, most});
  visit("batch", weights, settings.batch, NumberRange{1, 65536});
  visit("accumulation", weights, settings.accumulation, NumberRange{1, 65536});
  visit("learning_rate", weights, settings.learningRate, NumberRange{1e-9, 1});
  visit("schedule", weights, settings.schedule);
  visit("warmup_steps", weights, settings.warmupSteps, NumberRange{0, most});
  visit("final_learning_rate_fraction", weights, settings.finalLearningRateFraction, fraction);
  visit("weight_decay", weights, settings.weightDecay, fraction);
  visit("beta1", weights, settings.beta1, decay);
  visit("beta2", weights, settings.beta2, decay);
  visit("epsilon", weights, settings.epsilon, NumberRange{1e-16, 0.1});
  visit("clip", weights, settings.clip, factor);
  visit("ema_decay", weights, settings.emaDecay, decay);
  visit("ema_warmup", weights, settings.emaWarmup);
  visit("caption_dropout", weights, settings.captionDropout, fraction);
  visit("precision", weights, settings.precision);
  visit("gradient_checkpointing", conduct, settings.gradientCheckpointing);

  visit("lora_rank", weights, settings.loraRank, NumberRange{1, 1024});
  visit("lora_alpha", weights, settings.loraAlpha, NumberRange{1e-3, 1e4});
  visit("train_text_encoder", weights, settings.trainTextEncoder);
  visit("text_learning_rate_factor", weights, settings.textLearningRateFactor, NumberRange{1e-4, 1e3});
  visit("control_blocks", weights, settings.controlBlocks, NumberRange{1, 64});

  visit("seed", weights, settings.seed);
  visit("checkpoint_every", conduct, settings.checkpointEvery, NumberRange{1, most});
  visit("keep_checkpoints", conduct, settings.keepCheckpoints, NumberRange{2, 1000});
  visit("sample_every", conduct, settings.sampleEvery, NumberRange{0, most});
  visit("sample_prompts", conduct, settings.samplePrompts);
  visit("sample_seeds", conduct, settings.sampleSeeds);
  visit("sample_steps", conduct, settings.sampleSteps, NumberRange{2, 1000});
  visit("sample_guidance", conduct, settings.sampleGuidance, NumberRange{0, 100});
  visit("validate_every", conduct, settings.validateEvery, NumberRange{0, most});
  visit("validation_images", conduct, settings.validationImages, NumberRange{1, most});
  visit("device", conduct, settings.device);
  visit("threads", conduct, settings.threads, NumberRange{0, 4096});
  visit("log_every", conduct, settings.logEvery, NumberRange{1, most});

  visit("image_size", weights, settings.imageSize, NumberRange{8, 4096});
  visit("crop", weights, settings.crop, NumberRange{8, 4096});
  visit("kl_weight", weights, settings.klWeight, factor);
  visit("gradient_weight", weights, settings.gradientWeight, factor);
  visit("adversarial_weight", weights, settings.adversarialWeight, factor);
  visit("adversarial_start", weights, settings.adversarialStart, NumberRange{0, most});
}

}  // namespace chexgen::training
