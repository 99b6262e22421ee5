# Of SciPy only what is called here.
import numpy as np
from numpy.typing import NDArray

def sgemm(alpha: float, a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]: ...
