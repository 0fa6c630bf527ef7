"""The vital signs of the running program: what its jobs report goes in; metrics, the state of each part and health out.

Jobs say what they did and how it went. `meters` counts it for Prometheus, `pulse` knows whether they are still at it,
and the store is told of each part when it last worked and how it last failed.
"""

from bot.vitals.gauges import Gauges
from bot.vitals.pulse import Pulse
from bot.vitals.senders import Observed
from bot.vitals.signs import Vitals

__all__ = ["Gauges", "Observed", "Pulse", "Vitals"]
