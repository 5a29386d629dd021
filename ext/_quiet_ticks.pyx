"""How long nothing can happen in a stream of ticks."""

from libc.math cimport fabs


def skipped(const double[:, ::1] features not None, const unsigned char[::1] still not None, Py_ssize_t at,
            Py_ssize_t first, Py_ssize_t[::1] rest not None, double[::1] sums not None,
            const Py_ssize_t[::1] lengths not None, const double[::1] limits not None):
    """How far nothing can happen from tick ``at`` on: the first tick that must be looked at, with the state up to it.

    features, still : as ``_ticks.features`` gives them.
    first : number of the stream's tick at position 0.
    rest : 1 while a still stand may be growing, its start and stop (ticks), and 1 once it counts; changed.
    sums : sum of the force over it, and the heaviest tick so far; changed.
    lengths : ticks of the window and of the shortest stand that counts; lengths at which a stand is looked at (two,
        and one from which on it always is).
    limits : share and least of the drift that ends a stand; weight of the lifter alone, NaN where nothing can be gone;
        how close to it and under which force the bar is gone; the heaviest tick must lie over the last one.
    """
    cdef Py_ssize_t n = still.shape[0], i = at, length
    cdef double level, back, heaviest
    if at >= n:
        return n
    cdef double last = features[2, n - 1] + <double>(rest[3] + lengths[4]) + sums[1] + limits[5]
    with nogil:
        while i < n:
            if rest[0]:
                level = sums[0] / <double>(rest[2] - rest[1])
                if not (still[i] and fabs(features[1, i] - level) <= max(limits[0] * fabs(level), limits[1])):
                    if rest[3]:
                        break
                    rest[0] = 0
            length = rest[2] - rest[1] + 1 if rest[0] else lengths[0]
            if rest[3]:
                if length == lengths[2] or length == lengths[3] or length >= lengths[4]:
                    break
            else:
                if still[i] and length >= lengths[1]:
                    break
                back = features[2, i]
                heaviest = features[0, i] if features[0, i] > sums[1] else sums[1]
                if fabs(back - limits[2]) < limits[3] and back < limits[4] and heaviest > limits[5]:
                    break
            if features[0, i] > sums[1]:
                sums[1] = features[0, i]
            if still[i]:
                if rest[0]:
                    rest[2] += 1
                    sums[0] += features[0, i]
                else:
                    rest[0], rest[1], rest[2] = 1, first + i + 1 - lengths[0], first + i + 1
                    sums[0] = features[1, i] * <double>lengths[0]
            i += 1
    return i
