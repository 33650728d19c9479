"""The cases of make_grey_tables.py: made ones, whose stored values are known, and the files that pydicom brings along."""

from __future__ import annotations

import copy
import pathlib
import warnings
from collections.abc import Callable

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.pixels import apply_modality_lut, apply_voi, apply_windowing
from pydicom.sequence import Sequence
from pydicom.uid import (JPEG2000Lossless, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian,
                         ImplicitVRLittleEndian, JPEGLSLossless, RLELossless)

warnings.simplefilter("ignore")

# Odd in both directions, no mirror image of it equals it, and not too small for JPEG 2000.
WIDTH, HEIGHT = 67, 45
# Decoders may round differently here: JPEG by cosine transform, JPEG 2000 with losses.
ROUNDED = {"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.91"}


def phantom(least: int, greatest: int) -> np.ndarray:
    """Values from `least` to `greatest`, growing to the right and faster downwards."""
    x, y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    ramp = (x + 3.0 * y + x * y / 40) / (WIDTH - 1 + 3.0 * (HEIGHT - 1) + (WIDTH - 1) * (HEIGHT - 1) / 40)
    return np.rint(least + ramp * (greatest - least)).astype(np.int32)


def base_dataset(stored: int, signed: bool, allocated: int) -> Dataset:
    ds = Dataset()
    ds.SOPClassUID = "1.2.840.10008.5.1.4.1.1.1.1"
    ds.SOPInstanceUID = "2.25.1"
    ds.StudyInstanceUID = "2.25.2"
    ds.SeriesInstanceUID = "2.25.3"
    ds.Modality = "DX"
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = HEIGHT, WIDTH
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = allocated, stored, stored - 1
    ds.PixelRepresentation = int(signed)
    return ds


def packed(values: np.ndarray, ds: Dataset, garbage: bool, big: bool) -> bytes:
    """The stored values in their bits, with noise in the others where wanted."""
    lowest = ds.HighBit + 1 - ds.BitsStored
    mask = ((1 << ds.BitsStored) - 1) << lowest
    words = (values.astype(np.int64) << lowest) & mask
    if garbage:
        noise = np.random.default_rng(5).integers(0, 1 << ds.BitsAllocated, size=values.shape)
        words |= noise & ~mask & ((1 << ds.BitsAllocated) - 1)
    kind = "u1" if ds.BitsAllocated == 8 else (">u2" if big else "<u2")
    data = words.astype(kind).tobytes()
    return data + b"\0" * (len(data) % 2)


def write(path: pathlib.Path, ds: Dataset, syntax: str) -> None:
    ds.file_meta = FileMetaDataset()
    plain = ExplicitVRLittleEndian if syntax in (RLELossless, JPEG2000Lossless, JPEGLSLossless) else syntax
    ds.file_meta.TransferSyntaxUID = plain
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    ds["PixelData"].VR = "OB" if ds.BitsAllocated == 8 else "OW"
    ds.preamble = b"\0" * 128
    if plain != syntax:
        ds.compress(syntax, generate_instance_uid=False)
    ds.save_as(path, enforce_file_format=True)


def flattened(ds: Dataset, frame: int) -> Dataset:
    """The data set with what governs this frame at its top, where pydicom's functions look for it."""
    flat = copy.copy(ds)
    groups = [sequence[index] for sequence, index in ((ds.get("SharedFunctionalGroupsSequence"), 0),
                                                      (ds.get("PerFrameFunctionalGroupsSequence"), frame)) if sequence]
    for group in groups:
        for keyword in ("PixelValueTransformationSequence", "FrameVOILUTSequence", "PixelMeasuresSequence"):
            if keyword in group:
                flat.update(group[keyword].value[0])
    return flat


def greys_of(output: np.ndarray, inverted: bool) -> np.ndarray:
    greys = np.floor(255 * np.clip(output, 0, 1) + 0.5)
    return (255 - greys if inverted else greys).astype(np.uint8)


