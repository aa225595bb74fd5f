"""Phrases of `mitan simulate --districts`, by language: the same keys and places in each."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = {
    "count": "{count} districts: {done} simulated, {failed} failed; {resumed} were answered "
    "before. Each has a file in {folder}.",
    "together": "Together {rakshaks} rakshaks under {leaders} leaders. Pledges: {middle}; nine "
    "times in ten between {low} and {high}.",
    "chance of": "Chance of {target} together: {chance}; that every district has its own: "
    "{every}. In one replication all districts have the same rates.",
    "breaks": "What breaks first as campaigns grow: {levels}.",
    "breaks in": "{level} in {count}",
    # tables
    "failed": "Not simulated",
    "why": "why",
    "districts": "Districts, pledges at the end",
    "code": "code",
    "name": "name",
    "exit": "exit code",
    "people": "people",
    "leaders": "leaders",
    "rakshaks": "rakshaks",
    "target": "wanted",
    "p05": "5%",
    "p50": "middle",
    "p95": "95%",
    "chance": "chance",
    "first_to_break": "breaks first",
    # levels
    "level span": "leaders",
    "level training": "training",
    "level people": "people who can be mitans",
}

HINDI = {
    "count": "{count} ज़िले: {done} का अनुकरण हुआ, {failed} का नहीं; {resumed} का उत्तर पहले से था। "
    "हर एक की फ़ाइल {folder} में है।",
    "together": "सब मिलाकर {leaders} लीडरों के अधीन {rakshaks} रक्षक। शपथ: {middle}; दस में नौ बार "
    "{low} और {high} के बीच।",
    "chance of": "सब मिलाकर {target} की संभावना: {chance}; हर ज़िला अपना लक्ष्य पाए, इसकी: {every}। एक "
    "अनुकरण में सब ज़िलों की दरें एक ही हैं।",
    "breaks": "अभियान बढ़ने पर पहले क्या टूटता है: {levels}।",
    "breaks in": "{count} में {level}",
    "failed": "जिनका अनुकरण नहीं हुआ",
    "why": "क्यों",
    "districts": "ज़िले, अंत में शपथ",
    "code": "कोड",
    "name": "नाम",
    "exit": "निकास कोड",
    "people": "लोग",
    "leaders": "लीडर",
    "rakshaks": "रक्षक",
    "target": "चाहिए",
    "p05": "5%",
    "p50": "बीच",
    "p95": "95%",
    "chance": "संभावना",
    "first_to_break": "पहले टूटता है",
    "level span": "लीडर",
    "level training": "प्रशिक्षण",
    "level people": "मितान बन सकने वाले लोग",
}

PHRASES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "hi": HINDI}
