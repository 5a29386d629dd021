"""What the live kernel's C offers; see ``live_levels.h``."""

from libc.stdint cimport int16_t

cdef extern from "live_levels.h" nogil:
    enum:
        MOST_CHANNELS
        MOST_PLATES
        MOST_SECTIONS

    ctypedef struct live_job:
        Py_ssize_t n, n_plates, n_channels, n_sections
        const double* volts
        const int16_t* codes
        Py_ssize_t row_step, sample_step
        const Py_ssize_t* rows
        const double* gains
        const double* offsets
        const double* centres_mm
        const double* sections
        const double* steady
        double floor_n, step_s
        double* out
        Py_ssize_t out_row

    ctypedef struct live_state:
        pass

    int best_level()
    void live_job_run(const live_job* job, int level, live_state* state)
