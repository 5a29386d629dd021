/* Biquads forward, and forward and backward with odd padding, over rows of samples; at every instruction level.
 *
 * The values of the second are those of scipy.signal.sosfiltfilt, to the last bit.
 */

#ifndef ZERO_LAG_H
#define ZERO_LAG_H

#include "levels.h"

#define MOST_ROWS 64   /* of a stream */
#define MOST_TURNED 16 /* rows side by side at the widest level */

typedef struct {
    ptrdiff_t n_rows, n, pad, n_sections, from_row; /* from_row: numbers between the beginnings of two rows */
    int mirrored;       /* see biquad.h */
    const double *from;
    const double *sos;  /* (n_sections, 5): b0 b1 b2 a1 a2 */
    const double *rest; /* (n_sections, 2): state in which a constant input of 1 stays at rest */
    double *to;         /* (n_rows, n), apart from the input */
    double *padding;    /* (MOST_TURNED, pad), scratch */
    double *scratch;    /* MOST_TURNED * (n + pad) and 8 to spare: the samples turned */
} zero_lag_job;

#define NAME(x) x##_any
#define TARGET
#define LANES ANY_LANES
#include "lanes.h"
#include "biquad.h"
#include "zero_lag_block.h"
#undef NAME
#undef TARGET
#undef LANES

#ifdef HAS_AVX2_BUILD
#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2")))
#define LANES 4
#include "lanes.h"
#include "biquad.h"
#include "zero_lag_block.h"
#undef NAME
#undef TARGET
#undef LANES
#endif

static void zero_lag_run(zero_lag_job *job, int level)
{
    job->mirrored = is_mirrored(job->sos, job->n_sections);
#ifdef HAS_AVX2_BUILD
    if (level > 0) {
        zero_lag_rows_avx2(job);
        return;
    }
#endif
    (void)level;
    zero_lag_rows_any(job);
}

/* Rows of n samples in place; state: (n_sections, 2, n_rows), carried from one call to the next. */
static void biquads_run(double *rows, ptrdiff_t n_rows, ptrdiff_t n, ptrdiff_t row, const double *sos,
                        ptrdiff_t n_sections, double *state, int level)
{
    double *each[MOST_ROWS];
    for (ptrdiff_t i = 0; i < n_rows; i++)
        each[i] = rows + i * row;
#ifdef HAS_AVX2_BUILD
    if (level > 0) {
        biquad_rows_avx2(each, n_rows, n, sos, n_sections, state);
        return;
    }
#endif
    (void)level;
    biquad_rows_any(each, n_rows, n, sos, n_sections, state);
}

#endif
