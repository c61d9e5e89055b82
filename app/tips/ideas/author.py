"""Whose idea it is: the name that may stand under it, or why none may, and which phones are the author's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.roster.guardian import Guardian
from app.roster.queries import Family, children_of, families_of
from app.roster.section import Enrollment
from app.roster.student import Relation, Student
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.sms.listed_names import all_of_names
from app.tips.ideas.idea import FamilyIdea, Words

_CREDITS = {
    Relation.MOTHER: "idea_credit_mother",
    Relation.FATHER: "idea_credit_father",
    Relation.GRANDMOTHER: "idea_credit_grandmother",
    Relation.GRANDFATHER: "idea_credit_grandfather",
}
_OF_THE_FAMILY = "idea_credit_family"
_OF_THE_HOME = "idea_credit_home"


class Nameless(StrEnum):
    """Why an idea may be shared only without a name."""

    STRANGER = "stranger"
    """Nobody knows who wrote, or the child is not in that class."""
    COURT_ORDER = "court_order"
    """A court, or the school, keeps some adult from the child: where the child is to be found is nobody's business."""
    TWO_HOMES = "two_homes"
    """An adult on another phone raises the child too, and would learn who writes to the teacher."""


@dataclass(frozen=True)
class Author:
    """Those who wrote an idea, as far as the class may know them."""

    credit: Mapping[str, str] = field(default_factory=dict)
    """By language, what may stand under it; empty where nothing may."""
    nameless: Nameless | None = None


def author_of(session: Session, school: School, idea: FamilyIdea, *, catalog: Catalog) -> Author:
    """Who wrote, in the eyes of the other families of the class."""
    return author_at(session, school, idea.phone_number_id, idea.section_id, catalog=catalog)


def author_at(
    session: Session, school: School, phone_number_id: int, section_id: int, *, catalog: Catalog
) -> Author:
    """The same of a phone whose idea nobody has offered yet."""
    family = _family_of(session, school, phone_number_id)
    children = _children_in(session, family, section_id)
    if not children:
        return Author(nameless=Nameless.STRANGER)
    if reason := _against_a_name(session, school, family, children):
        return Author(nameless=reason)
    return Author(_credit(family, children, catalog))


def credit_of(session: Session, school: School, idea: FamilyIdea, *, catalog: Catalog) -> Words:
    """The name that stands under the idea now: none where the family would rather not, or where none may any more."""
    if not idea.credited:
        return {}
    return idea.credited if author_of(session, school, idea, catalog=catalog).credit == idea.credit else {}


def own_phones(session: Session, school: School, phone_number_id: int) -> set[int]:
    """The numbers of those who answer the phone that an idea came from."""
    family = _family_of(session, school, phone_number_id)
    return {phone_number_id, *(number.id for one in family.answerers for number in one.numbers)}


def sections_of_family(session: Session, school: School, phone_number_id: int) -> set[int]:
    """The classes that the children of this phone's family sit in."""
    children = [child.id for child in _family_of(session, school, phone_number_id).students]
    return set(
        session.scalars(select(Enrollment.section_id).where(Enrollment.student_id.in_(children)).distinct())
    )


def _family_of(session: Session, school: School, phone_number_id: int) -> Family:
    return families_of(session, school, [phone_number_id]).get(phone_number_id, Family())


def _children_in(session: Session, family: Family, section_id: int) -> list[Student]:
    here = set(session.scalars(select(Enrollment.student_id).where(Enrollment.section_id == section_id)))
    return [child for child in family.students if child.id in here]


def _against_a_name(
    session: Session, school: School, family: Family, children: list[Student]
) -> Nameless | None:
    named = {child.id for child in children}
    ties = [tie.guardianship for one in family.answerers for tie in one.ties if tie.student.id in named]
    raised = [child for child in children_of(session, school, family) if child.student.id in named]
    ties += [guardianship for child in raised for _, guardianship in child.others]
    if any(tie.has_court_order or not tie.may_receive for tie in ties):
        return Nameless.COURT_ORDER
    return Nameless.TWO_HOMES if any(child.others for child in raised) else None


def _credit(family: Family, children: list[Student], catalog: Catalog) -> dict[str, str]:
    names = [child.first_name for child in children]
    if len(family.answerers) != 1:
        return {
            language: catalog.wording(_OF_THE_HOME, language).fill(child=all_of_names(language, names))
            for language in family_languages()
        }
    (author,) = family.answerers
    relations = {tie.guardianship.relation for tie in author.ties if tie.student in children}
    relation = relations.pop() if len(relations) == 1 else Relation.OTHER
    return {
        language: catalog.wording(_CREDITS.get(relation, _OF_THE_FAMILY), language).fill(
            name=_first_name(author.guardian), child=all_of_names(language, names)
        )
        for language in family_languages()
    }


def _first_name(guardian: Guardian) -> str:
    """Of "Rosa Morales" and of "Morales, Rosa"."""
    given = guardian.name.partition(",")[2].strip() or guardian.name
    return given.split()[0] if given.split() else guardian.name
