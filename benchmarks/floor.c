/* The read-write floor: as many rows read and written as by a kernel, block by block, and no arithmetic. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WIDEST_BLOCK 512

/* rows_in rows of n doubles are read once, rows_out >= rows_in rows written: those beyond rows_in are written from the row
 * that was read last, which costs no read. The rows of a block are in the cache after that. */
void floor_of_doubles(const double *in, ptrdiff_t rows_in, double *out, ptrdiff_t rows_out, ptrdiff_t out_row,
                      ptrdiff_t n, ptrdiff_t block)
{
    for (ptrdiff_t at = 0; at < n; at += block) {
        const size_t bytes = (size_t)(n - at < block ? n - at : block) * sizeof(double);
        for (ptrdiff_t row = 0; row < rows_out; row++)
            memcpy(out + row * out_row + at, in + (row < rows_in ? row : rows_in - 1) * n + at, bytes);
    }
}

/* The same where the rows that are read are 16-bit codes, a quarter as wide: four of them fill one row written. */
void floor_of_codes(const int16_t *in, ptrdiff_t rows_in, double *out, ptrdiff_t rows_out, ptrdiff_t out_row,
                    ptrdiff_t n, ptrdiff_t block)
{
    double read[16 * WIDEST_BLOCK / 4];
    for (ptrdiff_t at = 0; at < n; at += block) {
        const ptrdiff_t m = n - at < block ? n - at : block, rows = rows_in / 4;
        for (ptrdiff_t row = 0; row < rows_in; row++)
            memcpy((int16_t *)read + row * m, in + row * n + at, (size_t)m * sizeof(int16_t));
        for (ptrdiff_t row = 0; row < rows_out; row++)
            memcpy(out + row * out_row + at, (char *)read + row % rows * m * 8, (size_t)m * sizeof(double));
    }
}
