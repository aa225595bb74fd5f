"""A small campaign for `mitan report`, and the file it writes, taken apart."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium"
)
SCRIPT = "</script><script>document.title='gone'</script>"
IMAGE = "<img src=x onerror=\"document.title='void'\">"
PHONES = ("9876543210", "9876543211", "9876543212", "9876543213", "9876543214", "9876543215")
AREAS = (
    "id,name,category,zone,locality,visits,latitude,longitude,people\n"
    "AR-1,गोल बाज़ार,market,KOTA,सदर,9,22.0800,82.1500,480\n"
    "AR-2,श्री क्षेत्र,colony,KOTA,श्री क्षेत्र,5,22.0900,82.1600,\n"
    f'AR-3,"{SCRIPT} $$x^2$$",market,BILHA,<b>Mela</b>,4,22.1000,82.1700,100000\n'
    "AR-4,Kota Haat,market,BILHA,,3,,,\n"
    "AR-5,Dhaba of Tarbahar,hotel,TAKHAT,Tarbahar,2,22.1100,82.1900,60\n"
)
PEOPLE = (
    "id,name,phone,role,reports to,zone,latitude,longitude\n"
    f"LD-1,ज्ञानेश्वर आर्य,{PHONES[0]},leader,,KOTA,22.0850,82.1400\n"
    f"LD-2,Mohan Rao,{PHONES[1]},leader,LD-1,BILHA,22.1050,82.1750\n"
    f"LD-3,Zubaida Khan,{PHONES[2]},leader,,TAKHAT,22.1120,82.1880\n"
    f"RK-1,राम मिश्र,{PHONES[3]},rakshak,LD-1,KOTA,22.0850,82.1550\n"
    f'RK-2,"{IMAGE.replace(chr(34), chr(34) * 2)}",{PHONES[4]},rakshak,LD-1,KOTA,22.0860,82.1560\n'
    "RK-3,क्षमा त्रिवेदी,,rakshak,LD-2,BILHA,22.1010,82.1710\n"
    f"RK-4,Farida Begum,{PHONES[5]},rakshak,LD-3,KOTA,22.0870,82.1580\n"
)
MITANS = "mitan,name,rakshak,enrolled on\n" + "".join(
    f"MT-{k},Uma {k},{rakshak},2020-09-01\n"
    for k, rakshak in enumerate(["RK-1"] * 25 + ["RK-3"] * 3)
)
# who goes where: everything is pinned, so that the plan can be read here
GOES = {
    ("RK-1", "AR-1"): 5,
    ("RK-2", "AR-1"): 2,
    ("RK-4", "AR-1"): 2,
    ("RK-2", "AR-2"): 5,
    ("RK-3", "AR-3"): 4,
    ("RK-3", "AR-4"): 3,
    ("RK-4", "AR-5"): 2,
}
WORK = (
    "rakshak,area,day,visits,people,frauds\n"
    "RK-3,AR-3,2020-09-01,1,120,1\n"
    "RK-1,AR-1,2020-09-02,2,40,0\n"
)


def make_campaign(desk):
    """23 visits at five areas, three leaders, four rakshaks, 28 mitans, two plans."""
    desk("init")
    desk.bring("areas", AREAS)
    desk.bring("people", PEOPLE)
    desk.bring("enrolments", MITANS)
    assert desk("assign")[0] == 0
    for (rakshak, area), visits in GOES.items():
        assert desk("pin", rakshak, area, "--visits", visits)[0] == 0
    assert desk("assign")[0] == 0
    return desk


class Parts:
    """A report's HTML, and the data that its scripts read."""

    def __init__(self, path: Path):
        self.raw = path.read_bytes()
        self.html = self.raw.decode()
        self.figures = self._block("figures")
        self.told = self._block("told")

    def _block(self, name):
        return json.loads(re.search(rf'id="{name}">(.*?)</script>', self.html, re.DOTALL)[1])

    @property
    def seen(self):
        """What is read on the page without running it: texts without markup and data."""
        body = re.sub(r"<(script|style)\b.*?</\1>", "", self.html, flags=re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", " ", body))

    def columns(self, name):
        """The columns of one source of the map."""
        return next(found for one, found in _sources(self.figures) if one == name)


def _sources(value):
    if isinstance(value, list):
        for one in value:
            yield from _sources(one)
    elif isinstance(value, dict):
        if value.get("name") == "ColumnDataSource" and "name" in value.get("attributes", {}):
            entries = value["attributes"]["data"]["entries"]
            yield value["attributes"]["name"], {key: _column(one) for key, one in entries}
        for one in value.values():
            yield from _sources(one)


def _column(value):
    if isinstance(value, list):
        return value
    data = gzip.decompress(base64.b64decode(value["array"]["data"]))
    return np.frombuffer(data, dtype=value["dtype"]).tolist()
