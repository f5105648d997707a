#include "devserver/load/body_decoder.h"

#include <bzlib.h>
#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <string>

#include "devserver/http/http_message.h"

namespace starload::devserver {
namespace {

constexpr std::size_t kOutputBytes = std::size_t{128} * 1024;

Status corrupt(std::string_view codec, std::string_view why) {
  return Status::refused("Failed to decompress the body. codec: " + std::string(codec) +
                         ", error: " + std::string(why));
}

Status incomplete(std::string_view codec) {
  return corrupt(codec, "the compressed stream is incomplete");
}

class PlainDecoder final : public BodyDecoder {
 public:
  Status decode(std::string_view bytes, const Sink& sink) override { return sink(bytes); }
  Status finish() override { return Status::ok(); }
};

// gzip and zlib streams, also several one after the other.
class ZlibDecoder final : public BodyDecoder {
 public:
  ZlibDecoder() { initialized_ = inflateInit2(&stream_, MAX_WBITS + 32) == Z_OK; }
  ~ZlibDecoder() override {
    if (initialized_) inflateEnd(&stream_);
  }

  Status decode(std::string_view bytes, const Sink& sink) override {
    if (!initialized_) return corrupt("gzip", "out of memory");
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    while (stream_.avail_in > 0) {
      if (complete_) inflateReset(&stream_);
      complete_ = false;
      STARLOAD_TRY(inflate_some(sink));
    }
    return Status::ok();
  }
  Status finish() override { return complete_ ? Status::ok() : incomplete("gzip"); }

 private:
  Status inflate_some(const Sink& sink) {
    stream_.next_out = reinterpret_cast<Bytef*>(output_.data());
    stream_.avail_out = static_cast<uInt>(output_.size());
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      return corrupt("gzip", stream_.msg == nullptr ? "invalid data" : stream_.msg);
    }
    complete_ = result == Z_STREAM_END;
    STARLOAD_TRY(sink(std::string_view(output_.data(), output_.size() - stream_.avail_out)));
    // A full output buffer may mean that more is waiting inside.
    return stream_.avail_in == 0 && stream_.avail_out == 0 && !complete_ ? inflate_some(sink)
                                                                         : Status::ok();
  }

  z_stream stream_{};
  bool initialized_ = false;
  bool complete_ = true;
  std::array<char, kOutputBytes> output_;
};

// bzip2 streams, also several one after the other.
class Bzip2Decoder final : public BodyDecoder {
 public:
  ~Bzip2Decoder() override { close(); }

  Status decode(std::string_view bytes, const Sink& sink) override {
    stream_.next_in = const_cast<char*>(bytes.data());
    stream_.avail_in = static_cast<unsigned>(bytes.size());
    bool output_full = false;
    while (stream_.avail_in > 0 || output_full) {
      if (!open_ && BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK)
        return corrupt("bzip2", "out of memory");
      open_ = true;
      stream_.next_out = output_.data();
      stream_.avail_out = static_cast<unsigned>(output_.size());
      const int result = BZ2_bzDecompress(&stream_);
      if (result != BZ_OK && result != BZ_STREAM_END) return corrupt("bzip2", "invalid data");
      output_full = result == BZ_OK && stream_.avail_out == 0;
      STARLOAD_TRY(sink(std::string_view(output_.data(), output_.size() - stream_.avail_out)));
      if (result == BZ_STREAM_END) close();
    }
    return Status::ok();
  }
  Status finish() override { return open_ ? incomplete("bzip2") : Status::ok(); }

 private:
  void close() {
    if (open_) BZ2_bzDecompressEnd(&stream_);
    open_ = false;
  }

  bz_stream stream_{};
  bool open_ = false;  // in the middle of a stream
  std::array<char, kOutputBytes> output_;
};

class ZstdDecoder final : public BodyDecoder {
 public:
  ZstdDecoder() : context_(ZSTD_createDCtx(), &ZSTD_freeDCtx) {}

  Status decode(std::string_view bytes, const Sink& sink) override {
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    bool output_full = false;
    while (input.pos < input.size || output_full) {
      ZSTD_outBuffer output{output_.data(), output_.size(), 0};
      const std::size_t hint = ZSTD_decompressStream(context_.get(), &output, &input);
      if (ZSTD_isError(hint) != 0) return corrupt("zstd", ZSTD_getErrorName(hint));
      complete_ = hint == 0;
      output_full = output.pos == output.size && !complete_;
      STARLOAD_TRY(sink(std::string_view(output_.data(), output.pos)));
    }
    return Status::ok();
  }
  Status finish() override { return complete_ ? Status::ok() : incomplete("zstd"); }

 private:
  std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context_;
  bool complete_ = true;
  std::array<char, kOutputBytes> output_;
};

class Lz4FrameDecoder final : public BodyDecoder {
 public:
  Lz4FrameDecoder() { LZ4F_createDecompressionContext(&context_, LZ4F_VERSION); }
  ~Lz4FrameDecoder() override { LZ4F_freeDecompressionContext(context_); }

  Status decode(std::string_view bytes, const Sink& sink) override {
    bool output_full = false;
    while (!bytes.empty() || output_full) {
      std::size_t taken = bytes.size();
      std::size_t given = output_.size();
      const std::size_t hint =
          LZ4F_decompress(context_, output_.data(), &given, bytes.data(), &taken, nullptr);
      if (LZ4F_isError(hint) != 0) return corrupt("lz4_frame", LZ4F_getErrorName(hint));
      complete_ = hint == 0;
      output_full = given == output_.size() && !complete_;
      bytes.remove_prefix(taken);
      STARLOAD_TRY(sink(std::string_view(output_.data(), given)));
    }
    return Status::ok();
  }
  Status finish() override { return complete_ ? Status::ok() : incomplete("lz4_frame"); }

 private:
  LZ4F_dctx* context_ = nullptr;
  bool complete_ = true;
  std::array<char, kOutputBytes> output_;
};

}  // namespace

std::optional<Compression> find_compression(std::string_view name) {
  if (equals_ignoring_case(name, "gzip")) return Compression::kGzip;
  if (equals_ignoring_case(name, "bzip2")) return Compression::kBzip2;
  if (equals_ignoring_case(name, "deflate")) return Compression::kDeflate;
  if (equals_ignoring_case(name, "zstd")) return Compression::kZstd;
  if (equals_ignoring_case(name, "lz4_frame") || equals_ignoring_case(name, "lz4"))
    return Compression::kLz4Frame;
  return std::nullopt;
}

std::unique_ptr<BodyDecoder> BodyDecoder::create(Compression compression) {
  switch (compression) {
    case Compression::kGzip:
    case Compression::kDeflate:
      return std::make_unique<ZlibDecoder>();
    case Compression::kBzip2:
      return std::make_unique<Bzip2Decoder>();
    case Compression::kZstd:
      return std::make_unique<ZstdDecoder>();
    case Compression::kLz4Frame:
      return std::make_unique<Lz4FrameDecoder>();
    case Compression::kNone:
      break;
  }
  return std::make_unique<PlainDecoder>();
}

}  // namespace starload::devserver
