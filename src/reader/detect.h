/* Guessing the encoding of a file without a byte order mark. Private to the reader. */
#ifndef READER_DETECT_H
#define READER_DETECT_H

#include "reader/encoding.h"

/*
 * Fills `*encoding`; its name is NULL when there is no telling. In this order:
 * 1. Valid UTF-8 throughout; but seven-bit text with the escapes of ISO-2022-JP is that.
 * 2. With declared titles: the one under which most are found among uchardet's, CP932, EUC-JP and UTF-8 (a damaged
 *    file), unless all find as many.
 * 3. uchardet's, from 64 KiB; but where that is an encoding of one byte per character, or none, and the bytes read
 *    well as Japanese, they are: uchardet takes short texts and half-width kana for Windows-1252.
 * STATUS_FAILURE for want of memory.
 */
MUST_CHECK enum status detect_encoding(const char *bytes, size_t length, const struct reader_options *options,
                                       struct encoding *encoding);

#endif
