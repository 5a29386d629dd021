"""Channel values to filtered wrenches, block by block: the map and the filter's state live in one object."""

from libc.stdint cimport int16_t
from libc.string cimport memset

from _live cimport MOST_CHANNELS, MOST_PLATES, MOST_SECTIONS, best_level, live_job, live_job_run, live_state

most_channels = MOST_CHANNELS
most_plates = MOST_PLATES
most_sections = MOST_SECTIONS
highest_level = best_level()


cdef class LiveKernel:
    """Constants of the pass, looked at once; shapes are the wrapper's business.

    level : 0 for any processor, up to ``highest_level``; the bits are the same.
    """

    cdef live_job job
    cdef live_state state
    cdef int level
    cdef Py_ssize_t n_inputs, n_outputs
    # Held here so that the pointers in the job stay good.
    cdef const Py_ssize_t[:, ::1] rows
    cdef const double[:, :, ::1] gains
    cdef const double[:, ::1] offsets, centres_mm, sections, steady

    def __init__(self, const Py_ssize_t[:, ::1] rows not None, const double[:, :, ::1] gains not None,
                 const double[:, ::1] offsets not None, const double[:, ::1] centres_mm not None,
                 const double[:, ::1] sections not None, const double[:, ::1] steady not None,
                 double floor_n, double step_s, int level):
        cdef Py_ssize_t p, j
        self.rows, self.gains, self.offsets, self.centres_mm = rows, gains, offsets, centres_mm
        self.sections, self.steady, self.level = sections, steady, level
        self.job.n_plates, self.job.n_channels, self.job.n_sections = rows.shape[0], rows.shape[1], sections.shape[0]
        self.job.rows, self.job.gains, self.job.offsets = &rows[0, 0], &gains[0, 0, 0], &offsets[0, 0]
        self.job.centres_mm, self.job.sections, self.job.steady = &centres_mm[0, 0], &sections[0, 0], &steady[0, 0]
        self.job.floor_n, self.job.step_s = floor_n, step_s
        self.n_outputs = 8 * rows.shape[0] + 4
        self.n_inputs = 0
        # The C trusts the shapes; with bounds checks on, the last element of each array is reached for here.
        cdef double last = steady[sections.shape[0] - 1, 1] + sections[sections.shape[0] - 1, 4]
        for p in range(rows.shape[0]):
            last += offsets[p, 5] + centres_mm[p, 2] + gains[p, 5, rows.shape[1] - 1]
            for j in range(rows.shape[1]):
                self.n_inputs = max(self.n_inputs, rows[p, j] + 1)
        self.restart()

    def restart(self):
        """Forget what was pushed."""
        memset(&self.state, 0, sizeof(self.state))

    def volts(self, const double[:, :] block not None, double[:, ::1] out not None, Py_ssize_t first):
        """The next samples, (n_channels, n) in volts, become columns of ``out`` from ``first`` on."""
        if block.shape[1] == 0:
            return
        cdef double last = block[self.n_inputs - 1, block.shape[1] - 1]
        self.job.volts, self.job.codes = &block[0, 0], NULL
        self._run(block.shape[1], block.strides[0] // <Py_ssize_t>sizeof(double),
                  block.strides[1] // <Py_ssize_t>sizeof(double), out, first)

    def codes(self, const int16_t[:, :] block not None, double[:, ::1] out not None, Py_ssize_t first):
        """The same, from a converter's codes."""
        if block.shape[1] == 0:
            return
        cdef int16_t last = block[self.n_inputs - 1, block.shape[1] - 1]
        self.job.volts, self.job.codes = NULL, &block[0, 0]
        self._run(block.shape[1], block.strides[0] // <Py_ssize_t>sizeof(int16_t),
                  block.strides[1] // <Py_ssize_t>sizeof(int16_t), out, first)

    cdef void _run(self, Py_ssize_t n, Py_ssize_t row_step, Py_ssize_t sample_step, double[:, ::1] out,
                   Py_ssize_t first):
        cdef double last = out[self.n_outputs - 1, first + n - 1]
        self.job.n, self.job.row_step, self.job.sample_step = n, row_step, sample_step
        self.job.out, self.job.out_row = &out[0, first], out.shape[1]
        with nogil:
            live_job_run(&self.job, self.level, &self.state)
