"""Codes: every kind of finding that an import can make, in one table."""

from __future__ import annotations

CODES = {
    # the file
    "IMP001": "the file cannot be read",
    "IMP002": "the file is too large",
    "IMP003": "the file is not a table (binary, PDF, picture, web page)",
    "IMP004": "the workbook is protected by a password",
    "IMP005": "the workbook is damaged, or swells beyond all measure when opened",
    "IMP006": "the file is empty, or holds no rows",
    "IMP007": "quotation marks do not pair up",
    "IMP008": "the file is not UTF-8 and was read as Windows (cp1252) text",
    "IMP009": "rows above the header, or other sheets, were not read",
    # the columns
    "IMP010": "a column that is needed is missing",
    "IMP011": "two columns mean the same",
    "IMP012": "columns that have no meaning here were ignored",
    "IMP013": "a row holds something where the header has no column",
    "IMP014": "a cell holds more than Excel can",
    "IMP015": "cells with an Excel error (#N/A ...) were read as blank",
    "IMP016": "of several columns that mean the zone, only the most local one was read",
    # a template
    "IMP017": "the example row of a template was left out",
    "IMP018": "the example row of a template was changed, but for its id",
    # one cell
    "IMP020": "a cell that is needed is blank",
    "IMP021": "not a usable id",
    "IMP022": "one id in two rows",
    "IMP023": "not a usable text",
    "IMP024": "not a mobile number",
    "IMP025": "digits were lost in Excel",
    "IMP026": "not a number, or not a whole one",
    "IMP027": "a number out of its range",
    "IMP028": "not a date",
    "IMP029": "neither yes nor no",
    "IMP030": "not a role",
    # a place
    "IMP031": "not a coordinate in decimal degrees",
    "IMP032": "only one of latitude and longitude",
    "IMP033": "coordinates outside the campaign's region",
    "IMP034": "latitude and longitude look swapped",
    "IMP035": "no place: neither coordinates nor a zone",
    "IMP036": "not a time of day",
    # categories
    "IMP040": "the category map has a fault",
    "IMP041": "a category that stands in no list",
    # areas
    "IMP045": "areas ask for more skills, or languages, than can be told apart",
    # people
    "IMP050": "reports to somebody who is not known",
    "IMP051": "reports to somebody of the wrong level",
    "IMP052": "a circle of leaders",
    "IMP053": "a rakshak who reports to nobody",
    "IMP054": "depends on a row that was left out",
    "IMP055": "a person's role changes",
    # enrolments
    "IMP060": "a mitan who is not known and has no name",
    "IMP061": "the rakshak is not known, or is no rakshak",
    "IMP062": "the one enrolled is not a mitan",
    "IMP063": "a mitan with two rakshaks",
    "IMP064": "the same enrolment twice",
    "IMP065": "the same enrolment twice, with different dates or details",
    "IMP066": "details of mitans who are known already were left as they are",
    "IMP067": "an enrolment that the sheet does not have is taken out",
    "IMP068": "no rakshak is named, and none has a free slot",
    "IMP069": "no rakshak is named; one near by with a free slot takes him",
    # a workbook that comes back
    "IMP080": "Mitan did not export this workbook, or its hidden sheet was changed",
    "IMP081": "a workbook of another campaign, or of a copy that went another way",
    "IMP082": "a sheet or a column of the workbook is missing, or there twice",
    "IMP083": "merged cells",
    "IMP084": "an id was changed or written by hand, or stands there twice",
    "IMP085": "cells hold an Excel error (#N/A ...)",
    "IMP086": "somebody else has changed it in the campaign since the export",
    "IMP087": "rows were deleted in the workbook; nothing is taken out",
    "IMP088": "a leader or rakshak who is not of the workbook's part",
    "IMP089": "a new row that was brought in before, or stands there twice",
    # pledges
    "IMP070": "one number on two sheets of pledges",
    "IMP071": "a sheet of pledges names somebody, or an area, that is not in the campaign",
    # progress
    "IMP090": "a half-finished day: no number of visits",
    "IMP091": "the area is not known",
    "IMP092": "a day outside the phases of the campaign",
    "IMP093": "a day that is still to come",
    "IMP094": "more visits on one day than one person can make",
    "IMP095": "people reached without a visit",
    "IMP096": "one rakshak, area and day in two rows, with other numbers",
    "IMP097": "one rakshak, area and day in two rows that say the same",
    "IMP098": "visits that the plan in force does not ask for",
}
