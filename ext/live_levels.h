/* The live pass at every instruction level: channels to filtered force, moment and pressure, block by block. */

#ifndef LIVE_LEVELS_H
#define LIVE_LEVELS_H

#include "levels.h"
#include "running_integral.h"

#define MOST_CHANNELS 16
#define MOST_PLATES 4
#define LIVE_BLOCK 128 /* samples; a block's rows stay in the first-level cache from one stage to the next */

typedef struct {
    ptrdiff_t n, n_plates, n_channels, n_sections;
    const double *volts;                        /* one of these two is NULL */
    const int16_t *codes;
    ptrdiff_t row_step, sample_step;            /* numbers from one channel to the next, from one sample to the next */
    const ptrdiff_t *rows;                      /* (n_plates, n_channels): rows of the volts or codes */
    const double *gains, *offsets, *centres_mm; /* (n_plates, 6, n_channels), (n_plates, 6), (n_plates, 3) */
    const double *sections, *steady;            /* (n_sections, 5), (n_sections, 2): see biquad.h and live_block.h */
    double floor_n, step_s;
    /* Rows written, out_row numbers apart: of each plate force and moment; of each plate the centre of pressure; total
     * vertical force (1), total centre of pressure (2), running impulse (1). */
    double *out;
    ptrdiff_t out_row;
} live_job;

typedef struct {
    double integral[3]; /* see running_integral.h */
    int running[MOST_PLATES];
    double filter[2 * MOST_SECTIONS * 6 * MOST_PLATES];
} live_state;

typedef void (*live_block)(const live_job *, ptrdiff_t, ptrdiff_t, live_state *);

#define TARGET
#define NAME(x) x##_any
#define LANES ANY_LANES
#include "lanes.h"
#include "biquad.h"
#include "plate_loops.h"
#include "live_block.h"
#undef TARGET
#undef NAME
#undef LANES

#ifdef HAS_AVX2_BUILD
#define TARGET __attribute__((target("avx2")))
#define NAME(x) x##_avx2
#define LANES 4
#include "lanes.h"
#include "biquad.h"
#include "plate_loops.h"
#include "live_block.h"
#undef TARGET
#undef NAME
#undef LANES
#endif

/* Plates whose filter holds a number that is none are stopped, as it would stay in there for good; 1 if any. A lost sample
 * of one channel is in all rows of its plate, so that the first row tells. */
static int stop_lost(const live_job *job, live_state *state)
{
    int lost = 0;
    for (ptrdiff_t plate = 0; plate < job->n_plates; plate++) {
        double zero = 0.0; /* x - x, or NaN */
        for (ptrdiff_t i = 0; i < 2 * job->n_sections; i++) {
            const double held = state->filter[6 * (i * job->n_plates + plate)];
            zero += held - held;
        }
        if (zero != 0.0) {
            state->running[plate] = 0;
            lost = 1;
        }
    }
    return lost;
}

/* A block with a lost sample is done again, sample by sample: there the filter stops, and starts anew after it. */
static void live_job_run(const live_job *job, int level, live_state *state)
{
    live_block block = live_block_any;
#ifdef HAS_AVX2_BUILD
    if (level > 0)
        block = live_block_avx2;
#endif
    (void)level;
    for (ptrdiff_t at = 0, n; at < job->n; at += n) {
        n = job->n - at < LIVE_BLOCK ? job->n - at : LIVE_BLOCK;
        const live_state before = *state;
        block(job, at, n, state);
        if (!stop_lost(job, state))
            continue;
        *state = before;
        for (ptrdiff_t k = at; k < at + n; k++) {
            block(job, k, 1, state);
            stop_lost(job, state);
        }
    }
}

#endif
