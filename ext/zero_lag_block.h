/* The zero-lag filter of up to MOST_BESIDE registers of rows; included by zero_lag.h once per instruction level.
 *
 * Between the two directions the samples stay turned, one register for one sample of LANES rows: each is turned once on
 * its way in and once on its way out. The padding is turned and filtered apart, with the state carried over.
 */

/* The sections hold what they would once a constant input of this sample had been on for ever. */
TARGET static inline __attribute__((always_inline)) void NAME(settle)(
    const zero_lag_job *job, const NAME(lanes) *sample, int beside, NAME(lanes) (*z)[MOST_BESIDE])
{
    for (ptrdiff_t i = 0; i < 2 * job->n_sections; i++)
        for (int v = 0; v < beside; v++)
            z[i][v] = job->rest[i] * sample[v];
}

/* x holds n + pad samples. */
TARGET static inline __attribute__((always_inline)) void NAME(zero_lag_group)(
    const zero_lag_job *job, double *const *from, double *const *to, double *const *padding, ptrdiff_t n_rows,
    int beside, NAME(lanes) (*x)[MOST_BESIDE])
{
    NAME(lanes) z[2 * MOST_SECTIONS][MOST_BESIDE];
    const ptrdiff_t n = job->n, pad = job->pad;
    for (ptrdiff_t r = 0; r < n_rows; r++)
        for (ptrdiff_t k = 0; k < pad; k++)
            padding[r][k] = 2.0 * from[r][0] - from[r][pad - k];
    for (int v = 0; v < beside; v++)
        NAME(turn)(x, v, (pad ? padding : from) + v * LANES, n_rows - v * LANES, 0, pad ? pad : 1, 0);
    NAME(settle)(job, x[0], beside, z);
    NAME(cascade)(x, pad, 0, job->sos, job->n_sections, job->mirrored, beside, z);
    for (ptrdiff_t at = 0, m; at < n; at += m) {
        m = n - at < TILE ? n - at : TILE;
        for (int v = 0; v < beside; v++)
            NAME(turn)(x + at, v, from + v * LANES, n_rows - v * LANES, at, m, 0);
        NAME(cascade)(x + at, m, 0, job->sos, job->n_sections, job->mirrored, beside, z);
    }
    for (ptrdiff_t r = 0; r < n_rows; r++)
        for (ptrdiff_t k = 0; k < pad; k++)
            padding[r][k] = 2.0 * from[r][n - 1] - from[r][n - 2 - k];
    for (int v = 0; v < beside; v++)
        NAME(turn)(x + n, v, padding + v * LANES, n_rows - v * LANES, 0, pad, 0);
    NAME(cascade)(x + n, pad, 0, job->sos, job->n_sections, job->mirrored, beside, z);
    NAME(settle)(job, x[n + pad - 1], beside, z);
    NAME(cascade)(x + n, pad, 1, job->sos, job->n_sections, job->mirrored, beside, z);
    for (ptrdiff_t left = n, m; left > 0; left -= m) {
        m = (left - 1) % TILE + 1;
        NAME(cascade)(x + left - m, m, 1, job->sos, job->n_sections, job->mirrored, beside, z);
        for (int v = 0; v < beside; v++)
            NAME(turn)(x + left - m, v, to + v * LANES, n_rows - v * LANES, left - m, m, 1);
    }
}

/* As many rows as fit side by side, shared out evenly over the groups. */
TARGET static void NAME(zero_lag_rows)(const zero_lag_job *job)
{
    const ptrdiff_t registers = (job->n_rows + LANES - 1) / LANES;
    const ptrdiff_t groups = (registers + MOST_BESIDE - 1) / MOST_BESIDE;
    const ptrdiff_t most = groups ? (registers + groups - 1) / groups * LANES : 0;
    NAME(lanes) (*x)[MOST_BESIDE] = (void *)(((uintptr_t)job->scratch + 63) / 64 * 64);
    double *from[LANES * MOST_BESIDE], *to[LANES * MOST_BESIDE], *padding[LANES * MOST_BESIDE];
    for (ptrdiff_t first = 0; first < job->n_rows; first += most) {
        const ptrdiff_t n_rows = job->n_rows - first < most ? job->n_rows - first : most;
        for (ptrdiff_t r = 0; r < n_rows; r++) {
            from[r] = (double *)job->from + (first + r) * job->from_row; /* read only */
            to[r] = job->to + (first + r) * job->n;
            padding[r] = job->padding + r * job->pad;
        }
        switch ((n_rows + LANES - 1) / LANES) {
        case 1: NAME(zero_lag_group)(job, from, to, padding, n_rows, 1, x); break;
        case 2: NAME(zero_lag_group)(job, from, to, padding, n_rows, 2, x); break;
        case 3: NAME(zero_lag_group)(job, from, to, padding, n_rows, 3, x); break;
        default: NAME(zero_lag_group)(job, from, to, padding, n_rows, 4, x);
        }
    }
}
