"""Pressure from forces and moments: memoryviews in, one call without the GIL."""

from libc.math cimport NAN, fabs, floor, hypot

cdef double MM_PER_M = 1000.0


def places(const double[:, ::1] smooth not None, const double[::1] quick_n not None, double right_mm,
           double forward_mm, double floor_n, Py_ssize_t start, double[:, ::1] out not None):
    """Right and forward at the samples from ``start`` on, as many as ``out`` has columns; NaN under the floor.

    smooth : (3, n), force up and moments about the axes to the right and forward, low-passed.
    quick_n : (n,), the force less smoothed.
    """
    cdef Py_ssize_t i, n = out.shape[1]
    cdef double load
    if n == 0:
        return
    cdef double last = smooth[2, start + n - 1] + quick_n[start + n - 1] + out[1, n - 1] + smooth[2, start]
    with nogil:
        for i in range(n):
            load = smooth[0, start + i]
            load = load if load >= floor_n and quick_n[start + i] >= floor_n else NAN
            out[0, i] = right_mm - MM_PER_M * smooth[2, start + i] / load
            out[1, i] = forward_mm + MM_PER_M * smooth[1, start + i] / load


cdef double between(const double* values, Py_ssize_t low, Py_ssize_t high, double part) noexcept nogil:
    return values[low] + part * (values[high] - values[low])


def pressure_at(const double[:, ::1] smooth not None, const double[:, ::1] quick not None,
                const double[::1] raw_n not None, const double[::1] facts not None,
                const double[::1] positions not None, double[:, ::1] out not None):
    """Right, forward and standard uncertainty at positions, NaN under the floor.

    smooth, quick : (3, n), n at least 1.
    facts : right and forward of the point moments are about, SDs of force and of both moments, floor, blur.
    positions : (k,).
    out : (3, k), written.
    """
    cdef Py_ssize_t k, n = smooth.shape[1], low, high
    cdef double part, at, load, right, forward, noise_right, noise_forward, fz, whole
    cdef double right_mm = facts[0], forward_mm = facts[1], noise_n = facts[2], noise_mx = facts[3], noise_my = facts[4]
    cdef double floor_n = facts[5], blur = facts[6]
    if positions.shape[0] == 0:
        return
    cdef double last = smooth[2, n - 1] + quick[2, n - 1] + raw_n[n - 1] + out[2, positions.shape[0] - 1]
    with nogil:
        for k in range(positions.shape[0]):
            at = positions[k]
            whole = floor(at)
            low = 0 if whole <= 0.0 else n - 1 if whole >= <double>(n - 1) else <Py_ssize_t>whole
            high, part = min(low + 1, n - 1), min(max(at - <double>low, 0.0), 1.0)
            load = between(&smooth[0, 0], low, high, part)
            out[0, k] = out[1, k] = out[2, k] = NAN
            if not (load >= floor_n and between(&raw_n[0], low, high, part) >= floor_n):
                continue
            right = right_mm - MM_PER_M * between(&smooth[2, 0], low, high, part) / load
            forward = forward_mm + MM_PER_M * between(&smooth[1, 0], low, high, part) / load
            noise_right = hypot(fabs(right - right_mm) * noise_n, MM_PER_M * noise_my) / load
            noise_forward = hypot(fabs(forward - forward_mm) * noise_n, MM_PER_M * noise_mx) / load
            fz = between(&quick[0, 0], low, high, part)
            if fz >= 0.5 * floor_n:
                noise_right = hypot(noise_right, blur * (
                    right_mm + MM_PER_M * -between(&quick[2, 0], low, high, part) / fz - right))
                noise_forward = hypot(noise_forward, blur * (
                    forward_mm + MM_PER_M * between(&quick[1, 0], low, high, part) / fz - forward))
            out[0, k], out[1, k], out[2, k] = right, forward, max(noise_right, noise_forward)
