"""Unpacks from the wheels what a set of LibTorch needs (see fetch_libtorch.sh) and keeps their layout: the libraries find
each other by paths relative to their own."""

import argparse
import pathlib
import shutil
import zipfile

CPU = (
    "torch/include/",
    "torch/lib/libtorch_cpu.so",
    "torch/lib/libc10.so",
    "torch/lib/libgomp.so.1",
    "nvidia/cu13/lib/libcudart.so.13",
    "nvidia/cu13/lib/libcupti.so.13",
)
CUDA_LINK = CPU + ("torch/lib/libtorch_cuda.so", "torch/lib/libc10_cuda.so")
CUDA = ("torch/include/", "torch/lib/", "nvidia/")
SETS = {"cpu": CPU, "cuda-link": CUDA_LINK, "cuda": CUDA}


def unpack(wheel: pathlib.Path, prefixes: tuple[str, ...], folder: pathlib.Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            if entry.is_dir() or not entry.filename.startswith(prefixes):
                continue
            target = folder / entry.filename
            if ".." in target.parts:
                raise ValueError(f"{wheel}: {entry.filename} leaves the folder")
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as source, target.open("wb") as destination:
                shutil.copyfileobj(source, destination, 1 << 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=SETS, required=True)
    parser.add_argument("--into", type=pathlib.Path, required=True)
    parser.add_argument("wheels", type=pathlib.Path, nargs="+")
    arguments = parser.parse_args()
    for wheel in arguments.wheels:
        unpack(wheel, SETS[arguments.set], arguments.into)


if __name__ == "__main__":
    main()
