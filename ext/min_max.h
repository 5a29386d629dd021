/* Where the smallest and the largest of n samples are: the first of each, NaN passed over; -1 where there are none. */

#ifndef MIN_MAX_H
#define MIN_MAX_H

#include <stddef.h>

static inline void min_max(const double *samples, ptrdiff_t n, ptrdiff_t *low, ptrdiff_t *high)
{
    ptrdiff_t first = 0, lowest, highest;
    while (first < n && samples[first] != samples[first])
        first++;
    lowest = highest = first < n ? first : -1;
    double smallest = first < n ? samples[first] : 0.0, largest = smallest;
    /* No comparison with NaN is true. Choices rather than jumps: which sample is the extreme cannot be foretold. */
    for (ptrdiff_t at = first; at < n; at++) {
        const double value = samples[at];
        lowest = value < smallest ? at : lowest;
        smallest = value < smallest ? value : smallest;
        highest = value > largest ? at : highest;
        largest = value > largest ? value : largest;
    }
    *low = lowest;
    *high = highest;
}

#endif
