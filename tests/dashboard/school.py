"""A small bilingual school with named families, for every test of a screen."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import TypeVar

from PIL import Image
from sqlalchemy.orm import Session

from app.consent.consent_log import ConsentChannel, ConsentEntry, ConsentEvent
from app.consent.opt_out import OptOut, OptOutSource, StopReview
from app.gateway.port import FailureReason
from app.inbox.inbox import Inbox, InboxKind, InboxMember, ThreadEvent, ThreadEventKind
from app.messages.delivery_status import DeliveryStatus
from app.messages.media import MediaState, MessageMedia
from app.messages.message import Direction, Message, MessageKind, RoutedBy
from app.messages.provider_event import EventKind, ProviderEvent
from app.messages.thread import Thread
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.roster.section import Enrollment, Section
from app.roster.student import Guardianship, Relation, Student
from app.schools.phone_line import PhoneLine
from app.schools.school import School
from app.sms.segments import measure
from app.staff.sign_in import hash_password
from app.staff.staff_member import Role, StaffMember

T = TypeVar("T")
PASSWORD = "a bridge of words"
_HASH = hash_password(PASSWORD)


@dataclass
class SchoolYard:
    """The school as it was built, and the hands that build more of it."""

    session: Session
    now: datetime
    school: School
    staff: dict[str, StaffMember] = field(default_factory=dict)
    inboxes: dict[str, Inbox] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    students: dict[str, Student] = field(default_factory=dict)
    numbers: dict[str, PhoneNumber] = field(default_factory=dict)
    guardians: dict[str, Guardian] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    lines: list[PhoneLine] = field(default_factory=list)

    def add(self, thing: T) -> T:
        self.session.add(thing)
        self.session.flush()
        return thing

    def hire(self, name: str, email: str, role: Role, *, language: str = "en") -> StaffMember:
        person = StaffMember(
            school_id=self.school.id,
            email=email,
            name=name,
            role=role,
            language=language,
            password_hash=_HASH,
            created_at=self.now,
        )
        self.staff[name] = self.add(person)
        return person

    def open_inbox(self, name: str, kind: InboxKind, *members: StaffMember, section: str = "") -> Inbox:
        section_id = None
        if section:
            taught = self.add(Section(school_id=self.school.id, name=section, grade=section[:1]))
            self.sections[section], section_id = taught, taught.id
        inbox = self.add(Inbox(school_id=self.school.id, kind=kind, name=name, section_id=section_id))
        for member in members:
            self.add(InboxMember(inbox_id=inbox.id, staff_member_id=member.id))
        self.inboxes[name] = inbox
        return inbox

    def enroll(self, name: str, section: str) -> Student:
        first, _, last = name.partition(" ")
        student = self.add(
            Student(
                school_id=self.school.id, first_name=first, last_name=last, grade=self.sections[section].grade
            )
        )
        self.add(Enrollment(section_id=self.sections[section].id, student_id=student.id))
        self.students[first] = student
        return student

    def phone(self, digits: str, health: NumberHealth = NumberHealth.GOOD) -> PhoneNumber:
        e164 = f"+1206555{digits}"
        if e164 not in self.numbers:
            self.numbers[e164] = self.add(
                PhoneNumber(school_id=self.school.id, e164=e164, health=health, created_at=self.now)
            )
        return self.numbers[e164]

    def guardian(
        self,
        name: str,
        relation: Relation,
        *children: str,
        number: PhoneNumber,
        language: str | None = "es",
        may_receive: bool = True,
        has_court_order: bool = False,
    ) -> Guardian:
        person = self.guardians.get(name) or self.add(
            Guardian(school_id=self.school.id, name=name, language=language, language_confirmed_at=self.now)
        )
        self.guardians[name] = person
        self.add(GuardianPhone(guardian_id=person.id, phone_number_id=number.id))
        for child in children:
            self.add(
                Guardianship(
                    student_id=self.students[child].id,
                    guardian_id=person.id,
                    relation=relation,
                    may_receive=may_receive,
                    has_court_order=has_court_order,
                )
            )
        return person

    def thread(self, name: str, number: PhoneNumber, inbox: str, *, line: int = 0) -> Thread:
        self.threads[name] = self.add(
            Thread(
                school_id=self.school.id,
                phone_number_id=number.id,
                inbox_id=self.inboxes[inbox].id,
                line_id=self.lines[line].id,
                last_message_at=self.now,
                touched_at=self.now,
                created_at=self.now,
            )
        )
        return self.threads[name]

    def from_family(
        self,
        thread: Thread,
        body: str,
        ago: timedelta,
        *,
        routed_by: RoutedBy = RoutedBy.LINE,
        waits: bool = True,
    ) -> Message:
        at = self.now - ago
        message = self._message(
            thread, body, at, Direction.IN, MessageKind.FROM_FAMILY, DeliveryStatus.RECEIVED
        )
        message.routed_by = routed_by
        if waits and thread.waiting_since is None:
            thread.waiting_since = at
        return message

    def to_family(
        self,
        thread: Thread,
        body: str,
        ago: timedelta,
        *,
        by: str = "",
        status: DeliveryStatus = DeliveryStatus.DELIVERED,
        reason: FailureReason | None = None,
        needs_attention: bool = False,
        due_in: timedelta = timedelta(0),
    ) -> Message:
        at = self.now - ago
        author = self.staff[by] if by else None
        kind = MessageKind.REPLY if by else MessageKind.AUTO_REPLY
        message = self._message(thread, body, at, Direction.OUT, kind, status)
        message.author_id = author.id if author else None
        message.due_at, message.not_after = at + due_in, at + due_in + timedelta(days=1)
        message.reason, message.attention_at = reason, at if needs_attention else None
        if status is DeliveryStatus.DELIVERED or reason is not None:
            message.ended_at = at + timedelta(seconds=8)
        if by:
            thread.waiting_since = None
        return message

    def note(self, thread: Thread, by: str, words: str, ago: timedelta) -> ThreadEvent:
        return self.event(thread, ThreadEventKind.NOTE, by, ago, body=words)

    def event(
        self, thread: Thread, kind: ThreadEventKind, by: str, ago: timedelta, *, to: str = "", body: str = ""
    ) -> ThreadEvent:
        return self.add(
            ThreadEvent(
                thread_id=thread.id,
                kind=kind,
                staff_member_id=self.staff[by].id,
                subject_id=self.staff[to].id if to else None,
                body=body,
                created_at=self.now - ago,
            )
        )

    def picture(self, message: Message, *, state: MediaState = MediaState.STORED) -> MessageMedia:
        canvas = BytesIO()
        Image.linear_gradient("L").resize((360, 240)).convert("RGB").save(canvas, "JPEG")
        is_stored = state is MediaState.STORED
        return self.add(
            MessageMedia(
                message_id=message.id,
                position=0,
                provider_url="https://api.twilio.com/picture",
                state=state,
                content_type="image/jpeg" if is_stored else None,
                content=canvas.getvalue() if is_stored else None,
                next_try_at=self.now,
            )
        )

    def _message(
        self,
        thread: Thread,
        body: str,
        at: datetime,
        direction: Direction,
        kind: MessageKind,
        status: DeliveryStatus,
    ) -> Message:
        size = measure(body)
        message = Message(
            school_id=thread.school_id,
            thread_id=thread.id,
            phone_number_id=thread.phone_number_id,
            line_id=thread.line_id,
            direction=direction,
            kind=kind,
            status=status,
            body=body,
            encoding=size.encoding,
            segments=size.segments,
            created_at=at,
        )
        if direction is Direction.OUT:
            message.due_at = message.not_after = at
        if kind is MessageKind.REPLY:
            message.author_id = next(iter(self.staff.values())).id
        self.add(message)
        thread.last_message_id, thread.last_message_at, thread.touched_at = message.id, at, at
        return message


def found(
    session: Session, now: datetime, *, name: str = "Lincoln Elementary", lines: str = "01"
) -> SchoolYard:
    """An empty school with two lines."""
    school = School(
        name=name,
        time_zone="America/Los_Angeles",
        office_phone="(206) 555-0100",
        created_at=now - timedelta(days=90),
    )
    session.add(school)
    session.flush()
    yard = SchoolYard(session, now, school)
    for number in range(2):
        yard.lines.append(
            yard.add(PhoneLine(school_id=school.id, e164=f"+1206555{lines}9{number}", created_at=now))
        )
    return yard


def lincoln(session: Session, now: datetime) -> SchoolYard:
    """The whole cast: siblings on one phone, two homes, a grandmother, a stop, a landline, a stranger."""
    yard = found(session, now)
    lee = yard.hire("Ms. Lee", "lee@lincoln.example", Role.TEACHER)
    diaz = yard.hire("Mr. Diaz", "diaz@lincoln.example", Role.TEACHER)
    ruiz = yard.hire("Sra. Ruiz", "ruiz@lincoln.example", Role.OFFICE, language="es")
    yard.hire("Dr. Okafor", "okafor@lincoln.example", Role.PRINCIPAL)
    kim = yard.hire("Mx. Kim", "kim@lincoln.example", Role.COUNSELOR)
    yard.open_inbox("Ms. Lee", InboxKind.SECTION, lee, section="3A Ms. Lee")
    yard.open_inbox("Mr. Diaz", InboxKind.SECTION, diaz, section="5B Mr. Diaz")
    yard.open_inbox("Front office", InboxKind.OFFICE, ruiz)
    yard.open_inbox("Counselor", InboxKind.COUNSELOR, kim)
    for child, section in (
        ("Ana González", "3A Ms. Lee"),
        ("Leo González", "5B Mr. Diaz"),
        ("Mateo Ramírez", "3A Ms. Lee"),
        ("Noah Carter", "3A Ms. Lee"),
        ("Lucía Muñoz", "3A Ms. Lee"),
        ("Emma Novak", "3A Ms. Lee"),
    ):
        yard.enroll(child, section)
    _fill(yard)
    yard.add(
        ProviderEvent(
            kind=EventKind.INBOUND, key="inbound:SM1", body=b"", received_at=now - timedelta(minutes=4)
        )
    )
    return yard


def _fill(yard: SchoolYard) -> None:
    minute, hour, day = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
    maria, carmen = yard.phone("0111"), yard.phone("0112")
    landline, jordan, priya = (
        yard.phone("0107", NumberHealth.LANDLINE),
        yard.phone("0113"),
        yard.phone("0114"),
    )
    petra, stranger = yard.phone("0115"), yard.phone("0119", NumberHealth.UNTRIED)
    yard.guardian("María González", Relation.MOTHER, "Ana", "Leo", number=maria)
    yard.guardian("Carmen Ramírez", Relation.GRANDMOTHER, "Mateo", number=carmen)
    yard.guardian("Rosa Muñoz", Relation.MOTHER, "Lucía", number=landline)
    yard.guardian("Jordan Carter", Relation.FATHER, "Noah", number=jordan, language="en")
    yard.guardian("Priya Shah", Relation.MOTHER, "Noah", number=priya, language="en", has_court_order=True)
    yard.guardian("Petra Novak", Relation.MOTHER, "Emma", number=petra, language=None)

    ana = yard.thread("Ana", maria, "Ms. Lee")
    yard.from_family(ana, "Buenos días maestra, Ana no va a ir hoy, tiene fiebre.", 2 * day)
    yard.to_family(
        ana,
        "Gracias por avisarme, María. Que Ana descanse mucho. Le guardo la tarea.",
        2 * day - hour,
        by="Ms. Lee",
    )
    yard.note(
        ana,
        "Ms. Lee",
        "Homework is in the blue tray. Ask Mr. Diaz to give it to Leo.",
        2 * day - 2 * hour,
    )
    yard.from_family(ana, "Muchas gracias. Ya está mejor, mañana va a clases.", day)
    picture = yard.from_family(ana, "¡Mire su dibujo del puente!", day - 5 * minute)
    yard.picture(picture)
    yard.to_family(ana, "¡Qué bonito! Lo ponemos en la pared del salón.", day - 20 * minute, by="Ms. Lee")
    yard.from_family(ana, "¿A qué hora es la reunión del jueves? Trabajo hasta las 5.", 12 * minute)

    leo = yard.thread("Leo", maria, "Mr. Diaz", line=1)
    yard.from_family(leo, "¿Leo tiene práctica de fútbol hoy?", 3 * hour)
    yard.to_family(leo, "Sí, hasta las 4:30.", 2 * hour, by="Mr. Diaz", status=DeliveryStatus.SENT)

    mateo = yard.thread("Mateo", carmen, "Ms. Lee")
    yard.to_family(mateo, "Hola doña Carmen, Mateo leyó en voz alta hoy. ¡Muy bien!", 3 * day, by="Ms. Lee")
    text = yard.from_family(mateo, "ya no quiero recibir tantos mensajes por favor", 26 * hour)
    yard.add(
        StopReview(
            school_id=yard.school.id,
            e164=carmen.e164,
            thread_id=mateo.id,
            message_id=text.id,
            opened_at=text.created_at,
        )
    )

    noah = yard.thread("Noah", jordan, "Ms. Lee")
    yard.to_family(noah, "Noah forgot his jacket in the gym.", 5 * hour, by="Ms. Lee")
    yard.to_family(
        noah,
        "Picture day is tomorrow. Please send him in his blue shirt.",
        4 * hour,
        by="Ms. Lee",
        status=DeliveryStatus.UNKNOWN,
        needs_attention=True,
    )
    yard.to_family(
        noah,
        "Reminder: the museum trip leaves at 9. Bring water!",
        hour,
        by="Ms. Lee",
        status=DeliveryStatus.QUEUED,
        due_in=20 * hour,
    )

    other_home = yard.thread("other home", priya, "Ms. Lee")
    yard.from_family(other_home, "Hi, when is the next conference?", 6 * hour)
    yard.event(other_home, ThreadEventKind.ASSIGNED, "Ms. Lee", 5 * hour, to="Ms. Lee")
    other_home.assigned_to = yard.staff["Ms. Lee"].id

    lucia = yard.thread("Lucía", landline, "Ms. Lee")
    yard.to_family(
        lucia,
        "Lucía ganó el concurso de lectura.",
        7 * hour,
        by="Ms. Lee",
        status=DeliveryStatus.UNDELIVERED,
        reason=FailureReason.LANDLINE,
        needs_attention=True,
    )

    emma = yard.thread("Emma", petra, "Ms. Lee")
    yard.to_family(emma, "Emma had a great day.", 9 * day, by="Ms. Lee")
    yard.from_family(emma, "STOP", 8 * day, waits=False)
    yard.to_family(emma, "You will get no more texts from Lincoln Elementary.", 8 * day)
    yard.add(
        OptOut(
            school_id=yard.school.id,
            e164=petra.e164,
            source=OptOutSource.KEYWORD,
            opened_at=yard.now - 8 * day,
        )
    )
    yard.add(
        ConsentEntry(
            school_id=yard.school.id,
            e164=petra.e164,
            event=ConsentEvent.OPTED_OUT,
            channel=ConsentChannel.TEXT,
            wording="STOP",
            recorded_at=yard.now - 8 * day,
        )
    )

    unknown = yard.thread("stranger", stranger, "Front office")
    yard.from_family(
        unknown, "Hola, soy el tío de un alumno, ¿con quién hablo?", 40 * minute, routed_by=RoutedBy.OFFICE
    )
    yard.to_family(unknown, "Thank you. A person at the school will read this.", 39 * minute)
    counselor = yard.thread("counselor", jordan, "Counselor", line=1)
    yard.from_family(counselor, "Can we talk about Noah's week?", 2 * hour)
