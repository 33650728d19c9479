"""Writes hog_reference.json: the oriented gradients of a picture made by a formula, as scikit-image 0.26 computes them.

    make_hog_reference.py          (needs scikit-image and numpy)
"""

import json
import pathlib

import numpy
import skimage
from skimage.feature import hog

SIDE = 128

y, x = numpy.mgrid[0:SIDE, 0:SIDE]
picture = ((3 * x * x + 7 * y * y + 5 * x * y) // 97) % 251
values = hog(picture / 255.0, orientations=8, pixels_per_cell=(16, 16), cells_per_block=(2, 2), block_norm="L2-Hys")
out = pathlib.Path(__file__).with_name("hog_reference.json")
out.write_text(json.dumps({"library": f"scikit-image {skimage.__version__}", "values": [round(float(v), 6) for v in values]}) + "\n",
               encoding="utf-8")