def windowed(values: np.ndarray, ds: Dataset, index: int) -> np.ndarray:
    """pydicom's window, whose output runs over the range that the file could store, as 0 to 1."""
    if "ModalityLUTSequence" in ds:
        low, high = 0.0, 2.0 ** ds.ModalityLUTSequence[0].LUTDescriptor[2] - 1
    else:
        least = -(2 ** (ds.BitsStored - 1)) if ds.PixelRepresentation else 0
        slope, intercept = float(ds.get("RescaleSlope", 1)), float(ds.get("RescaleIntercept", 0))
        low, high = least * slope + intercept, (least + 2 ** ds.BitsStored - 1) * slope + intercept
    return (apply_windowing(values, ds, index) - low) / (high - low)


def multiple(value) -> list:
    return [] if value is None else list(value) if isinstance(value, (list, pydicom.multival.MultiValue)) else [value]


def whole_range(values: np.ndarray, stored: np.ndarray, ds: Dataset) -> np.ndarray:
    shown = np.ones(values.shape, bool)
    if "PixelPaddingValue" in ds:
        ends = sorted([ds.PixelPaddingValue, ds.get("PixelPaddingRangeLimit", ds.PixelPaddingValue)])
        shown = (stored < ends[0]) | (stored > ends[1])
        shown |= not shown.any()
    low, high = values[shown].min(), values[shown].max()
    return np.clip((values - low) / (high - low), 0, 1) if high > low else (values > low).astype(float)


def presentations(values: np.ndarray, stored: np.ndarray, ds: Dataset) -> list[tuple[str, np.ndarray]]:
    found = []
    names = multiple(ds.get("WindowCenterWidthExplanation"))
    for index, _ in enumerate(multiple(ds.get("WindowCenter"))):
        found.append((names[index] if index < len(names) else "", windowed(values, ds, index)))
    for index, item in enumerate(ds.get("VOILUTSequence", [])):
        output = apply_voi(values.astype(np.int64), ds, index)
        found.append((item.get("LUTExplanation", ""), output / (2.0 ** item.LUTDescriptor[2] - 1)))
    return found or [("", whole_range(values, stored, ds))]


def units_of(ds: Dataset) -> str:
    if "ModalityLUTSequence" in ds:
        kind = ds.ModalityLUTSequence[0].get("ModalityLUTType", "")
    else:
        kind = ds.get("RescaleType", "HU" if ds.get("Modality") == "CT" and "RescaleSlope" in ds else "")
    return "" if kind in ("US", "UNSPECIFIED") else kind


class Writer:
    def __init__(self, out: pathlib.Path) -> None:
        self.out = out
        self.cases: list[dict] = []

    def add(self, name: str, file: pathlib.Path, ds: Dataset, stored: np.ndarray, frame: int = 0, tolerance: float = 0,
            remarks: list[str] | None = None) -> None:
        ds = flattened(ds, frame)
        values = np.asarray(apply_modality_lut(stored, ds))
        shown = [] if tolerance else presentations(values, stored, ds)
        self.add_values(name, file, ds, values, shown, frame, tolerance, remarks)

    def add_shown(self, name: str, file: pathlib.Path, ds: Dataset, values: np.ndarray, shown: list[tuple[str, np.ndarray]],
                  remarks: list[str] | None = None) -> None:
        """A file whose greys are not pydicom's but those of other viewers."""
        self.add_values(name, file, ds, values, shown, 0, 0, remarks)

    def add_values(self, name: str, file: pathlib.Path, ds: Dataset, values: np.ndarray, outputs: list[tuple[str, np.ndarray]],
                   frame: int, tolerance: float, remarks: list[str] | None) -> None:
        inverted = ds.PhotometricInterpretation == "MONOCHROME1" or ds.get("PresentationLUTShape") == "INVERSE"
        spacing = ds.get("PixelSpacing") or ds.get("ImagerPixelSpacing") or [0, 0]
        (self.out / f"{name}.values").write_bytes(values.astype("<f4").tobytes())
        shown = []
        for index, (title, output) in enumerate(outputs):
            greys = f"{name}.greys{index}"
            (self.out / greys).write_bytes(greys_of(output, inverted).tobytes())
            shown.append({"name": title, "greys": greys})
        self.cases.append({"file": str(file), "frame": frame, "refused": False, "width": int(ds.Columns), "height": int(ds.Rows),
                           "frames": int(ds.get("NumberOfFrames", 1) or 1), "inverted": inverted,
                           "spacing": [float(s) for s in spacing], "units": units_of(ds), "tolerance": tolerance,
                           "values": f"{name}.values", "presentations": shown, "remarks": remarks})

    def make(self, name: str, stored: np.ndarray, bits: int, signed: bool = False, allocated: int = 16, garbage: bool = False,
             syntax: str = ExplicitVRLittleEndian, change: Callable[[Dataset], object] | None = None,
             frames: tuple[int, ...] = (0,)) -> None:
        ds = base_dataset(bits, signed, allocated)
        if stored.ndim == 3:
            ds.NumberOfFrames = stored.shape[0]
        if change:
            change(ds)
        ds.PixelData = packed(stored, ds, garbage, syntax == ExplicitVRBigEndian)
        facts = copy.deepcopy(ds)
        facts.file_meta = FileMetaDataset()
        facts.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian  # for tables that are bytes
        file = self.out / f"{name}.dcm"
        write(file, ds, syntax)
        for frame in frames:
            values = stored[frame] if stored.ndim == 3 else stored
            self.add(f"{name}-{frame}" if stored.ndim == 3 else name, file, facts, values, frame)


