#!/usr/bin/env python3
"""Times a denoising step of `chexgen` and of diffusers' PixArt pipeline on this CPU, in turns, and prints the ratio.

    tests/bench/compare_diffusers.py [--rounds 3] [--steps 6] [--size 256] [--json FILE]

Both sides: the same transformer (DiT-XL/2 with random weights), one image, guidance on (so two evaluations a step), a caption of
120 tokens that is already encoded, the same number of threads. The first run makes a virtual environment in build/bench-venv
(about 3 GB to download: torch, CUDA libraries included, is one wheel).
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENV = ROOT / "build/bench-venv"
TOKENS = 120
GUIDANCE = 4.0
# (precision asked of diffusers, precision asked of chexgen)
PAIRS = [("fp32", "fp32"), ("bf16", "bf16"), ("bf16", "bf16-forced")]


def enter_environment() -> None:
    """Runs this script again inside its virtual environment, made when it is missing."""
    if pathlib.Path(sys.prefix) == VENV:
        return
    stamp = VENV / "complete"
    if not stamp.exists():
        print(f"Making {VENV}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        requirements = pathlib.Path(__file__).with_name("requirements.txt")
        subprocess.run([str(VENV / "bin/pip"), "install", "--quiet", "--only-binary=:all:", "--requirement", str(requirements)],
                       check=True)
        stamp.touch()
    python = str(VENV / "bin/python")
    os.execv(python, [python, *sys.argv])


class DiffusersSide:
    """diffusers' own pipeline; a step lasts from the transformer's call to the pipeline's callback at the step's end."""

    def __init__(self, size: int, threads: int):
        import torch
        from diffusers import PixArtTransformer2DModel

        torch.set_num_threads(threads)
        torch.manual_seed(0)
        with torch.device("meta"):
            transformer = PixArtTransformer2DModel(
                num_attention_heads=16, attention_head_dim=72, in_channels=4, out_channels=8, num_layers=28,
                cross_attention_dim=1152, sample_size=size // 8, patch_size=2, caption_channels=4096,
                use_additional_conditions=False)
        transformer.to_empty(device="cpu")
        for parameter in transformer.parameters():
            torch.nn.init.normal_(parameter, std=0.02)
        for name, buffer in transformer.named_buffers():
            torch.nn.init.normal_(buffer, std=0.02)
        self._transformer = transformer.eval()
        self._size = size

    def step_seconds(self, precision: str, steps: int) -> list[float]:
        import torch
        from diffusers import DPMSolverMultistepScheduler, PixArtAlphaPipeline

        dtype = {"fp32": torch.float32, "bf16": torch.bfloat16}[precision]
        self._transformer.to(dtype)
        pipeline = PixArtAlphaPipeline(tokenizer=None, text_encoder=None, vae=None, transformer=self._transformer,
                                       scheduler=DPMSolverMultistepScheduler())
        pipeline.set_progress_bar_config(disable=True)
        caption = torch.randn(1, TOKENS, 4096, generator=torch.Generator().manual_seed(1)).to(dtype)
        mask = torch.ones(1, TOKENS, dtype=torch.int64)
        begins: list[float] = []
        ends: list[float] = []
        hook = self._transformer.register_forward_pre_hook(lambda *_: begins.append(time.perf_counter()))
        pipeline(prompt=None, negative_prompt=None, prompt_embeds=caption, prompt_attention_mask=mask,
                 negative_prompt_embeds=caption * 0.5, negative_prompt_attention_mask=mask, height=self._size, width=self._size,
                 num_inference_steps=steps + 1, guidance_scale=GUIDANCE, use_resolution_binning=False, output_type="latent",
                 callback=lambda *_: ends.append(time.perf_counter()), callback_steps=1)
        hook.remove()
        # The first step warms up and is not counted.
        return [end - begin for begin, end in zip(begins, ends)][1:]


def chexgen_step(program: pathlib.Path, size: int, precision: str, steps: int, threads: int) -> dict:
    answer = subprocess.run(
        [program, "bench", "--architecture", "XL/2", "--size", str(size), "--part", "denoise", "--tokens", str(TOKENS),
         "--guidance", str(GUIDANCE), "--runs", str(steps), "--threads", str(threads), "--device", "cpu", "--precision", precision,
         "--json"],
        check=True, capture_output=True, text=True)
    report = json.loads(answer.stdout)
    part = next(part for part in report["parts"] if part["part"] == "denoise")
    return {"seconds": part["median_seconds"], "ran": report["precision"], "note": part["note"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build/release/bin/chexgen")
    parser.add_argument("--rounds", type=int, default=3, help="turns that each side gets (default 3)")
    parser.add_argument("--steps", type=int, default=6, help="counted steps in a turn (default 6)")
    parser.add_argument("--bf16-steps", type=int, default=0,
                        help="counted bf16 steps of diffusers in a turn (default: as --steps; an emulated one can take minutes)")
    parser.add_argument("--size", type=int, default=256, help="image side in pixels (default 256)")
    parser.add_argument("--threads", type=int, default=0, help="0: all cores (default)")
    parser.add_argument("--json", type=pathlib.Path, help="also write the numbers to this file")
    options = parser.parse_args()
    if not options.program.exists():
        sys.exit(f"{options.program} is missing: build it with packaging/build.sh, or name it with --program")
    enter_environment()

    threads = options.threads or len(os.sched_getaffinity(0))
    diffusers = DiffusersSide(options.size, threads)
    theirs: dict[str, list[float]] = {}
    ours: dict[str, list[dict]] = {}
    for number in range(options.rounds):
        for their_precision in dict.fromkeys(pair[0] for pair in PAIRS):
            print(f"round {number + 1} of {options.rounds}: diffusers {their_precision}", file=sys.stderr)
            steps = options.bf16_steps or options.steps if their_precision == "bf16" else options.steps
            theirs.setdefault(their_precision, []).extend(diffusers.step_seconds(their_precision, steps))
            for our_precision in (pair[1] for pair in PAIRS if pair[0] == their_precision):
                print(f"round {number + 1} of {options.rounds}: chexgen {our_precision}", file=sys.stderr)
                ours.setdefault(our_precision, []).append(
                    chexgen_step(options.program, options.size, our_precision, options.steps, threads))

    print(f"DiT-XL/2 at {options.size} pixels, one image with guidance, {TOKENS} caption tokens, {threads} threads; "
          f"median of {options.rounds} turns of {options.steps} steps")
    print(f"{'asked':12} {'chexgen ran':12} {'diffusers s':>12} {'chexgen s':>12} {'ratio':>7}")
    results = []
    for their_precision, our_precision in PAIRS:
        their_median = statistics.median(theirs[their_precision])
        our_median = statistics.median(turn["seconds"] for turn in ours[our_precision])
        ran = ours[our_precision][0]["ran"]
        print(f"{our_precision:12} {ran:12} {their_median:12.3f} {our_median:12.3f} {their_median / our_median:7.2f}")
        results.append({"asked": our_precision, "ran": ran, "diffusers_seconds": their_median, "chexgen_seconds": our_median,
                        "ratio": their_median / our_median, "diffusers_all": theirs[their_precision],
                        "chexgen_turns": [turn["seconds"] for turn in ours[our_precision]]})
    flags = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    if "avx512_bf16" not in flags and "amx_bf16" not in flags:
        print("This CPU has no bf16 instructions: both sides emulate them. `bf16` in chexgen therefore computes in fp32; "
              "`bf16-forced` shows the emulation.")
    if options.json:
        options.json.write_text(json.dumps({"size": options.size, "threads": threads, "steps": options.steps,
                                            "results": results}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
