/* SHA-256, through nettle: what files and codebooks are known by. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <nettle/sha2.h>
#include <stddef.h>

enum { SHA256_TEXT = 2 * SHA256_DIGEST_SIZE + 1 };

struct sha256 {
    struct sha256_ctx context;
};

void sha256_begin(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *bytes, size_t length);

/* Adds a text with its length before it, so that ("ab","c") and ("a","bc") differ; NULL is told from "". */
void sha256_add_text(struct sha256 *hash, const char *text);

/* The digest in lower-case hexadecimal, NUL-terminated. */
void sha256_end(struct sha256 *hash, char hex[SHA256_TEXT]);

/* The same of bytes that are all there. */
void sha256_of(const void *bytes, size_t length, char hex[SHA256_TEXT]);

#endif
