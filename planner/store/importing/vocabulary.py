"""Vocabulary: what a column may be called in a sheet, in English and Hindi.

A header is compared as `headers.key` evens it out: case, spaces, hyphens, punctuation, nukta
and candrabindu do not matter. The first word of each entry is the column's own name.
"""

from __future__ import annotations

# Not क्रमांक or S.No: a running number begins again in every station's sheet.
ID = ("id", "id no", "id number", "unique id", "code", "आईडी", "आई डी", "पहचान क्रमांक")
NAME = ("name", "full name", "नाम", "पूरा नाम")
PHONE = (
    *("phone", "phone no", "phone number", "mobile", "mobile no", "mobile number", "contact no"),
    *("contact", "contact number", "telephone", "whatsapp", "whatsapp number"),
    *("मोबाइल", "मोबाइल नंबर", "मोबाइल नं", "फोन", "फोन नंबर", "फोन नं", "दूरभाष", "संपर्क"),
)
# Most local first: of several such columns in a sheet the first in this order is read.
ZONE_LEVELS = (
    ("zone", "ज़ोन"),
    ("zone code",),
    ("thana", "police station", "ps", "थाना"),
    ("block", "block or tehsil", "विकासखंड", "विकासखण्ड", "ब्लॉक"),
    ("tehsil", "तहसील"),
)
ZONE = tuple(word for words in ZONE_LEVELS for word in words)
LATITUDE = ("latitude", "lat", "अक्षांश")
LONGITUDE = ("longitude", "lon", "lng", "long", "देशांतर", "देशान्तर")
SKILLS = ("skills", "skill", "skills needed", "कौशल")
LANGUAGES = ("languages", "language", "भाषा", "भाषाएँ")
SYNTHETIC = ("synthetic", "made up", "काल्पनिक")
CONSENT = ("consent", "agreed", "consent given", "सहमति", "सहमति दी")

PEOPLE = {
    "id": (*ID, "person id"),
    "name": (*NAME, "person name"),
    "phone": PHONE,
    "role": ("role", "level", "designation", "post", "भूमिका", "पद", "पदनाम"),
    "organisation": (*("organisation", "organization", "department", "संगठन", "संस्था", "विभाग"),),
    "reports_to": (
        *("reports to", "reporting to", "leader", "leader id", "team leader", "in charge"),
        *("incharge", "supervisor", "rakshak", "rakshak id", "प्रभारी", "किसके अधीन", "लीडर"),
        *("रक्षक", "रक्षक आईडी", "प्रभारी आईडी"),
    ),
    "zone": ZONE,
    "latitude": LATITUDE,
    "longitude": LONGITUDE,
    "visits_available": (
        *("visits available", "available visits", "visits", "availability"),
        *("भेंट", "दौरे", "उपलब्ध दौरे", "उपलब्धता"),
    ),
    "skills": SKILLS,
    "languages": LANGUAGES,
    "joined_on": (
        *("joined on", "joined", "joining date", "date of joining"),
        *("जुड़ने की तिथि", "जुड़ने का दिनांक", "कब से"),
    ),
    "trained_on": (
        *("trained on", "trained", "training date", "date of training"),
        *("प्रशिक्षण तिथि", "प्रशिक्षण दिनांक", "प्रशिक्षण"),
    ),
    "active": ("active", "is active", "सक्रिय"),
    # Not आरक्षित, which in most sheets is about quotas of castes.
    "reserve": ("reserve", "on reserve", "bench", "on bench", "standby", "रिज़र्व", "रिज़र्व में"),
    "synthetic": SYNTHETIC,
    "consent": CONSENT,
}

AREAS = {
    "id": (*ID, "place id", "area id", "क्षेत्र आईडी", "स्थान आईडी"),
    "name": (
        *(*NAME, "area name", "place name", "area", "place"),
        *("स्थान", "स्थान का नाम", "क्षेत्र का नाम"),
    ),
    "category": ("category", "type", "kind", "area type", "प्रकार", "श्रेणी", "वर्ग"),
    "zone": ZONE,
    "locality": (
        *("locality", "locality or village", "village", "mohalla", "ward"),
        *("गाँव", "ग्राम", "मोहल्ला", "बस्ती", "वार्ड"),
    ),
    "latitude": LATITUDE,
    "longitude": LONGITUDE,
    "people": (
        *("people", "population", "population or households", "persons", "people to reach"),
        *("जनसंख्या", "आबादी", "लोग"),
    ),
    "visits": ("visits", "visits needed", "भेंट", "दौरे", "आवश्यक दौरे"),
    "different_rakshaks": ("different rakshaks", "least rakshaks", "अलग रक्षक"),
    "priority": ("priority", "प्राथमिकता"),
    "whole": ("whole", "one rakshak only", "एक ही रक्षक"),
    "skills": SKILLS,
    "languages": LANGUAGES,
    "source": ("source", "स्रोत"),
    "synthetic": SYNTHETIC,
}

