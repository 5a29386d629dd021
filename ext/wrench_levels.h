/* The wrench pass at every instruction level that this build has; the best one is chosen when the program runs. */

#ifndef WRENCH_LEVELS_H
#define WRENCH_LEVELS_H

#include "levels.h"
#include "running_integral.h"

#define MOST_CHANNELS 16
#define BLOCK 128 /* samples; a block of two plates' rows, in and out, stays in the first-level cache */

typedef struct {
    ptrdiff_t n, n_plates, n_channels, volts_row; /* samples, plates, channels of a plate, samples between rows of volts */
    const double *volts;
    const ptrdiff_t *rows;                   /* (n_plates, n_channels): rows of the volts */
    const double *gains, *offsets, *centres_mm; /* (n_plates, 6, n_channels), (n_plates, 6), (n_plates, 3) */
    double floor_n, step_s;
    double *force, *moment, *cop;            /* (n_plates, 3 or 2, n), written */
    double *cop_total, *impulse;             /* (2, n), (n), written; until then they hold the sums over the plates */
} wrench_job;

/* Asks for numbers of the next block while this one is worked on: rows are too short for the processor to foresee it. */
static inline void fetch(const double *numbers, ptrdiff_t n)
{
#if defined(__GNUC__)
    for (ptrdiff_t k = 0; k < n; k += 8)
        __builtin_prefetch(numbers + k);
#else
    (void)numbers, (void)n;
#endif
}

#define TARGET
#define NAME(x) x##_any
#include "plate_loops.h"
#include "wrench_block.h"
#undef TARGET
#undef NAME

#ifdef HAS_AVX2_BUILD
#define TARGET __attribute__((target("avx2")))
#define NAME(x) x##_avx2
#include "plate_loops.h"
#include "wrench_block.h"
#undef TARGET
#undef NAME
#endif

static void wrench_job_run(const wrench_job *job, int level, double *state)
{
    void (*block)(const wrench_job *, ptrdiff_t, ptrdiff_t, double *) = wrench_block_any;
#ifdef HAS_AVX2_BUILD
    if (level > 0)
        block = wrench_block_avx2;
#endif
    (void)level;
    for (ptrdiff_t at = 0; at < job->n; at += BLOCK)
        block(job, at, job->n - at < BLOCK ? job->n - at : BLOCK, state);
}

#endif
