"""What the biquad kernel's C offers; see ``zero_lag.h``."""

cdef extern from "zero_lag.h" nogil:
    enum:
        MOST_ROWS
        MOST_TURNED
        MOST_SECTIONS

    ctypedef struct zero_lag_job:
        Py_ssize_t n_rows, n, pad, n_sections, from_row
        const double* sos
        const double* rest
        double* to
        double* padding
        double* scratch
        # C's own name is a word of Cython's.
        const double* values "from"

    int best_level()
    void zero_lag_run(zero_lag_job* job, int level)
    void biquads_run(double* rows, Py_ssize_t n_rows, Py_ssize_t n, Py_ssize_t row, const double* sos,
                     Py_ssize_t n_sections, double* state, int level)