ENROLMENTS = {
    "mitan": (*ID, "mitan", "mitan id", "मितान", "मितान आईडी", "मितान क्रमांक"),
    "rakshak": (
        *("rakshak", "rakshak id", "enrolled by", "reports to"),
        *("रक्षक", "रक्षक आईडी", "रक्षक क्रमांक", "किसके अधीन"),
    ),
    "enrolled_on": (
        *("enrolled on", "enrolment date", "enrollment date", "date of enrolment"),
        *("नामांकन तिथि", "नामांकन दिनांक"),
    ),
    "pledged_on": (
        *("pledged on", "pledge date", "date of pledge", "pledge signed on"),
        *("शपथ तिथि", "शपथ दिनांक"),
    ),
    "pledged_at": ("pledged at", "pledge time", "time of pledge", "time", "शपथ समय", "समय"),
    "name": (*NAME, "mitan name", "मितान का नाम"),
    "phone": PHONE,
    "zone": ZONE,
    "latitude": LATITUDE,
    "longitude": LONGITUDE,
    "synthetic": SYNTHETIC,
    "consent": CONSENT,
}

PLEDGES = {
    "id": (*ID, "sheet", "sheet no", "sheet number", "serial no", "पत्रक", "पत्रक क्रमांक"),
    "mitan": ("mitan", "mitan id", "brought by", "मितान", "मितान आईडी", "मितान क्रमांक"),
    "rakshak": ("rakshak", "rakshak id", "handed in by", "रक्षक", "रक्षक आईडी", "रक्षक क्रमांक"),
    "area": ("area", "area id", "place id", "क्षेत्र", "क्षेत्र आईडी", "स्थान आईडी"),
    "day": (
        *("day", "date", "pledged on", "pledge date", "date of pledge", "दिनांक", "तिथि"),
        *("शपथ तिथि", "शपथ दिनांक"),
    ),
    "pledges": (
        *("pledges", "signatures", "number of pledges", "count", "people"),
        *("शपथ", "शपथ संख्या", "हस्ताक्षर", "संख्या"),
    ),
    "synthetic": SYNTHETIC,
}

PROGRESS = {
    "rakshak": ("rakshak", "rakshak id", "रक्षक", "रक्षक आईडी", "रक्षक क्रमांक"),
    "area": ("area", "area id", "place id", "क्षेत्र", "क्षेत्र आईडी", "स्थान आईडी"),
    "day": ("day", "date", "visit date", "date of visit", "दिनांक", "तिथि", "दिन", "दौरे का दिनांक"),
    "visits_done": (
        *("visits done", "visits", "visits made", "done"),
        *("दौरे", "किए गए दौरे", "दौरे हुए", "भेंट", "भेंट संख्या"),
    ),
    "people_reached": (
        *("people reached", "people", "persons", "persons reached", "reached"),
        *("लोग", "पहुँचे लोग", "लोगों तक पहुँच", "व्यक्ति", "लोगों की संख्या"),
    ),
    "frauds_averted": (
        *("frauds averted", "frauds", "frauds prevented", "frauds stopped"),
        *("ठगी रोकी", "रोकी गई ठगी", "ठगी से बचाए", "धोखाधड़ी रोकी"),
    ),
    "note": ("note", "notes", "remarks", "टिप्पणी"),
    "synthetic": SYNTHETIC,
}

VENUES = {
    "id": (*ID, "venue id", "venue code", "केंद्र आईडी", "स्थान आईडी"),
    "name": (*NAME, "venue", "venue name", "place", "केंद्र", "केंद्र का नाम", "स्थान", "स्थान का नाम"),
    "zone": ZONE,
    "locality": (
        *("locality", "village", "mohalla", "ward"),
        *("गाँव", "ग्राम", "मोहल्ला", "बस्ती", "वार्ड"),
    ),
    "latitude": LATITUDE,
    "longitude": LONGITUDE,
    "seats": ("seats", "capacity", "seats a session", "सीट", "सीटें", "बैठने की क्षमता", "क्षमता"),
    "trainers": ("trainers", "trainer", "names of trainers", "प्रशिक्षक", "प्रशिक्षकों के नाम"),
    "dates": ("dates", "date", "days", "day", "तिथियाँ", "तिथि", "दिनांक", "दिन"),
    "first_day": ("first day", "from", "from date", "start", "से", "कब से", "पहला दिन", "आरंभ"),
    "last_day": ("last day", "to", "to date", "end", "तक", "कब तक", "अंतिम दिन", "समाप्ति"),
    "sessions": (
        *("sessions", "sessions a day", "sessions per day", "batches"),
        *("सत्र", "प्रतिदिन सत्र", "सत्र प्रतिदिन", "पाली"),
    ),
    "synthetic": SYNTHETIC,
}

