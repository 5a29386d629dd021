/* One block of the wrench pass, at one instruction level: the channels of a plate become its rows, and those its pressure. */

TARGET static void NAME(wrench_block)(const wrench_job *job, ptrdiff_t at, ptrdiff_t n, double *state)
{
    const ptrdiff_t row = job->n, n_channels = job->n_channels;
    double *const total[3] = {job->cop_total + at, job->cop_total + row + at, job->impulse + at};
    for (ptrdiff_t plate = 0; plate < job->n_plates; plate++) {
        double *force = job->force + 3 * plate * row + at, *moment = job->moment + 3 * plate * row + at;
        double *const rows[6] = {force, force + row, force + 2 * row, moment, moment + row, moment + 2 * row};
        double *const cop[2] = {job->cop + 2 * plate * row + at, job->cop + (2 * plate + 1) * row + at};
        const double *gains = job->gains + 6 * plate * n_channels, *offsets = job->offsets + 6 * plate;
        const double *channels[MOST_CHANNELS];
        for (ptrdiff_t j = 0; j < n_channels; j++)
            channels[j] = job->volts + job->rows[plate * n_channels + j] * job->volts_row + at;
        for (ptrdiff_t i = 0; i < 6; i++) {
            for (ptrdiff_t j = i; j < n_channels && at + 2 * BLOCK <= job->n; j += 6)
                fetch(channels[j] + BLOCK, BLOCK);
            NAME(affine)(rows[i], channels, n_channels, gains + i * n_channels, offsets[i], n);
        }
        const int place = (plate == 0 ? FIRST_PLATE : 0) | (plate == job->n_plates - 1 ? LAST_PLATE : 0);
        NAME(press)((const double *const *)rows, job->centres_mm + 3 * plate, job->floor_n, cop, total, place, n);
    }
    integrate(total[2], 0.5 * job->step_s, state, n);
}
