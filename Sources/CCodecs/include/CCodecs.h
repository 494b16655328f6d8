// CCodecs: the C door to libturbojpeg, libspng and libwebp.
//
// No memory of a library ever crosses this door: encoders hand their bytes to a sink that copies them before the call
// returns, decoders write into memory of the caller whose size is checked here again. Every function returns 0 or one
// of the codes below, and writes a short message (always terminated) when it fails. It must never contain anything but
// codecs: no files, no network, no drawing.
#ifndef CCODECS_H
#define CCODECS_H

#include <stddef.h>
#include <stdint.h>

enum {
    CCODECS_OK = 0,
    /// The bytes are not a whole, sound image of the format.
    CCODECS_DAMAGED = 1,
    /// The format cannot carry what was asked (size, animation, colour space).
    CCODECS_UNSUPPORTED = 2,
    /// A library ran out of memory or failed for reasons of its own.
    CCODECS_INTERNAL = 3,
};

/// Length of a message, terminator included.
enum { CCODECS_MESSAGE = 160 };

enum {
    CCODECS_JPEG = 0,
    CCODECS_PNG = 1,
    CCODECS_WEBP = 2,
};

/// Called once with the encoded bytes, which live only during the call.
typedef void (*ccodecs_sink)(void *context, const uint8_t *bytes, size_t length);

/// Encodes `width * height` RGBA pixels (rows from the top, no padding). `quality` 1...100 is not read for PNG.
int32_t ccodecs_encode(int32_t format, const uint8_t *rgba, size_t rgba_length, int32_t width, int32_t height,
                       int32_t quality, ccodecs_sink sink, void *context, char *message);

/// Reads the header only; allocates nothing that depends on the size the header claims.
int32_t ccodecs_inspect(int32_t format, const uint8_t *bytes, size_t length, int32_t *width, int32_t *height,
                        char *message);

/// Decodes into `rgba`; refuses an image whose header does not say exactly `width` x `height`, and a target whose
/// length is not `width * height * 4`. A decoder's warning counts as damage.
int32_t ccodecs_decode(int32_t format, const uint8_t *bytes, size_t length, uint8_t *rgba, size_t rgba_length,
                       int32_t width, int32_t height, char *message);

#endif
