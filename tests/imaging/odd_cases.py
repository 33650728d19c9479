"""Unusual but valid DICOM for make_grey_tables.py: attributes of unknown kind, files without their header, streams of other bits
than the data set says, tables narrower than they say. Values are pydicom's where it reads the file, else those that were put in."""

from __future__ import annotations

import io
import pathlib
import struct

import imagecodecs
import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from grey_cases import Writer, base_dataset, curve, packed, phantom, setting, table

GUESSED = "Window guessed"


def little(value: int, count: int) -> bytes:
    return value.to_bytes(count, "little")


def fill(ds: Dataset, values: np.ndarray, garbage: bool = False, big: bool = False) -> None:
    ds.PixelData = packed(values, ds, garbage, big)
    ds["PixelData"].VR = "OW"


def fill_coded(ds: Dataset, code: bytes) -> None:
    ds.PixelData = encapsulate([code])
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True


def dataset_bytes(ds: Dataset, syntax: str = ExplicitVRLittleEndian) -> bytes:
    """The data set alone, without preamble and meta header."""
    out = io.BytesIO()
    pydicom.dcmwrite(out, ds, implicit_vr=syntax == ImplicitVRLittleEndian, little_endian=syntax != ExplicitVRBigEndian)
    return out.getvalue()


def part10(dataset: bytes, syntax: str = ExplicitVRLittleEndian, group_length: bool = True) -> bytes:
    uid = syntax.encode() + b"\0" * (len(syntax) % 2)
    meta = struct.pack("<HH2sH", 2, 0x10, b"UI", len(uid)) + uid
    if group_length:
        meta = struct.pack("<HH2sHI", 2, 0, b"UL", 4, len(meta)) + meta
    return b"\0" * 128 + b"DICM" + meta + dataset


def as_unknown(element: pydicom.DataElement, items: str = ExplicitVRLittleEndian) -> bytes:
    """An element of a data set with the kind UN in explicit little endian; `items` codes what a sequence holds."""
    alone = Dataset()
    alone.add(element)
    coded = dataset_bytes(alone, items)
    implicit = items == ImplicitVRLittleEndian
    long = element.VR in ("OB", "OW", "SQ", "UN", "UT", "OB or OW")
    value = coded[8 if implicit or not long else 12:]
    return struct.pack("<HH2sHI", element.tag.group, element.tag.element, b"UN", 0, len(value)) + value


def explicit_bytes(element: pydicom.DataElement) -> bytes:
    alone = Dataset()
    alone.add(element)
    return dataset_bytes(alone)


def with_unknown(ds: Dataset, tags: set[int], items: str = ExplicitVRLittleEndian) -> bytes:
    """The file with the attributes `tags` (all when empty) as UN."""
    parts = [as_unknown(e, items) if not tags or e.tag in tags else explicit_bytes(e) for e in ds]
    return part10(b"".join(parts))


def full_dataset() -> tuple[Dataset, np.ndarray]:
    """An image that says something with every attribute that a reader looks at."""
    stored = phantom(-2048, 2047)
    ds = base_dataset(12, True, 16)
    setting(PhotometricInterpretation="MONOCHROME1", NumberOfFrames=1, PixelSpacing=["0.2", "0.2"],
            ImagerPixelSpacing=["0.3", "0.3"], RescaleSlope="0.5", RescaleIntercept="100", RescaleType="OD",
            WindowCenter=["400", "90"], WindowWidth=["700", "30"], WindowCenterWidthExplanation=["WIDE", "NARROW"],
            PresentationLUTShape="INVERSE", VOILUTFunction="LINEAR_EXACT")(ds)
    ds.VOILUTSequence = Sequence([table(-900, 12, curve(2000, 12, 1.4), True, LUTExplanation="TABLE")])
    fill(ds, stored)
    return ds, stored


def unknown_cases(w: Writer) -> None:
    ds, stored = full_dataset()
    facts = pydicom.dcmread(io.BytesIO(part10(dataset_bytes(ds))))
    for element in ds:
        file = w.out / f"un-{element.keyword}.dcm"
        file.write_bytes(with_unknown(ds, {element.tag}))
        w.add(file.stem, file, facts, stored, remarks=[])
    for name, items in (("explicit", ExplicitVRLittleEndian), ("implicit", ImplicitVRLittleEndian)):
        file = w.out / f"un-all-{name}.dcm"
        file.write_bytes(with_unknown(ds, set(), items))
        w.add(file.stem, file, facts, stored, remarks=[])
    lut, values = base_dataset(12, False, 16), phantom(0, 4095)
    lut.ModalityLUTSequence = Sequence([table(50, 16, curve(3000, 12, 0.5), False, ModalityLUTType="OD")])
    lut.PixelPaddingValue = 0
    fill(lut, values)
    file = w.out / "un-modality-lut.dcm"
    file.write_bytes(with_unknown(lut, {0x00283000, 0x00280120}))
    w.add(file.stem, file, lut, values, remarks=[GUESSED])


