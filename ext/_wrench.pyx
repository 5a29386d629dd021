"""Volts to force, moment, centre of pressure and running impulse: memoryviews in, one call without the GIL."""

from _wrench cimport MOST_CHANNELS, best_level, wrench_job, wrench_job_run

most_channels = MOST_CHANNELS
highest_level = best_level()


def wrench_pass(const double[:, :] volts not None, const Py_ssize_t[:, ::1] rows not None,
                const double[:, :, ::1] gains not None, const double[:, ::1] offsets not None,
                const double[:, ::1] centres_mm not None, double floor_n, double step_s, int level,
                double[::1] state not None, double[:, :, ::1] force not None, double[:, :, ::1] moment not None,
                double[:, :, ::1] cop not None, double[:, ::1] cop_total not None, double[::1] impulse not None):
    """One pass over samples that lie close together in each row of the volts (the wrapper sees to it).

    level : 0 for any processor, up to ``highest_level``; the bits are the same.
    state : [1 if a sample went before, its load, impulse so far], carried from one call to the next.
    """
    cdef wrench_job job
    cdef Py_ssize_t n = volts.shape[1], n_plates = rows.shape[0], n_channels = rows.shape[1], p, j
    if n == 0:
        return
    # The C below trusts the shapes; with bounds checks on, the last element of each array is reached for here.
    cdef double last = cop_total[1, n - 1] + impulse[n - 1] + state[2]
    for p in range(n_plates):
        last += offsets[p, 5] + centres_mm[p, 2] + force[p, 2, n - 1] + moment[p, 2, n - 1] + cop[p, 1, n - 1]
        for j in range(n_channels):
            last += volts[rows[p, j], n - 1] + gains[p, 5, j]
    with nogil:
        job.n, job.n_plates, job.n_channels = n, n_plates, n_channels
        job.volts, job.volts_row = &volts[0, 0], volts.strides[0] // <Py_ssize_t>sizeof(double)
        job.rows, job.gains, job.offsets = &rows[0, 0], &gains[0, 0, 0], &offsets[0, 0]
        job.centres_mm, job.floor_n, job.step_s = &centres_mm[0, 0], floor_n, step_s
        job.force, job.moment, job.cop = &force[0, 0, 0], &moment[0, 0, 0], &cop[0, 0, 0]
        job.cop_total, job.impulse = &cop_total[0, 0], &impulse[0]
        wrench_job_run(&job, level, &state[0])