def setting(**attributes: object) -> Callable[[Dataset], object]:
    return lambda ds: [setattr(ds, keyword, value) for keyword, value in attributes.items()]


def table(first: int, bits: int, entries: np.ndarray, signed: bool, **more: str) -> Dataset:
    item = Dataset()
    item.add_new("LUTDescriptor", "SS" if signed else "US", [len(entries) % 65536, first, bits])
    if len(entries) < 32768:
        item.add_new("LUTData", "US", [int(entry) for entry in entries])
    else:  # longer than a value of the other kind can be
        item.add_new("LUTData", "OW", entries.astype("<u2").tobytes())
    setting(**more)(item)
    return item


def curve(length: int, bits: int, power: float) -> np.ndarray:
    return np.rint((np.arange(length) / (length - 1)) ** power * (2**bits - 1)).astype(int)


def depth_cases(w: Writer) -> None:
    w.make("u8", phantom(3, 250), 8, allocated=8)
    w.make("s8", phantom(-120, 120), 8, signed=True, allocated=8)
    w.make("u7-garbage", phantom(0, 127), 7, allocated=8, garbage=True)
    w.make("u10-garbage", phantom(5, 1020), 10, garbage=True)
    w.make("u12-garbage", phantom(0, 4095), 12, garbage=True)
    w.make("s10-garbage", phantom(-512, 511), 10, signed=True, garbage=True)
    w.make("s12-garbage", phantom(-2048, 2047), 12, signed=True, garbage=True)
    w.make("u12-high-bit-15", phantom(0, 4095), 12, garbage=True, change=setting(HighBit=15))
    w.make("u16", phantom(0, 65535), 16)
    w.make("s16", phantom(-32768, 32767), 16, signed=True)
    w.make("constant", np.full((HEIGHT, WIDTH), 700, np.int32), 12)


def modality_cases(w: Writer) -> None:
    rescaled = {"fraction": ("0.37", "-12.25"), "negative": ("-1.5", "4000"), "hounsfield": ("1", "-1024"), "tiny": ("0.001", "0")}
    for name, (slope, intercept) in rescaled.items():
        w.make(f"rescale-{name}", phantom(0, 4095), 12, change=setting(RescaleSlope=slope, RescaleIntercept=intercept,
                                                                       RescaleType="HU", WindowCenter="700", WindowWidth="1200"))
    w.make("rescale-range", phantom(-2000, 2000), 12, signed=True, change=setting(RescaleSlope="0.25", RescaleIntercept="1",
                                                                                  RescaleType="US"))
    lut = table(-100, 16, curve(600, 16, 2), True, ModalityLUTType="OD")
    w.make("modality-lut-signed", phantom(-300, 700), 12, signed=True, change=setting(ModalityLUTSequence=Sequence([lut])))
    lut = table(50, 16, curve(3000, 12, 0.5)[::-1], False, ModalityLUTType="US")
    w.make("modality-lut", phantom(0, 4095), 12, change=setting(ModalityLUTSequence=Sequence([lut]), WindowCenter="2000",
                                                                WindowWidth="2500"))
    lut = table(0, 16, curve(65536, 16, 0.7), False)
    w.make("modality-lut-whole", phantom(0, 65535), 16, change=setting(ModalityLUTSequence=Sequence([lut])))


