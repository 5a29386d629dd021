/* Numbers side by side in one register, at one instruction level.
 *
 * Included once per level, with NAME(x), TARGET and LANES defined; see levels.h. NAME(lanes) is LANES doubles with the
 * operators + - * between them and with a double. With LANES 1 it is a plain double, which every C compiler takes.
 */

#if LANES > 1
typedef double NAME(lanes) __attribute__((vector_size(8 * LANES)));
#else
typedef double NAME(lanes);
#endif

TARGET static inline NAME(lanes) NAME(load)(const double *from)
{
    NAME(lanes) values;
    memcpy(&values, from, sizeof values); /* need not be aligned; compiles into one load */
    return values;
}

TARGET static inline void NAME(store)(double *to, NAME(lanes) values)
{
    memcpy(to, &values, sizeof values);
}

/* LANES rows of LANES numbers, rows and columns exchanged. */
TARGET static inline void NAME(transpose)(NAME(lanes) *rows)
{
#if LANES == 2
    const NAME(lanes) a = rows[0], b = rows[1];
    rows[0] = __builtin_shufflevector(a, b, 0, 2);
    rows[1] = __builtin_shufflevector(a, b, 1, 3);
#elif LANES == 4
    const NAME(lanes) a = __builtin_shufflevector(rows[0], rows[1], 0, 4, 2, 6);
    const NAME(lanes) b = __builtin_shufflevector(rows[0], rows[1], 1, 5, 3, 7);
    const NAME(lanes) c = __builtin_shufflevector(rows[2], rows[3], 0, 4, 2, 6);
    const NAME(lanes) d = __builtin_shufflevector(rows[2], rows[3], 1, 5, 3, 7);
    rows[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
    rows[1] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
    rows[2] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
    rows[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
#else
    (void)rows;
#endif
}
