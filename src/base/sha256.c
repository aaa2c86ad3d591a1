/* SHA-256 in hexadecimal. */
#include "base/sha256.h"

#include <nettle/base16.h>
#include <string.h>

void sha256_begin(struct sha256 *hash)
{
    sha256_init(&hash->context);
}

void sha256_add(struct sha256 *hash, const void *bytes, size_t length)
{
    sha256_update(&hash->context, length, bytes);
}

void sha256_add_text(struct sha256 *hash, const char *text)
{
    if (!text) {
        sha256_add(hash, "-:", 2);
        return;
    }
    size_t length = strlen(text);
    char head[24], *start = head + sizeof head;
    *--start = ':';
    for (size_t rest = length; start == head + sizeof head - 1 || rest > 0; rest /= 10)
        *--start = (char)('0' + rest % 10);
    sha256_add(hash, start, (size_t)(head + sizeof head - start));
    sha256_add(hash, text, length);
}

void sha256_end(struct sha256 *hash, char hex[SHA256_TEXT])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&hash->context, sizeof digest, digest);
    base16_encode_update(hex, sizeof digest, digest);
    hex[SHA256_TEXT - 1] = '\0';
}

void sha256_of(const void *bytes, size_t length, char hex[SHA256_TEXT])
{
    struct sha256 hash;
    sha256_begin(&hash);
    sha256_add(&hash, bytes, length);
    sha256_end(&hash, hex);
}