# Of an attendance sheet; all but the first three are for the reader.
ATTENDANCE = {
    "id": (*ID, "person id"),
    "day": ("day", "date", "training date", "trained on", "दिनांक", "तिथि", "दिन", "प्रशिक्षण तिथि"),
    "attended": ("attended", "present", "attendance", "उपस्थित", "उपस्थिति", "हाज़िरी"),
    "session": ("session", "session no", "सत्र"),
    "venue": ("venue", "venue name", "place", "केंद्र", "स्थान"),
    "team": ("team", "leader", "leader id", "दल", "लीडर"),
    "name": NAME,
    "phone": PHONE,
    "signature": ("signature", "हस्ताक्षर"),
}

# The columns of a call sheet; all but the first four are for whoever asks.
ANSWERS = {
    "draw": ("draw", "draw no", "नमूना"),
    "kind": ("kind", "प्रकार"),
    "id": ID,
    "answer": ("answer", "result", "उत्तर", "जवाब"),
    "lot": ("lot", "समूह"),
    "rakshak": ("rakshak", "rakshak id", "रक्षक"),
    "zone": ZONE,
    "name": NAME,
    "phone": PHONE,
    "question": ("question", "प्रश्न"),
    "note": ("note", "notes", "remarks", "टिप्पणी"),
}

DISTRICTS = {
    "code": (
        *("code", "district code", "lgd code", "id", "district id"),
        *("कोड", "ज़िला कोड", "ज़िले का कोड"),
    ),
    "name": ("name", "district", "district name", "नाम", "ज़िला", "ज़िले का नाम"),
    "state": ("state", "राज्य"),  # for the reader only: codes tell districts apart
    "population": ("population", "people", "persons", "जनसंख्या", "आबादी"),
    "store": (
        *("store", "db", "database", "campaign store", "campaign db"),
        *("स्टोर", "डेटाबेस", "अभियान का डेटाबेस"),
    ),
    "campaign": ("campaign", "campaign toml", "policy", "policy file", "नीति", "नीति की फ़ाइल"),
    "leaders": ("leaders", "number of leaders", "no of leaders", "लीडर", "लीडरों की संख्या"),
}

CATEGORY_MAP = {
    "category": ("category", "type", "प्रकार", "श्रेणी"),
    "campaign_area_type": ("campaign area type", "area type", "campaign category"),
}

# By kind of import: the columns and what they may be called; every group of needed columns,
# any one set of which will do.
COLUMNS = {
    "people": PEOPLE,
    "areas": AREAS,
    "enrolments": ENROLMENTS,
    "pledges": PLEDGES,
    "progress": PROGRESS,
    "venues": VENUES,
    "attendance": ATTENDANCE,
    "category map": CATEGORY_MAP,
    "answers": ANSWERS,
    "districts": DISTRICTS,
}
PLACE = (("zone",), ("latitude", "longitude"))
NEEDED: dict[str, tuple[tuple[tuple[str, ...], ...], ...]] = {
    "people": ((("id",),), (("name",),), (("role",),), PLACE),
    "areas": ((("name",),), (("category",),), PLACE),
    "enrolments": ((("mitan",),), (("rakshak",),)),
    "pledges": ((("id",),), (("pledges",),)),
    "progress": ((("rakshak",),), (("area",),), (("day",),), (("visits_done",),)),
    "venues": ((("id",),), (("name",),), (*PLACE, ("locality",)), (("seats",),)),
    "attendance": ((("id",),), (("day",),), (("attended",),)),
    "category map": ((("category",),), (("campaign_area_type",),)),
    "answers": ((("id",),), (("answer",),)),
    "districts": ((("code",),), (("store",), ("population",))),
}

# What else may be done where a needed column is missing.
OTHERWISE = {
    ("enrolments", "rakshak"): "; or import with --place: a rakshak near by takes each mitan"
}
