#include "Door.h"

#include <string.h>

// The largest side any of the three formats can carry (JPEG: 65500). With both sides below it the products fit size_t.
enum { LARGEST_SIDE = 65500 };

int32_t ccodecs_fail(char *message, int32_t code, const char *text) {
    if (text == NULL) text = "no reason given";
    size_t length = strlen(text);
    if (length > CCODECS_MESSAGE - 1) length = CCODECS_MESSAGE - 1;
    memcpy(message, text, length);
    message[length] = 0;
    return code;
}

static int fits(size_t length, int32_t width, int32_t height) {
    return width > 0 && height > 0 && width <= LARGEST_SIDE && height <= LARGEST_SIDE
        && length == (size_t)width * (size_t)height * 4;
}

int32_t ccodecs_encode(int32_t format, const uint8_t *rgba, size_t rgba_length, int32_t width, int32_t height,
                       int32_t quality, ccodecs_sink sink, void *context, char *message) {
    message[0] = 0;
    if (!fits(rgba_length, width, height)) {
        return ccodecs_fail(message, CCODECS_UNSUPPORTED, "the pixels do not match the size");
    }
    switch (format) {
    case CCODECS_JPEG: return ccodecs_jpeg_encode(rgba, width, height, quality, sink, context, message);
    case CCODECS_PNG: return ccodecs_png_encode(rgba, width, height, sink, context, message);
    case CCODECS_WEBP: return ccodecs_webp_encode(rgba, width, height, quality, sink, context, message);
    default: return ccodecs_fail(message, CCODECS_UNSUPPORTED, "unknown format");
    }
}

int32_t ccodecs_inspect(int32_t format, const uint8_t *bytes, size_t length, int32_t *width, int32_t *height,
                        char *message) {
    message[0] = 0;
    *width = 0;
    *height = 0;
    int32_t code;
    switch (format) {
    case CCODECS_JPEG: code = ccodecs_jpeg_inspect(bytes, length, width, height, message); break;
    case CCODECS_PNG: code = ccodecs_png_inspect(bytes, length, width, height, message); break;
    case CCODECS_WEBP: code = ccodecs_webp_inspect(bytes, length, width, height, message); break;
    default: return ccodecs_fail(message, CCODECS_UNSUPPORTED, "unknown format");
    }
    if (code != CCODECS_OK) return code;
    if (*width <= 0 || *height <= 0) return ccodecs_fail(message, CCODECS_DAMAGED, "the header gives no size");
    return CCODECS_OK;
}

int32_t ccodecs_decode(int32_t format, const uint8_t *bytes, size_t length, uint8_t *rgba, size_t rgba_length,
                       int32_t width, int32_t height, char *message) {
    message[0] = 0;
    if (!fits(rgba_length, width, height)) {
        return ccodecs_fail(message, CCODECS_UNSUPPORTED, "the target does not match the size");
    }
    int32_t found_width, found_height;
    int32_t code = ccodecs_inspect(format, bytes, length, &found_width, &found_height, message);
    if (code != CCODECS_OK) return code;
    if (found_width != width || found_height != height) {
        return ccodecs_fail(message, CCODECS_DAMAGED, "the header gives another size");
    }
    switch (format) {
    case CCODECS_JPEG: return ccodecs_jpeg_decode(bytes, length, rgba, width, height, message);
    case CCODECS_PNG: return ccodecs_png_decode(bytes, length, rgba, rgba_length, width, height, message);
    default: return ccodecs_webp_decode(bytes, length, rgba, rgba_length, width, height, message);
    }
}
