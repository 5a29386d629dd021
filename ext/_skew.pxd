"""What the skew kernel's C offers; see ``skew.h``."""

cdef extern from "skew.h" nogil:
    int best_level()
    void unskew_row(const double* samples, Py_ssize_t n, const double* weights, double* history, double* out,
                    int begins, int level)
