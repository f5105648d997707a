#include "framework/spill/lz4_frame.h"

#include <lz4frame.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace starload {
namespace {

constexpr std::size_t kStepBytes = std::size_t{256} << 10;  // one block of a frame

LZ4F_preferences_t preferences(std::size_t content_bytes) {
  LZ4F_preferences_t preferences{};
  preferences.frameInfo.blockSizeID = LZ4F_max256KB;
  preferences.frameInfo.blockMode = LZ4F_blockLinked;
  preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  preferences.frameInfo.contentSize = content_bytes;
  preferences.autoFlush = 1;
  return preferences;
}

struct FreeCompression {
  void operator()(LZ4F_cctx* context) const { LZ4F_freeCompressionContext(context); }
};
struct FreeDecompression {
  void operator()(LZ4F_dctx* context) const { LZ4F_freeDecompressionContext(context); }
};

Status damaged(const std::string& how) {
  return Status::fatal("compressed rows are damaged: " + how);
}

}  // namespace

Status compress_frame(std::span<const char> bytes, const FrameSink& sink) {
  LZ4F_cctx* raw = nullptr;
  if (LZ4F_isError(LZ4F_createCompressionContext(&raw, LZ4F_VERSION)))
    return Status::fatal("no memory to compress rows with lz4");
  const std::unique_ptr<LZ4F_cctx, FreeCompression> context(raw);
  const LZ4F_preferences_t wanted = preferences(bytes.size());
  std::vector<char> out(
      std::max<std::size_t>(LZ4F_compressBound(kStepBytes, &wanted), LZ4F_HEADER_SIZE_MAX));
  const auto emit = [&](std::size_t size) {
    if (LZ4F_isError(size) != 0)
      return Status::fatal(std::string("lz4 failed: ") + LZ4F_getErrorName(size));
    return sink({out.data(), size});
  };
  // The bytes stay where they are, so the window need not be copied from block to block.
  LZ4F_compressOptions_t options{};
  options.stableSrc = 1;
  STARLOAD_TRY(emit(LZ4F_compressBegin(context.get(), out.data(), out.size(), &wanted)));
  while (!bytes.empty()) {
    const std::size_t step = std::min(kStepBytes, bytes.size());
    STARLOAD_TRY(emit(
        LZ4F_compressUpdate(context.get(), out.data(), out.size(), bytes.data(), step, &options)));
    bytes = bytes.subspan(step);
  }
  return emit(LZ4F_compressEnd(context.get(), out.data(), out.size(), nullptr));
}

Status decompress_frame(const FrameSource& source, std::span<char> bytes) {
  LZ4F_dctx* raw = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&raw, LZ4F_VERSION)))
    return Status::fatal("no memory to decompress rows with lz4");
  const std::unique_ptr<LZ4F_dctx, FreeDecompression> context(raw);
  std::size_t hint = 1;  // 0 once the frame is complete
  for (;;) {
    Result<std::span<const char>> next = source();
    if (!next) return next.status();
    std::span<const char> piece = *next;
    if (piece.empty()) break;
    while (!piece.empty()) {
      if (hint == 0) return damaged("bytes follow the end of the frame");
      std::size_t written = bytes.size();
      std::size_t taken = piece.size();
      hint = LZ4F_decompress(context.get(), bytes.data(), &written, piece.data(), &taken, nullptr);
      if (LZ4F_isError(hint) != 0) return damaged(LZ4F_getErrorName(hint));
      if (taken == 0 && written == 0 && hint != 0) return damaged("more bytes than announced");
      bytes = bytes.subspan(written);
      piece = piece.subspan(taken);
    }
  }
  // A full destination can leave the end mark and checksum in the decoder's hands only when they
  // were never given to it.
  if (hint != 0 || !bytes.empty()) return damaged("the frame ends early");
  return Status::ok();
}

}  // namespace starload
