#include "core/imaging/dicom_write.h"

#include <algorithm>
#include <array>
#include <exception>
#include <stdexcept>

#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dcvrat.h>

#include "core/base/sha256.h"

namespace chexgen::imaging {
namespace {

void require(const OFCondition& condition) {
  if (condition.bad()) throw std::runtime_error(condition.text());
}

// At most `longest` characters of UTF-8, none of which means something to DICOM.
std::string plainText(std::string_view value, std::size_t longest) {
  std::string text;
  std::size_t characters = 0;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0U) != 0x80U && ++characters > longest) break;
    text += byte < 0x20U || c == '\\' ? ' ' : c;
  }
  return text;
}

}  // namespace

DicomItemWriter& DicomItemWriter::text(const DcmTag& tag, std::string_view value, std::size_t longest) {
  return raw(tag, plainText(value, longest));
}

DicomItemWriter& DicomItemWriter::raw(const DcmTag& tag, const std::string& value) {
  require(item_.putAndInsertOFStringArray(tag, OFString(value.c_str(), value.size())));
  return *this;
}

DicomItemWriter& DicomItemWriter::number(const DcmTag& tag, std::uint16_t value) {
  require(item_.putAndInsertUint16(tag, value));
  return *this;
}

DicomItemWriter& DicomItemWriter::signedNumber(const DcmTag& tag, std::int16_t value) {
  require(item_.putAndInsertSint16(tag, value));
  return *this;
}

DicomItemWriter& DicomItemWriter::longNumber(const DcmTag& tag, std::uint32_t value) {
  require(item_.putAndInsertUint32(tag, value));
  return *this;
}

DicomItemWriter& DicomItemWriter::tag(const DcmTag& tag, const DcmTagKey& value) {
  require(item_.putAndInsertTagKey(tag, value));
  return *this;
}

DicomItemWriter& DicomItemWriter::bytes(const DcmTag& tag, const std::vector<std::uint8_t>& value) {
  require(item_.putAndInsertUint8Array(tag, value.data(), static_cast<unsigned long>(value.size())));
  return *this;
}

DicomItemWriter& DicomItemWriter::empty(const DcmTag& tag) {
  require(item_.insertEmptyElement(tag));
  return *this;
}

DicomItemWriter DicomItemWriter::item(const DcmTagKey& sequence) {
  DcmItem* added = nullptr;
  constexpr signed long atTheEnd = -2;
  require(item_.findOrCreateSequenceItem(sequence, added, atTheEnd));
  return DicomItemWriter(*added);
}

std::string uidFrom(std::string_view seed) {
  // The first 128 bits of the hash as a UUID of version 8 (RFC 9562), written as one decimal number (PS3.5
  // B.2).
  std::string hex = base::sha256(seed).substr(0, 32);
  hex[12] = '8';
  hex[16] = "89ab"[static_cast<std::size_t>(hex[16] < 'a' ? hex[16] - '0' : hex[16] - 'a' + 10) % 4];
  std::string decimal;  // least digit first
  for (const char digit : hex) {
    int carry = digit < 'a' ? digit - '0' : digit - 'a' + 10;
    for (char& place : decimal) {
      carry += 16 * (place - '0');
      place = static_cast<char>('0' + carry % 10);
      carry /= 10;
    }
    for (; carry > 0; carry /= 10) decimal += static_cast<char>('0' + carry % 10);
  }
  std::reverse(decimal.begin(), decimal.end());
  return "2.25." + decimal;
}

void putIdentity(DicomItemWriter& writer, const DicomSource& identity) {
  writer.raw(DCM_SpecificCharacterSet, "ISO_IR 192");
  writer.raw(DCM_SOPClassUID, identity.sopClassUid).raw(DCM_SOPInstanceUID, identity.instanceUid);
  writer.raw(DCM_SeriesInstanceUID, identity.seriesUid).raw(DCM_StudyInstanceUID, identity.studyUid);
  writer.text(DCM_PatientName, identity.patientName).text(DCM_PatientID, identity.patientId);
  writer.text(DCM_PatientBirthDate, identity.patientBirthDate).text(DCM_PatientSex, identity.patientSex);
  writer.text(DCM_StudyDate, identity.studyDate).text(DCM_StudyTime, identity.studyTime);
  writer.text(DCM_StudyID, identity.studyId, 16).text(DCM_AccessionNumber, identity.accessionNumber, 16);
  writer.text(DCM_ReferringPhysicianName, identity.referringPhysician);
}

void putEquipment(DicomItemWriter& writer, std::string_view program) {
  writer.text(DCM_Manufacturer, "ChexGen Studio").text(DCM_ManufacturerModelName, "ChexGen Studio");
  writer.text(DCM_DeviceSerialNumber, "0").text(DCM_SoftwareVersions, program);
}

base::Result<std::string> dicomBytes(void (*fill)(DicomItemWriter&, const void*), const void* context) {
  try {
    DcmFileFormat file;
    DicomItemWriter writer(*file.getDataset());
    fill(writer, context);
    constexpr E_TransferSyntax syntax = EXS_LittleEndianExplicit;
    constexpr std::size_t headerRoom = 4096;
    std::string bytes(file.getDataset()->calcElementLength(syntax, EET_ExplicitLength) + headerRoom, '\0');
    DcmOutputBufferStream stream(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    file.transferInit();
    require(file.write(stream, syntax, EET_ExplicitLength, nullptr));
    file.transferEnd();
    void* start = nullptr;
    offile_off_t length = 0;
    stream.flushBuffer(start, length);
    bytes.resize(static_cast<std::size_t>(length));
    return bytes;
  } catch (const std::exception& error) {
    return base::fail(base::ErrorCode::internal,
                      std::string("The DICOM file cannot be made: ") + error.what() + ".");
  }
}

}  // namespace chexgen::imaging
