// lz4 frames (the format of the `lz4` command), written and read in pieces of bounded size.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "framework/base/status.h"

namespace starload {

// Takes the next piece of a frame.
using FrameSink = std::function<Status(std::span<const char> piece)>;
// Gives the next piece of a frame; empty at its end.
using FrameSource = std::function<Result<std::span<const char>>()>;

// Compresses bytes into one frame with a checksum over the content.
Status compress_frame(std::span<const char> bytes, const FrameSink& sink);

// Decompresses one frame into exactly `bytes`. Anything else (cut, longer, shorter, altered, bytes
// behind it) is kFatal.
Status decompress_frame(const FrameSource& source, std::span<char> bytes);

}  // namespace starload
