"""Call phrases: what stands on a call sheet, by language: the same keys and values in each.

Every question is put so that yes is the good answer.
"""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = {
    "title": "Call sheet",
    "draw": "Draw {number} of the sample audit. Draws before it: {before}; since: {since}; seeds "
    "committed and never drawn: {undrawn}.",
    "proof": "Seed committed {committed} (entry {commitment} of the history), drawn {drawn} "
    "(entry {entry}, SHA-256 {digest}).",
    "how": "Ask everybody on the list and nobody else. Yes is for a whole yes only; who cannot be "
    "reached after three tries is unreachable and counts as a failure.",
    "lot": "{kind}: {lot}",
    "no lot": "no {of}",
    "zone": "zone",
    "leader": "leader",
    "campaign": "whole campaign",
    "rule": "{sample} of {size} were drawn. The lot is accepted if at most {allowed} of the "
    "answers are not yes.",
    "census": "All {size} are asked. The lot is accepted if at most {allowed} of the answers are "
    "not yes.",
    "clusters": "They are the mitans of {clusters} rakshaks.",
    "mitans": "Mitans",
    "rakshaks": "Rakshaks",
    "areas": "Areas",
    "ask mitan": "Does this person exist, and was he or she enrolled by {rakshak}?",
    "ask pledged": "Does this person exist, was he or she enrolled by {rakshak}, and did he or "
    "she sign the pledge?",
    "ask nobody": "No consent: do not call or visit. Write: {answer}",
    "ask alone": "Does this person exist, and has he or she heard of the campaign?",
    "ask rakshak": "Does this rakshak exist and take part, and are the {count} mitans entered "
    "for him or her real?",
    "ask idle": "Does this rakshak exist and take part?",
    "ask area": "Was this place visited by a rakshak of the campaign?",
    "yes": "yes",
    "no": "no",
    "unreachable": "unreachable",
    "asked by": "Asked by (name, signature, date)",
    "witness": "Witness (name, signature, date)",
    # the columns of the form
    "column draw": "draw",
    "column lot": "lot",
    "column kind": "kind",
    "column id": "id",
    "column rakshak": "rakshak",
    "column zone": "zone",
    "column name": "name",
    "column phone": "phone",
    "column question": "question",
    "column answer": "answer",
    "column note": "note",
    "kind mitans": "mitan",
    "kind rakshaks": "rakshak",
    "kind areas": "area",
}

HINDI = {
    "title": "जाँच सूची",
    "draw": "नमूना जाँच, नमूना क्रमांक {number}। इससे पहले निकाले गए नमूने: {before}; इसके बाद: {since}; "
    "तय किए गए पर काम में न लिए गए बीज: {undrawn}।",
    "proof": "बीज {committed} को तय हुआ (इतिहास की प्रविष्टि {commitment}), नमूना {drawn} को निकला "
    "(प्रविष्टि {entry}, SHA-256 {digest})।",
    "how": "सूची के हर नाम से पूछें, किसी और से नहीं। पूरी तरह हाँ हो तभी हाँ लिखें; तीन प्रयासों के बाद भी "
    "जिनसे संपर्क न हो, उनके आगे 'संपर्क नहीं हुआ' लिखें: यह विफल गिना जाता है।",
    "lot": "{kind}: {lot}",
    "no lot": "{of} दर्ज नहीं",
    "zone": "ज़ोन",
    "leader": "लीडर",
    "campaign": "पूरा अभियान",
    "rule": "{size} में से {sample} चुने गए। यदि अधिक से अधिक {allowed} उत्तर 'हाँ' नहीं हैं, तो यह समूह "
    "स्वीकार है।",
    "census": "सभी {size} से पूछना है। यदि अधिक से अधिक {allowed} उत्तर 'हाँ' नहीं हैं, तो यह समूह स्वीकार है।",
    "clusters": "ये {clusters} रक्षकों के मितान हैं।",
    "mitans": "मितान",
    "rakshaks": "रक्षक",
    "areas": "क्षेत्र",
    "ask mitan": "क्या यह व्यक्ति वास्तव में है, और क्या इन्हें {rakshak} ने मितान बनाया?",
    "ask pledged": "क्या यह व्यक्ति वास्तव में है, क्या इन्हें {rakshak} ने मितान बनाया, और क्या शपथ पत्र पर "
    "हस्ताक्षर इनके अपने हैं?",
    "ask nobody": "सहमति नहीं है: न फ़ोन करें, न मिलने जाएँ। लिखें: {answer}",
    "ask alone": "क्या यह व्यक्ति वास्तव में है, और क्या इन्हें अभियान की जानकारी है?",
    "ask rakshak": "क्या यह रक्षक वास्तव में हैं और अभियान में सक्रिय हैं, और क्या इनके नाम दर्ज {count} मितान "
    "वास्तविक हैं?",
    "ask idle": "क्या यह रक्षक वास्तव में हैं और अभियान में सक्रिय हैं?",
    "ask area": "क्या अभियान का कोई रक्षक यहाँ आया?",
    "yes": "हाँ",
    "no": "नहीं",
    "unreachable": "संपर्क नहीं हुआ",
    "asked by": "पूछने वाले (नाम, हस्ताक्षर, दिनांक)",
    "witness": "साक्षी (नाम, हस्ताक्षर, दिनांक)",
    "column draw": "नमूना",
    "column lot": "समूह",
    "column kind": "प्रकार",
    "column id": "आईडी",
    "column rakshak": "रक्षक",
    "column zone": "ज़ोन",
    "column name": "नाम",
    "column phone": "फोन",
    "column question": "प्रश्न",
    "column answer": "उत्तर",
    "column note": "टिप्पणी",
    "kind mitans": "मितान",
    "kind rakshaks": "रक्षक",
    "kind areas": "क्षेत्र",
}

PHRASES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "hi": HINDI}
COLUMNS = (
    *("draw", "lot", "kind", "id", "rakshak", "zone", "name", "phone", "question", "answer"),
    "note",
)
