"""Writes tests/imaging/peer_masks: small masks as other libraries write them, and what those libraries read in them.

Needs numpy, Pillow, nibabel, pydicom, highdicom (made with nibabel 5.4, pydicom 3.0 and highdicom 0.28); run by hand, its output is committed.
"""
import copy
import json
import pathlib
import sys

import nibabel as nib
import numpy as np
import pydicom
from highdicom.seg import Segmentation, SegmentDescription
from highdicom.sr.coding import CodedConcept
from PIL import Image
from pydicom.dataset import FileMetaDataset
from pydicom.uid import (DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, JPEG2000Lossless, JPEGLSLossless,
                         RLELossless)

out = pathlib.Path(sys.argv[1])
expected = {}

# Nothing of it is the same after a flip or a turn.
labels = np.array([[0, 0, 1, 1, 0, 2], [0, 1, 1, 0, 0, 2], [0, 1, 0, 0, 2, 2], [3, 0, 0, 0, 0, 2],
                   [3, 3, 0, 0, 0, 0]], np.uint8)
one = (labels > 0).astype(np.uint8)


def rows(array):
    return ["".join(str(int(v)) for v in row) for row in array]


# ---- NIfTI: the expectation is what nibabel reads, turned to patient right on the left and front or head on top ----

def shown(image):
    data = np.rint(np.asarray(nib.as_closest_canonical(image).dataobj)).astype(int)
    data = data.reshape(data.shape[:3])
    if data.shape[2] == 1:
        return data[::-1, ::-1, 0].T
    return data[::-1, 0, ::-1].T


def nifti(name, data, affine, kind=nib.Nifti1Image, dtype=None, **header):
    image = kind(data, affine, dtype=dtype) if dtype is not None else kind(data, affine)
    for key, value in header.items():
        image.header[key] = value
    nib.save(image, out / name)
    expected[name] = rows(shown(nib.load(out / name)))


def sheet(array):
    return array.T[:, :, None]


identity_of_itk = np.diag([-0.2, -0.3, 1, 1])
coronal = np.array([[-1, 0, 0, 5], [0, 0, 1, 0], [0, -1, 0, 9], [0, 0, 0, 1.0]])
for kind in ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"):
    nifti(f"{kind}.nii", sheet(labels).astype(kind), identity_of_itk, dtype=kind)
