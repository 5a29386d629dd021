/* The running integral of a load, carried from block to block. */

#ifndef RUNNING_INTEGRAL_H
#define RUNNING_INTEGRAL_H

/* The load becomes its running integral (trapezoids), in place and one sample after the other, so that no block length
 * can matter. state: 1 if a sample went before, its load, the integral so far. */
static void integrate(double *load_n, double half_step_s, double *state, ptrdiff_t n)
{
    double before = state[0] != 0.0 ? state[1] : -load_n[0], area = state[2];
    for (ptrdiff_t k = 0; k < n; k++) {
        const double now = load_n[k];
        area = area + (before + now) * half_step_s;
        before = now;
        load_n[k] = area;
    }
    state[0] = 1.0;
    state[1] = before;
    state[2] = area;
}

#endif
