/* Second-order sections over rows of samples, several rows side by side in the lanes of a register.
 *
 * A recursive filter cannot take neighbouring samples at once, but it can take several channels: tiles of samples are
 * turned so that one register holds one sample of LANES rows, run through the sections, and turned back. Direct form II
 * transposed, in scipy.signal.sosfilt's order of operations, so that the bits are the same at every level, for every
 * block length, and as scipy's.
 *
 * Included once per level after lanes.h; see levels.h.
 */

#ifndef BIQUAD_SIZES
#define BIQUAD_SIZES
#define TILE 64 /* samples turned at a time */
#define MOST_BESIDE 4 /* registers of rows side by side: they fill the time that a sample waits for the one before */

/* Whether products can be left out and no bit changes: b2 = b0 in each section and b0 = 1 in every second one, as in a
 * Butterworth low-pass. */
static int is_mirrored(const double *sos, ptrdiff_t n_sections)
{
    for (ptrdiff_t i = 0; i < n_sections; i++)
        if (sos[5 * i] != sos[5 * i + 2] || (i % 2 && sos[5 * i] != 1.0))
            return 0;
    return 1;
}
#endif

/* One or two sections over a tile of m samples, last sample first where backward. z: two numbers a section and row. */
TARGET static inline __attribute__((always_inline)) void NAME(sections)(
    NAME(lanes) (*x)[MOST_BESIDE], ptrdiff_t m, int backward, const double *sos, int two, int mirrored, int beside,
    NAME(lanes) (*z)[MOST_BESIDE])
{
    NAME(lanes) s[4][MOST_BESIDE];
    double c[10];
    memcpy(c, sos, (two ? 10 : 5) * sizeof(double));
    for (int v = 0; v < beside; v++)
        for (int i = 0; i < (two ? 4 : 2); i++)
            s[i][v] = z[i][v];
    for (ptrdiff_t k = 0; k < m; k++) {
        NAME(lanes) *at = x[backward ? m - 1 - k : k];
        for (int v = 0; v < beside; v++) {
            const NAME(lanes) in = at[v], gained = c[0] * in, out = gained + s[0][v];
            s[0][v] = (c[1] * in - c[3] * out) + s[1][v];
            s[1][v] = (mirrored ? gained : c[2] * in) - c[4] * out;
            at[v] = out;
            if (two) {
                const NAME(lanes) second = (mirrored ? out : c[5] * out) + s[2][v];
                s[2][v] = (c[6] * out - c[8] * second) + s[3][v];
                s[3][v] = (mirrored ? out : c[7] * out) - c[9] * second;
                at[v] = second;
            }
        }
    }
    for (int v = 0; v < beside; v++)
        for (int i = 0; i < (two ? 4 : 2); i++)
            z[i][v] = s[i][v];
}

/* All sections over a tile. */
TARGET static inline __attribute__((always_inline)) void NAME(cascade)(
    NAME(lanes) (*x)[MOST_BESIDE], ptrdiff_t m, int backward, const double *sos, ptrdiff_t n_sections, int mirrored,
    int beside, NAME(lanes) (*z)[MOST_BESIDE])
{
    ptrdiff_t i = 0;
    for (; i + 2 <= n_sections; i += 2)
        if (mirrored)
            NAME(sections)(x, m, backward, sos + 5 * i, 1, 1, beside, z + 2 * i);
        else
            NAME(sections)(x, m, backward, sos + 5 * i, 1, 0, beside, z + 2 * i);
    if (i < n_sections)
        NAME(sections)(x, m, backward, sos + 5 * i, 0, 0, beside, z + 2 * i);
}

