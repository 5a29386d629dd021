"""Standing still: the longest stretches of means that stay together. Memoryviews in, one call without the GIL."""

from libc.math cimport fabs
from libc.stdlib cimport qsort
from libc.string cimport memcpy

cdef extern from "pairwise.h" nogil:
    double pairwise_sum(const double* samples, Py_ssize_t n)


def reaches(const double[::1] means not None, double allowed, Py_ssize_t[::1] left not None,
            Py_ssize_t[:, ::1] queues not None):
    """For every mean the first one back to which all lie within ``allowed`` times their middle.

    left : (n,), written.
    queues : (2, n), scratch: where the smallest and the largest of the stretch lie, as they fall behind.
    """
    cdef Py_ssize_t n = means.shape[0], i, first = 0
    cdef Py_ssize_t low = 0, lows = 0, high = 0, highs = 0  # begin and end of both queues
    cdef double a, b
    if n == 0:
        return
    left[n - 1] = queues[1, n - 1] = 0
    with nogil:
        for i in range(n):
            while lows > low and means[queues[0, lows - 1]] >= means[i]:
                lows -= 1
            while highs > high and means[queues[1, highs - 1]] <= means[i]:
                highs -= 1
            queues[0, lows], queues[1, highs] = i, i
            lows += 1
            highs += 1
            while True:
                a, b = means[queues[0, low]], means[queues[1, high]]
                # A NaN would be compared without end: whatever is compared with it stays together, as it always did.
                if not b - a > allowed * fabs(0.5 * (b + a)):
                    break
                first += 1
                if queues[0, low] < first:
                    low += 1
                if queues[1, high] < first:
                    high += 1
            left[i] = first


cdef int rising(const void* a, const void* b) noexcept nogil:
    cdef double x = (<const double*>a)[0], y = (<const double*>b)[0]
    return (x > y) - (x < y)


cdef bint together(const double* means, double share, double* sorted_means, Py_ssize_t* first,
                   Py_ssize_t* last) noexcept nogil:
    """Draw both ends in until they lie within the share of the median; false where none does."""
    cdef Py_ssize_t n = last[0] - first[0], middle = n // 2
    cdef double level, off
    memcpy(sorted_means, means + first[0], n * sizeof(double))
    qsort(sorted_means, n, sizeof(double), rising)
    level = sorted_means[middle] if n % 2 else (sorted_means[middle - 1] + sorted_means[middle]) / 2.0
    off = share * fabs(level)
    while first[0] < last[0] and not fabs(means[first[0]] - level) <= off:
        first[0] += 1
    while first[0] < last[0] and not fabs(means[last[0] - 1] - level) <= off:
        last[0] -= 1
    return first[0] < last[0]


def widest(const double[::1] means not None, const Py_ssize_t[::1] left not None, const Py_ssize_t[::1] order not None,
           Py_ssize_t shortest, double share, double least_n, double[::1] scratch not None,
           Py_ssize_t[:, ::1] taken not None):
    """Stretches ``[first, last)`` of at least ``shortest`` means, longest first, none over another; how many.

    left : (n,), of :func:`reaches`.
    order : (n,), ends of stretches, longest first.
    scratch : (n,).
    taken : (n, 2), written.
    """
    cdef Py_ssize_t n = means.shape[0], count = 0, k, j, stop, first, last
    if n == 0:
        return 0
    cdef double there = scratch[n - 1] + <double>(left[n - 1] + order[n - 1] + taken[n - 1, 1])
    with nogil:
        for k in range(n):
            stop = order[k]
            first, last = left[stop], stop + 1
            if last - first < shortest:
                break
            for j in range(count):
                if taken[j, 0] <= first < taken[j, 1]:
                    first = taken[j, 1]
                if taken[j, 0] < last <= taken[j, 1]:
                    last = taken[j, 0]
                if first <= taken[j, 0] and taken[j, 1] <= last:
                    last = first
            if last - first < shortest or not together(&means[0], share, &scratch[0], &first, &last):
                continue
            if last - first >= shortest and pairwise_sum(&means[first], last - first) / <double>(last - first) >= least_n:
                taken[count, 0], taken[count, 1] = first, last
                count += 1
    return count
