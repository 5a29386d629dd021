/* Loops over the rows of one block, which a compiler turns into vectors; the wrench pass and the live pass are made of them.
 *
 * Included once per instruction level, with NAME(x) and TARGET defined; see levels.h. Every value goes through the same
 * additions and multiplications in the same order at every level and for every block length, and contraction is off, so
 * the result has the same bits everywhere.
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

/* Adds to a sum over the plates, which the first of them begins. */
TARGET static inline void NAME(add)(double *restrict sum, const double *restrict more, int is_first, ptrdiff_t n)
{
    if (is_first)
        memcpy(sum, more, (size_t)n * sizeof(double));
    else
        for (ptrdiff_t k = 0; k < n; k++)
            sum[k] = sum[k] + more[k];
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
