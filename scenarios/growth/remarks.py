"""Remarks: what was assumed or left out on the way, said in a language when it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from graphs import words

ENGLISH = {
    # the campaign as the model sees it
    "seats": "Training seats are not in the store: {seats} a day are taken, as many for a "
    "rakshak as in the scenario {scenario}; --seats says otherwise.",
    "no leaders": "No rakshak has a leader yet: spans of {spans} are taken, as in the scenario.",
    "other depth": "Of {rakshaks} rakshaks the number of leaders above them is not {levels}, as of "
    "the others; they are simulated like the others.",
    "people of others": "Of {zones} zones the people are not known from their areas (or too few "
    "for the quota): {each} people a rakshak are taken, as in the other zones.",
    "people assumed": "The areas do not say how many people live in the zones ({zones} of them): "
    "{each} people a rakshak are taken, as in the scenario.",
    "zones without rakshaks": "In {zones} zones without a rakshak there live {people} people; they "
    "are counted with all the other zones.",
    "no areas": "There are no areas: sessions are held where the scenario has them.",
    "target above people": "The target of {target} pledges is more than the {people} people that "
    "the zones have. Correct campaign.target in campaign.toml, or the people of the areas.",
    # what is seen so far
    "undated": "Enrolments without a day: {count}. They are taken to be spread over the days like "
    "the dated ones.",
    "all undated": "Enrolments without a day: {count}, which is all of them. They count as made by "
    "{day}; how fast they came is not known.",
    "undated pledges": "Pledges without a day: {count}. They are taken to be spread over the days "
    "like the dated ones, or to have been made by {day} if none has one.",
    "before": "{what} dated before the first phase ({day}): {count}. They count on that day.",
    "after": "{what} dated after the last phase ({day}): {count}. They are not counted.",
    "later": "Recorded after {day} and not looked at: {leaders} leaders and {trained} rakshaks "
    "trained, {mitans} mitans enrolled, {pledges} pledges.",
    "not enrolling": "Mitans enrolled on days for which the phases have no enrolling: {count}. "
    "They are counted on their days.",
    "training unknown": "No training is recorded: it is simulated.",
    "nothing yet": "No mitan is enrolled yet: this is the plain simulation from the people there, "
    "nothing is fitted.",
    "late": "By {day} 99 of 100 of the model's campaigns have {low} mitans or more.",
    # the fit
    "not in the model": "The model has no {what} by {day}, and {seen} are recorded: they are not "
    "used for the fit.",
    # what is counted
    "leaders": "leaders trained",
    "trained": "rakshaks trained",
    "mitans": "mitans enrolled",
    "pledges": "pledges",
    "mitans pledged": "mitans marked as having pledged",
    "pace": "mitans enrolled on the last day",
    "recent": "mitans enrolled on the two days before it",
    "week": "mitans enrolled on the four days before these",
}

HINDI = {
    "seats": "प्रशिक्षण की सीटें स्टोर में नहीं हैं: प्रति रक्षक परिदृश्य {scenario} जितनी, यानी रोज़ {seats} "
    "मानी गईं; बदलने के लिए --seats।",
    "no leaders": "अभी किसी रक्षक का लीडर दर्ज नहीं है: परिदृश्य के स्पैन {spans} माने गए।",
    "other depth": "{rakshaks} रक्षकों के ऊपर लीडरों की संख्या बाकी की तरह {levels} नहीं है; उन्हें भी "
    "बाकी की तरह माना गया।",
    "people of others": "{zones} ज़ोन के लोगों की संख्या क्षेत्रों से पता नहीं चलती (या कोटे के लिए कम है): "
    "बाकी ज़ोन की तरह प्रति रक्षक {each} लोग माने गए।",
    "people assumed": "क्षेत्रों से पता नहीं चलता कि ज़ोन में कितने लोग रहते हैं (ज़ोन: {zones}): परिदृश्य की "
    "तरह प्रति रक्षक {each} लोग माने गए।",
    "zones without rakshaks": "बिना रक्षक वाले {zones} ज़ोन में {people} लोग रहते हैं; वे बाकी सब ज़ोन के "
    "साथ गिने गए।",
    "no areas": "कोई क्षेत्र दर्ज नहीं है: सभाएँ परिदृश्य की तरह मानी गईं।",
    "target above people": "लक्ष्य {target} शपथ का है, पर क्षेत्रों और ज़ोन में कुल {people} लोग हैं। "
    "campaign.toml में campaign.target, या क्षेत्रों के लोगों की संख्या सुधारें।",
    "undated": "बिना तारीख़ के नामांकन: {count}। माना गया कि वे तारीख़ वालों की तरह ही दिनों में बँटे हैं।",
    "all undated": "बिना तारीख़ के नामांकन: {count}, यानी सभी। वे {day} तक हुए माने गए; किस गति से हुए, "
    "यह पता नहीं।",
    "undated pledges": "बिना तारीख़ की शपथ: {count}। माना गया कि वे तारीख़ वालों की तरह बँटी हैं, या किसी "
    "की तारीख़ न हो तो {day} तक हुईं।",
    "before": "पहले चरण ({day}) से पहले की तारीख़ वाले {what}: {count}। वे उसी दिन गिने गए।",
    "after": "आख़िरी चरण ({day}) के बाद की तारीख़ वाले {what}: {count}। वे नहीं गिने गए।",
    "later": "{day} के बाद दर्ज और नहीं देखे गए: {leaders} लीडर और {trained} रक्षक प्रशिक्षित, "
    "{mitans} मितान, {pledges} शपथ।",
    "not enrolling": "जिन दिनों चरणों में नामांकन नहीं है, उन दिनों बने मितान: {count}। वे अपने दिन गिने गए।",
    "training unknown": "कोई प्रशिक्षण दर्ज नहीं है: उसका अनुकरण किया गया।",
    "nothing yet": "अभी कोई मितान दर्ज नहीं है: यह मौजूद लोगों से सीधा अनुकरण है, कुछ भी मिलाया नहीं गया।",
    "late": "{day} तक मॉडल के 100 में से 99 अभियानों में {low} या अधिक मितान होते हैं।",
    "not in the model": "मॉडल में {day} तक {what} नहीं होते, पर {seen} दर्ज हैं: मिलान में वे नहीं लिए गए।",
    "leaders": "प्रशिक्षित लीडर",
    "trained": "प्रशिक्षित रक्षक",
    "mitans": "दर्ज मितान",
    "pledges": "शपथ",
    "mitans pledged": "शपथ ले चुके दर्ज मितान",
    "pace": "आख़िरी दिन दर्ज मितान",
    "recent": "उससे पहले के दो दिनों में दर्ज मितान",
    "week": "उनसे पहले के चार दिनों में दर्ज मितान",
}

PHRASES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "hi": HINDI}


@dataclass(frozen=True)
class Remark:
    """One thing to be said: a key of PHRASES, and numbers, days and keys to be put into it."""

    key: str
    values: Mapping[str, int | date | str]

    def told(self, lang: str) -> str:
        """The sentence, in "en" or "hi"."""
        say = PHRASES[lang]
        return say[self.key].format(
            **{name: _said(v, say, lang) for name, v in self.values.items()}
        )


def _said(value: int | date | str, say: Mapping[str, str], lang: str) -> str:
    if isinstance(value, str):
        return say.get(value, value)
    return words.day(value, lang) if isinstance(value, date) else words.number(value, lang)
