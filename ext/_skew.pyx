"""Rows of channels at the sample clock's own instants: memoryviews in, one call without the GIL."""

from _skew cimport best_level, unskew_row

highest_level = best_level()


def unskew(const double[:, :] signals not None, const double[:, ::1] weights not None,
           double[:, ::1] history not None, double[:, :] straight not None, bint begins, int level):
    """Interpolate each row; the result runs one sample behind.

    signals, straight : samples close together in each row (the wrapper sees to it). ``straight`` has as many columns as
        the signals, or one fewer where the stream ``begins``: nothing lies before its first sample.
    weights : (n_channels, 4), of the samples two and one before, at and after an instant.
    history : (n_channels, 3), the samples before these; changed into those before the next call's.
    level : 0 for any processor, up to ``highest_level``; the bits are the same.
    """
    cdef Py_ssize_t n_channels = signals.shape[0], n = signals.shape[1], m = n - begins, j
    cdef double last = 0.0
    cdef double* out
    if n_channels == 0 or n == 0:
        return
    # The C trusts the shapes; with bounds checks on, the last element of each array is reached for here.
    last = signals[n_channels - 1, n - 1] + weights[n_channels - 1, 3] + history[n_channels - 1, 2]
    if m:
        last += straight[n_channels - 1, m - 1]
    with nogil:
        for j in range(n_channels):
            out = &straight[j, 0] if m else NULL
            unskew_row(&signals[j, 0], n, &weights[j, 0], &history[j, 0], out, begins, level)
