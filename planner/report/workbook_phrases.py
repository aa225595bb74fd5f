"""Workbook phrases: the page of instructions of a workbook and of a template, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TITLE = "instructions निर्देश"
BACK: Mapping[str, Sequence[str]] = {
    "en": (
        "What to do with this workbook",
        "It holds the part of {of} of the campaign {campaign}, as it was on {day} (UTC).",
        "1. Change what is wrong. Write dates as day-month-year (08-09-2020), and all ten digits "
        "of a phone.",
        "2. Who has left is not deleted: write no under active. Deleting a row takes nothing out.",
        "3. For a new rakshak, area or mitan fill in the first free row, and leave the id blank: "
        "Mitan gives it.",
        "4. The grey columns are locked: by them Mitan knows whose row it is. Do not merge cells, "
        "and keep all sheets.",
        "5. A phone with x in it is hidden. Leave it, or write the whole number over it.",
        "6. Send the file back. It is brought in with: mitan import workbook FILE. Every change is "
        "listed before anything is saved.",
        "The file holds names of people: send it only to those who need it, and delete it when it "
        "is brought in.",
    ),
    "hi": (
        "इस फ़ाइल का क्या करें",
        "इसमें अभियान {campaign} का यह भाग है: {of}। स्थिति {day} (UTC) की है।",
        "1. जो गलत है उसे सुधारें। तारीख दिन-महीना-वर्ष (08-09-2020) में और मोबाइल नंबर के पूरे दस अंक लिखें।",
        "2. जो छोड़कर चला गया उसे मिटाएँ नहीं: 'सक्रिय' (active) में 'नहीं' लिखें। पंक्ति हटाने से कुछ नहीं हटता।",
        "3. नए रक्षक, क्षेत्र या मितान के लिए पहली खाली पंक्ति भरें और आईडी खाली छोड़ें: आईडी मितान देगा।",
        "4. स्लेटी कॉलम लॉक हैं: इन्हीं से पता चलता है कि पंक्ति किसकी है। "
        "सेल न मिलाएँ (merge) और सभी शीट रहने दें।",
        "5. जिस नंबर में x है वह छिपाया गया है। उसे वैसा ही रहने दें, या उस पर पूरा नंबर लिखें।",
        "6. फ़ाइल वापस भेजें। वह इससे ली जाती है: mitan import workbook FILE। "
        "सहेजने से पहले हर बदलाव दिखाया जाता है।",
        "फ़ाइल में लोगों के नाम हैं: केवल उन्हें भेजें जिन्हें ज़रूरत है, और ले लिए जाने के बाद मिटा दें।",
    ),
}
BLANK: Mapping[str, Sequence[str]] = {
    "en": (
        "How to fill in this workbook",
        "1. One row for each person, area or enrolment. Leave out what is not known.",
        "2. The first row below the header is an example and is not brought in. Write over it, or "
        "delete it.",
        "3. Give each person an id of his own, such as R-001. Rakshaks write the id of their "
        "leader under reports to.",
        "4. Write dates as day-month-year (08-09-2020), and all ten digits of a phone.",
        "5. Bring the sheets in, in this order: {orders}. Add --dry-run to check only.",
    ),
    "hi": (
        "यह फ़ाइल कैसे भरें",
        "1. हर व्यक्ति, क्षेत्र या नामांकन के लिए एक पंक्ति। जो पता न हो उसे खाली छोड़ें।",
        "2. शीर्षक के नीचे पहली पंक्ति एक उदाहरण है, वह नहीं ली जाती। उस पर लिखें, या उसे हटा दें।",
        "3. हर व्यक्ति को उसकी अपनी आईडी दें, जैसे R-001। रक्षक के सामने 'प्रभारी' (reports to) में "
        "उसके लीडर की आईडी लिखें।",
        "4. तारीख दिन-महीना-वर्ष (08-09-2020) में और मोबाइल नंबर के पूरे दस अंक लिखें।",
        "5. शीट इस क्रम में लें: {orders}। केवल जाँचने के लिए --dry-run जोड़ें।",
    ),
}
SCOPES: Mapping[str, Mapping[str, str]] = {
    "en": {"leader": "leader {of} and all under him", "team": "the team of {of}",
           "zone": "zone {of}"},
    "hi": {"leader": "लीडर {of} और उनके अधीन सभी", "team": "{of} का दल", "zone": "ज़ोन {of}"},
}  # fmt: skip
