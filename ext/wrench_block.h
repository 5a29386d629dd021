/* One block of the wrench pass, in loops that a compiler turns into vectors.
 *
 * Included by wrench_levels.h once per instruction set, with NAME(x) and TARGET defined. Every value goes through the
 * same additions and multiplications in the same order at every level and for every block length, and contraction is
 * off, so the result has the same bits everywhere.
 */

/* out = offset + sum of gains[j] * channels[j], added in the order of the channels. */
TARGET static inline void NAME(affine)(double *restrict out, const double *const *channels, ptrdiff_t n_channels,
                                       const double *gains, double offset, ptrdiff_t n)
{
    if (n_channels == 6) {
        const double g0 = gains[0], g1 = gains[1], g2 = gains[2], g3 = gains[3], g4 = gains[4], g5 = gains[5];
        const double *v0 = channels[0], *v1 = channels[1], *v2 = channels[2];
        const double *v3 = channels[3], *v4 = channels[4], *v5 = channels[5];
        for (ptrdiff_t k = 0; k < n; k++)
            out[k] = offset + g0 * v0[k] + g1 * v1[k] + g2 * v2[k] + g3 * v3[k] + g4 * v4[k] + g5 * v5[k];
        return;
    }
    for (ptrdiff_t k = 0; k < n; k++)
        out[k] = offset;
    for (ptrdiff_t j = 0; j < n_channels; j++) {
        const double gain = gains[j], *volts = channels[j];
        for (ptrdiff_t k = 0; k < n; k++)
            out[k] = out[k] + gain * volts[k];
    }
}

/* Centre of pressure of one plate, and its load and leans (position times load, N mm) added to those of all plates. */
TARGET static inline void NAME(press)(const double *restrict fx, const double *restrict fy, const double *restrict fz,
                                      const double *restrict mx, const double *restrict my, const double *centre_mm,
                                      double floor_n, double *restrict right, double *restrict forward,
                                      double *restrict total_right, double *restrict total_forward,
                                      double *restrict total_n, ptrdiff_t n)
{
    const double x = centre_mm[0], y = centre_mm[1], z = centre_mm[2];
    for (ptrdiff_t k = 0; k < n; k++) {
        const double lean_right = x * fz[k] - 1000.0 * my[k];
        const double lean_forward = y * fz[k] + 1000.0 * mx[k];
        const double per_newton = fz[k] >= floor_n ? 1.0 / fz[k] : NAN;
        right[k] = lean_right * per_newton;
        forward[k] = lean_forward * per_newton;
        total_right[k] = total_right[k] + (lean_right - z * fx[k]);
        total_forward[k] = total_forward[k] + (lean_forward - z * fy[k]);
        total_n[k] = total_n[k] + fz[k];
    }
}

/* Leans of all plates become their common centre of pressure, in place. */
TARGET static inline void NAME(press_total)(double *restrict right, double *restrict forward,
                                            const double *restrict load_n, double floor_n, ptrdiff_t n)
{
    for (ptrdiff_t k = 0; k < n; k++) {
        const double per_newton = load_n[k] >= floor_n ? 1.0 / load_n[k] : NAN;
        right[k] = right[k] * per_newton;
        forward[k] = forward[k] * per_newton;
    }
}

TARGET static void NAME(wrench_block)(const wrench_job *job, ptrdiff_t at, ptrdiff_t n, double *state)
{
    const ptrdiff_t row = job->n, n_channels = job->n_channels;
    double *total_right = job->cop_total + at, *total_forward = total_right + row, *impulse = job->impulse + at;
    for (ptrdiff_t k = 0; k < n; k++)
        total_right[k] = total_forward[k] = impulse[k] = 0.0;
    for (ptrdiff_t plate = 0; plate < job->n_plates; plate++) {
        double *force = job->force + 3 * plate * row + at, *moment = job->moment + 3 * plate * row + at;
        double *cop = job->cop + 2 * plate * row + at;
        const double *gains = job->gains + 6 * plate * n_channels, *offsets = job->offsets + 6 * plate;
        const double *channels[MOST_CHANNELS];
        for (ptrdiff_t j = 0; j < n_channels; j++)
            channels[j] = job->volts + job->rows[plate * n_channels + j] * job->volts_row + at;
        for (ptrdiff_t i = 0; i < 3; i++) {
            NAME(affine)(force + i * row, channels, n_channels, gains + i * n_channels, offsets[i], n);
            NAME(affine)(moment + i * row, channels, n_channels, gains + (3 + i) * n_channels, offsets[3 + i], n);
        }
        NAME(press)(force, force + row, force + 2 * row, moment, moment + row, job->centres_mm + 3 * plate,
                    job->floor_n, cop, cop + row, total_right, total_forward, impulse, n);
    }
    NAME(press_total)(total_right, total_forward, impulse, job->floor_n, n);
    integrate(impulse, 0.5 * job->step_s, state, n);
}
