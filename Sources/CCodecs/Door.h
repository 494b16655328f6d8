// Shared by the three doors; not visible outside of the target.
#ifndef CCODECS_DOOR_H
#define CCODECS_DOOR_H

#include "CCodecs.h"

/// Copies `text` into a message buffer, cut to fit, and returns `code`.
int32_t ccodecs_fail(char *message, int32_t code, const char *text);

int32_t ccodecs_jpeg_encode(const uint8_t *rgba, int32_t width, int32_t height, int32_t quality, ccodecs_sink sink,
                            void *context, char *message);
int32_t ccodecs_jpeg_inspect(const uint8_t *bytes, size_t length, int32_t *width, int32_t *height, char *message);
int32_t ccodecs_jpeg_decode(const uint8_t *bytes, size_t length, uint8_t *rgba, int32_t width, int32_t height,
                            char *message);

int32_t ccodecs_png_encode(const uint8_t *rgba, int32_t width, int32_t height, ccodecs_sink sink, void *context,
                           char *message);
int32_t ccodecs_png_inspect(const uint8_t *bytes, size_t length, int32_t *width, int32_t *height, char *message);
int32_t ccodecs_png_decode(const uint8_t *bytes, size_t length, uint8_t *rgba, size_t rgba_length, int32_t width,
                           int32_t height, char *message);

int32_t ccodecs_webp_encode(const uint8_t *rgba, int32_t width, int32_t height, int32_t quality, ccodecs_sink sink,
                            void *context, char *message);
int32_t ccodecs_webp_inspect(const uint8_t *bytes, size_t length, int32_t *width, int32_t *height, char *message);
int32_t ccodecs_webp_decode(const uint8_t *bytes, size_t length, uint8_t *rgba, size_t rgba_length, int32_t width,
                            int32_t height, char *message);

#endif
