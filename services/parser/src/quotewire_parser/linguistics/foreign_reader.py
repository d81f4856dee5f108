"""What words in marks are, in other languages than English: which cue stands beside them, before or behind."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE
from quotewire_parser.linguistics.foreign_cues import DASHES, Found
from quotewire_parser.linguistics.foreign_phrases import Span
from quotewire_parser.linguistics.foreign_quoting import Quoting
from quotewire_parser.linguistics.foreign_speakers import Spoken
from quotewire_parser.linguistics.tokens import PUNCT

_MIN_WORDS = 3  # fewer words in marks are a title or a term, unless a cue stands straight beside them
_NEAR = 3  # tokens from a comma to the cue of its clause
_NEXT_CUE = 8  # tokens of the next sentence in which a cue may speak of the quotation before


class Reader(Quoting):
    """Reads the quotations and the reported speech of one document one after the other."""

    def report(self, first: int, last: int) -> None:
        """Read what the sentence from token *first* to *last* reports besides its quotations."""
        k = len(self.found) - 1
        while k >= 0 and self.found[k].last_token() > first:
            self.reports.take(self.found[k])
            k -= 1
        for finding, subject in self.reports.read(first, last):
            self.add(finding, subject)
        self.people.tell_of(first, last)

    def read(self, piece: Span) -> None:
        """Decide what the words in marks at *piece* are, and who says them."""
        doc, clauses, words = self.doc, self.clauses, self.clauses.words
        start, end = piece
        count = sum(words[k][0].isalnum() for k in range(start, end))
        if not count or self._goes_on(piece):
            return
        floor = clauses.floor(start)
        ceiling = end if clauses.closed_sentence(end) else clauses.ceiling(end)
        lead = next((k for k in range(floor, start) if not doc.tokens.flags[k] & PUNCT), start)
        behind = clauses.first_cue(end, ceiling)
        if start and words[start - 1] == ":" and self._announced(piece, count, floor, ceiling, behind):
            return
        if lead == start and self._opened(piece, count, ceiling, behind):
            return
        before = clauses.last_cue(lead, start)
        if before is None and lead < start and clauses.lower[lead] in self.tongue.for_name:
            before = self.for_somebody(lead, start)
        if before is not None:
            before = self.outer(before, lead, start)
        if before is not None and self._governed(piece, count, lead, before):
            return
        if lead < start and behind is not None and behind.kind != "calls":
            comma = next((k for k in range(behind.span[0] - 1, end - 1, -1) if words[k] == ","), None)
            aside = clauses.lower[behind.span[0] - 1] in self.tongue.that  # "как утверждает …"
            near = comma is not None and behind.span[0] - comma <= _NEAR
            led = not self.governs(behind, ceiling)
            told = self.subjects.before(comma + 1, behind.span[0]) if comma is not None else None
            # "X, chef de « … », a dit que …": the words are X's place
            led = led and (told is None or told.kind in ("pronoun", "nobody"))
            led = led and (comma is None or not self.reports.apposed(lead, comma))
            if (near and led and not aside) or behind.kind != "says":
                cut = comma if comma is not None else end
                subject = clauses.subject_of(behind, cut, ceiling, before_first=False)
                self.mixed((lead, cut), behind, subject)
                return
        if lead == start and behind is None:
            self._alone(piece, count, end)

    # -- cases, from the surest on ------------------------------------------------------------------------------
    def _goes_on(self, piece: Span) -> bool:
        """Take a quotation into the one before it where nothing but that one's cue and its sentence stands between."""
        if not self.found:
            return False
        last, words = self.found[-1], self.clauses.words
        between = range(last.last_token(), piece[0])
        if self.doc.paragraph_of(piece[0]) != self.doc.paragraph_of(last.last_token() - 1):
            return False
        ends = [k for k in between if self.clauses.ends(k)]
        inside = last.cue is not None and last.cue[0] in between
        if inside and not ends and words[piece[0] - 1] in (",", ":", *DASHES):
            others = [k for k in between if self.clauses.cue_at(k) and last.cue and k > last.cue[1]]
            linked = any(self.clauses.lower[k] in self.tongue.links for k in between)
            if not (others and linked and words[piece[0] - 1] == ":"):
                last.pieces.append(piece)
                return True
        empty = all(self.doc.tokens.flags[k] & PUNCT for k in between)
        follows = (inside and len(ends) == 1 and ends[0] == piece[0] - 1) or (
            empty and words[piece[0] - 1] != ":"
        )
        if (
            follows
            and self.clauses.closed_sentence(piece[1])
            and self.clauses.quoted[last.pieces[-1][0]] != OUTSIDE
        ):
            last.pieces.append(piece)
            return True
        return False

    def _announced(self, piece: Span, count: int, floor: int, ceiling: int, behind: Found | None) -> bool:
        """Take what a colon announces, whatever the verb: "Elle est formelle : …"."""
        colon = piece[0] - 1
        cue = self.clauses.last_cue(floor, colon)
        titled = colon > floor and self.clauses.lower[colon - 1] in lexicon.foreign_words("title-nouns")
        short = count < _MIN_WORDS - (self.clauses.last_char(piece[0]) in ".!?…")
        if cue is None and (titled or short or not self.sentence(piece)):
            return False
        if cue is None and self._opened(piece, count, ceiling, behind):
            return True
        if cue is None:
            subject = self.subjects.before(floor, colon)
        else:
            subject = self.clauses.subject_of(cue, floor, colon, before_first=True)
            hangs = self.reports.complements.of(cue, colon)
            if hangs is not None and hangs.kind in ("noun", "infinitive") and colon - hangs.start > 1:
                cue = None  # it reports a noun of its own: "Lei respinge le accuse: «…»"
        self.direct(piece, cue, subject)
        return True

    def _opened(self, piece: Span, count: int, ceiling: int, behind: Found | None) -> bool:
        """Take a quotation that begins a sentence and has its cue behind: "…, sagte Schmidt"."""
        end, words = piece[1], self.clauses.words
        last = self.clauses.last_char(end - 1)
        parted = end < ceiling and (words[end] == "," or words[end] in DASHES or last in ",?!…")
        if (behind is not None and behind.kind != "calls") or (behind is not None and parted):
            near = behind.span[0] <= end + 2
            if (parted and (count >= _MIN_WORDS or near)) or (near and count >= _MIN_WORDS):
                straight = self.clauses.verb_at(end, ceiling) if behind.span[0] > end + _MIN_WORDS else None
                cue = straight[0] if straight is not None else behind
                subject = (
                    straight[1]
                    if straight is not None
                    else self.clauses.subject_of(behind, end, ceiling, before_first=False)
                )
                self.direct(piece, cue, subject)
                return True
        if parted and count >= _MIN_WORDS:
            told = self.clauses.verb_at(end, ceiling)
            if told is not None:
                self.direct(piece, *told)
                return True
        return False

    def _governed(self, piece: Span, count: int, lead: int, cue: Found) -> bool:
        """Take words in mid-sentence that a cue before them governs: "Elle a ajouté que le plan était « mort »"."""
        doc, clauses, words = self.doc, self.clauses, self.clauses.words
        start, end = piece
        if cue.kind == "according":
            subject = clauses.subject_of(cue, lead, start, before_first=False)
            if subject is None or subject.span[1] > start:
                return False
            comma = next((k for k in range(subject.span[1], start) if words[k] == ","), None)
            begin = comma + 1 if comma is not None else max(subject.span[1], cue.span[1])
            return self.mixed((begin, self.clause_end(end)), cue, subject)
        subject = clauses.subject_of(cue, lead, start, before_first=True)
        that = next((k for k in range(cue.span[1], start) if self.subjects.opens_clause(k)), None)
        after = max(cue.span[1], subject.span[1] if subject is not None and subject.span[1] <= start else 0)
        comma = next((k for k in range(after, start) if words[k] == ","), None)
        if that is not None:
            return self.mixed((that, self.clause_end(end)), cue, subject)
        if cue.kind == "says" and cue.span[0] > lead and words[cue.span[0] - 1] == ",":
            told = clauses.subject_of(cue, cue.span[0], start, before_first=False)
            behind = told is not None and told.kind != "nobody" and told.span[0] >= cue.span[0]
            if told is not None and behind and words[told.span[1]] == ",":  # "Ein Ofen, sagte sie, „kommt …“"
                pieces = [(lead, cue.span[0] - 1), (told.span[1] + 1, self.clause_end(end))]
                self.add(Spoken(pieces, cue.span, None, None, "foreign_direct", doc.sentence_of[start]), told)
                self.read_to = pieces[1][1]
                return True
        if comma == start - 1 or (after == start and cue.kind != "calls"):
            return count >= _MIN_WORDS and self.direct(piece, cue, subject)
        if comma is not None and cue.kind in ("says", "calls"):
            return self.mixed((comma + 1, self.clause_end(end)), cue, subject)
        if cue.kind == "calls" or (count >= _MIN_WORDS and not self.titled(after, piece)):
            return self.mixed((after, self.past_adjuncts(end)), cue, subject)
        return False

    def _alone(self, piece: Span, count: int, end: int) -> None:
        """Take a quotation that is a whole sentence: who spoke last goes on, or the next sentence tells."""
        if count < _MIN_WORDS or not self.clauses.closed_sentence(piece[1]):
            return
        while end < len(self.clauses.words) and self.clauses.ends(end):
            end += 1
        same_paragraph = bool(self.found) and self.paragraph(
            self.found[-1].last_token() - 1
        ) == self.paragraph(piece[0])
        if (
            not same_paragraph
            and end < len(self.clauses.words)
            and self.paragraph(end) == self.paragraph(piece[0])
        ):
            ceiling = self.clauses.ceiling(end)
            cue = self.clauses.first_cue(end, min(ceiling, end + _NEXT_CUE))
            open_end = ceiling < len(self.clauses.words) and self.doc.quoted[ceiling] != OUTSIDE
            if cue is not None and not open_end:
                self.direct(piece, cue, self.clauses.subject_of(cue, end, ceiling, before_first=True))
                return
        if not self.found or count <= _MIN_WORDS:
            return
        previous = self.found[-1]
        step = self.paragraph(piece[0]) - self.paragraph(previous.last_token() - 1)
        if step > 1:
            return
        rule = "alone_next_paragraph" if step else "alone_same_paragraph"
        finding = Spoken([piece], None, None, None, rule, self.doc.sentence_of[piece[0]], carried=previous)
        # Whoever the new paragraph names has said something that is not found: reported speech.
        named = self.people.last_in(self.paragraph(piece[0]), piece[0]) if step else None
        if named is not None and named is not previous.person:
            finding.carried = None
            self.people.carry(finding, named)
        self.people.spoke(finding, named or previous.person, piece[0])
        self.found.append(finding)
