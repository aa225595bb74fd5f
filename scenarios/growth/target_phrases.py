"""Phrases of `mitan target`, by language: the same keys and places in each."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = {
    # the first line
    "reached": "{title}: yes, as it is, {target} pledges by {day} have a chance of {chance}, with "
    "{confidence} asked for.",
    "not yet": "{title}: as it is, {target} pledges by {day} have a chance of {chance}, with "
    "{confidence} asked for. The cheapest way found to that: {way}.",
    "cheaper": "The cheapest way found: {way}.",
    "never": "{title}: no way was found to {target} pledges by {day} with a chance of "
    "{confidence}; as it is the chance is {chance}.",
    # the others
    "now": "As it is: {leaders} leaders, {rakshaks} rakshaks, {seats} seats in training a day, "
    "{days} days from {begin}.",
    "alone more": "{lever} alone: {amount} instead of {now}. {shown}",
    "alone less": "{lever} alone could go down to {amount} from {now}. {shown}",
    "alone same": "{lever} alone: {amount}, as now. {shown}",
    "alone never": "{lever} alone: not enough. At best {chance}, with {amount}. {why}",
    "shown": "Chance {chance}; with {below} {below_chance}.",
    "shown lowest": "Chance {chance}; fewer there cannot be.",
    "error": "Simulated {reps} times for each number, seed {seed}; a chance has a standard error "
    "of up to {error}. It says how unsure the rates are, not whether the model is right.",
    "days how": "{phases}: {days} days earlier, from {start} on; what comes before moves along.",
    "days how less": "{phases}: {days} days later, from {start} on; what comes before moves along.",
    "prices": "Prices are assumptions: put your own into [cost.NAME] of a scenario file.",
    # ways
    "way leaders": "{leaders} leaders with {rakshaks} rakshaks",
    "way seats": "{seats} seats in training a day",
    "way days": "{days} days, beginning on {begin}",
    "way both": "{leaders} leaders with {rakshaks} rakshaks, and {seats} seats in training a day",
    "costs more": "{way}: {chance}, for {rupees} rupees, {more} more than as it is",
    "costs less": "{way}: {chance}, for {rupees} rupees, {more} less than as it is",
    # levers
    "leaders": "Leaders with their rakshaks",
    "seats": "Seats in training a day",
    "days": "Days of the campaign",
    "amount leaders": "{n} leaders ({rakshaks} rakshaks)",
    "amount seats": "{n} seats",
    "amount days": "{n} days",
    # why not
    "why seats": "More people find no seats in training, and leaders are trained first.",
    "why people": "More rakshaks than that would outnumber the people around them.",
    "why everybody": "With so many nobody waits for a seat any more.",
    "why longest": "Longer campaigns are not tried.",
    "why flat": "More of it brings nothing more.",
    # tables
    "levers": "Each lever alone, all else as it is",
    "curve": "Leaders against seats in training, for the same chance of {confidence}",
    "curve note": "None: with so few seats no number of leaders is enough.",
    "costs": "What it costs as it is, in rupees",
    "lever": "lever",
    "as it is": "as it is",
    "needed": "needed",
    "chance": "chance",
    "one less": "one less",
    "its chance": "its chance",
    "rupees": "rupees",
    "why": "why not",
    "a day": "seats a day",
    "leaders wanted": "leaders",
    "rakshaks wanted": "rakshaks",
    "none": "none",
    "what": "what",
    "count": "how many",
    "each": "each",
    "source": "source",
    "sum": "all",
    # picture
    "picture": "{title}: {target} pledges by {day} with a chance of {confidence}",
    "picture x": "Seats in training, a day",
    "picture y": "Leaders",
    "picture curve": "Least leaders, each with {span} rakshaks",
}

HINDI = {
    "reached": "{title}: हाँ, जैसा है उसी से {day} तक {target} शपथ की संभावना {chance} है; "
    "{confidence} माँगी गई थी।",
    "not yet": "{title}: जैसा है, {day} तक {target} शपथ की संभावना {chance} है; {confidence} माँगी "
    "गई थी। वहाँ तक पहुँचने का सबसे सस्ता मिला रास्ता: {way}।",
    "cheaper": "सबसे सस्ता मिला रास्ता: {way}।",
    "never": "{title}: {confidence} संभावना के साथ {day} तक {target} शपथ का कोई रास्ता नहीं मिला; "
    "जैसा है, संभावना {chance} है।",
    "now": "जैसा है: {leaders} लीडर, {rakshaks} रक्षक, प्रशिक्षण में रोज़ {seats} सीटें, "
    "{begin} से {days} दिन।",
    "alone more": "केवल {lever}: {now} की जगह {amount}। {shown}",
    "alone less": "केवल {lever}: {now} से घटकर {amount} भी काफ़ी। {shown}",
    "alone same": "केवल {lever}: {amount}, जितना अभी है। {shown}",
    "alone never": "केवल {lever}: काफ़ी नहीं। अधिक से अधिक संभावना {chance}, {amount} पर। {why}",
    "shown": "संभावना {chance}; {below} पर {below_chance}।",
    "shown lowest": "संभावना {chance}; इससे कम हो नहीं सकता।",
    "error": "हर संख्या का {reps} बार अनुकरण, seed {seed}; संभावना की मानक त्रुटि {error} तक। यह "
    "बताती है कि दरें कितनी अनिश्चित हैं, यह नहीं कि मॉडल सही है।",
    "days how": "{phases}: {days} दिन पहले, {start} से शुरू, और उससे पहले के चरण भी उतने ही पहले।",
    "days how less": "{phases}: {days} दिन बाद, {start} से शुरू, और उससे पहले के चरण भी उतने ही बाद में।",
    "prices": "दाम मान्यताएँ हैं: अपने दाम परिदृश्य की फ़ाइल में [cost.NAME] में लिखें।",
    "way leaders": "{leaders} लीडर और {rakshaks} रक्षक",
    "way seats": "प्रशिक्षण में रोज़ {seats} सीटें",
    "way days": "{days} दिन, शुरुआत {begin} से",
    "way both": "{leaders} लीडर, {rakshaks} रक्षक और प्रशिक्षण में रोज़ {seats} सीटें",
    "costs more": "{way}: {chance}, ख़र्च {rupees} रुपये, अभी से {more} अधिक",
    "costs less": "{way}: {chance}, ख़र्च {rupees} रुपये, अभी से {more} कम",
    "leaders": "लीडर और उनके रक्षक",
    "seats": "प्रशिक्षण में रोज़ की सीटें",
    "days": "अभियान के दिन",
    "amount leaders": "{n} लीडर ({rakshaks} रक्षक)",
    "amount seats": "{n} सीटें",
    "amount days": "{n} दिन",
    "why seats": "और लोगों को प्रशिक्षण में सीट नहीं मिलती, और पहले लीडरों का प्रशिक्षण होता है।",
    "why people": "इससे अधिक रक्षक आसपास के लोगों से भी ज़्यादा हो जाएँगे।",
    "why everybody": "इतनी सीटों पर किसी को प्रतीक्षा नहीं करनी पड़ती।",
    "why longest": "इससे लंबे अभियान आज़माए नहीं जाते।",
    "why flat": "इसे बढ़ाने से और कुछ नहीं मिलता।",
    "levers": "एक बार में एक ही बदलाव, बाकी सब वैसा ही",
    "curve": "लीडर और प्रशिक्षण की सीटें, एक ही संभावना {confidence} के लिए",
    "curve note": "कोई नहीं: इतनी कम सीटों पर लीडर कितने भी हों, काफ़ी नहीं।",
    "costs": "जैसा है उसका ख़र्च, रुपये में",
    "lever": "क्या बदलें",
    "as it is": "अभी",
    "needed": "चाहिए",
    "chance": "संभावना",
    "one less": "एक कम",
    "its chance": "उसकी संभावना",
    "rupees": "रुपये",
    "why": "क्यों नहीं",
    "a day": "रोज़ की सीटें",
    "leaders wanted": "लीडर",
    "rakshaks wanted": "रक्षक",
    "none": "कोई नहीं",
    "what": "क्या",
    "count": "कितने",
    "each": "एक का दाम",
    "source": "स्रोत",
    "sum": "कुल",
    "picture": "{title}: {day} तक {target} शपथ, {confidence} संभावना के साथ",
    "picture x": "प्रशिक्षण में रोज़ की सीटें",
    "picture y": "लीडर",
    "picture curve": "कम से कम लीडर, हर एक के {span} रक्षक",
}

PHRASES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "hi": HINDI}
