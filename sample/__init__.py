"""The sample: an invented Mexican managed-print dealer of any size, which has gone through every gate itself.

The same company, size, day and seed give the same rows. Its planted defects are counted before they are planted, so
that an audit can be checked against them.
"""

from sample.building import SampleRefused, build
from sample.manifest import Manifest

__all__ = ["Manifest", "SampleRefused", "build"]