def other_kind_cases(w: Writer) -> None:
    """Kinds of value that are neither UN nor the standard's: numbers as other numbers or as text."""
    for tag, kind, value in ((0x00280010, "SS", 45), (0x00280011, "UL", 67), (0x00280101, "IS", 12), (0x00280100, "SL", 16),
                             (0x00281050, "FD", 1500.0), (0x00281051, "FL", 2600.0), (0x00281053, "LO", "1"), (0x00281052, "US", 0)):
        ds = base_dataset(12, False, 16)
        setting(WindowCenter="1500", WindowWidth="2600", RescaleSlope="1", RescaleIntercept="0")(ds)
        values = phantom(0, 4095)
        fill(ds, values)
        written = dataset_bytes(ds)
        facts = pydicom.dcmread(io.BytesIO(part10(written)))
        other = Dataset()
        other.add_new(tag, kind, value)
        file = w.out / f"kind-{tag:08x}-{kind}.dcm"
        file.write_bytes(part10(b"".join(dataset_bytes(other) if e.tag == tag else explicit_bytes(e) for e in ds)))
        w.add(file.stem, file, facts, values, remarks=[])


def header_cases(w: Writer) -> None:
    """Files without preamble, without group 0002, with a transfer syntax that is not theirs."""
    without = "DICOM without its header"
    other = "not coded as its transfer syntax says"
    window = setting(WindowCenter="1000", WindowWidth="900")
    for name, syntax in (("explicit", ExplicitVRLittleEndian), ("implicit", ImplicitVRLittleEndian),
                         ("big", ExplicitVRBigEndian)):
        ds, values = base_dataset(12, False, 16), phantom(0, 4095)
        window(ds)
        fill(ds, values, big=syntax == ExplicitVRBigEndian)
        facts = pydicom.dcmread(io.BytesIO(part10(dataset_bytes(ds))))
        bare = dataset_bytes(ds, syntax)
        whole = part10(bare, syntax)
        wrong = ImplicitVRLittleEndian if syntax != ImplicitVRLittleEndian else ExplicitVRLittleEndian
        for kind, content, remarks in (("bare", bare, [without]), ("meta", whole[132:], [without]), ("mark", whole[128:], [without]),
                                       ("zeros", bytes(128) + whole[132:], [without]), ("preamble", b"II*\0" + whole[4:], []),
                                       ("no-length", part10(bare, syntax, False), []), ("misstated", part10(bare, wrong), [other]),
                                       ("no-syntax", bytes(128) + b"DICM" + bare, [])):
            file = w.out / f"header-{name}-{kind}"
            file.write_bytes(content)
            w.add(file.name, file, facts, values, remarks=remarks)


def tail_cases(w: Writer) -> None:
    """What stands after the pixels."""
    ds, values = base_dataset(12, False, 16), phantom(0, 4095)
    setting(WindowCenter="1000", WindowWidth="900")(ds)
    fill(ds, values)
    plain = part10(dataset_bytes(ds))
    noise = np.random.default_rng(7).integers(0, 256, 999, dtype=np.uint8).tobytes()
    fill_coded(ds, bytes(imagecodecs.ljpeg_encode(values.astype(np.uint16), bitspersample=12)))
    coded = part10(dataset_bytes(ds), "1.2.840.10008.1.2.4.70")
    ending = struct.pack("<HHI", 0xfffe, 0xe0dd, 0)
    padding = struct.pack("<HH2sHI", 0xfffc, 0xfffc, b"OB", 0, 64) + bytes(64)
    facts = pydicom.dcmread(io.BytesIO(plain))
    for name, file in (("plain", plain), ("coded", coded)):
        for kind, tail, remarks in (("delimiter", ending, []), ("three", 3 * ending, []), ("zeros", bytes(1001), []),
                                    ("noise", noise, ["bytes after the pixels"]), ("padding", padding, []),
                                    ("text", b"END OF FILE\n", ["bytes after the pixels"]), ("odd", b"\0", [])):
            path = w.out / f"tail-{name}-{kind}.dcm"
            path.write_bytes(file + tail)
            w.add(path.stem, path, facts, values, remarks=remarks)


