/* The sum of n samples in pairs of pairs, in the order in which NumPy adds them, so that the bits are the same. */

#ifndef PAIRWISE_H
#define PAIRWISE_H

#include <stddef.h>

static double pairwise_sum(const double *samples, ptrdiff_t n)
{
    double sums[8], sum = 0.0;
    ptrdiff_t at, lane, half, whole = n - n % 8;
    if (n > 128) {
        half = n / 2;
        half -= half % 8;
        return pairwise_sum(samples, half) + pairwise_sum(samples + half, n - half);
    }
    if (n >= 8) {
        for (lane = 0; lane < 8; lane++)
            sums[lane] = samples[lane];
        for (at = 8; at < whole; at += 8)
            for (lane = 0; lane < 8; lane++)
                sums[lane] += samples[at + lane];
        sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    } else {
        whole = 0;
    }
    for (at = whole; at < n; at++)
        sum += samples[at];
    return sum;
}

#endif
