"""Phrases of `mitan sensitivity`, by language: the same keys and places in each."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = {
    "most": "{title}: what matters most for {outcome} is “{label}”, {share} of all that varies.",
    "unclear": "{title}: nothing can be told apart. With {samples} samples no rate is sure to have "
    "any effect on {outcome}; give more --samples, twice as many or more.",
    "next": "Next: {others}.",
    "next one": "“{label}” {share}",
    "moves": "That rate alone moves {outcome} from {low} to {high}, as it goes from {from} to {to} "
    "(as low, and as high, as one time in twenty); as assumed it is {base}.",
    "rest": "Luck and dice are {dice} of what varies, rates acting only together {together}. Of "
    "{count} rates no effect is seen.",
    "cheapest": "Cheapest to set: {lever}, {amount} instead of {now}: {gain} pledges more for "
    "{rupees} rupees, {each} each.",
    "no gain": "A tenth more of any lever brings no more than chance may feign.",
    "how": "Variance shares by Saltelli's method with {samples} samples, seed {seed}. The ranges "
    "are estimates, and many are assumptions; see them with: mitan rates",
    "prices": "Prices are assumptions: put your own into [cost.NAME] of a scenario file.",
    # outcomes
    "pledges": "pledges",
    "mitans": "mitans",
    "aware": "people who know of the trick",
    "averted": "frauds averted",
    "chance": "the chance of {target}",
    # levers
    "lever leaders": "leaders with their rakshaks",
    "lever seats": "seats in training a day",
    "lever days": "days of the campaign",
    "lever training": "days from the first training to the first visits",
    "lever bench": "rakshaks on the bench",
    # tables
    "levers": "What a planner can set: a tenth more of each, the cheapest pledge first",
    "lever": "lever",
    "now": "now",
    "then": "then",
    "gain": "pledges more",
    "error": "standard error",
    "more chance": "chance more",
    "rupees": "rupees more",
    "each": "rupees a pledge",
    "unseen": "no gain seen",
    "rates": "What the world does: rates by their share of what varies",
    "rate": "rate",
    "from": "from",
    "to": "to",
    "at low": "outcome at low",
    "at high": "outcome at high",
    "alone": "alone",
    "in all": "in all",
    "in all band": "in all, 19 of 20",
    "rates note": "“In all” counts what a rate does together with others, so these may add up to "
    "more than all. A band that holds 0: no effect is seen.",
    # picture
    "picture": "{title}: which rate matters most for {outcome}",
    "unit chance": "% chance of the target",
}

HINDI = {
    "most": "{title}: {outcome} पर सबसे अधिक असर “{label}” का है, कुल घट-बढ़ का {share}।",
    "unclear": "{title}: कुछ अलग-अलग नहीं दिखता। {samples} नमूनों से किसी दर का {outcome} पर असर "
    "पक्का नहीं; --samples बढ़ाएँ, कम से कम दुगुने करें।",
    "next": "उसके बाद: {others}।",
    "next one": "“{label}” {share}",
    "moves": "केवल यह दर {from} से {to} तक जाए (बीस में एक बार जितनी कम या जितनी अधिक), तो {outcome}: "
    "{low} से {high}; मान्यता के अनुसार {base}।",
    "rest": "संयोग का हिस्सा {dice}, दरों के केवल एक साथ होने वाले असर का {together}। {count} दरों का "
    "कोई असर नहीं दिखता।",
    "cheapest": "सबसे सस्ता बदलाव: {lever}, {now} की जगह {amount}: {gain} शपथ अधिक, ख़र्च {rupees} "
    "रुपये, हर शपथ पर {each}।",
    "no gain": "किसी भी चीज़ को दसवाँ हिस्सा बढ़ाने से संयोग से अधिक कुछ नहीं मिलता।",
    "how": "घट-बढ़ के हिस्से सैल्टेली की विधि से, {samples} नमूने, seed {seed}। सीमाएँ अनुमान हैं, और कई केवल "
    "मान्यताएँ; उन्हें देखें: mitan rates --lang hi",
    "prices": "दाम मान्यताएँ हैं: अपने दाम परिदृश्य की फ़ाइल में [cost.NAME] में लिखें।",
    "pledges": "शपथ",
    "mitans": "मितान",
    "aware": "जानकार लोग",
    "averted": "टली ठगी",
    "chance": "{target} की संभावना",
    "lever leaders": "लीडर और उनके रक्षक",
    "lever seats": "प्रशिक्षण में रोज़ की सीटें",
    "lever days": "अभियान के दिन",
    "lever training": "पहले प्रशिक्षण से पहले दौरे तक के दिन",
    "lever bench": "आरक्षित रक्षक",
    "levers": "योजना में क्या बदल सकते हैं: हर एक का दसवाँ हिस्सा और, सबसे सस्ती शपथ पहले",
    "lever": "क्या बदलें",
    "now": "अभी",
    "then": "तब",
    "gain": "शपथ अधिक",
    "error": "मानक त्रुटि",
    "more chance": "संभावना अधिक",
    "rupees": "रुपये अधिक",
    "each": "हर शपथ पर रुपये",
    "unseen": "असर नहीं दिखता",
    "rates": "जो अपने हाथ में नहीं: दरें, घट-बढ़ में उनके हिस्से के क्रम से",
    "rate": "दर",
    "from": "से",
    "to": "तक",
    "at low": "कम पर नतीजा",
    "at high": "अधिक पर नतीजा",
    "alone": "अकेले",
    "in all": "कुल",
    "in all band": "कुल, 20 में से 19 बार",
    "rates note": "“कुल” में दूसरी दरों के साथ का असर भी है, इसलिए जोड़ पूरे से अधिक हो सकता है। जिस सीमा में 0 "
    "हो, वहाँ कोई असर नहीं दिखता।",
    "picture": "{title}: {outcome} पर किस दर का असर सबसे अधिक",
    "unit chance": "% लक्ष्य की संभावना",
}

PHRASES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "hi": HINDI}