def voi_cases(w: Writer) -> None:
    windows = setting(WindowCenter=["1800", "900.5", "3000"], WindowWidth=["1500", "1", "2.5"],
                      WindowCenterWidthExplanation=["LUNG", "STEP", "STEEP"])
    for function in (None, "LINEAR", "LINEAR_EXACT", "SIGMOID"):
        w.make(f"windows-{function}", phantom(0, 4095), 12,
               change=lambda ds, f=function: [windows(ds), f and setattr(ds, "VOILUTFunction", f)])
    w.make("windows-unnamed", phantom(0, 4095), 12, change=setting(WindowCenter=["1000", "2000"], WindowWidth=["500", "4000"]))
    luts = Sequence([table(200, 12, curve(2000, 12, 1.7), False, LUTExplanation="NORMAL"),
                     table(0, 16, curve(4096, 16, 0.4), False, LUTExplanation="HARDER"),
                     table(1000, 10, curve(300, 10, 1)[::-1], False, LUTExplanation="NEGATIVE")])
    w.make("voi-luts", phantom(0, 4095), 12, change=setting(VOILUTSequence=luts))
    w.make("voi-luts-implicit", phantom(0, 4095), 12, syntax=ImplicitVRLittleEndian, change=setting(VOILUTSequence=luts))
    w.make("voi-lut-and-window", phantom(0, 4095), 12, change=setting(VOILUTSequence=luts, WindowCenter="2000",
                                                                      WindowWidth="3000"))
    # Not of 8 bits: pydicom would count its entries in bytes.
    below = Sequence([table(-1000, 10, curve(1500, 10, 1.2), True, LUTExplanation="HU")])
    w.make("voi-lut-signed", phantom(-1500, 1500), 12, signed=True, change=setting(VOILUTSequence=below))
    w.make("voi-lut-after-rescale", phantom(0, 3000), 12, change=setting(VOILUTSequence=below, RescaleSlope="1",
                                                                         RescaleIntercept="-1200"))


def polarity_cases(w: Writer) -> None:
    w.make("monochrome1", phantom(0, 4095), 12, change=setting(PhotometricInterpretation="MONOCHROME1", WindowCenter="1500",
                                                               WindowWidth="2000"))
    w.make("monochrome1-range", phantom(10, 4000), 12, change=setting(PhotometricInterpretation="MONOCHROME1"))
    w.make("inverse-shape", phantom(0, 4095), 12, change=setting(PresentationLUTShape="INVERSE"))
    w.make("identity-shape", phantom(0, 4095), 12, change=setting(PresentationLUTShape="IDENTITY"))
    w.make("monochrome1-inverse", phantom(0, 4095), 12, change=setting(PhotometricInterpretation="MONOCHROME1",
                                                                       PresentationLUTShape="INVERSE"))


def place_cases(w: Writer) -> None:
    w.make("spacing", phantom(0, 4095), 12, change=setting(PixelSpacing=["0.175", "0.2"], ImagerPixelSpacing=["0.3", "0.4"]))
    w.make("spacing-imager", phantom(0, 4095), 12, change=setting(ImagerPixelSpacing=["0.3", "0.4"]))
    edge = phantom(500, 3000)
    edge[:, :5] = 0
    w.make("padding", edge, 12, change=setting(PixelPaddingValue=0))
    edge[:, 5:7] = 30
    w.make("padding-range", edge, 12, change=setting(PixelPaddingValue=0, PixelPaddingRangeLimit=40))
    edge = phantom(-100, 900)
    edge[:4] = -2000
    w.make("padding-signed", edge, 12, signed=True, change=setting(PixelPaddingValue=-2000))
    w.make("padding-everywhere", np.full((HEIGHT, WIDTH), 9, np.int32), 12, change=setting(PixelPaddingValue=9))


