/* The wrench pass at every instruction level that this build has; the best one is chosen when the program runs. */

#ifndef WRENCH_LEVELS_H
#define WRENCH_LEVELS_H

#include <math.h>
#include <stddef.h>

#define MOST_CHANNELS 16
#define BLOCK 512 /* samples; a block of two plates' rows, in and out, stays in the second-level cache */

typedef struct {
    ptrdiff_t n, n_plates, n_channels, volts_row; /* samples, plates, channels of a plate, samples between rows of volts */
    const double *volts;
    const ptrdiff_t *rows;                   /* (n_plates, n_channels): rows of the volts */
    const double *gains, *offsets, *centres_mm; /* (n_plates, 6, n_channels), (n_plates, 6), (n_plates, 3) */
    double floor_n, step_s;
    double *force, *moment, *cop;            /* (n_plates, 3 or 2, n), written */
    double *cop_total, *impulse;             /* (2, n), (n), written; until then they hold the sums over the plates */
} wrench_job;

/* The load becomes its running integral (trapezoids), in place and one sample after the other, so that no block length
 * can matter. state: 1 if a sample went before, its load, the integral so far. */
static void integrate(double *load_n, double half_step_s, double *state, ptrdiff_t n)
{
    double before = state[0] != 0.0 ? state[1] : -load_n[0], area = state[2];
    for (ptrdiff_t k = 0; k < n; k++) {
        const double now = load_n[k];
        area = area + (before + now) * half_step_s;
        before = now;
        load_n[k] = area;
    }
    state[0] = 1.0;
    state[1] = before;
    state[2] = area;
}

#define TARGET
#define NAME(x) x##_any
#include "wrench_block.h"
#undef TARGET
#undef NAME

#if defined(__x86_64__) && defined(__GNUC__)
#define TARGET __attribute__((target("avx2")))
#define NAME(x) x##_avx2
#include "wrench_block.h"
#undef TARGET
#undef NAME
#endif

/* 0: any processor of this architecture; 1: AVX2. */
static int best_level(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") ? 1 : 0;
#else
    return 0;
#endif
}

static void wrench_job_run(const wrench_job *job, int level, double *state)
{
    void (*block)(const wrench_job *, ptrdiff_t, ptrdiff_t, double *) = wrench_block_any;
#if defined(__x86_64__) && defined(__GNUC__)
    if (level > 0)
        block = wrench_block_avx2;
#endif
    (void)level;
    for (ptrdiff_t at = 0; at < job->n; at += BLOCK)
        block(job, at, job->n - at < BLOCK ? job->n - at : BLOCK, state);
}

#endif
