/* What the two halves of the stand-in share: see device.c. */
#ifndef STANDIN_H
#define STANDIN_H

#include <stdbool.h>
#include <stdint.h>

#define API __attribute__((visibility("default")))
#define INPUTS 16
#define FASTEST_HZ 250000.0

enum {
    RESERVED = -50103, INVALID_VALUE = -200077, INVALID_TASK = -200088, NO_CHANNEL = -200170, INVALID_DEVICE = -200220,
    STRING_TOO_SMALL = -200228, ARRAY_TOO_SMALL = -200234, OVERWRITTEN = -200279, NOT_YET = -200284,
    NOT_SUPPORTED = -200452, NOT_RUNNING = -200473, NO_CHANNELS = -200478, CHANNEL_TWICE = -200489
};

/* Sample numbers of the faults that were ordered, -1 where one was not; `order` counts the orders. */
struct faults { long removed_at, overflow_at, clock_ends, order; int32_t removed_code, warning; bool triggered; };

extern const double RANGES[4];
extern char device_name[64];
extern long samples;
extern const double *volts;

struct faults read_faults(void);

/* Appends "line level" to lines.txt. */
void note_line(const char *line, bool high);
int32_t require_device(const char *name);

/* Remembers words for DAQmxGetExtendedErrorInfo and gives the code back. */
int32_t fail(int32_t code, const char *detail, ...);

/* NI's habit: asked with size 0 the length needed, else 0 and the value. */
int32_t put_string(const char *text, char *value, uint32_t size);
int32_t put_doubles(const double *from, uint32_t n, double *value, uint32_t size);
int32_t put_double(double number, void *value);
int32_t put_u32(uint32_t number, void *value);
int32_t put_u64(uint64_t number, void *value);

#endif
