#include "Door.h"

#include <webp/decode.h>
#include <webp/encode.h>

int32_t ccodecs_webp_encode(const uint8_t *rgba, int32_t width, int32_t height, int32_t quality, ccodecs_sink sink,
                            void *context, char *message) {
    if (width > WEBP_MAX_DIMENSION || height > WEBP_MAX_DIMENSION) {
        return ccodecs_fail(message, CCODECS_UNSUPPORTED, "a side is longer than 16383 pixels");
    }
    WebPConfig config;
    WebPPicture picture;
    if (!WebPConfigPreset(&config, WEBP_PRESET_PHOTO, (float)quality) || !WebPPictureInit(&picture)) {
        return ccodecs_fail(message, CCODECS_INTERNAL, "another version of libwebp");
    }
    // Method 2: half the time of the default for the same bytes.
    config.method = 2;
    picture.use_argb = 0;
    picture.width = width;
    picture.height = height;
    WebPMemoryWriter writer;
    WebPMemoryWriterInit(&writer);
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &writer;
    int done = WebPPictureImportRGBA(&picture, rgba, width * 4) && WebPEncode(&config, &picture);
    if (done) sink(context, writer.mem, writer.size);
    WebPMemoryWriterClear(&writer);
    WebPPictureFree(&picture);
    return done ? CCODECS_OK : ccodecs_fail(message, CCODECS_INTERNAL, "the WEBP encoder failed");
}

int32_t ccodecs_webp_inspect(const uint8_t *bytes, size_t length, int32_t *width, int32_t *height, char *message) {
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(bytes, length, &features) != VP8_STATUS_OK) {
        return ccodecs_fail(message, CCODECS_DAMAGED, "not a WEBP header");
    }
    if (features.has_animation) return ccodecs_fail(message, CCODECS_UNSUPPORTED, "an animation");
    *width = features.width;
    *height = features.height;
    return CCODECS_OK;
}

int32_t ccodecs_webp_decode(const uint8_t *bytes, size_t length, uint8_t *rgba, size_t rgba_length, int32_t width,
                            int32_t height, char *message) {
    (void)height;
    if (WebPDecodeRGBAInto(bytes, length, rgba, rgba_length, width * 4) == NULL) {
        return ccodecs_fail(message, CCODECS_DAMAGED, "the WEBP data is cut or damaged");
    }
    return CCODECS_OK;
}
