"""Second-order sections over rows of samples: memoryviews in, one call without the GIL."""

from _biquads cimport MOST_ROWS, MOST_SECTIONS, MOST_TURNED, best_level, biquads_run, zero_lag_job, zero_lag_run

most_rows = MOST_ROWS
most_sections = MOST_SECTIONS
highest_level = best_level()


def biquads(double[:, ::1] rows not None, const double[:, ::1] sos not None, double[:, :, ::1] state not None,
            int level):
    """Filter the rows in place.

    sos : (n_sections, 5), b0 b1 b2 a1 a2.
    state : (n_sections, 2, n_rows), carried from one call to the next.
    level : 0 for any processor, up to ``highest_level``; the bits are the same.
    """
    cdef Py_ssize_t n_rows = rows.shape[0], n = rows.shape[1], n_sections = sos.shape[0]
    if n_rows == 0 or n == 0:
        return
    # The C below trusts the shapes; with bounds checks on, the last element of each array is reached for here.
    cdef double last = rows[n_rows - 1, n - 1] + sos[n_sections - 1, 4] + state[n_sections - 1, 1, n_rows - 1]
    with nogil:
        biquads_run(&rows[0, 0], n_rows, n, n, &sos[0, 0], n_sections, &state[0, 0, 0], level)


def zero_lag(const double[:, :] values not None, const double[:, ::1] sos not None, const double[:, ::1] rest not None,
             Py_ssize_t pad, double[::1] scratch not None, double[:, ::1] filtered not None, int level):
    """Filter forward and backward, each end continued by ``pad`` samples turned about the last one.

    values : (n_rows, n), samples close together in each row (the wrapper sees to it); more samples than ``pad``.
    rest : (n_sections, 2), the state at rest under a constant input of 1.
    scratch : ``scratch_size(n, pad)`` numbers.
    filtered : (n_rows, n), written; not the values themselves.
    """
    cdef zero_lag_job job
    cdef Py_ssize_t n_rows = values.shape[0], n = values.shape[1], n_sections = sos.shape[0]
    if n_rows == 0 or n == 0:
        return
    # The C trusts the shapes; with bounds checks on, the last element of each array is reached for here.
    cdef double last = values[n_rows - 1, pad if pad >= n else n - 1] + filtered[n_rows - 1, n - 1] + sos[n_sections - 1, 4]
    last += rest[n_sections - 1, 1] + scratch[scratch_size(n, pad) - 1]
    with nogil:
        job.n_rows, job.n, job.pad, job.n_sections = n_rows, n, pad, n_sections
        job.from_row = values.strides[0] // <Py_ssize_t>sizeof(double)
        job.values, job.sos, job.rest, job.to = &values[0, 0], &sos[0, 0], &rest[0, 0], &filtered[0, 0]
        job.padding, job.scratch = &scratch[0], &scratch[0] + MOST_TURNED * pad
        zero_lag_run(&job, level)


def scratch_size(Py_ssize_t n, Py_ssize_t pad):
    """Numbers that ``zero_lag`` works in: its padding, then the samples turned."""
    return MOST_TURNED * (n + 2 * pad) + 8
