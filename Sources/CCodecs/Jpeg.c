#include "Door.h"

#include <turbojpeg.h>

// The handle's own text is read before the handle is destroyed.
static int32_t fail_and_destroy(tjhandle handle, int32_t code, char *message) {
    ccodecs_fail(message, code, tjGetErrorStr2(handle));
    tjDestroy(handle);
    return code;
}

int32_t ccodecs_jpeg_encode(const uint8_t *rgba, int32_t width, int32_t height, int32_t quality, ccodecs_sink sink,
                            void *context, char *message) {
    tjhandle handle = tjInitCompress();
    if (handle == NULL) return ccodecs_fail(message, CCODECS_INTERNAL, "no JPEG encoder");
    unsigned char *out = NULL;
    unsigned long length = 0;
    // Full colour resolution from 90 up: thin coloured lines survive where the user asked for quality.
    int sampling = quality >= 90 ? TJSAMP_444 : TJSAMP_420;
    if (tjCompress2(handle, rgba, width, 0, height, TJPF_RGBX, &out, &length, sampling, quality, 0) != 0) {
        tjFree(out);
        return fail_and_destroy(handle, CCODECS_INTERNAL, message);
    }
    sink(context, out, (size_t)length);
    tjFree(out);
    tjDestroy(handle);
    return CCODECS_OK;
}

int32_t ccodecs_jpeg_inspect(const uint8_t *bytes, size_t length, int32_t *width, int32_t *height, char *message) {
    tjhandle handle = tjInitDecompress();
    if (handle == NULL) return ccodecs_fail(message, CCODECS_INTERNAL, "no JPEG decoder");
    int found_width = 0, found_height = 0, sampling = 0, space = 0;
    if (tjDecompressHeader3(handle, bytes, (unsigned long)length, &found_width, &found_height, &sampling, &space)
        != 0) {
        return fail_and_destroy(handle, CCODECS_DAMAGED, message);
    }
    tjDestroy(handle);
    *width = found_width;
    *height = found_height;
    return CCODECS_OK;
}

int32_t ccodecs_jpeg_decode(const uint8_t *bytes, size_t length, uint8_t *rgba, int32_t width, int32_t height,
                            char *message) {
    tjhandle handle = tjInitDecompress();
    if (handle == NULL) return ccodecs_fail(message, CCODECS_INTERNAL, "no JPEG decoder");
    // A cut file is only a warning to the library ("Premature end of JPEG file"). It answers -1 to that too, which is
    // damage here; STOPONWARNING spares the rest of the work. LIMITSCANS refuses progressive files made to take minutes.
    int flags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;
    if (tjDecompress2(handle, bytes, (unsigned long)length, rgba, width, 0, height, TJPF_RGBA, flags) != 0) {
        return fail_and_destroy(handle, CCODECS_DAMAGED, message);
    }
    tjDestroy(handle);
    return CCODECS_OK;
}
