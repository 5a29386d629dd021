/* Removal of the convert skew: four-point interpolation along each row, at every instruction level.
 *
 * The value at the clock's instant of sample k lies between samples k - 1 and k, so it needs k + 1 too: the result runs
 * one sample behind the input. History of a row: the three samples before the first one.
 */

#ifndef SKEW_H
#define SKEW_H

#include "levels.h"

#define BEFORE 3

#define NAME(x) x##_any
#define TARGET
#include "skew_block.h"
#undef NAME
#undef TARGET

#ifdef HAS_AVX2_BUILD
#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2")))
#include "skew_block.h"
#undef NAME
#undef TARGET
#endif

/* Samples from .. from+n of a row; out gets n values, the first of which belongs to the sample before from[0]. Where
 * `begins`, there is none before, and n - 1 values are written. The history becomes that of the next call. */
static void unskew_row(const double *from, ptrdiff_t n, const double *weights, double *history, double *out,
                       int begins, int level)
{
    double edge[2 * BEFORE], value;
    const ptrdiff_t first = n < BEFORE ? n : BEFORE; /* values that read the history */
    memcpy(edge, history, BEFORE * sizeof(double));
    memcpy(edge + BEFORE, from, (size_t)first * sizeof(double));
    for (ptrdiff_t k = 0; k < first; k++) {
        between_any(edge + k, 1, weights, &value);
        if (!begins || k > 0)
            out[k - begins] = value;
    }
    memcpy(history, n < BEFORE ? edge + n : from + n - BEFORE, BEFORE * sizeof(double));
    if (n <= BEFORE)
        return;
#ifdef HAS_AVX2_BUILD
    if (level > 0) {
        between_avx2(from, n - BEFORE, weights, out + BEFORE - begins);
        return;
    }
#endif
    (void)level;
    between_any(from, n - BEFORE, weights, out + BEFORE - begins);
}

#endif
