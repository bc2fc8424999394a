"""Names for the array types of the core."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shorts = NDArray[np.int16]
Tinies = NDArray[np.int8]
Bools = NDArray[np.bool_]
