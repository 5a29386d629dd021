"""Rows of numbers as text with six decimals, rounded as Python's ``format`` does: to the nearest, ties to even."""

from cpython.mem cimport PyMem_Free
from libc.math cimport fabs, floor, signbit
from libc.stdint cimport uint64_t
from libc.string cimport memcpy, strlen

cdef extern from "Python.h":
    char* PyOS_double_to_string(double value, char form, int precision, int flags, int* kind) except NULL

widest = 320  # characters of a cell: a sign, 309 digits, point, six decimals, comma
cdef double ONE = 1e6
cdef double SAFE = 2.0 ** 49  # beyond it the bound below could reach a half
cdef double ERROR = 2.0 ** -52  # twice what rounding the product may be off, relative
cdef char PAIRS[200]


cdef void fill_pairs() noexcept:
    """The texts of 00 to 99."""
    cdef int k
    for k in range(100):
        PAIRS[2 * k], PAIRS[2 * k + 1] = 48 + k // 10, 48 + k % 10


fill_pairs()


cdef inline char* put_whole(char* at, uint64_t whole) noexcept nogil:
    """The digits of a whole number."""
    cdef char digits[20]
    cdef int first = 20
    while whole >= 100:
        first -= 2
        memcpy(&digits[first], &PAIRS[2 * (whole % 100)], 2)
        whole //= 100
    if whole >= 10:
        first -= 2
        memcpy(&digits[first], &PAIRS[2 * whole], 2)
    else:
        first -= 1
        digits[first] = <char>(48 + whole)
    memcpy(at, &digits[first], 20 - first)
    return at + 20 - first


cdef char* put_exactly(char* at, double value) except NULL:
    """By Python's own correctly rounding conversion: for large numbers, and where a half is too close to tell."""
    cdef char* text = PyOS_double_to_string(value, b'f', 6, 0, NULL)
    cdef size_t length = strlen(text)
    memcpy(at, text, length)
    PyMem_Free(text)
    return at + length


cdef inline char* put(char* at, double value) except NULL:
    """One number; NaN gives nothing."""
    cdef double scaled, below, rest
    cdef uint64_t units, decimals
    if value != value:
        return at
    scaled = fabs(value) * ONE
    below = floor(scaled)
    rest = scaled - below  # exact
    if not scaled < SAFE or fabs(rest - 0.5) <= scaled * ERROR:
        if fabs(value) > 1.7976931348623157e308:
            raise ValueError("an infinite number is no measurement")
        return put_exactly(at, value)
    units = <uint64_t>below + (rest > 0.5)
    if signbit(value):
        at[0] = 45
        at += 1
    at = put_whole(at, units // 1000000)
    decimals = units % 1000000
    at[0] = 46
    memcpy(at + 1, &PAIRS[2 * (decimals // 10000)], 2)
    memcpy(at + 3, &PAIRS[2 * (decimals // 100 % 100)], 2)
    memcpy(at + 5, &PAIRS[2 * (decimals % 100)], 2)
    return at + 7


def put_rows(const double[:, ::1] columns not None, unsigned char[::1] out not None):
    """Write the rows of some columns; returns how many bytes.

    columns : (n_columns, n), n_columns > 0.
    out : room for ``widest`` bytes a cell.

    ValueError for an infinite number, or too little room.
    """
    cdef Py_ssize_t n_columns = columns.shape[0], n = columns.shape[1], row, column
    if out.shape[0] < n_columns * n * widest:
        raise ValueError("too little room")
    if n_columns == 0 or n == 0:
        return 0
    cdef char* begin = <char*>&out[0]
    cdef char* at = begin
    for row in range(n):
        for column in range(n_columns):
            at = put(at, columns[column, row])
            at[0] = 44
            at += 1
        (at - 1)[0] = 10
    return <Py_ssize_t>(<size_t>at - <size_t>begin)
