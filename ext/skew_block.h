/* n values from n + 3 samples; included by skew.h once per instruction level, a loop that a compiler turns into vectors.
 * Products and sums in one fixed order, so that the bits are the same at every level and for every block length. */

TARGET static void NAME(between)(const double *restrict from, ptrdiff_t n, const double *restrict weights,
                                 double *restrict out)
{
    const double w0 = weights[0], w1 = weights[1], w2 = weights[2], w3 = weights[3];
    for (ptrdiff_t k = 0; k < n; k++)
        out[k] = ((from[k] * w0 + from[k + 1] * w1) + from[k + 2] * w2) + from[k + 3] * w3;
}