def stream_of(syntax: str, values: np.ndarray, bits: int) -> bytes:
    """The values in a stream that says `bits` bits; negative values become two's complement of these where it has no sign."""
    words = values if syntax.endswith((".90", ".91")) else values & ((1 << bits) - 1)
    kind = (np.int8 if bits <= 8 else np.int16) if words.min() < 0 else (np.uint8 if bits <= 8 else np.uint16)
    words = np.ascontiguousarray(words.astype(kind))
    if syntax.endswith((".90", ".91")):
        return bytes(imagecodecs.jpeg2k_encode(words, level=0, reversible=True, codecformat="j2k", bitspersample=bits))
    if syntax.endswith(".80"):
        # The precision is that of the greatest value, so it is written into the frame header.
        code = bytearray(imagecodecs.jpegls_encode(words, level=0))
        at = code.index(b"\xff\xf7")
        assert code[at + 4] == bits, "jpegls_encode takes the bits from the kind of the array"
        return bytes(code)
    return bytes(imagecodecs.ljpeg_encode(words, bitspersample=bits))


def stream_cases(w: Writer) -> None:
    """Every lossless codec, bits of its stream x bits stored x bits allocated, signed and not."""
    for codec, syntax in (("j2k", "1.2.840.10008.1.2.4.90"), ("jpegls", "1.2.840.10008.1.2.4.80"), ("lossless", "1.2.840.10008.1.2.4.70")):
        for bits in (8, 10, 12, 16):
            if codec == "jpegls" and bits not in (8, 16):
                continue
            for stored, allocated in ((8, 8), (8, 16), (10, 16), (12, 16), (16, 16)):
                for signed in (False, True):
                    used = min(bits, stored)
                    values = phantom(-(1 << (used - 1)), (1 << (used - 1)) - 1) if signed else phantom(0, (1 << used) - 1)
                    ds = base_dataset(stored, signed, allocated)
                    setting(WindowCenter="90", WindowWidth="190")(ds)
                    facts = pydicom.dcmread(io.BytesIO(part10(dataset_bytes(ds))))
                    fill_coded(ds, stream_of(syntax, values, bits))
                    file = w.out / f"stream-{codec}-{bits}-{stored}-{allocated}-{'s' if signed else 'u'}.dcm"
                    file.write_bytes(part10(dataset_bytes(ds), syntax))
                    w.add(file.stem, file, facts, values, remarks=[])
    # A sign in the stream that the data set does not have, and the other way round: the data set is right, as pydicom says.
    for name, signed in (("unsigned", False), ("signed", True)):
        values = phantom(-2048, 2047) if signed else phantom(0, 4095)
        other = values & 4095 if signed else np.where(values > 2047, values - 4096, values)
        ds = base_dataset(12, signed, 16)
        setting(WindowCenter="90", WindowWidth="190")(ds)
        facts = pydicom.dcmread(io.BytesIO(part10(dataset_bytes(ds))))
        fill_coded(ds, stream_of("1.2.840.10008.1.2.4.90", other, 12))
        file = w.out / f"stream-sign-{name}.dcm"
        file.write_bytes(part10(dataset_bytes(ds), "1.2.840.10008.1.2.4.90"))
        stored = pydicom.dcmread(file).pixel_array.astype(np.int32)
        assert (stored == values).all(), "pydicom reads it so"
        w.add(file.stem, file, facts, stored, remarks=["the header was followed"])
    # More bits than the header says, and used.
    for codec, syntax in (("j2k", "1.2.840.10008.1.2.4.90"), ("lossless", "1.2.840.10008.1.2.4.70")):
        values = phantom(0, 4095)
        ds = base_dataset(10, False, 16)
        setting(WindowCenter="2000", WindowWidth="4000")(ds)
        fill_coded(ds, stream_of(syntax, values, 12))
        file = w.out / f"stream-wider-{codec}.dcm"
        file.write_bytes(part10(dataset_bytes(ds), syntax))
        facts = base_dataset(12, False, 16)
        setting(WindowCenter="2000", WindowWidth="4000")(facts)
        w.add(file.stem, file, facts, values, remarks=["The pixels have 12 bits, the header says 10"])
    # Runs of bytes: one plane in 16 bits allocated, two in 8.
    for stored, allocated, planes in ((8, 16, 1), (12, 16, 2), (8, 8, 1)):
        values = phantom(0, (1 << stored) - 1)
        words = values.astype(">u2" if planes == 2 else "u1")
        segments = [bytes(imagecodecs.packbits_encode(words.view(np.uint8).reshape(*values.shape, planes)[..., p].copy(), axis=1))
                    for p in range(planes)]
        segments = [segment + b"\0" * (len(segment) % 2) for segment in segments]
        offsets, at = [], 64
        for segment in segments:
            offsets.append(at)
            at += len(segment)
        head = struct.pack("<16I", planes, *offsets, *[0] * (15 - planes))
        ds = base_dataset(stored, False, allocated)
        setting(WindowCenter="90", WindowWidth="190")(ds)
        facts = pydicom.dcmread(io.BytesIO(part10(dataset_bytes(ds))))
        fill_coded(ds, head + b"".join(segments))
        file = w.out / f"stream-rle-{stored}-{allocated}.dcm"
        file.write_bytes(part10(dataset_bytes(ds), "1.2.840.10008.1.2.5"))
        w.add(file.stem, file, facts, values, remarks=[])


