// Attributes of unknown kind (VR UN) get their kind back. Internal to this module: it shows DCMTK's headers.
#pragma once

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcitem.h>

namespace chexgen::imaging {

// Archives that do not know an attribute, or anonymisers, write it as UN; its value then is that of implicit
// little endian (PS3.5 6.2.2), and some write the items of a sequence explicitly. Each such attribute whose
// kind the standard knows is replaced by one of that kind, in the data set and in its sequences; a sequence
// within the limits of dicom_structure.h only. What cannot be read so stays as it is.
void reviveUnknown(DcmItem& item);

}  // namespace chexgen::imaging