def per_frame(ds: Dataset) -> None:
    groups = []
    for frame in range(3):
        value, voi, group = Dataset(), Dataset(), Dataset()
        setting(RescaleSlope=str(frame + 1), RescaleIntercept=str(-10 * frame), RescaleType="US")(value)
        setting(WindowCenter=str(500 * (frame + 1)), WindowWidth="800", WindowCenterWidthExplanation=f"FRAME {frame}")(voi)
        setting(PixelValueTransformationSequence=Sequence([value]), FrameVOILUTSequence=Sequence([voi]))(group)
        groups.append(group)
    measures, shared = Dataset(), Dataset()
    measures.PixelSpacing = ["0.5", "0.6"]
    shared.PixelMeasuresSequence = Sequence([measures])
    ds.PerFrameFunctionalGroupsSequence = Sequence(groups)
    ds.SharedFunctionalGroupsSequence = Sequence([shared])


def frame_and_syntax_cases(w: Writer) -> None:
    three = np.stack([phantom(0, 1000), phantom(100, 4095), phantom(2000, 2500)])
    eight = np.stack([phantom(0, 99), phantom(10, 250), phantom(20, 30)])
    for name, syntax in (("plain", ExplicitVRLittleEndian), ("big", ExplicitVRBigEndian), ("rle", RLELossless),
                         ("j2k", JPEG2000Lossless)):
        w.make(f"frames-{name}", three, 12, syntax=syntax, frames=(0, 1, 2))
    # Frames of an odd number of bytes have no order in words of the other byte order; pydicom writes them little endian.
    w.make("frames-8", eight, 8, allocated=8, frames=(0, 1, 2))
    w.make("frames-8-rle", eight, 8, allocated=8, syntax=RLELossless, frames=(2,))
    w.make("frames-groups", three, 12, change=per_frame, frames=(0, 1, 2))
    window = setting(WindowCenter="1000", WindowWidth="900")
    for name, syntax in (("implicit", ImplicitVRLittleEndian), ("big", ExplicitVRBigEndian), ("rle", RLELossless),
                         ("deflated", DeflatedExplicitVRLittleEndian), ("j2k", JPEG2000Lossless)):
        w.make(f"syntax-{name}", phantom(0, 4095), 12, syntax=syntax, change=window)
        w.make(f"syntax-{name}-signed", phantom(-32768, 32767), 16, signed=True, syntax=syntax, change=window)
    w.make("syntax-j2k-8", phantom(0, 255), 8, allocated=8, syntax=JPEG2000Lossless)


def bundled_cases(w: Writer) -> None:
    folder = pathlib.Path(pydicom.__file__).parent / "data" / "test_files"
    for file in sorted(folder.glob("*.dcm")):
        if file.read_bytes()[128:132] != b"DICM":
            continue
        ds = pydicom.dcmread(file)
        grey = ds.get("PhotometricInterpretation") in ("MONOCHROME1", "MONOCHROME2") and ds.BitsAllocated in (8, 16)
        if not grey or "PixelData" not in ds or file.stem == "MR_truncated":
            w.cases.append({"file": str(file), "frame": 0, "refused": True})
            continue
        try:
            stored = ds.pixel_array
        except Exception:  # a kind that pydicom cannot decode is no reference
            continue
        rounded = ds.file_meta.get("TransferSyntaxUID") in ROUNDED
        slope = abs(float(ds.get("RescaleSlope", 1)))
        w.add(f"bundled-{file.stem}", file, ds, stored[0] if stored.ndim == 3 else stored, 0, slope if rounded else 0)


def all_cases(out: pathlib.Path) -> list[dict]:
    import odd_cases  # these need what stands above
    import picture_cases

    w = Writer(out)
    for cases in (depth_cases, modality_cases, voi_cases, polarity_cases, place_cases, frame_and_syntax_cases, bundled_cases,
                  *odd_cases.ALL, *picture_cases.ALL):
        cases(w)
    return w.cases
