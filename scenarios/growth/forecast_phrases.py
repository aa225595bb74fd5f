"""Forecast phrases: what `mitan forecast` says, by language: the same keys in each."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = {
    "on track": "On track: {middle} pledges are expected by {day}, {more} more than the target of "
    "{target}. Chance of reaching it: {chance}.",
    "behind": "Behind by {behind} pledges: {middle} are expected by {day}, of the target of "
    "{target}. Chance of reaching it: {chance}.",
    "over reached": "The campaign is over: {pledges} pledges; the target of {target} is reached.",
    "over missed": "The campaign is over: {pledges} pledges; {missing} are missing to the target "
    "of {target}.",
    "outside": "Outside of what the model thinks possible: {figures}. No chance is told, and below "
    "is what was expected before anything was seen.",
    "outside figure": "{name} {seen}, where 98 of 100 of its campaigns have {low} to {high}",
    "outside remedy": "Look whether everything is recorded and the phases are right, or give rates "
    "wider ranges with --rate.",
    "pace": "At the pace of the last {n} days there would be {mitans} mitans on {day}.",
    "band": "With 90% confidence {low} to {high} pledges, and {mitans_low} to {mitans_high} mitans "
    "(middle {mitans}).",
    "band before": "Before anything was seen, 90 of 100 of the model's campaigns had {low} to "
    "{high} pledges in the end, and {mitans_low} to {mitans_high} mitans (middle {mitans}).",
    "seen": "Seen up to {day} ({how}): {mitans} mitans, {trained} rakshaks and {leaders} leaders "
    "trained, {pledges} pledges.",
    "seen untrained": "Seen up to {day} ({how}): {mitans} mitans, {pledges} pledges.",
    "last recorded": "the last day with anything recorded; another: --as-of DAY",
    "as asked": "as asked for",
    "ahead of model": "That is {n} mitans more than the middle of what was expected by then "
    "({middle}; {low} to {high}).",
    "behind model": "That is {n} mitans fewer than the middle of what was expected by then "
    "({middle}; {low} to {high}).",
    "catch-up": "Catch-up needs {rakshaks} more rakshaks, trained and in the field from {day}, for "
    "a chance of {confidence}{zones}.",
    "catch-up zones": " (most of them in {zones})",
    "no catch-up": "Not even {most} more rakshaks in the field from {day} would give a chance of "
    "{confidence}.",
    "rates": "The progress tells to be other than assumed: {rates}.",
    "rate": "{name} {before} -> {after}",
    "no rates": "The progress tells no rate to be clearly other than assumed.",
    "basis": "Fitted to {reps} simulated campaigns, seed {seed}; rates of {scenario}, see: mitan "
    "rates",
    "plain": "From {reps} simulated campaigns, seed {seed}; rates of {scenario}, see: mitan rates",
    # tables
    "end": "On {day}",
    "what": "what",
    "mitans": "mitans",
    "pledges": "pledges",
    "rates table": "Rates: as assumed, and as the progress has them (5%, middle, 95%)",
    "rates note": "Shift: of the middle, in standard deviations of what was assumed. All other "
    "rates stay as assumed: the first days say nothing of them.",
    "rate name": "name",
    "rate label": "what",
    "assumed": "assumed",
    "told": "told",
    "shift": "shift",
    "zones table": "Zones: mitans against the quota, and where more rakshaks go",
    "zones note": "Behind: fewer than its rakshaks' share of all the mitans there are. More "
    "rakshaks go to zones that are clearly behind; where none is, to where mitans are missing.",
    "zone": "zone",
    "rakshaks": "rakshaks",
    "wanted": "wanted",
    "share": "share",
    "zone behind": "behind",
    "more": "more for {confidence}",
    "days table": "Day by day: what is seen, then what may come",
    "day": "day",
    "column seen": "{what} seen",
    "column": "{what} {part}",
    # the picture
    "fan": "{title}: forecast of {day}",
}

HINDI = {
    "on track": "लक्ष्य की राह पर: {day} तक {middle} शपथ होने का अनुमान है, लक्ष्य {target} से "
    "{more} अधिक। लक्ष्य पाने की संभावना: {chance}।",
    "behind": "{behind} शपथ पीछे: {day} तक {middle} का अनुमान है, लक्ष्य {target} है। "
    "लक्ष्य पाने की संभावना: {chance}।",
    "over reached": "अभियान पूरा हुआ: {pledges} शपथ; लक्ष्य {target} पूरा हो गया।",
    "over missed": "अभियान पूरा हुआ: {pledges} शपथ; लक्ष्य {target} से {missing} कम।",
    "outside": "मॉडल जो संभव मानता है, यह उससे बाहर है: {figures}। इसलिए संभावना नहीं बताई गई; नीचे वह है "
    "जो कुछ भी देखने से पहले अनुमानित था।",
    "outside figure": "{name} {seen}, जबकि मॉडल के 100 में से 98 अभियानों में {low} से {high}",
    "outside remedy": "देखें कि सब कुछ दर्ज है और चरण सही हैं, या --rate से दरों की सीमाएँ बढ़ाएँ।",
    "pace": "पिछले {n} दिनों की गति से {day} को {mitans} मितान होंगे।",
    "band": "90% विश्वास के साथ {low} से {high} शपथ, और {mitans_low} से {mitans_high} मितान "
    "(बीच का अनुमान {mitans})।",
    "band before": "कुछ भी देखने से पहले मॉडल के 100 में से 90 अभियानों में अंत में {low} से {high} शपथ, और "
    "{mitans_low} से {mitans_high} मितान थे (बीच का अनुमान {mitans})।",
    "seen": "{day} तक ({how}): {mitans} मितान, {trained} रक्षक और {leaders} लीडर प्रशिक्षित, "
    "{pledges} शपथ।",
    "seen untrained": "{day} तक ({how}): {mitans} मितान, {pledges} शपथ।",
    "last recorded": "आख़िरी दिन जिसका कुछ दर्ज है; दूसरा दिन: --as-of DAY",
    "as asked": "जैसा पूछा गया",
    "ahead of model": "तब तक के बीच के अनुमान ({middle}; {low} से {high}) से {n} मितान अधिक।",
    "behind model": "तब तक के बीच के अनुमान ({middle}; {low} से {high}) से {n} मितान कम।",
    "catch-up": "{confidence} संभावना के लिए {day} से {rakshaks} और प्रशिक्षित रक्षक मैदान में "
    "चाहिए{zones}।",
    "catch-up zones": " (सबसे अधिक: {zones})",
    "no catch-up": "{day} से {most} और रक्षक मैदान में आने पर भी संभावना {confidence} नहीं होगी।",
    "rates": "अब तक की प्रगति के अनुसार ये दरें माने हुए से अलग हैं: {rates}।",
    "rate": "{name} {before} -> {after}",
    "no rates": "अब तक की प्रगति से कोई दर माने हुए से साफ़ अलग नहीं दिखती।",
    "basis": "{reps} अनुकरणों से मिलाकर, seed {seed}; दरें {scenario} की, देखें: mitan rates",
    "plain": "{reps} अनुकरणों से, seed {seed}; दरें {scenario} की, देखें: mitan rates",
    "end": "{day} को",
    "what": "क्या",
    "mitans": "मितान",
    "pledges": "शपथ",
    "rates table": "दरें: जैसी मानी गईं, और जैसी प्रगति से दिखती हैं (5%, बीच, 95%)",
    "rates note": "बदलाव: बीच के मान का, माने हुए के मानक विचलन में। बाकी दरें वैसी ही रहती हैं: पहले दिन "
    "उनके बारे में कुछ नहीं बताते।",
    "rate name": "नाम",
    "rate label": "क्या",
    "assumed": "मानी गई",
    "told": "दिखती है",
    "shift": "बदलाव",
    "zones table": "ज़ोन: कोटे के मुकाबले मितान, और नए रक्षक कहाँ जाएँ",
    "zones note": "पीछे: अब तक के सब मितानों में ज़ोन के रक्षकों के हिस्से से कम। नए रक्षक उन ज़ोन को जो साफ़ "
    "पीछे हैं; कोई न हो तो वहाँ, जहाँ मितान कम हैं।",
    "zone": "ज़ोन",
    "rakshaks": "रक्षक",
    "wanted": "चाहिए",
    "share": "हिस्सा",
    "zone behind": "पीछे",
    "more": "{confidence} के लिए और",
    "days table": "दिन-प्रतिदिन: जो दर्ज है, फिर जो हो सकता है",
    "day": "दिन",
    "column seen": "{what} दर्ज",
    "column": "{what} {part}",
    "fan": "{title}: {day} का पूर्वानुमान",
}

PHRASES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "hi": HINDI}
