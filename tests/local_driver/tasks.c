/* Tasks of the stand-in: channels, timing, buffer, reading. See device.c. */
#include "standin.h"

#include <ctype.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define CONVERT_S 14e-6
#define TIMEBASE_HZ 100e6
#define CODES 65536.0
#define LEAD 100
#define LINES 8
#define LIST 2048
#define POLL_S 0.005

enum { START, STOP, VERIFY, COMMIT, RESERVE, UNRESERVE, ABORT };
enum { ANALOG_INPUT = 10100, DIGITAL_OUTPUT = 10153, VOLTAGE_INPUT = 10322, CONTINUOUS = 10123, VOLTS = 10348, DO_NOT_OVERWRITE = 10159 };

struct channel { int number, terminal; char name[96], physical[96]; double low, high, range; };
struct task {
    struct task *next;
    char name[256];
    struct channel channels[INPUTS];
    int n, lines[LINES], n_lines;
    double rate;
    uint64_t asked, position;
    uint32_t buffer;
    bool running, committed, lost, waits;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct task *tasks, *holder;
static bool levels[LINES];
static long used_order = -1; /* the order whose overflow has happened */
static long gone_order = -1; /* the order whose removal has happened */

/* ---- tasks ---- */

static void release(struct task *task) {
    task->running = task->committed = false;
    if (holder == task) holder = NULL;
}

API int32_t DAQmxResetDevice(const char *name) {
    int32_t refused = require_device(name);
    pthread_mutex_lock(&lock);
    if (!refused && holder) release(holder);
    pthread_mutex_unlock(&lock);
    return refused;
}

static struct task *find(void *handle) {
    for (struct task *task = tasks; task; task = task->next)
        if (task == handle) return task;
    fail(INVALID_TASK, "Task handle: %p", handle);
    return NULL;
}

API int32_t DAQmxCreateTask(const char *name, void **handle) {
    struct task *task = calloc(1, sizeof *task);
    snprintf(task->name, sizeof task->name, "%s", name);
    task->rate = 1000.0;
    pthread_mutex_lock(&lock);
    task->next = tasks;
    tasks = task;
    pthread_mutex_unlock(&lock);
    *handle = task;
    return 0;
}

API int32_t DAQmxClearTask(void *handle) {
    pthread_mutex_lock(&lock);
    struct task *task = find(handle), **place = &tasks;
    if (task) {
        release(task);
        while (*place != task) place = &(*place)->next;
        *place = task->next;
        free(task);
    }
    pthread_mutex_unlock(&lock);
    return task ? 0 : INVALID_TASK;
}

static uint32_t buffer_of(const struct task *task) {
    uint32_t usual = task->rate <= 100 ? 1000 : task->rate <= 10000 ? 10000 : task->rate <= 1e6 ? 100000 : 1000000;
    if (task->buffer) return task->buffer;
    return task->asked > usual ? (uint32_t)task->asked : usual;
}

static int32_t check_rate(const struct task *task) {
    double most = FASTEST_HZ / (task->n ? task->n : 1);
    if (task->rate > 0.0 && task->rate <= most) return 0;
    return fail(INVALID_VALUE, "Requested Value: %g Hz; %d channels go to %g Hz.", task->rate, task->n, most);
}

static int32_t reserve(struct task *task) {
    struct faults faults = read_faults();
    if (!task->n && !task->n_lines) return fail(NO_CHANNELS, "Task Name: %s", task->name);
    bool gone = faults.removed_at == 0 || (faults.removed_at > 0 && faults.order == gone_order);
    if (gone) return fail(faults.removed_code, "Device Specified: %s", device_name);
    if (task->n_lines) return 0;
    if (holder && holder != task) return fail(RESERVED, "Task Name: %s", task->name);
    holder = task;
    return 0;
}

static int32_t start(struct task *task) {
    int32_t refused = task->running ? 0 : reserve(task);
    if (refused || task->running) return refused;
    task->position = 0;
    task->lost = false;
    task->running = true;
    return 0;
}

static void stop(struct task *task) {
    task->running = false;
    if (!task->committed) release(task);
}

API int32_t DAQmxTaskControl(void *handle, int32_t action) {
    pthread_mutex_lock(&lock);
    struct task *task = find(handle);
    int32_t code = task ? 0 : INVALID_TASK;
    if (task) switch (action) {
    case START: code = start(task); break;
    case STOP: stop(task); break;
    case VERIFY: code = check_rate(task); break;
    case COMMIT: case RESERVE:
        code = reserve(task);
        if (!code) { task->committed = true; code = read_faults().warning; }
        break;
    case UNRESERVE: case ABORT: release(task); break;
    default: code = fail(INVALID_VALUE, "Action: %d", action);
    }
    pthread_mutex_unlock(&lock);
    return code;
}

API int32_t DAQmxStartTask(void *handle) { return DAQmxTaskControl(handle, START); }
API int32_t DAQmxStopTask(void *handle) { return DAQmxTaskControl(handle, STOP); }

API int32_t DAQmxIsTaskDone(void *handle, uint32_t *done) {
    pthread_mutex_lock(&lock);
    struct task *task = find(handle);
    int32_t code = !task ? INVALID_TASK : task->lost ? fail(OVERWRITTEN, "Task Name: %s", task->name) : 0;
    *done = task && !task->running;
    pthread_mutex_unlock(&lock);
    return code;
}

/* ---- channels ---- */

static int32_t add_channel(struct task *task, int number, int32_t terminal, double low, double high) {
    double range = 0.0, wanted = fmax(fabs(low), fabs(high));
    for (int i = 3; i >= 0; i--) if (RANGES[i] >= wanted) range = RANGES[i];
    if (range == 0.0 || low >= high) return fail(INVALID_VALUE, "Range asked for: %g to %g V.", low, high);
    if (number >= INPUTS) return fail(NO_CHANNEL, "Physical Channel: ai%d", number);
    for (int i = 0; i < task->n; i++)
        if (task->channels[i].number == number) return fail(CHANNEL_TWICE, "Physical Channel: ai%d", number);
    struct channel *channel = &task->channels[task->n++];
    *channel = (struct channel){.number = number, .terminal = terminal, .low = low, .high = high, .range = range};
    snprintf(channel->physical, sizeof channel->physical, "%s/ai%d", device_name, number);
    memcpy(channel->name, channel->physical, sizeof channel->name);
    return 0;
}

static int32_t add_entry(struct task *task, char *entry, int32_t terminal, double low, double high) {
    while (isspace((unsigned char)*entry)) entry++;
    char *slash = strchr(entry, '/');
    if (slash) *slash = 0;
    int32_t refused = require_device(entry);
    if (refused) return refused;
    int first, last, fields = slash ? sscanf(slash + 1, "ai%d:%d", &first, &last) : 0;
    if (fields == 1) last = first;
    if (fields < 1) return fail(NO_CHANNEL, "Physical Channel: %s", slash ? slash + 1 : "none");
    for (int number = first; !refused && number <= last; number++)
        refused = add_channel(task, number, terminal, low, high);
    return refused;
}

API int32_t DAQmxCreateAIVoltageChan(void *handle, const char *physical, const char *name, int32_t terminal, double low,
                                     double high, int32_t units, const char *scale) {
    (void)name, (void)scale;
    char list[LIST], *rest, *entry;
    snprintf(list, sizeof list, "%s", physical);
    pthread_mutex_lock(&lock);
    struct task *task = find(handle);
    int32_t code = !task ? INVALID_TASK : units != VOLTS ? fail(NOT_SUPPORTED, "Units %d.", units) : 0;
    for (entry = strtok_r(list, ",", &rest); entry && !code; entry = strtok_r(NULL, ",", &rest))
        code = add_entry(task, entry, terminal, low, high);
    pthread_mutex_unlock(&lock);
    return code;
}

API int32_t DAQmxGetChanAttribute(void *handle, const char *name, int32_t attribute, void *value, uint32_t size) {
    struct task *task = find(handle);
    if (!task) return INVALID_TASK;
    struct channel *channel = NULL;
    if (task->n_lines) switch (attribute) {
    case 0x187F: return put_u32(DIGITAL_OUTPUT, value);
    case 0x2179: return put_u32(1, value); /* lines of a channel */
    default: return fail(NOT_SUPPORTED, "Channel attribute %#x of a line.", attribute);
    }
    for (int i = 0; i < task->n; i++)
        if (!strcasecmp(task->channels[i].name, name)) channel = &task->channels[i];
    if (!channel) return fail(NO_CHANNEL, "Channel Name: %s", name);
    double scaling[] = {0.0, 2.0 * channel->range / CODES};
    switch (attribute) {
    case 0x17DD: return put_double(channel->high, value);
    case 0x17DE: return put_double(channel->low, value);
    case 0x1815: return put_double(channel->range, value);
    case 0x1816: return put_double(-channel->range, value);
    case 0x187F: return put_u32(ANALOG_INPUT, value);
    case 0x0695: return put_u32(VOLTAGE_INPUT, value);
    case 0x1097: return put_u32((uint32_t)channel->terminal, value);
    case 0x18F5: return put_string(channel->physical, value, size);
    case 0x1930: return put_doubles(scaling, 2, value, size);
    default: return fail(NOT_SUPPORTED, "Channel attribute %#x.", attribute);
    }
}

API int32_t DAQmxGetTaskAttribute(void *handle, int32_t attribute, void *value, uint32_t size) {
    struct task *task = find(handle);
    if (!task) return INVALID_TASK;
    char names[INPUTS * 72] = "";
    for (int i = 0; i < task->n; i++)
        sprintf(names + strlen(names), "%s%s", i ? ", " : "", task->channels[i].name);
    for (int i = 0; i < task->n_lines; i++)
        sprintf(names + strlen(names), "%s%s/port0/line%d", *names ? ", " : "", device_name, task->lines[i]);
    switch (attribute) {
    case 0x1276: return put_string(task->name, value, size);
    case 0x1273: return put_string(names, value, size);
    case 0x230E: return put_string(task->n || task->n_lines ? device_name : "", value, size);
    case 0x2181: return put_u32((uint32_t)(task->n + task->n_lines), value);
    default: return fail(NOT_SUPPORTED, "Task attribute %#x.", attribute);
    }
}

/* ---- digital lines and start trigger ---- */

API int32_t DAQmxCreateDOChan(void *handle, const char *line, const char *name, int32_t grouping) {
    (void)name, (void)grouping;
    struct task *task = find(handle);
    if (!task) return INVALID_TASK;
    size_t length = strlen(device_name);
    int number = -1;
    if (!strncasecmp(line, device_name, length)) sscanf(line + length, "/port0/line%d", &number);
    if (number < 0 || number >= LINES || task->n_lines == LINES) return fail(NO_CHANNEL, "Physical Channel: %s", line);
    task->lines[task->n_lines++] = number;
    return 0;
}

API int32_t DAQmxGetWriteAttribute(void *handle, int32_t attribute, void *value, uint32_t size) {
    (void)size;
    struct task *task = find(handle);
    if (!task) return INVALID_TASK;
    if (attribute != 0x217F) return fail(NOT_SUPPORTED, "Write attribute %#x.", attribute);
    return put_u32(1, value); /* booleans of a channel */
}

API int32_t DAQmxWriteDigitalLines(void *handle, int32_t n, uint32_t auto_start, double timeout, int32_t layout,
                                   const uint8_t *values, int32_t *written, uint32_t *reserved) {
    (void)timeout, (void)layout, (void)reserved;
    struct task *task = find(handle);
    if (!task) return INVALID_TASK;
    if (n != 1) return fail(NOT_SUPPORTED, "%d samples of digital lines.", n);
    if (!task->running && !auto_start) return fail(NOT_RUNNING, "Task Name: %s", task->name);
    for (int i = 0; i < task->n_lines; i++) {
        char line[32];
        snprintf(line, sizeof line, "port0/line%d", task->lines[i]);
        if (levels[task->lines[i]] != !!values[i]) note_line(line, values[i]);
        levels[task->lines[i]] = values[i];
    }
    *written = 1;
    return 0;
}

API int32_t DAQmxCfgDigEdgeStartTrig(void *handle, const char *source, int32_t edge) {
    (void)source, (void)edge;
    struct task *task = find(handle);
    if (!task) return INVALID_TASK;
    task->waits = true;
    return 0;
}

static bool held(const struct task *task, const struct faults *faults) { return task->waits && !faults->triggered; }

/* ---- timing and buffer ---- */

API int32_t DAQmxCfgSampClkTiming(void *handle, const char *source, double rate, int32_t edge, int32_t mode,
                                  uint64_t n) {
    (void)edge;
    struct task *task = find(handle);
    if (!task) return INVALID_TASK;
    if (mode != CONTINUOUS || (*source && strcmp(source, "OnboardClock")))
        return fail(NOT_SUPPORTED, "Mode %d, source '%s'.", mode, source);
    task->rate = rate;
    task->asked = n;
    return 0;
}

API int32_t DAQmxGetTimingAttribute(void *handle, int32_t attribute, void *value, uint32_t size) {
    (void)size;
    struct task *task = find(handle);
    if (!task) return INVALID_TASK;
    int32_t refused = check_rate(task);
    if (refused) return refused;
    double rate = TIMEBASE_HZ / fmax(1.0, floor(TIMEBASE_HZ / task->rate + 1e-6));
    switch (attribute) {
    case 0x1344: return put_double(rate, value);
    case 0x1848: return put_double(fmax(1.0 / CONVERT_S, rate * task->n), value);
    case 0x22C8: return put_double(FASTEST_HZ / (task->n ? task->n : 1), value);
    default: return fail(NOT_SUPPORTED, "Timing attribute %#x.", attribute);
    }
}

API int32_t DAQmxSetBufferAttribute(void *handle, int32_t attribute, uint32_t value) {
    struct task *task = find(handle);
    if (!task) return INVALID_TASK;
    if (attribute != 0x186C) return fail(NOT_SUPPORTED, "Buffer attribute %#x.", attribute);
    task->buffer = value;
    return 0;
}

API int32_t DAQmxGetBufferAttribute(void *handle, int32_t attribute, void *value) {
    struct task *task = find(handle);
    if (!task) return INVALID_TASK;
    if (attribute != 0x186C) return fail(NOT_SUPPORTED, "Buffer attribute %#x.", attribute);
    return put_u32(buffer_of(task), value);
}

/* ---- reading ---- */

#ifndef OLD_DRIVER /* an old driver lacks a function */
API int32_t DAQmxSetReadAttribute(void *handle, int32_t attribute, int32_t value) {
    if (!find(handle)) return INVALID_TASK;
    if (attribute == 0x1211 && value == DO_NOT_OVERWRITE) return 0;
    return fail(NOT_SUPPORTED, "Read attribute %#x: %d.", attribute, value);
}
#endif

static uint64_t acquired(const struct task *task) {
    struct faults faults = read_faults();
    uint64_t there = task->position + (task->running && !held(task, &faults) ? LEAD : 0);
    if (faults.clock_ends >= 0 && there > (uint64_t)faults.clock_ends) there = (uint64_t)faults.clock_ends;
    return there > task->position ? there : task->position;
}

API int32_t DAQmxGetReadAttribute(void *handle, int32_t attribute, void *value, uint32_t size) {
    (void)size;
    struct task *task = find(handle);
    if (!task) return INVALID_TASK;
    switch (attribute) {
    case 0x217B: return put_u32((uint32_t)task->n, value);
    case 0x1223: case 0x31E8: return put_u32((uint32_t)(acquired(task) - task->position), value);
    case 0x1221: return put_u64(task->position, value);
    case 0x192A: return put_u64(acquired(task), value);
    default: return fail(NOT_SUPPORTED, "Read attribute %#x.", attribute);
    }
}

/* Samples that a read may take now, at most `wanted`; a negative code where it fails. */
static long deliverable(struct task *task, long wanted) {
    struct faults faults = read_faults();
    long end = (long)task->position + wanted;
    if (!task->running) return fail(NOT_RUNNING, "Task Name: %s", task->name);
    if (faults.removed_at >= 0 && faults.removed_at < end) gone_order = faults.order;
    if (faults.removed_at >= 0 && faults.removed_at < end)
        return fail(faults.removed_code, "Device Specified: %s", device_name);
    if (faults.overflow_at >= 0 && faults.overflow_at < end && faults.order != used_order) {
        task->lost = true;
        used_order = faults.order;
    }
    if (task->lost) return fail(OVERWRITTEN, "Task Name: %s", task->name);
    if (end > samples) end = samples;
    if (held(task, &faults)) return 0;
    if (faults.clock_ends >= 0 && faults.clock_ends < end) end = faults.clock_ends;
    return end > (long)task->position ? end - (long)task->position : 0;
}

static void pack(struct task *task, long n, int32_t by_scan, double *out) {
    for (int row = 0; row < task->n; row++) {
        const double *from = volts + (size_t)task->channels[row].number * (size_t)samples + task->position;
        for (long i = 0; i < n; i++) out[by_scan ? i * task->n + row : (long)row * n + i] = from[i];
    }
    task->position += (uint64_t)n;
}

API int32_t DAQmxReadAnalogF64(void *handle, int32_t wanted, double timeout, int32_t by_scan, double *out, uint32_t size,
                               int32_t *read, uint32_t *reserved) {
    (void)reserved;
    *read = 0;
    pthread_mutex_lock(&lock);
    struct task *task = find(handle);
    long n = task ? 0 : INVALID_TASK;
    if (task && wanted < 0) wanted = (int32_t)(acquired(task) - task->position);
    if (task && (uint64_t)wanted * (uint64_t)task->n > size) n = fail(INVALID_VALUE, "The array is too small.");
    for (double left = timeout; n >= 0; left -= POLL_S) {
        n = deliverable(task, wanted);
        if (n < 0 || n == wanted || (timeout >= 0.0 && left <= 0.0)) break;
        pthread_mutex_unlock(&lock);
        nanosleep(&(struct timespec){.tv_nsec = (long)(POLL_S * 1e9)}, NULL);
        pthread_mutex_lock(&lock);
        if (!(task = find(handle))) n = INVALID_TASK;
    }
    if (n > 0) pack(task, n, by_scan, out);
    if (n >= 0) *read = (int32_t)n;
    int32_t code = n < 0 ? (int32_t)n : n < wanted ? fail(NOT_YET, "Task Name: %s", task->name) : 0;
    pthread_mutex_unlock(&lock);
    return code;
}
