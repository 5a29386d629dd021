"""Ticks of a stream: their means, and what they say about standing still."""

from libc.math cimport NAN, fabs, rint

cdef extern from "pairwise.h" nogil:
    double pairwise_sum(const double* samples, Py_ssize_t n)

cdef double GRAIN = 1024.0


def tick_means(const double[:, ::1] samples not None, Py_ssize_t width, double[:, :] means not None):
    """Mean of every ``width`` samples in each row, to 2⁻¹⁰.

    samples : (n_rows, n).
    means : (n_rows, n // width), written.
    """
    cdef Py_ssize_t row, k, n = means.shape[1]
    if samples.shape[0] == 0 or n == 0:
        return
    cdef double last = samples[samples.shape[0] - 1, n * width - 1] + means[samples.shape[0] - 1, n - 1]
    with nogil:
        for row in range(samples.shape[0]):
            for k in range(n):
                means[row, k] = rint(pairwise_sum(&samples[row, k * width], width) / <double>width * GRAIN) / GRAIN


cdef void trailing_means(const double* values, Py_ssize_t n, Py_ssize_t length, double* out) noexcept nogil:
    """Mean of the last ``length`` ticks, NaN where one of them is lost. Sums of ticks are exact, in any order."""
    cdef Py_ssize_t i, unbroken = 0
    cdef double total = 0.0
    for i in range(n):
        if values[i] - values[i] != 0.0:
            unbroken, total = 0, 0.0
        else:
            total += values[i]
            if unbroken >= length:
                total -= values[i - length]
            unbroken += 1
        out[i] = total / <double>length if unbroken >= length else NAN


cdef void extremes(const double* values, Py_ssize_t n, Py_ssize_t stretch, double* low, double* high) noexcept nogil:
    """The smallest and the largest of the last ``stretch`` values, from those of 2, 4, 8 … values."""
    cdef Py_ssize_t i, reach = 1, step
    for i in range(n):
        low[i] = high[i] = values[i]
    while reach < stretch:
        step = min(reach, stretch - reach)
        for i in range(n - 1, step - 1, -1):
            low[i] = low[i] if low[i] < low[i - step] else low[i - step]
            high[i] = high[i] if high[i] > high[i - step] else high[i - step]
        reach += step


def features(const double[:, ::1] plates not None, Py_ssize_t new, const Py_ssize_t[::1] lengths not None,
             const double[::1] ranges not None, double[:, ::1] scratch not None, double[:, ::1] out not None,
             unsigned char[::1] still not None):
    """What the last ``new`` ticks say.

    plates : (n_plates, n), ticks with as many before the new ones as the windows reach back, or all there were.
    lengths : ticks of the mean, of the window that must be still, and of the look back.
    ranges : allowed range of the total and of a plate, as shares of the total; the least allowed range, N; allowed
        range of the look back, as a share of its mean.
    scratch : (6, n).
    out : (3, new), written: total, trailing mean, mean of the look back or NaN where it is not steady.
    still : (new,), written.
    """
    cdef Py_ssize_t n_plates = plates.shape[0], n = plates.shape[1], first = n - new
    cdef Py_ssize_t mean = lengths[0], window = lengths[1], back = lengths[2], i, k, plate, unbroken = 0
    cdef double level
    if new <= 0:
        return
    cdef double last = plates[n_plates - 1, n - 1] + scratch[5, n - 1] + out[2, new - 1] + still[new - 1] + ranges[3]
    cdef double* total = &scratch[0, 0]
    cdef double* smooth = &scratch[1, 0]
    cdef double* other = &scratch[2, 0]
    cdef double* low = &scratch[3, 0]
    cdef double* high = &scratch[4, 0]
    cdef double* widest = &scratch[5, 0]
    with nogil:
        for i in range(n):
            total[i], widest[i] = plates[0, i], 0.0
        for plate in range(1, n_plates):
            for i in range(n):
                total[i] += plates[plate, i]
        for plate in range(n_plates):
            trailing_means(&plates[plate, 0], n, mean, other)
            extremes(other, n, window - mean + 1, low, high)
            for i in range(n):
                widest[i] = widest[i] if widest[i] > high[i] - low[i] else high[i] - low[i]
        trailing_means(total, n, mean, smooth)
        extremes(smooth, n, window - mean + 1, low, high)
        for i in range(n):
            unbroken = 0 if total[i] - total[i] != 0.0 else unbroken + 1
            if i >= first:
                level = fabs(smooth[i])
                out[0, i - first], out[1, i - first] = total[i], smooth[i]
                still[i - first] = (unbroken >= window and high[i] - low[i] <= max(ranges[0] * level, ranges[2])
                                    and widest[i] <= max(ranges[1] * level, ranges[2]))
        trailing_means(total, n, back, other)
        extremes(total, n, back, low, high)
        for i in range(first, n):
            # A lost tick in the look back makes its mean NaN.
            out[2, i - first] = other[i] if high[i] - low[i] <= ranges[3] * fabs(other[i]) else NAN
