"""PNG and JPEG for make_grey_tables.py: every depth, colour that is grey, 12 bits, EXIF, transparency. Values are Pillow's, for
what Pillow does not read those of imagecodecs or those that were put in."""

from __future__ import annotations

import io
import pathlib
import struct
import zlib

import imagecodecs
import numpy as np
from PIL import Image, ImageCms

from grey_cases import HEIGHT, WIDTH, Writer, phantom

# The passes of an interlaced PNG: first column and row, and their steps.
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def rows_of(samples: np.ndarray, depth: int) -> bytes:
    """Rows with filter 0; `samples` has the shape (height, width, channels)."""
    rows = []
    for row in samples.reshape(samples.shape[0], -1):
        if depth == 16:
            packed = row.astype(">u2").tobytes()
        elif depth == 8:
            packed = row.astype("u1").tobytes()
        else:
            bits = ((row[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype("u1").ravel()
            packed = np.packbits(bits).tobytes()
        rows.append(b"\0" + packed)
    return b"".join(rows)


def png(samples: np.ndarray, depth: int, colour: int, chunks: bytes = b"", interlaced: bool = False) -> bytes:
    samples = samples.reshape(samples.shape[0], samples.shape[1], -1)
    height, width, _ = samples.shape
    if interlaced:
        parts = [samples[y::dy, x::dx] for x, y, dx, dy in ADAM7]
        rows = b"".join(rows_of(part, depth) for part in parts if part.size)
    else:
        rows = rows_of(samples, depth)
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunks + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def exif(orientation: int, big: bool) -> bytes:
    order = ">" if big else "<"
    return (b"MM" if big else b"II") + struct.pack(order + "HIHHHIHHI", 42, 8, 1, 0x0112, 3, 1, orientation, 0, 0)


class Pictures:
    def __init__(self, writer: Writer) -> None:
        self.w = writer

    def add(self, name: str, file: bytes, values: np.ndarray, bits: int, remarks: list[str], ranges: list[tuple[str, int]] | None = None,
            tolerance: float = 0) -> None:
        """`ranges` names what each presentation shows: 0 to 2^bits - 1."""
        out = self.w.out
        (out / name).write_bytes(file)
        (out / f"{name}.values").write_bytes(values.astype("<f4").tobytes())
        shown = []
        for index, (title, depth) in enumerate([] if tolerance else ranges or [("", bits)]):
            greys = np.floor(255 * np.clip(values / (2.0 ** depth - 1), 0, 1) + 0.5)
            (out / f"{name}.greys{index}").write_bytes(greys.astype("u1").tobytes())
            shown.append({"name": title, "greys": f"{name}.greys{index}"})
        self.w.cases.append({"file": str(out / name), "frame": 0, "refused": False, "width": values.shape[1], "height": values.shape[0],
                             "frames": 1, "inverted": False, "spacing": [0.0, 0.0], "units": "", "tolerance": tolerance,
                             "values": f"{name}.values", "presentations": shown, "remarks": remarks})

    def refuse(self, name: str, file: bytes) -> None:
        (self.w.out / name).write_bytes(file)
        self.w.cases.append({"file": str(self.w.out / name), "frame": 0, "refused": True})


def pillow_greys(file: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(file)).convert("L"))


def png_cases(w: Writer) -> None:
    p = Pictures(w)
    for interlaced in (False, True):
        for depth in (1, 2, 4, 8):
            name = f"grey-{depth}{'-interlaced' if interlaced else ''}.png"
            file = png(phantom(0, 2**depth - 1), depth, 0, interlaced=interlaced)
            p.add(name, file, pillow_greys(file), 8, [])
            palette = np.arange(2**depth) * 255 // (2**depth - 1)
            coded = chunk(b"PLTE", bytes(np.repeat(palette[::-1].astype("u1"), 3)))
            file = png(phantom(0, 2**depth - 1), depth, 3, coded, interlaced)
            p.add("palette-" + name, file, pillow_greys(file), 8, [])
        wide = phantom(100, 65535)
        p.add(f"grey-16{'-interlaced' if interlaced else ''}.png", png(wide, 16, 0, interlaced=interlaced), wide, 16, [])
    values = phantom(3, 250)
    rgb = np.stack([values] * 3, axis=-1)
    p.add("rgb.png", png(rgb, 8, 2), values, 8, [])
    p.refuse("colour.png", png(rgb + np.array([0, 0, 5]), 8, 2))
    opaque, holes = np.full_like(values, 255), np.where(values > 100, 255, 3)
    see_through = "transparent in places"
    p.add("alpha-opaque.png", png(np.stack([values, opaque], -1), 8, 4), values, 8, [])
    p.add("alpha.png", png(np.stack([values, holes], -1), 8, 4), values, 8, [see_through])
    p.add("rgba.png", png(np.concatenate([rgb, holes[..., None]], -1), 8, 6), values, 8, [see_through])
    p.add("trns.png", png(values, 8, 0, chunk(b"tRNS", struct.pack(">H", int(values[5, 5])))), values, 8, [see_through])
    p.add("trns-unused.png", png(values, 8, 0, chunk(b"tRNS", struct.pack(">H", 255))), values, 8, [])
    # Values of fewer bits in 16, as detectors deliver them, and such that were spread over all 16.
    for bits in (8, 10, 12, 14):
        deep = phantom(1, 2**bits - 1)
        ranges = [(f"{bits} bits in 16", bits), ("16 bits", 16)]
        remark = [f"{bits} bits in 16: shown over 0..{2**bits - 1}"]
        p.add(f"narrow-{bits}.png", png(deep, 16, 0), deep, 16, remark, ranges)
        p.add(f"narrow-{bits}-rgb.png", png(np.stack([deep] * 3, -1), 16, 2), deep, 16, remark, ranges)
        p.add(f"narrow-{bits}-alpha.png", png(np.stack([deep, np.full_like(deep, 65535)], -1), 16, 4), deep, 16, remark, ranges)
        shifted = (phantom(0, 2**bits // 16) << (16 - bits))
        p.add(f"shifted-{bits}.png", png(shifted, 16, 0), shifted, 16, [])
    for most in (1, 15, 60, 255):
        spread = phantom(0, most) * 257
        p.add(f"spread-{most}.png", png(spread, 16, 0), spread, 16, [])
    black = np.zeros((HEIGHT, WIDTH), int)
    p.add("black-16.png", png(black, 16, 0), black, 16, [])
    p.refuse("colour-16.png", png(np.stack([wide, wide, wide // 2], -1), 16, 2))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for name, chunks, remarks in (
            ("gamma-usual", chunk(b"gAMA", struct.pack(">I", 45455)), []), ("gamma", chunk(b"gAMA", struct.pack(">I", 100000)), ["gamma of 1 is"]),
            ("profile", chunk(b"iCCP", b"x\0\0" + zlib.compress(profile)), ["colour profile"]), ("srgb", chunk(b"sRGB", b"\0"), []),
            *((f"exif-{o}", chunk(b"eXIf", exif(o, o % 2 == 0)), ["EXIF wants it"] if o != 1 else []) for o in range(1, 9))):
        p.add(f"{name}.png", png(values, 8, 0, chunks), values, 8, remarks)


def saved(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, **options)
    return out.getvalue()


def jpeg_cases(w: Writer) -> None:
    p = Pictures(w)
    values = phantom(3, 250).astype("u1")
    grey = Image.fromarray(values)
    rgb = grey.convert("RGB")
    inks = Image.merge("CMYK", [Image.new("L", grey.size, 0)] * 3 + [Image.fromarray(255 - values)])
    rich = Image.merge("CMYK", [Image.fromarray((255 - values) // 2)] * 3 + [Image.fromarray((255 - values) // 3)])
    for name, file, remarks in (
            ("grey", saved(grey), []), ("progressive", saved(grey, progressive=True), []), ("colour", saved(rgb), []),
            ("colour-progressive", saved(rgb, progressive=True), []), ("adobe-rgb", saved(rgb, keep_rgb=True), []),
            ("cmyk", saved(inks), []), ("cmyk-rich", saved(rich), None),
            ("profile", saved(grey, icc_profile=b"x" * 200), ["colour profile"]),
            *((f"exif-{o}", saved(grey, exif=b"Exif\0\0" + exif(o, o % 2 == 0)), ["EXIF wants it"] if o != 1 else []) for o in range(1, 9))):
        p.add(f"jpeg-{name}.jpg", file, pillow_greys(file), 8, remarks, tolerance=2)
    p.refuse("jpeg-colours.jpg", saved(Image.merge("RGB", [grey, grey, Image.fromarray(255 - values)])))
    for bits in (8, 10, 12, 16):
        deep = phantom(0, 2**bits - 1).astype("u1" if bits == 8 else "u2")
        p.add(f"jpeg-lossless-{bits}.jpg", bytes(imagecodecs.ljpeg_encode(deep, bitspersample=bits)), deep, bits, [])
    for bits in (8, 16):
        deep = phantom(0, 2**bits - 1).astype("u1" if bits == 8 else "u2")
        p.add(f"jpeg-ls-{bits}.jls", bytes(imagecodecs.jpegls_encode(deep, level=0)), deep, bits, [])
    deep = phantom(0, 4095).astype("u2")
    file = bytes(imagecodecs.jpeg_encode(deep, level=98, bitspersample=12))
    p.add("jpeg-12.jpg", file, imagecodecs.jpeg_decode(file), 12, [], tolerance=4)


ALL = (png_cases, jpeg_cases)
