"""What the families and the staff of the demo have written to one another over the last two weeks.

People of a school wrote these lines, in English and in Spanish; `past.py` lets them happen again.
"""

from app.demo.broadcasts import BROADCASTS
from app.demo.deeds import Happening
from app.demo.events import EVENTS
from app.demo.front_office import FRONT_OFFICE
from app.demo.room_4 import ROOM_4
from app.demo.room_7 import ROOM_7
from app.demo.tips import TIPS

HAPPENINGS: tuple[Happening, ...] = (*ROOM_4, *ROOM_7, *FRONT_OFFICE, *TIPS, *EVENTS, *BROADCASTS)
