"""Every table, gathered so that migrations and tests see the whole database. It only imports."""

from app.broadcasts.answer import BroadcastAnswer, BroadcastReply
from app.broadcasts.broadcast import Broadcast
from app.broadcasts.recipient import BroadcastRecipient
from app.calls.voice_call import VoiceCall
from app.consent.consent_log import ConsentEntry
from app.consent.opt_out import CarrierBlock, OptOut, StopReview
from app.events.event import Event, EventDate
from app.events.guest import EventReply, Guest, Rsvp
from app.events.mailing import EventText, Mailing
from app.events.need_task import NeedTask
from app.foundation.database import Base
from app.inbox.inbox import Draft, Inbox, InboxMember, ThreadEvent
from app.interpreting.important_words import ImportantWord
from app.interpreting.school_phrase import SchoolPhrase
from app.interpreting.translation import Translation
from app.interpreting.translation_request import TranslationRequest
from app.interpreting.translation_review import TranslationReview
from app.joining.join_request import JoinRequest
from app.messages.attempt import DeliveryAttempt
from app.messages.batch import Batch
from app.messages.delivery_reports import DeliveryReport
from app.messages.media import MessageMedia
from app.messages.message import Message
from app.messages.outgoing_picture import OutgoingPicture
from app.messages.provider_event import ProviderEvent
from app.messages.thread import Thread
from app.prompts.prompt import Prompt
from app.roster.group import Group, GroupMember, GroupPhone
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.roster.section import Enrollment, Section
from app.roster.student import Guardianship, Student
from app.schools.phone_line import PhoneLine
from app.schools.school import School
from app.schools.school_calendar import SchoolBreak, SchoolYear
from app.staff.invitation import Invitation
from app.staff.sign_in import SignInFailure, StaffSession
from app.staff.staff_member import StaffMember
from app.tips.delivery import PlannedWeek, TipDelivery
from app.tips.ideas.idea import FamilyIdea, IdeaText
from app.tips.reactions import TipReaction
from app.tips.track import Tip, TipWording, Track
from app.tips.wishes import TipWish, TipWishEntry
from app.translation.memory import ApprovedTranslation

metadata = Base.metadata

__all__ = [
    "ApprovedTranslation",
    "Batch",
    "Broadcast",
    "BroadcastAnswer",
    "BroadcastRecipient",
    "BroadcastReply",
    "CarrierBlock",
    "ConsentEntry",
    "DeliveryAttempt",
    "DeliveryReport",
    "Draft",
    "Enrollment",
    "Event",
    "EventDate",
    "EventReply",
    "EventText",
    "FamilyIdea",
    "Group",
    "GroupMember",
    "GroupPhone",
    "Guardian",
    "GuardianPhone",
    "Guardianship",
    "Guest",
    "IdeaText",
    "ImportantWord",
    "Inbox",
    "InboxMember",
    "Invitation",
    "JoinRequest",
    "Mailing",
    "Message",
    "MessageMedia",
    "NeedTask",
    "OptOut",
    "OutgoingPicture",
    "PhoneLine",
    "PhoneNumber",
    "PlannedWeek",
    "Prompt",
    "ProviderEvent",
    "Rsvp",
    "School",
    "SchoolBreak",
    "SchoolPhrase",
    "SchoolYear",
    "Section",
    "SignInFailure",
    "StaffMember",
    "StaffSession",
    "StopReview",
    "Student",
    "Thread",
    "ThreadEvent",
    "Tip",
    "TipDelivery",
    "TipReaction",
    "TipWish",
    "TipWishEntry",
    "TipWording",
    "Track",
    "Translation",
    "TranslationRequest",
    "TranslationReview",
    "VoiceCall",
    "metadata",
]
