"""Result phrases: the sentences about a judged sample, by language: the same keys in each."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = {
    "table": "Lots",
    "lakh": "lakh",
    "mitans": "Mitans",
    "rakshaks": "Rakshaks",
    "areas": "Areas",
    "head": "Answers to draw {number} of {draws}, from {file}, in entry {entry} of the history "
    "({at}).",
    "earlier": "Answers to this draw were given in before: {count} time(s); {changed} answer(s) "
    "differ from the last ones.",
    "changed since": "The campaign has changed since the draw, so it could not be drawn once more: "
    "compare the digest of the draw with the one on paper: {entry}",
    "lots": "{kind}: of {lots} lots {accepted} are accepted, {rejected} rejected, {open} open.",
    "named rejected": "Rejected: {lots}",
    "named open": "Open, as answers are missing: {lots}",
    "estimate": "{kind}: {share} are good. With {confidence} confidence that is between {least} "
    "and {most} of the {size} claimed.",
    "silent": "Not reached: {unreachable}; without an answer: {missing}. Both were counted as "
    "failures.",
    "answered": "If they are like those who did answer: {share}, between {least} and {most}.",
    "none answered": "In some lot nobody answered, so there is no estimate from answers alone.",
    # the table
    "column kind": "kind",
    "column lot": "lot",
    "column size": "size",
    "column sample": "sample",
    "column allowed": "allowed",
    "column good": "good",
    "column bad": "bad",
    "column unreachable": "unreachable",
    "column missing": "missing",
    "column ruling": "ruling",
    "column bad_share": "bad share",
    "column low": "at least",
    "column high": "at most",
    "accepted": "accepted",
    "rejected": "rejected",
    "open": "open",
}

HINDI = {
    "table": "समूह",
    "lakh": "लाख",
    "mitans": "मितान",
    "rakshaks": "रक्षक",
    "areas": "क्षेत्र",
    "head": "नमूना {number} (कुल {draws}) के उत्तर, फ़ाइल {file}, इतिहास की प्रविष्टि {entry} ({at})।",
    "earlier": "इस नमूने के उत्तर पहले भी दिए गए थे: {count} बार; पिछली बार से बदले हुए उत्तर: {changed}।",
    "changed since": "नमूना चुनने के बाद अभियान बदला है, इसलिए चुनाव दोहराया नहीं जा सका: नमूने का "
    "डाइजेस्ट काग़ज़ वाले से मिलाएँ: {entry}",
    "lots": "{kind}: कुल समूह {lots}, स्वीकार {accepted}, अस्वीकार {rejected}, अनिर्णीत {open}।",
    "named rejected": "अस्वीकार: {lots}",
    "named open": "अनिर्णीत, क्योंकि उत्तर बाकी हैं: {lots}",
    "estimate": "{kind}: {share} सही। {confidence} विश्वास के साथ, दर्ज {size} में से "
    "{least} से {most} तक सही हैं।",
    "silent": "संपर्क नहीं हुआ: {unreachable}; उत्तर बाकी: {missing}। दोनों विफल गिने गए हैं।",
    "answered": "यदि वे भी उत्तर देने वालों जैसे हों: {share}, यानी {least} से {most} तक।",
    "none answered": "किसी समूह में एक भी उत्तर नहीं मिला, इसलिए केवल उत्तरों से अनुमान नहीं लग सकता।",
    # the table
    "column kind": "किसका",
    "column lot": "समूह",
    "column size": "कुल",
    "column sample": "नमूना",
    "column allowed": "सीमा",
    "column good": "सही",
    "column bad": "ग़लत",
    "column unreachable": "संपर्क नहीं",
    "column missing": "उत्तर बाकी",
    "column ruling": "निर्णय",
    "column bad_share": "ग़लत हिस्सा",
    "column low": "कम से कम",
    "column high": "अधिक से अधिक",
    "accepted": "स्वीकार",
    "rejected": "अस्वीकार",
    "open": "अनिर्णीत",
}

PHRASES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "hi": HINDI}
