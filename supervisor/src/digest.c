#include "supervisor.h"

#include <string.h>

/* SHA-256 (FIPS 180-4). */
struct sha256 {
    uint32_t state[8];
    uint64_t bytes;
    unsigned char block[64];
};

static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t word, int by)
{
    return word >> by | word << (32 - by);
}

static void sha256_block(struct sha256 *hash, const unsigned char *block)
{
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
               block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        uint32_t a = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t b = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + a + w[i - 7] + b;
    }
    memcpy(s, hash->state, sizeof s);
    for (int i = 0; i < 64; i++) {
        uint32_t choose = (s[4] & s[5]) ^ (~s[4] & s[6]);
        uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        uint32_t one = s[7] + (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) + choose + round_constants[i] + w[i];
        uint32_t two = (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) + majority;
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += one;
        s[0] = one + two;
    }
    for (int i = 0; i < 8; i++) hash->state[i] += s[i];
}

static void sha256_begin(struct sha256 *hash)
{
    static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memcpy(hash->state, initial, sizeof initial);
    hash->bytes = 0;
}

static void sha256_feed(struct sha256 *hash, const unsigned char *data, size_t length)
{
    size_t filled = hash->bytes % 64;
    hash->bytes += length;
    if (filled > 0) {
        size_t part = 64 - filled < length ? 64 - filled : length;
        memcpy(hash->block + filled, data, part);
        data += part;
        length -= part;
        if (filled + part < 64) return;
        sha256_block(hash, hash->block);
    }
    for (; length >= 64; data += 64, length -= 64) sha256_block(hash, data);
    memcpy(hash->block, data, length);
}

static void sha256_end(struct sha256 *hash, char *hex)
{
    uint64_t bits = hash->bytes * 8;
    unsigned char tail[72] = {0x80};
    size_t padding = (hash->bytes % 64 < 56 ? 56 : 120) - hash->bytes % 64;
    for (int i = 0; i < 8; i++) tail[padding + (size_t)i] = (unsigned char)(bits >> (56 - 8 * i));
    sha256_feed(hash, tail, padding + 8);
    for (int i = 0; i < 32; i++) {
        unsigned byte = hash->state[i / 4] >> (24 - 8 * (i % 4)) & 255;
        hex[2 * i] = "0123456789abcdef"[byte >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[byte & 15];
    }
    hex[64] = 0;
}

/* Three digests of one stream: its bytes, its tokens joined by single spaces, and those in lower case. The service
   makes the same of the answer, and so judges an output that was too long to be sent back. */
static struct sha256 hashes[3];
static bool space_due, any_token;

void digests_begin(void)
{
    for (int i = 0; i < 3; i++) sha256_begin(&hashes[i]);
    space_due = any_token = false;
}

void digests_feed(const unsigned char *data, size_t length)
{
    unsigned char tokens[4096 + 1], folded[4096 + 1];
    sha256_feed(&hashes[0], data, length);
    while (length > 0) {
        size_t filled = 0;
        for (; length > 0 && filled < 4095; data++, length--) {
            unsigned char byte = *data;
            if (byte == ' ' || (byte >= '\t' && byte <= '\r')) {
                space_due = any_token;
                continue;
            }
            if (space_due) {
                tokens[filled] = folded[filled] = ' ';
                filled++;
                space_due = false;
            }
            any_token = true;
            tokens[filled] = byte;
            folded[filled++] = byte >= 'A' && byte <= 'Z' ? byte + 32 : byte;
        }
        sha256_feed(&hashes[1], tokens, filled);
        sha256_feed(&hashes[2], folded, filled);
    }
}

void digests_end(char hash[3][65])
{
    for (int i = 0; i < 3; i++) sha256_end(&hashes[i], hash[i]);
}
