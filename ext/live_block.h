/* One block of the live pass, at one instruction level: channels, rows of the plates, filter, pressure. */

/* Pointers to samples at .. at+n of a plate's channels, close together as doubles; what is not so already is copied. */
TARGET static void NAME(gather)(const live_job *job, const ptrdiff_t *rows, ptrdiff_t at, ptrdiff_t n,
                                double (*copies)[LIVE_BLOCK], const double **channels)
{
    const ptrdiff_t step = job->sample_step;
    for (ptrdiff_t j = 0; j < job->n_channels; j++) {
        const ptrdiff_t first = rows[j] * job->row_step + at * step;
        double *restrict copy = copies[j];
        channels[j] = copy;
        if (job->codes && step == 1) {
            const int16_t *from = job->codes + first;
            for (ptrdiff_t k = 0; k < n; k++)
                copy[k] = from[k];
        } else if (job->codes) {
            for (ptrdiff_t k = 0; k < n; k++)
                copy[k] = job->codes[first + k * step];
        } else if (step == 1) {
            channels[j] = job->volts + first;
        } else {
            for (ptrdiff_t k = 0; k < n; k++)
                copy[k] = job->volts[first + k * step];
        }
    }
}

/* The filter of a plate that has none running starts as if the first sample had always been. */
TARGET static void NAME(start)(const live_job *job, double *const *rows, live_state *state)
{
    const ptrdiff_t n_rows = 6 * job->n_plates;
    for (ptrdiff_t plate = 0; plate < job->n_plates; plate++) {
        if (state->running[plate])
            continue;
        state->running[plate] = 1;
        for (ptrdiff_t i = 0; i < 2 * job->n_sections; i++)
            for (ptrdiff_t row = 6 * plate; row < 6 * plate + 6; row++)
                state->filter[i * n_rows + row] = job->steady[i] * rows[row][0];
    }
}

TARGET static void NAME(live_block)(const live_job *job, ptrdiff_t at, ptrdiff_t n, live_state *state)
{
    const ptrdiff_t plates = job->n_plates, n_rows = 6 * plates, n_channels = job->n_channels, out_row = job->out_row;
    double copies[MOST_CHANNELS][LIVE_BLOCK], *rows[6 * MOST_PLATES];
    double *cop = job->out + n_rows * out_row + at, *total = cop + 2 * plates * out_row;
    double *impulse = total + 3 * out_row, *const totals[3] = {total + out_row, total + 2 * out_row, total};
    for (ptrdiff_t plate = 0; plate < plates; plate++) {
        const double *channels[MOST_CHANNELS], *gains = job->gains + 6 * plate * n_channels;
        NAME(gather)(job, job->rows + plate * n_channels, at, n, copies, channels);
        for (ptrdiff_t i = 0; i < 6; i++) {
            rows[6 * plate + i] = job->out + (6 * plate + i) * out_row + at;
            NAME(affine)(rows[6 * plate + i], channels, n_channels, gains + i * n_channels, job->offsets[6 * plate + i], n);
        }
        NAME(add)(impulse, rows[6 * plate + 2], plate == 0, n); /* of the force before the filter */
    }
    integrate(impulse, 0.5 * job->step_s, state->integral, n);
    NAME(start)(job, rows, state);
    NAME(biquad_rows)(rows, n_rows, n, job->sections, job->n_sections, state->filter);
    for (ptrdiff_t plate = 0; plate < plates; plate++) {
        double *const right_forward[2] = {cop + 2 * plate * out_row, cop + (2 * plate + 1) * out_row};
        const int place = (plate == 0 ? FIRST_PLATE : 0) | (plate == plates - 1 ? LAST_PLATE : 0);
        NAME(press)((const double *const *)rows + 6 * plate, job->centres_mm + 3 * plate, job->floor_n, right_forward,
                    totals, place, n);
    }
}
