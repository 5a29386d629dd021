"""Wrench kernel."""


def folded(const double[:, ::1] signals not None, const double[:, ::1] matrix not None,
           const double[::1] offset not None, double[:, ::1] out not None):
    """out = matrix @ signals + offset."""
    cdef Py_ssize_t i, j, k
    with nogil:
        for k in range(signals.shape[1]):
            for i in range(matrix.shape[0]):
                out[i, k] = offset[i]
                for j in range(matrix.shape[1]):
                    out[i, k] += matrix[i, j] * signals[j, k]
