/* One block of the wrench pass, at one instruction level: the channels of a plate become its rows, and those its pressure. */

TARGET static void NAME(wrench_block)(const wrench_job *job, ptrdiff_t at, ptrdiff_t n, double *state)
{
    const ptrdiff_t row = job->n, n_channels = job->n_channels;
    double *total_right = job->cop_total + at, *total_forward = total_right + row, *impulse = job->impulse + at;
    for (ptrdiff_t k = 0; k < n; k++)
        total_right[k] = total_forward[k] = impulse[k] = 0.0;
    for (ptrdiff_t plate = 0; plate < job->n_plates; plate++) {
        double *force = job->force + 3 * plate * row + at, *moment = job->moment + 3 * plate * row + at;
        double *cop = job->cop + 2 * plate * row + at;
        const double *gains = job->gains + 6 * plate * n_channels, *offsets = job->offsets + 6 * plate;
        const double *channels[MOST_CHANNELS];
        for (ptrdiff_t j = 0; j < n_channels; j++)
            channels[j] = job->volts + job->rows[plate * n_channels + j] * job->volts_row + at;
        for (ptrdiff_t i = 0; i < 3; i++) {
            NAME(affine)(force + i * row, channels, n_channels, gains + i * n_channels, offsets[i], n);
            NAME(affine)(moment + i * row, channels, n_channels, gains + (3 + i) * n_channels, offsets[3 + i], n);
        }
        NAME(press)(force, force + row, force + 2 * row, moment, moment + row, job->centres_mm + 3 * plate,
                    job->floor_n, cop, cop + row, total_right, total_forward, impulse, n);
    }
    NAME(press_total)(total_right, total_forward, impulse, job->floor_n, n);
    integrate(impulse, 0.5 * job->step_s, state, n);
}
