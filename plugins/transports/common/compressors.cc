// The three compressions, by the libraries of their makers, at the level that keeps up with a fast
// network.
#define ZLIB_CONST  // next_in is const then
#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <new>
#include <starload/sdk/error.hpp>

#include "plugins/transports/common/compression.h"

namespace starload::http {
namespace {

[[noreturn]] void fail(const char* library, const std::string& why) {
  throw sdk::Error::fatal(std::string(library) + " cannot compress the rows: " + why);
}

class Lz4Frame final : public Compressor {
 public:
  explicit Lz4Frame(std::uint64_t content_size) {
    preferences_.frameInfo.blockSizeID = LZ4F_max64KB;
    preferences_.frameInfo.blockMode = LZ4F_blockIndependent;
    preferences_.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
    preferences_.frameInfo.contentSize = content_size;
    preferences_.autoFlush = 1;
    check(LZ4F_createCompressionContext(&context_, LZ4F_VERSION));
  }
  ~Lz4Frame() override { LZ4F_freeCompressionContext(context_); }
  Lz4Frame(const Lz4Frame&) = delete;
  Lz4Frame& operator=(const Lz4Frame&) = delete;

  bool run(std::string_view& in, bool last, Output& out) override {
    if (!begun_) {
      out.used += check(LZ4F_compressBegin(context_, out.end(), out.room(), &preferences_));
      begun_ = true;
    }
    while (!in.empty()) {
      const std::size_t step = std::min(kStepBytes, in.size());
      if (out.room() < LZ4F_compressBound(step, &preferences_)) return false;
      out.used +=
          check(LZ4F_compressUpdate(context_, out.end(), out.room(), in.data(), step, nullptr));
      in.remove_prefix(step);
    }
    if (!last) return true;
    if (out.room() < LZ4F_compressBound(0, &preferences_)) return false;
    out.used += check(LZ4F_compressEnd(context_, out.end(), out.room(), nullptr));
    return true;
  }

 private:
  static constexpr std::size_t kStepBytes = std::size_t{64} << 10;  // one block

  static std::size_t check(std::size_t code) {
    if (LZ4F_isError(code) != 0) fail("lz4", LZ4F_getErrorName(code));
    return code;
  }

  LZ4F_preferences_t preferences_{};
  LZ4F_cctx* context_ = nullptr;
  bool begun_ = false;
};

class Zstd final : public Compressor {
 public:
  explicit Zstd(std::uint64_t content_size) : context_(ZSTD_createCCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
    check(ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, 1));
    check(ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1));
    check(ZSTD_CCtx_setPledgedSrcSize(context_, content_size));
  }
  ~Zstd() override { ZSTD_freeCCtx(context_); }
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;

  bool run(std::string_view& in, bool last, Output& out) override {
    ZSTD_inBuffer source{in.data(), in.size(), 0};
    ZSTD_outBuffer target{out.buffer.data(), out.buffer.size(), out.used};
    std::size_t left = 0;
    do {
      left = check(
          ZSTD_compressStream2(context_, &target, &source, last ? ZSTD_e_end : ZSTD_e_continue));
    } while (target.pos < target.size && (source.pos < source.size || (last && left > 0)));
    in.remove_prefix(source.pos);
    out.used = target.pos;
    return in.empty() && (!last || left == 0);
  }

 private:
  static std::size_t check(std::size_t code) {
    if (ZSTD_isError(code) != 0) fail("zstd", ZSTD_getErrorName(code));
    return code;
  }

  ZSTD_CCtx* context_;
};

class Gzip final : public Compressor {
 public:
  Gzip() {
    constexpr int kWindowBits = 15 + 16;  // 16: gzip's header and trailer
    constexpr int kMemoryLevel = 8;
    const int code = ::deflateInit2(&stream_, Z_BEST_SPEED, Z_DEFLATED, kWindowBits, kMemoryLevel,
                                    Z_DEFAULT_STRATEGY);
    if (code == Z_MEM_ERROR) throw std::bad_alloc();
    if (code != Z_OK) fail("zlib", std::to_string(code));
  }
  ~Gzip() override { ::deflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  bool run(std::string_view& in, bool last, Output& out) override {
    constexpr std::size_t kMost = std::numeric_limits<uInt>::max();
    while (true) {
      const std::size_t step = std::min(in.size(), kMost);
      const bool is_last = last && step == in.size();
      stream_.next_in = reinterpret_cast<const Bytef*>(in.data());
      stream_.avail_in = static_cast<uInt>(step);
      stream_.next_out = reinterpret_cast<Bytef*>(out.end());
      stream_.avail_out = static_cast<uInt>(std::min(out.room(), kMost));
      const uInt room = stream_.avail_out;
      const int code = ::deflate(&stream_, is_last ? Z_FINISH : Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
        fail("zlib", std::to_string(code));
      in.remove_prefix(step - stream_.avail_in);
      out.used += room - stream_.avail_out;
      if (code == Z_STREAM_END || (in.empty() && !last)) return true;
      if (out.room() == 0) return false;
    }
  }

 private:
  z_stream stream_{};
};

}  // namespace

std::unique_ptr<Compressor> make_compressor(Compression compression, std::uint64_t content_size) {
  switch (compression) {
    case Compression::kLz4Frame:
      return std::make_unique<Lz4Frame>(content_size);
    case Compression::kZstd:
      return std::make_unique<Zstd>(content_size);
    case Compression::kGzip:
      return std::make_unique<Gzip>();
    case Compression::kNone:
      break;
  }
  throw sdk::Error::fatal("a body that is not compressed needs no compressor");
}

}  // namespace starload::http