nifti("coronal.nii.gz", sheet(labels), coronal)
nifti("four-axes.nii.gz", sheet(labels)[..., None], coronal)
nifti("version-2.nii", sheet(labels), coronal, kind=nib.Nifti2Image)
nifti("right-to-left.nii", sheet(labels)[::-1], np.diag([1.0, -1, 1, 1]))
# As programs save floats: nibabel chooses a scale so that the values fill the whole type.
nifti("scaled-uint8.nii", sheet(one).astype(np.float32), identity_of_itk, dtype=np.uint8)
nifti("scaled-int16.nii", sheet(labels).astype(np.float32), identity_of_itk, dtype=np.int16)
big = nib.Nifti1Image(sheet(labels).astype(">i2"), coronal, nib.Nifti1Header(endianness=">"))
big.header.set_data_dtype(">i2")
nib.save(big, out / "big-endian.nii")
expected["big-endian.nii"] = rows(shown(nib.load(out / "big-endian.nii")))
pair = nib.Nifti1Pair(sheet(labels), coronal)
nib.save(pair, out / "pair.img")
expected["pair.hdr"] = expected["pair.img"] = rows(shown(nib.load(out / "pair.img")))
nib.save(nib.AnalyzeImage(sheet(labels), np.eye(4)), out / "analyze.img")
colours = np.zeros((6, 5, 1), np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")]))
nib.save(nib.Nifti1Image(colours, coronal), out / "colours.nii")
nib.save(nib.Nifti1Image(np.zeros((6, 5, 3), np.uint8), coronal), out / "volume.nii")
nib.save(nib.Nifti1Image(sheet(labels).astype(np.complex64), coronal), out / "complex.nii")

# ---- pictures: the expectation is the array that Pillow was given ----


def voc():
    palette = []
    for index in range(256):
        colour, bits = [0, 0, 0], index
        for shift in range(8):
            for channel in range(3):
                colour[channel] |= (bits >> channel & 1) << (7 - shift)
            bits >>= 3
        palette += colour
    return palette


classes = Image.fromarray(labels, "P")
classes.putpalette(voc())
classes.save(out / "voc.png")
expected["voc.png"] = rows(labels)
with_void = labels.copy()
with_void[0, 0] = 255
void = Image.fromarray(with_void, "P")
void.putpalette(voc())
void.save(out / "voc-void.png")
expected["voc-void.png"] = rows(labels)
classes.convert("RGB").save(out / "voc-colours.png")
expected["voc-colours.png"] = rows(labels)
Image.fromarray(one * 255).convert("1").save(out / "one-bit.png")
expected["one-bit.png"] = rows(one)
Image.fromarray(labels.astype(np.uint16)).save(out / "sixteen-labels.png")
expected["sixteen-labels.png"] = rows(labels)
Image.fromarray(one.astype(np.uint16) * 255).save(out / "sixteen-255.png")
expected["sixteen-255.png"] = rows(one)
drawn = Image.new("RGBA", (6, 5), (0, 0, 0, 0))
for y, x in zip(*np.nonzero(one)):
    drawn.putpixel((int(x), int(y)), (255, 0, 0, 255))
drawn.save(out / "drawn-on-nothing.png")
expected["drawn-on-nothing.png"] = rows(one)
# What Pillow reads again from JPEG is black and white no longer; the expectation is where it is brighter than half.
shape = np.kron(one, np.ones((13, 13), np.uint8)) * 255
for quality in (95, 75, 25):
    name = f"quality-{quality}.jpg"
    Image.fromarray(shape).convert("RGB" if quality == 75 else "L").save(out / name, quality=quality)
    expected[name] = rows(np.asarray(Image.open(out / name).convert("L")) > 127)

# ---- DICOM: the expectation is the array that highdicom was given ----
source = pydicom.Dataset()
source.file_meta = FileMetaDataset()
source.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
source.SOPClassUID = "1.2.840.10008.5.1.4.1.1.1"
source.SOPInstanceUID, source.SeriesInstanceUID, source.StudyInstanceUID = "2.25.1", "2.25.2", "2.25.3"
source.FrameOfReferenceUID = "2.25.4"
source.PatientID = source.PatientName = source.PatientBirthDate = source.PatientSex = ""
source.StudyID = source.AccessionNumber = source.StudyDate = source.StudyTime = ""
source.ReferringPhysicianName, source.Modality = "", "CR"
source.Rows, source.Columns, source.PixelSpacing = 5, 6, [0.3, 0.2]
source.ImageOrientationPatient, source.ImagePositionPatient = [1, 0, 0, 0, 1, 0], [0, 0, 0]
source.SliceThickness = 1
source.SamplesPerPixel, source.PhotometricInterpretation = 1, "MONOCHROME2"
source.BitsAllocated, source.BitsStored, source.HighBit, source.PixelRepresentation = 8, 8, 7, 0
source.PixelData = bytes(30)


def describe(number):
    code = CodedConcept("85756007", "SCT", "Tissue")
    return SegmentDescription(number, f"Part {number}", code, code, "MANUAL")


def segmentation(name, array, kind, syntax=ExplicitVRLittleEndian, change=None, digits=None, **more):
    numbers = sorted(int(n) for n in np.unique(array) if n > 0 and kind != "FRACTIONAL") or [1]
    on = copy.deepcopy(source)
    on.Rows, on.Columns = array.shape
    on.PixelData = bytes(array.size)
    made = Segmentation([on], array[None], kind, [describe(n) for n in range(1, max(numbers) + 1)],
                        f"2.25.{len(expected) + 100}", 2, f"2.25.{len(expected) + 1000}", 1, "Peer", "Peer", "1", "1",
                        transfer_syntax_uid=syntax, content_creator_name="", omit_empty_frames=True, **more)
    if change:
        change(made)
    made.save_as(out / name)
    expected[name] = rows(array if digits is None else digits)


segmentation("binary.dcm", labels, "BINARY")
fractions = np.where(one == 1, 0.8, 0.3).astype(np.float32) * (labels != 2)
halves = (fractions >= 0.5).astype(int)
segmentation("fractional.dcm", fractions, "FRACTIONAL", digits=halves, fractional_type="PROBABILITY")
segmentation("fractional-rle.dcm", fractions, "FRACTIONAL", RLELossless, digits=halves,
             fractional_type="PROBABILITY")
larger = np.ones((8, 8), np.float32)
segmentation("fractional-j2k.dcm", np.kron(fractions, larger), "FRACTIONAL", JPEG2000Lossless,
             digits=np.kron(halves, larger), fractional_type="OCCUPANCY", max_fractional_value=100)
segmentation("label-map.dcm", labels, "LABELMAP")
segmentation("label-map-rle.dcm", labels, "LABELMAP", RLELossless)
segmentation("label-map-jls.dcm", labels, "LABELMAP", JPEGLSLossless)


def deflate(made):
    made.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian


segmentation("binary-deflated.dcm", labels, "BINARY", change=deflate)


def strip(made):
    for name in ("DimensionOrganizationSequence", "DimensionIndexSequence", "SharedFunctionalGroupsSequence",
                 "ReferencedSeriesSequence", "PerFrameFunctionalGroupsSequence"):
        if name in made:
            delattr(made, name)


segmentation("binary-stripped.dcm", one, "BINARY", change=strip)
source.save_as(out / "radiograph.dcm", enforce_file_format=True)

(out / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
