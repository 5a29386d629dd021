"""What the wrench kernel's C offers; see ``wrench_levels.h``."""

cdef extern from "wrench_levels.h" nogil:
    enum:
        MOST_CHANNELS

    ctypedef struct wrench_job:
        Py_ssize_t n, n_plates, n_channels, volts_row
        const double* volts
        const Py_ssize_t* rows
        const double* gains
        const double* offsets
        const double* centres_mm
        double floor_n, step_s
        double* force
        double* moment
        double* cop
        double* cop_total
        double* impulse

    int best_level()
    void wrench_job_run(const wrench_job* job, int level, double* state)
