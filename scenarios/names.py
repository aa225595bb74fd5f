"""Names: made-up names of people and places, and phone numbers, drawn from a seed.

First names and surnames are common ones of Chhattisgarh and the Hindi belt; their pairings
are chance. Village names are put together from usual stems and endings; one that exists is
chance too.
"""

from __future__ import annotations

import numpy as np

PHONES = 10**9  # ten digits: a 6, then nine that are drawn


def _pairs(text: str) -> tuple[list[str], list[str]]:
    """Words as Latin, Devanagari, Latin, Devanagari ..., taken apart."""
    words = text.split()
    return words[::2], words[1::2]


FIRST_NAMES = _pairs("""
    Anita अनीता Asha आशा Babita बबीता Bharti भारती Champa चंपा Deepika दीपिका Durga दुर्गा
    Geeta गीता Hemlata हेमलता Indu इंदु Jyoti ज्योति Kamla कमला Kavita कविता Kiran किरण
    Lata लता Laxmi लक्ष्मी Madhuri माधुरी Mamta ममता Meena मीना Nandini नंदिनी Neelam नीलम
    Nirmala निर्मला Padma पद्मा Parvati पार्वती Pooja पूजा Priya प्रिया Radha राधा Rekha रेखा
    Sangeeta संगीता Saraswati सरस्वती Savita सविता Seema सीमा Shanti शांति Sunita सुनीता
    Sushila सुशीला Tara तारा Uma उमा Usha उषा Vandana वंदना Yamini यामिनी
    Ajay अजय Anil अनिल Arun अरुण Ashok अशोक Bhuvan भुवन Chandan चंदन Deepak दीपक
    Dinesh दिनेश Gajendra गजेंद्र Ganesh गणेश Gopal गोपाल Govind गोविंद Hari हरि Hemant हेमंत
    Jagdish जगदीश Kailash कैलाश Khilawan खिलावन Kishore किशोर Lalit ललित Mahesh महेश
    Manoj मनोज Mohan मोहन Mukesh मुकेश Narendra नरेंद्र Naresh नरेश Om ओम Pankaj पंकज
    Prakash प्रकाश Rajesh राजेश Rakesh राकेश Ramesh रमेश Sanjay संजय Santosh संतोष Shankar शंकर
    Shyam श्याम Sunil सुनील Suresh सुरेश Tikaram टीकाराम Vijay विजय Vinod विनोद
""")

SURNAMES = _pairs("""
    Agrawal अग्रवाल Banjare बंजारे Baghel बघेल Bhagat भगत Bhardwaj भारद्वाज Chandra चंद्रा
    Chandrakar चंद्राकर Chouhan चौहान Dahariya डहरिया Dewangan देवांगन Dhruv ध्रुव Dubey दुबे
    Gabel गबेल Gupta गुप्ता Jaiswal जायसवाल Jangde जांगड़े Joshi जोशी Kashyap कश्यप
    Kaushik कौशिक Kenwat केंवट Khan खान Khande खांडे Kosle कोसले Kurre कुर्रे Lahre लहरे
    Manikpuri मानिकपुरी Markam मरकाम Marko मार्को Minj मिंज Mishra मिश्रा Netam नेताम
    Nishad निषाद Oraon उरांव Painkra पैंकरा Pandey पांडेय Patel पटेल Patle पाटले Porte पोर्ते
    Rajput राजपूत Rathore राठौर Ratre रात्रे Sahu साहू Sen सेन Sharma शर्मा Shrivas श्रीवास
    Sidar सिदार Soni सोनी Suryavanshi सूर्यवंशी Tandon टंडन Tiwari तिवारी Uikey उइके
    Verma वर्मा Vishwakarma विश्वकर्मा Yadav यादव
""")

_STEMS_TEXT = """
    Aam Amar Bel Bar Bhad Chand Dev Dhan Gan Hir Jam Kar Khair Kos Lim Mah Mohan Nav Pal Parsa
    Pip Ram Rat Sal Semar Sirs Son Tend Til Umar
"""
_ENDINGS_TEXT = "agaon apali apara apur bhatha dih garh gudi kachhar khar muda nara"
PLACE_STEMS = _STEMS_TEXT.split()
PLACE_ENDINGS = _ENDINGS_TEXT.split()
PLACE_SUFFIXES = ("", " Khurd", " Kalan")


def person_names(rng: np.random.Generator, count: int, devanagari: float) -> list[str]:
    """Names of `count` people; a share of `devanagari` (0 to 1) in that script, others Latin."""
    every = np.array(
        [
            f"{first} {surname}"
            for script in (0, 1)
            for first in FIRST_NAMES[script]
            for surname in SURNAMES[script]
        ],
        dtype=object,
    )
    per_script = len(every) // 2
    drawn = rng.integers(per_script, size=count)
    names: list[str] = every[drawn + per_script * (rng.random(count) < devanagari)].tolist()
    return names


def place_names(rng: np.random.Generator, count: int) -> list[str]:
    """Names of `count` villages or towns; the first 1,080 are all different."""
    every = [
        stem + ending + suffix
        for suffix in PLACE_SUFFIXES
        for stem in PLACE_STEMS
        for ending in PLACE_ENDINGS
    ]
    order = rng.permutation(len(every))
    return [every[order[k % len(every)]] for k in range(count)]


def phones(rng: np.random.Generator, count: int) -> list[str]:
    """`count` different ten-digit numbers, all starting with 6, in no order."""
    drawn = rng.choice(PHONES, size=count, replace=False)
    return list(map(str, (6 * PHONES + drawn).tolist()))
