"""Events in one force: crossings of a level, peaks, the unloading under the bar. One call without the GIL each."""

from libc.math cimport NAN, fabs, sqrt


def crossings(const double[::1] smooth not None, double level, Py_ssize_t start, Py_ssize_t stop, bint rising,
              Py_ssize_t[::1] found not None):
    """Samples of ``[start, stop)`` between which and the next one a level is crossed; how many there are.

    start, stop : 0 to the last sample.
    found : one for every sample of the span at most; written.
    """
    cdef Py_ssize_t i, count = 0
    cdef bint before, after
    if stop <= start:
        return 0
    cdef double last = smooth[start] + smooth[stop] + found[stop - start - 1]
    with nogil:
        before = smooth[start] >= level
        for i in range(start, stop):
            after = smooth[i + 1] >= level
            if before != after and after == rising:
                found[count] = i
                count += 1
            before = after
    return count


cdef Py_ssize_t last_far(const double* smooth, double level, double far, Py_ssize_t first, Py_ssize_t stop,
                         Py_ssize_t step) noexcept nogil:
    """First sample from ``first`` on by ``step`` that is farther than ``far`` from the level; −1 without any."""
    cdef Py_ssize_t i = first
    while i != stop:
        if fabs(smooth[i] - level) > far:
            return i
        i += step
    return -1


def refined(const double[::1] raw not None, const double[::1] smooth not None, double level, Py_ssize_t near,
            Py_ssize_t reach, Py_ssize_t late, double far, double place):
    """Position of a crossing near a sample: between the first and the last crossing of the raw samples around it.

    Around: from where the smoothed samples are farther than ``far`` from the level, ``late`` samples on, at most
    ``reach`` away. ``place`` says where between first (0) and last (1).
    """
    cdef Py_ssize_t n = raw.shape[0], first = max(near - reach, 0), last = min(near + reach + 1, n - 1), low, high, i
    cdef double a, b, begins = NAN, ends = NAN
    if n == 0 or first > last:
        return near + 0.5
    cdef double there = smooth[last] + smooth[first] + raw[last]
    with nogil:
        low = last_far(&smooth[0], level, far, min(near, last), first - 1, -1) if near >= first else -1
        high = last_far(&smooth[0], level, far, max(near + 1, first), last + 1, 1) if near + 1 <= last else -1
        low = max(low - late, 0) if low >= 0 else first
        high = min(high + late, n - 1) if high >= 0 else last
        for i in range(low, high):
            a, b = raw[i] - level, raw[i + 1] - level
            if (a < 0.0) != (b < 0.0):
                ends = <double>(i - low) + a / (a - b)
                if begins != begins:
                    begins = ends
    if begins != begins:
        return near + 0.5
    return <double>low + ((1.0 - place) * begins + place * ends)


cdef bint turn(const double* raw, Py_ssize_t n, Py_ssize_t best, Py_ssize_t half, double sign, double* found) noexcept nogil:
    """The peak of a cubic through the samples around one: position, height, fall towards both ends; or no peak.

    The cubic is fitted over t = −1 … 1 from end to end, where sums of odd powers of t vanish.
    """
    cdef Py_ssize_t low = max(best - half, 0), high = min(best + half + 1, n), i
    cdef double middle, reach, t, y, base, s0, s2 = 0.0, s4 = 0.0, s6 = 0.0
    cdef double y0 = 0.0, y1 = 0.0, y2 = 0.0, y3 = 0.0, c0, c1, c2, c3, inside, below, before, after
    if high - low < 5:
        return False
    middle, reach = 0.5 * <double>(low + high - 1), 0.5 * <double>(high - low - 1)
    base, s0 = raw[best], <double>(high - low)
    for i in range(low, high):
        t, y = (<double>i - middle) / reach, raw[i] - base
        s2 += t * t
        s4 += t * t * t * t
        s6 += t * t * t * t * t * t
        y0 += y
        y1 += y * t
        y2 += y * t * t
        y3 += y * t * t * t
    c2 = (s0 * y2 - s2 * y0) / (s0 * s4 - s2 * s2)
    c0 = (y0 - s2 * c2) / s0
    c3 = (s2 * y3 - s4 * y1) / (s2 * s6 - s4 * s4)
    c1 = (y1 - s4 * c3) / s2
    inside = c2 * c2 - 3.0 * c3 * c1
    if inside < 0.0:
        return False
    # The root with the right curvature, written so that it stays exact as the skew goes to zero.
    below = c2 + sign * sqrt(inside)
    if below == 0.0:
        return False
    t = -c1 / below
    found[0] = middle + reach * t
    if fabs(found[0] - <double>best) > <double>half:
        return False
    y = ((c3 * t + c2) * t + c1) * t + c0
    before, after = (<double>(best - half) - middle) / reach, (<double>(best + half) - middle) / reach
    before = ((c3 * before + c2) * before + c1) * before
    after = ((c3 * after + c2) * after + c1) * after
    found[1] = base + y
    found[2] = fabs(y - c0 - 0.5 * (before + after))
    return True


def extreme(const double[::1] raw not None, const double[::1] smooth not None, Py_ssize_t start, Py_ssize_t stop,
            bint largest, const Py_ssize_t[::1] halves not None, double enough):
    """Position and height of the largest or smallest sample of ``[start, stop]``, by cubics through the raw ones.

    halves : (n,), reach of each try, in samples; the tries end when the cubic falls by more than ``enough``.
    """
    cdef Py_ssize_t n = raw.shape[0], best = start, i, k
    cdef double position, height, sign = -1.0 if largest else 1.0
    cdef double found[3]
    cdef double there = smooth[start] + smooth[stop] + raw[stop]
    with nogil:
        for i in range(start + 1, stop + 1):
            if (smooth[i] > smooth[best]) if largest else (smooth[i] < smooth[best]):
                best = i
        position, height = <double>best, smooth[best]
        for k in range(halves.shape[0]):
            if not turn(&raw[0], n, best, halves[k], sign, found):
                continue
            position, height = found[0], found[1]
            if found[2] > enough:
                break
            best = min(max(nearest(position), start), stop)
    return position, height


cdef Py_ssize_t nearest(double position) noexcept nogil:
    """The nearest whole number, of two the even one."""
    cdef Py_ssize_t whole = <Py_ssize_t>position  # positions are not negative by more than a half
    cdef double part
    if position < <double>whole:
        whole -= 1
    part = position - <double>whole
    if part > 0.5 or (part == 0.5 and whole % 2 != 0):
        return whole + 1
    return whole
