/* Which instruction levels this build has, and which the processor it runs on. 0: any processor of this architecture;
 * 1: AVX2. A kernel includes its block header once per level, with NAME, TARGET and LANES of that level:
 *
 *     #define NAME(x) x##_any
 *     #define TARGET
 *     #define LANES ANY_LANES
 *     #include "..._block.h"
 */

#ifndef LEVELS_H
#define LEVELS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Vector types and shuffles of GCC 12 and clang; other compilers take the plain loops, one number at a time. */
#define ANY_LANES 1
#if defined(__GNUC__) && defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#undef ANY_LANES
#define ANY_LANES 2
#if defined(__x86_64__)
#define HAS_AVX2_BUILD 1
#endif
#endif
#endif

#define MOST_SECTIONS 4 /* second-order sections of a filter: up to the eighth order */

/* Where a plate stands in the sums over all plates. */
enum { FIRST_PLATE = 1, LAST_PLATE = 2 };

static int best_level(void)
{
#ifdef HAS_AVX2_BUILD
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") ? 1 : 0;
#else
    return 0;
#endif
}

#endif