/* Samples at .. at+m of the rows of one register into a tile (out 0) or back into the rows (out 1). */
TARGET static inline void NAME(turn)(NAME(lanes) (*x)[MOST_BESIDE], int v, double *const *rows, ptrdiff_t n_rows,
                                     ptrdiff_t at, ptrdiff_t m, int out)
{
    const ptrdiff_t used = n_rows < LANES ? n_rows : LANES; /* lanes without a row repeat the last one */
    ptrdiff_t k = 0;
    for (; k + LANES <= m; k += LANES) {
        NAME(lanes) square[LANES];
        for (ptrdiff_t i = 0; i < LANES; i++)
            square[i] = out ? x[k + i][v] : NAME(load)(rows[i < used ? i : used - 1] + at + k);
        NAME(transpose)(square);
        for (ptrdiff_t i = 0; i < LANES; i++)
            if (!out)
                x[k + i][v] = square[i];
            else if (i < used)
                NAME(store)(rows[i] + at + k, square[i]);
    }
    for (; k < m; k++) {
        double one[LANES];
        if (out)
            NAME(store)(one, x[k][v]);
        for (ptrdiff_t i = 0; i < LANES; i++)
            if (!out)
                one[i] = rows[i < used ? i : used - 1][at + k];
            else if (i < used)
                rows[i][at + k] = one[i];
        if (!out)
            x[k][v] = NAME(load)(one);
    }
}

/* A group of up to MOST_BESIDE * LANES rows through all sections. */
TARGET static inline __attribute__((always_inline)) void NAME(biquad_group)(
    double *const *rows, ptrdiff_t n_rows, ptrdiff_t n, const double *sos, ptrdiff_t n_sections, int beside,
    NAME(lanes) (*z)[MOST_BESIDE])
{
    NAME(lanes) x[TILE][MOST_BESIDE];
    const int mirrored = is_mirrored(sos, n_sections);
    for (ptrdiff_t at = 0, m; at < n; at += m) {
        m = n - at < TILE ? n - at : TILE;
        for (int v = 0; v < beside; v++)
            NAME(turn)(x, v, rows + v * LANES, n_rows - v * LANES, at, m, 0);
        NAME(cascade)(x, m, 0, sos, n_sections, mirrored, beside, z);
        for (int v = 0; v < beside; v++)
            NAME(turn)(x, v, rows + v * LANES, n_rows - v * LANES, at, m, 1);
    }
}

/* Filters rows of n samples in place.
 * sos: (n_sections, 5), b0 b1 b2 a1 a2 with a0 = 1. state: (n_sections, 2, n_rows), changed. */
TARGET static void NAME(biquad_rows)(double *const *rows, ptrdiff_t n_rows, ptrdiff_t n, const double *sos,
                                     ptrdiff_t n_sections, double *state)
{
    NAME(lanes) z[2 * MOST_SECTIONS][MOST_BESIDE];
    const ptrdiff_t registers = (n_rows + LANES - 1) / LANES, groups = (registers + MOST_BESIDE - 1) / MOST_BESIDE;
    const ptrdiff_t beside = groups ? (registers + groups - 1) / groups : 0;
    for (ptrdiff_t first = 0; first < n_rows; first += beside * LANES) {
        const ptrdiff_t left = n_rows - first, used = left < beside * LANES ? left : beside * LANES;
        memset(z, 0, sizeof z);
        for (ptrdiff_t i = 0; i < 2 * n_sections; i++)
            memcpy(z[i], state + i * n_rows + first, (size_t)used * sizeof(double));
        switch ((used + LANES - 1) / LANES) {
        case 1: NAME(biquad_group)(rows + first, used, n, sos, n_sections, 1, z); break;
        case 2: NAME(biquad_group)(rows + first, used, n, sos, n_sections, 2, z); break;
        case 3: NAME(biquad_group)(rows + first, used, n, sos, n_sections, 3, z); break;
        default: NAME(biquad_group)(rows + first, used, n, sos, n_sections, 4, z);
        }
        for (ptrdiff_t i = 0; i < 2 * n_sections; i++)
            memcpy(state + i * n_rows + first, z[i], (size_t)used * sizeof(double));
    }
}
