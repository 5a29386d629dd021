"""What the min-max kernel's C offers; see ``min_max.h``."""

cdef extern from "min_max.h" nogil:
    void min_max(const double* samples, Py_ssize_t n, Py_ssize_t* low, Py_ssize_t* high)
