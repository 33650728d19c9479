#include "core/imaging/dicom_stream.h"

#include <algorithm>
#include <cstring>

#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcerror.h>
#include <dcmtk/dcmdata/dcistrma.h>

namespace chexgen::imaging {
namespace {

// Bytes that a value may claim without being looked for first.
constexpr Uint32 trustedBytes = 4096;

class BytesProducer final : public DcmProducer {
 public:
  BytesProducer(std::span<const std::byte> bytes, std::size_t at) : bytes_(bytes), at_(at) {}

  OFBool good() const override { return status_.good(); }
  OFCondition status() const override { return status_; }
  OFBool eos() override { return at_ == bytes_.size(); }
  offile_off_t avail() override { return static_cast<offile_off_t>(bytes_.size() - at_); }
  offile_off_t read(void* buffer, offile_off_t length) override {
    const std::size_t count = passing(length);
    if (count > 0) std::memcpy(buffer, bytes_.data() + at_, count);
    at_ += count;
    return static_cast<offile_off_t>(count);
  }
  offile_off_t skip(offile_off_t length) override {
    const std::size_t count = passing(length);
    at_ += count;
    return static_cast<offile_off_t>(count);
  }
  void putback(offile_off_t count) override {
    if (count < 0 || static_cast<std::size_t>(count) > at_) {
      status_ = EC_PutbackFailed;
      return;
    }
    at_ -= static_cast<std::size_t>(count);
  }
  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }
  [[nodiscard]] std::size_t position() const { return at_; }

 private:
  [[nodiscard]] std::size_t passing(offile_off_t length) const {
    return length <= 0 ? 0 : std::min(static_cast<std::size_t>(length), bytes_.size() - at_);
  }

  std::span<const std::byte> bytes_;
  std::size_t at_;
  OFCondition status_ = EC_Normal;
};

// Makes a stream that begins where a value was passed over.
class BytesFactory final : public DcmInputStreamFactory {
 public:
  BytesFactory(std::span<const std::byte> bytes, std::size_t at) : bytes_(bytes), at_(at) {}
  DcmInputStream* create() const override;
  DcmInputStreamFactory* clone() const override { return new BytesFactory(bytes_, at_); }
  DcmInputStreamFactoryType ident() const override { return DFT_DcmInputFileStreamFactory; }

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_;
};

// The base is given the producer's address only, which it does not use before the producer is made.
class BytesStream final : public DcmInputStream {
 public:
  BytesStream(std::span<const std::byte> bytes, std::size_t at)
      : DcmInputStream(&producer_), producer_(bytes, at) {}
  DcmInputStreamFactory* newFactory() const override {
    return new BytesFactory(producer_.bytes(), producer_.position());
  }

 private:
  BytesProducer producer_;
};

DcmInputStream* BytesFactory::create() const { return new BytesStream(bytes_, at_); }

}  // namespace

ReadOutcome readItem(DcmItem& item, std::span<const std::byte> bytes, E_TransferSyntax syntax) {
  BytesStream stream(bytes, 0);
  item.transferInit();
  OFCondition read = item.read(stream, syntax, EGL_noChange, trustedBytes);
  item.transferEnd();
  if (read == EC_StreamNotifyClient) return {false, "an attribute is longer than the file"};
  // What was passed over is there, so it can be fetched before the bytes are gone.
  if (read.good()) read = item.loadAllDataIntoMemory();
  if (read.good()) return {true, ""};
  return {false, std::string(read.text())};
}

}  // namespace chexgen::imaging