def greys_of_table(values: np.ndarray, first: int, entries: np.ndarray, white: float) -> np.ndarray:
    return entries[np.clip(values - first, 0, len(entries) - 1)] / white


def table_cases(w: Writer) -> None:
    """VOI LUTs of `used` bits in entries that say `said`: below one bit less than they say the largest entry is white."""
    values = phantom(0, 4095)
    for said in (8, 10, 12, 14, 16):
        for used in (7, 8, 9, 10, 11, 12, 13, 15, 16):
            if used > said:
                continue
            entries = curve(4096, used, 1.3)
            narrow = used < said
            ds = base_dataset(12, False, 16)
            ds.VOILUTSequence = Sequence([table(0, said, entries, False, LUTExplanation="N")])
            fill(ds, values)
            file = w.out / f"lut-{said}-{used}.dcm"
            file.write_bytes(part10(dataset_bytes(ds)))
            white = int(entries.max()) if narrow else 2 ** said - 1
            w.add_shown(file.stem, file, ds, values, [("N", greys_of_table(values, 0, entries, white))],
                        ["VOI LUT narrower than stated"] if narrow else [])
    # A table that does not reach white, but uses its greatest bit, is as it is.
    entries = curve(4096, 12, 1.0) * 3 // 5
    ds = base_dataset(12, False, 16)
    ds.VOILUTSequence = Sequence([table(0, 12, entries, False)])
    fill(ds, values)
    file = w.out / "lut-dull.dcm"
    file.write_bytes(part10(dataset_bytes(ds)))
    w.add_shown(file.stem, file, ds, values, [("", greys_of_table(values, 0, entries, 4095))], [])


def window_cases(w: Writer) -> None:
    """Windows that cannot be, and what the remark says of them. The greys are pydicom's for the windows that are left."""
    left_out = "has no width and was left out"
    for name, centres, widths, kept, remarks in (
            ("zero", ["1000"], ["0"], [], [left_out, GUESSED]), ("negative", ["1000"], ["-5"], [], [left_out, GUESSED]),
            ("first-zero", ["1000", "2000"], ["0", "3000"], [("2000", "3000")], [left_out]),
            ("more-centres", ["1000", "2000", "5"], ["800", "3000"], [("1000", "800"), ("2000", "3000")], ["3 window centres and 2 widths"]),
            ("none", [], [], [], [GUESSED]), ("beside", ["-9000"], ["100"], [("-9000", "100")], ["shows nothing of this picture"])):
        for signed in (False, True):
            values = phantom(-2048, 2047) if signed else phantom(0, 4095)
            for photometric in ("MONOCHROME1", "MONOCHROME2"):
                ds = base_dataset(12, signed, 16)
                ds.PhotometricInterpretation = photometric
                if signed:
                    setting(RescaleSlope="2", RescaleIntercept="-100")(ds)
                facts = Dataset()
                facts.update(ds)
                if centres:
                    setting(WindowCenter=centres, WindowWidth=widths)(ds)
                if kept:
                    setting(WindowCenter=[c for c, _ in kept], WindowWidth=[v for _, v in kept])(facts)
                fill(ds, values)
                file = w.out / f"window-{name}-{photometric[-1]}-{'s' if signed else 'u'}.dcm"
                file.write_bytes(part10(dataset_bytes(ds)))
                w.add(file.stem, file, facts, values, remarks=remarks)


def bit_cases(w: Writer) -> None:
    """Bits above those stored: an overlay, noise, a header that says too few; and bits that the header puts where none are."""
    window = setting(WindowCenter="1000", WindowWidth="900")
    for name, change, garbage, remarks in (
            ("overlay", lambda ds: ds.add_new(0x60000102, "US", 12), True, ["Bits above the 12 stored ones", "has an overlay"]),
            ("noise", lambda ds: None, True, ["Bits above the 12 stored ones"]),
            ("overlay-data", lambda ds: ds.add_new(0x60003000, "OW", bytes(400)), False, ["has an overlay"]),
            ("ct", setting(Modality="CT"), False, ["CT, not a radiograph"]),
            ("high-bit", setting(HighBit=5), False, ["High Bit does not fit"])):
        values = phantom(0, 4095)
        ds = base_dataset(12, False, 16)
        window(ds)
        fill(ds, values, garbage)
        change(ds)
        file = w.out / f"bits-{name}.dcm"
        file.write_bytes(part10(dataset_bytes(ds)))
        w.add(file.stem, file, ds, values, remarks=remarks)


ALL = (unknown_cases, other_kind_cases, header_cases, tail_cases, stream_cases, table_cases, window_cases, bit_cases)
