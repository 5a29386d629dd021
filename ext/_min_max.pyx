"""The smallest and the largest sample of each column: memoryviews in, one call without the GIL."""

from libc.math cimport NAN

from _min_max cimport min_max


def columns_of(const double[::1] values not None, const Py_ssize_t[::1] edges not None,
               Py_ssize_t[:, ::1] extremes not None):
    """Position of the first smallest and the first largest value of each column; −1 in a column of NaN.

    edges : (n_columns + 1,), where the columns begin; the last one is where they end.
    extremes : (2, n_columns), written.
    """
    cdef Py_ssize_t n_columns = edges.shape[0] - 1, start, column
    cdef double last
    if n_columns < 1 or edges[n_columns] == edges[0]:
        return
    # The C trusts the edges; with bounds checks on, the last element of each array is reached for here.
    last = values[edges[n_columns] - 1] + extremes[1, n_columns - 1]
    with nogil:
        for column in range(n_columns):
            start = edges[column]
            min_max(&values[0] + start, edges[column + 1] - start, &extremes[0, column], &extremes[1, column])
            if extremes[0, column] >= 0:
                extremes[0, column] += start
                extremes[1, column] += start


def pushed(const double[:, :] values not None, Py_ssize_t width, Py_ssize_t held, double[:, ::1] begun not None,
           double[:, :, ::1] completed not None):
    """Carry columns of ``width`` samples on over further samples, close together in each row.

    held : samples of the open column that went before, under ``width``.
    begun : (2, n_rows), smallest and largest of the open column, NaN without any; changed.
    completed : (2, n_rows, (held + n) // width), written.
    """
    cdef Py_ssize_t n_rows = values.shape[0], n = values.shape[1], n_columns = (held + n) // width
    cdef Py_ssize_t row, at, stop, column, low, high
    cdef double last
    if n_rows == 0 or n == 0:
        return
    last = values[n_rows - 1, n - 1] + begun[1, n_rows - 1]
    if n_columns:
        last += completed[1, n_rows - 1, n_columns - 1]
    with nogil:
        for row in range(n_rows):
            at, column = 0, 0
            while at < n:
                stop = min(n, (column + 1) * width - held)
                min_max(&values[row, at], stop - at, &low, &high)
                if low >= 0:
                    # Written so that NaN in the open column gives way.
                    if not begun[0, row] <= values[row, at + low]:
                        begun[0, row] = values[row, at + low]
                    if not begun[1, row] >= values[row, at + high]:
                        begun[1, row] = values[row, at + high]
                at = stop
                if column < n_columns:
                    completed[0, row, column], completed[1, row, column] = begun[0, row], begun[1, row]
                    begun[0, row] = begun[1, row] = NAN
                column += 1
