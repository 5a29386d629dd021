"""The technician's session: what holds on the plates, what waits to be judged, what may be done next."""
