"""Correction: the draft of a next version beside the public one, and what is in its way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pressflow.model.changes import Change, changes, exchanged
from pressflow.model.correction_class import CorrectionClass
from pressflow.model.grading import NOTED, Reason, grade, graver, least
from pressflow.model.release import Release

# Longer notes are texts: those belong into the release.
LONGEST_NOTE = 1000


def unfit(text: str) -> str:
    """Why a reason or note cannot stand in a notice, in words; nothing where it can."""
    if text.strip() and len(text) <= LONGEST_NOTE and text.isprintable():
        return ""
    return f"a reason or note is one paragraph of at most {LONGEST_NOTE} characters; write it anew"


@dataclass(frozen=True)
class Draft:
    """What a release would become, beside what it is to the public."""

    public: Release
    release: Release

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """What changed, the gravest first, each with the least class that it allows."""
        return grade(self.public, self.release)

    @property
    def least(self) -> CorrectionClass:
        """The least class the correction may have."""
        return least(self.reasons)

    @property
    def differs(self) -> bool:
        """Whether there is anything to correct."""
        before = {record.language: record.source for record in self.public.records}
        now = {record.language: record.source for record in self.release.records}
        return bool(self.reasons) or before != now

    @property
    def files(self) -> tuple[str, ...]:
        """The files that hold something else under the same name."""
        return exchanged(self.public, self.release)

    def changes(self, language: str) -> tuple[Change, ...]:
        """What became different in the words of a language; nothing in one that is new or gone."""
        before, now = self.public.record(language), self.release.record(language)
        return changes(before, now) if before and now else ()


def fixed(draft: Draft) -> Iterator[tuple[str, str]]:
    """What may not change once it is public: the language with it, and what to do."""
    first = draft.public.original
    now = draft.release.record(first.language)
    if now is None:
        yield first.language, f"is the original of a public release and must stay; put {first.language}.md back"
        return
    for record in draft.release.records:
        if record.date and record.date != draft.public.date:
            yield record.language, "date: the date of a public release never changes; put the old one back"
        if record.embargo and not first.embargo:
            yield record.language, "embargo: what is public cannot be put under embargo again; take it out"


def unnoted(draft: Draft, class_: CorrectionClass, note: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Which languages lack the note that a class needs, or have one that nobody would see."""
    for language in draft.release.languages:
        if class_ in NOTED and not note.get(language):
            yield (
                language,
                f'a {class_} needs a note for readers: --note {language}="What was wrong, and what is right."',
            )
    for language, text in note.items():
        if class_ == "typo":
            yield language, "a typo is corrected silently, so nobody would see the note; leave it out, or choose update"
        elif language not in draft.release.languages:
            yield language, f"the note is in a language the release is not written in ({language})"
        elif len(text) > LONGEST_NOTE or "\n" in text:
            yield language, f"the note must be one paragraph of at most {LONGEST_NOTE} characters"


def too_low(draft: Draft, class_: CorrectionClass) -> str:
    """Why a class is too low for what changed; nothing where it is not."""
    if not graver(draft.least, class_):
        return ""
    why = "; ".join(str(reason) for reason in draft.reasons if graver(reason.least, class_))
    return f"{class_} is too low for what changed: {why}. It is a {draft.least} at least"
