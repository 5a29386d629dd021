/* A stand-in for NI's driver library on a computer that has none: the functions of NI-DAQmx's documented C API that
 * Legdrive reaches through the ctypes path of nidaqmx, for one device of sixteen inputs with simulated plates behind it.
 *
 * It lies in a folder named by LEGDRIVE_STANDIN with three files:
 *   device.txt  "name product serial major minor update samples"
 *   volts.f64   16 rows of float64 volts, one per input, channel after channel
 *   faults.txt  a serial number, then lines "what at code"; read anew whenever it counts, may be missing
 * Faults: remove (the device is gone with the code), overflow (samples were overwritten), stop_clock (no sample from
 * there on); each comes with the read that reaches beyond sample `at`. warn: committing a task gives the code, which is
 * positive and hinders nothing. trigger: the edge that a start trigger waits for has come.
 * Digital lines that change their level are written to lines.txt.
 *
 * The sample clock runs free: a read never waits for samples that are to come. Reservations hold within one process.
 * Functions with variable arguments in NI's header are declared here with all they are ever called with: ctypes calls
 * them so, and this way it does not matter how a platform passes variable arguments.
 */
#include "standin.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>

#define TEXT 2048

const double RANGES[4] = {0.2, 1.0, 5.0, 10.0};
char device_name[64];
long samples;
const double *volts;
static char folder[1024], product[128];
static uint32_t serial, version[3];
static __thread char last_error[TEXT];

/* ---- the three files ---- */

