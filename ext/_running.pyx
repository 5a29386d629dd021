"""Running sums of samples and what is read from them: means, noise, integrals. Memoryviews in, calls without the GIL."""

from libc.math cimport NAN, ceil, floor, sqrt
from libc.stdlib cimport qsort

cdef extern from "pairwise.h" nogil:
    double pairwise_sum(const double* samples, Py_ssize_t n)


def sums_of(const double[::1] values not None, double[::1] sums not None):
    """Sums of all samples before each one and before the end; ``sums`` is one longer than the values."""
    cdef Py_ssize_t i, n = values.shape[0]
    cdef double total = 0.0
    sums[n] = 0.0
    with nogil:
        sums[0] = 0.0
        for i in range(n):
            total += values[i]
            sums[i + 1] = total


cdef void means(const double* sums, Py_ssize_t n, Py_ssize_t half, Py_ssize_t start, Py_ssize_t stop,
                double* out) noexcept nogil:
    """Means over ``half`` samples on either side of ``start`` to ``stop`` of n, shorter ones at both ends."""
    cdef Py_ssize_t i, whole = min(max(start, half), stop), tail = max(min(stop, n - half), whole)
    cdef double width = <double>(2 * half + 1)
    cdef const double* low
    cdef const double* high
    for i in range(start, whole):
        out[i - start] = (sums[min(i + half + 1, n)] - sums[max(i - half, 0)]) / <double>(
            min(i + half + 1, n) - max(i - half, 0))
    low, high = sums + (whole - half), sums + (whole + half + 1)
    out += whole - start
    for i in range(tail - whole):
        out[i] = (high[i] - low[i]) / width
    out -= whole - start
    for i in range(tail, stop):
        out[i - start] = (sums[min(i + half + 1, n)] - sums[max(i - half, 0)]) / <double>(
            min(i + half + 1, n) - max(i - half, 0))


def means_of(const double[::1] sums not None, Py_ssize_t half, Py_ssize_t start, double[::1] out not None):
    """Centred moving means of the samples from ``start`` on, as many as ``out`` holds, from their running sums."""
    cdef Py_ssize_t n = sums.shape[0] - 1, stop = start + out.shape[0]
    if out.shape[0] == 0:
        return
    cdef double last = sums[start] + sums[stop] + out[stop - start - 1]
    with nogil:
        means(&sums[0], n, half, start, stop, &out[0])


cdef int rising(const void* a, const void* b) noexcept nogil:
    cdef double x = (<const double*>a)[0], y = (<const double*>b)[0]
    return (x > y) - (x < y)


def calm_spread(const double[::1] values not None, const double[::1] sums not None, Py_ssize_t half, Py_ssize_t block,
                double quantile, double[::1] scratch not None, double[::1] spreads not None):
    """Quantile of the SDs of blocks after a moving mean is taken away; NaN where a block holds one.

    scratch : (at least ``block``,).
    spreads : one for each block; written, in rising order.
    """
    cdef Py_ssize_t k, i, n = values.shape[0], blocks = spreads.shape[0], low
    cdef double mean, apart, at, part, rest = 0.0
    cdef bint broken = False
    if blocks == 0 or block == 0:
        return NAN
    rest += values[blocks * block - 1] + sums[n] + scratch[block - 1]
    with nogil:
        for k in range(blocks):
            means(&sums[0], n, half, k * block, (k + 1) * block, &scratch[0])
            for i in range(block):
                scratch[i] = values[k * block + i] - scratch[i]
            mean = pairwise_sum(&scratch[0], block) / <double>block
            for i in range(block):
                apart = scratch[i] - mean
                scratch[i] = apart * apart
            spreads[k] = sqrt(pairwise_sum(&scratch[0], block) / <double>block)
            broken = broken or spreads[k] != spreads[k]
        if not broken:
            qsort(&spreads[0], blocks, sizeof(double), rising)
    if broken:
        return NAN
    at = <double>(blocks - 1) * quantile
    low = <Py_ssize_t>floor(at)
    part = at - <double>low
    rest = spreads[min(low + 1, blocks - 1)] - spreads[low]
    if part >= 0.5:
        return spreads[min(low + 1, blocks - 1)] - rest * (1.0 - part)
    return spreads[low] + rest * part


cdef double between(const double* values, Py_ssize_t n, double position) noexcept nogil:
    """Linear interpolation; the ends hold beyond them."""
    cdef double whole = floor(position)
    cdef Py_ssize_t low
    if whole <= 0.0:
        low = 0
    elif whole >= <double>(n - 1):
        low = n - 1
    else:
        low = <Py_ssize_t>whole
    return values[low] + min(max(position - <double>low, 0.0), 1.0) * (values[min(low + 1, n - 1)] - values[low])


def value_at(const double[::1] values not None, double position):
    """The samples at a position, interpolated; there is at least one."""
    cdef double last = values[values.shape[0] - 1]
    return between(&values[0], values.shape[0], position)


cdef double trapezoids(const double* values, Py_ssize_t n, double start, double stop) noexcept nogil:
    """Sum of the trapezoids from ``start`` to ``stop``, not before it; both within the samples, or NaN."""
    cdef Py_ssize_t i, first = <Py_ssize_t>floor(start) + 1, last = <Py_ssize_t>ceil(stop) - 1
    cdef double y = between(values, n, start), end = between(values, n, stop), total = 0.0
    if first > last:
        return 0.5 * (y + end) * (stop - start)
    if first < 0 or last >= n:
        return NAN
    total = 0.5 * (values[first] + y) * (<double>first - start)
    for i in range(first, last):
        total += 0.5 * (values[i + 1] + values[i])
    return total + 0.5 * (end + values[last]) * (stop - <double>last)


def integral(const double[::1] values not None, double start, double stop, double rate_hz):
    """Trapezoid integral between two positions; there is at least one sample."""
    cdef double last = values[values.shape[0] - 1]
    if stop < start:
        return -trapezoids(&values[0], values.shape[0], stop, start) / rate_hz
    return trapezoids(&values[0], values.shape[0], start, stop) / rate_hz


def running(const double[::1] values not None, double start, double rate_hz, double[::1] out not None):
    """Running trapezoid integral from a position on at every sample, 0 up to it; there is at least one sample."""
    cdef Py_ssize_t i, n = values.shape[0], first = <Py_ssize_t>floor(start) + 1
    cdef double head, total = 0.0
    cdef double last = values[n - 1] + out[n - 1]
    with nogil:
        for i in range(min(max(first, 0), n)):
            out[i] = 0.0
        if 0 <= first < n:
            head = trapezoids(&values[0], n, start, <double>first) / rate_hz
            out[first] = head
            for i in range(first + 1, n):
                total += 0.5 * (values[i] + values[i - 1]) / rate_hz
                out[i] = head + total
