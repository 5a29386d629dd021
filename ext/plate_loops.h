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

/* Centre of pressure of one plate, and its load and leans (position times load, N mm) added to those of all plates, which
 * the first plate begins; with the last the leans become the common centre of pressure. */
TARGET static inline void NAME(press_one)(const double *restrict fx, const double *restrict fy, const double *restrict fz,
                                          const double *restrict mx, const double *restrict my, const double *centre_mm,
                                          double floor_n, double *restrict right, double *restrict forward,
                                          double *restrict total_right, double *restrict total_forward,
                                          double *restrict total_n, int place, ptrdiff_t n)
{
    const double x = centre_mm[0], y = centre_mm[1], z = centre_mm[2];
    const int first = place & FIRST_PLATE, last = place & LAST_PLATE;
    for (ptrdiff_t k = 0; k < n; k++) {
        const double lean_right = x * fz[k] - 1000.0 * my[k];
        const double lean_forward = y * fz[k] + 1000.0 * mx[k];
        const double per_newton = fz[k] >= floor_n ? 1.0 / fz[k] : NAN;
        const double all_right = (first ? 0.0 : total_right[k]) + (lean_right - z * fx[k]);
        const double all_forward = (first ? 0.0 : total_forward[k]) + (lean_forward - z * fy[k]);
        const double all_n = (first ? 0.0 : total_n[k]) + fz[k];
        const double per_newton_of_all = all_n >= floor_n ? 1.0 / all_n : NAN;
        right[k] = lean_right * per_newton;
        forward[k] = lean_forward * per_newton;
        total_right[k] = last ? all_right * per_newton_of_all : all_right;
        total_forward[k] = last ? all_forward * per_newton_of_all : all_forward;
        total_n[k] = all_n;
    }
}

/* The same with the place known while compiling, so that a loop asks for nothing that is true of all its samples. */
TARGET static void NAME(press)(const double *const *rows, const double *centre_mm, double floor_n, double *const *cop,
                               double *const *total, int place, ptrdiff_t n)
{
#define PRESS(place) \
    NAME(press_one)(rows[0], rows[1], rows[2], rows[3], rows[4], centre_mm, floor_n, cop[0], cop[1], total[0], total[1], \
                    total[2], place, n)
    switch (place) {
    case FIRST_PLATE | LAST_PLATE: PRESS(FIRST_PLATE | LAST_PLATE); break;
    case FIRST_PLATE: PRESS(FIRST_PLATE); break;
    case LAST_PLATE: PRESS(LAST_PLATE); break;
    default: PRESS(0);
    }
#undef PRESS
}