static FILE *open_file(const char *name, const char *mode) {
    char path[1200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return fopen(path, mode);
}

__attribute__((constructor)) static void load(void) {
    const char *where = getenv("LEGDRIVE_STANDIN");
    snprintf(folder, sizeof folder, "%s", where ? where : ".");
    FILE *file = open_file("device.txt", "r");
    if (!file || fscanf(file, "%63s %127s %u %u %u %u %ld", device_name, product, &serial, &version[0], &version[1],
                        &version[2], &samples) != 7) {
        fprintf(stderr, "stand-in: no device.txt in %s\n", folder);
        abort();
    }
    fclose(file);
    char path[1200];
    snprintf(path, sizeof path, "%s/volts.f64", folder);
    int descriptor = open(path, O_RDONLY);
    void *mapped = mmap(NULL, (size_t)samples * INPUTS * sizeof(double), PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (descriptor < 0 || mapped == MAP_FAILED) {
        fprintf(stderr, "stand-in: no volts.f64 in %s\n", folder);
        abort();
    }
    volts = mapped;
}

struct faults read_faults(void) {
    struct faults found = {-1, -1, -1, -1, 0, 0, false};
    FILE *file = open_file("faults.txt", "r");
    if (!file) return found;
    char what[32];
    long at;
    int code;
    if (fscanf(file, "%ld", &found.order) != 1) found.order = -1;
    while (fscanf(file, "%31s %ld %d", what, &at, &code) == 3) {
        if (!strcmp(what, "remove")) { found.removed_at = at; found.removed_code = code; }
        if (!strcmp(what, "overflow")) found.overflow_at = at;
        if (!strcmp(what, "stop_clock")) found.clock_ends = at;
        if (!strcmp(what, "trigger")) found.triggered = true;
        if (!strcmp(what, "warn")) found.warning = code;
    }
    fclose(file);
    return found;
}

void note_line(const char *line, bool high) {
    FILE *file = open_file("lines.txt", "a");
    if (!file) return;
    fprintf(file, "%s %d\n", line, high);
    fclose(file);
}

/* ---- errors ---- */

static const char *meaning(int32_t code) {
    switch (code) {
    case RESERVED: return "Another task has reserved the device.";
    case INVALID_VALUE: return "The value asked for is not supported.";
    case INVALID_TASK: return "There is no such task.";
    case NO_CHANNEL: return "The device has no such physical channel.";
    case INVALID_DEVICE: return "There is no device of this name.";
    case OVERWRITTEN: return "Samples asked for were overwritten in the buffer before they were read.";
    case NOT_YET: return "Fewer samples than asked for were acquired in time.";
    case NOT_SUPPORTED: return "The stand-in does not model this.";
    case NOT_RUNNING: return "The task is not running.";
    case NO_CHANNELS: return "The task has no channels.";
    case CHANNEL_TWICE: return "The channel is in the task already.";
    default: return "An error that was ordered from the stand-in.";
    }
}

int32_t fail(int32_t code, const char *detail, ...) {
    char words[512];
    va_list values;
    va_start(values, detail);
    vsnprintf(words, sizeof words, detail, values);
    va_end(values);
    snprintf(last_error, sizeof last_error, "%s\n%s\n\nStatus Code: %d", meaning(code), words, code);
    return code;
}

int32_t put_string(const char *text, char *value, uint32_t size) {
    uint32_t needed = (uint32_t)strlen(text) + 1;
    if (size == 0) return (int32_t)needed;
    if (size < needed) return STRING_TOO_SMALL;
    memcpy(value, text, needed);
    return 0;
}

int32_t put_doubles(const double *from, uint32_t n, double *value, uint32_t size) {
    if (size == 0) return (int32_t)n;
    if (size < n) return ARRAY_TOO_SMALL;
    memcpy(value, from, n * sizeof *from);
    return 0;
}

int32_t put_double(double number, void *value) { *(double *)value = number; return 0; }
int32_t put_u32(uint32_t number, void *value) { *(uint32_t *)value = number; return 0; }
int32_t put_u64(uint64_t number, void *value) { *(uint64_t *)value = number; return 0; }

API int32_t DAQmxGetExtendedErrorInfo(char *value, uint32_t size) {
    snprintf(value, size, "%s", last_error);
    return 0;
}

API int32_t DAQmxGetErrorString(int32_t code, char *value, uint32_t size) {
    snprintf(value, size, "%s", meaning(code));
    return 0;
}

/* ---- system and device ---- */

API int32_t DAQmxSetRuntimeEnvironment(const char *environment, const char *its_version, const char *a, const char *b) {
    (void)environment, (void)its_version, (void)a, (void)b;
    return 0;
}

API int32_t DAQmxGetSystemInfoAttribute(int32_t attribute, void *value, uint32_t size) {
    switch (attribute) {
    case 0x1272: return put_u32(version[0], value);
    case 0x1923: return put_u32(version[1], value);
    case 0x2F22: return put_u32(version[2], value);
    case 0x193B: return put_string(device_name, value, size);
    default: return fail(NOT_SUPPORTED, "System attribute %#x.", attribute);
    }
}

int32_t require_device(const char *name) {
    return strcasecmp(name, device_name) ? fail(INVALID_DEVICE, "Device Specified: %s", name) : 0;
}

API int32_t DAQmxGetDeviceAttribute(const char *name, int32_t attribute, void *value, uint32_t size) {
    int32_t refused = require_device(name);
    if (refused) return refused;
    char inputs[INPUTS * 72] = "";
    double limits[8];
    switch (attribute) {
    case 0x0631: return put_string(product, value, size);
    case 0x0632: return put_u32(serial, value);
    case 0x22CA: return put_u32(0, value);
    case 0x298C: case 0x298D: return put_double(FASTEST_HZ, value);
    case 0x298F: return put_u32(0, value);
    case 0x231E:
        for (int i = 0; i < INPUTS; i++)
            sprintf(inputs + strlen(inputs), "%s%s/ai%d", i ? ", " : "", device_name, i);
        return put_string(inputs, value, size);
    case 0x2990:
        for (int i = 0; i < 4; i++) { limits[2 * i] = -RANGES[i]; limits[2 * i + 1] = RANGES[i]; }
        return put_doubles(limits, 8, value, size);
    default: return fail(NOT_SUPPORTED, "Device attribute %#x.", attribute);
    }
}

