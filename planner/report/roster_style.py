"""Roster style: the look of what is printed for the field: A4 pages, black on white."""

STYLE = """
@page { size: A4; margin: 9mm 10mm }
body { font: 9.6pt/1.33 "Noto Sans", "Noto Sans Devanagari", "Nirmala UI", Mangal, sans-serif;
  color: #000; background: #fff; margin: 0 auto; max-width: 190mm }
.both { font-size: 8.4pt }
h1 { font-size: 1.35em; margin: 0 } h2 { font-size: 1.1em; margin: 2mm 0 .6mm }
p { margin: .6mm 0 } ol, ul { margin: .6mm 0; padding-left: 5mm }
.side { break-after: page; display: flex; flex-direction: column; min-height: 276mm }
.sheet { break-after: page; margin-bottom: 6mm }
.head { display: flex; justify-content: space-between; gap: 6mm; border-bottom: .5mm solid #000;
  padding-bottom: 1mm }
.head .right { text-align: right; flex: 1 } .head .qr { flex: none }
.name { font-size: 1.7em; font-weight: bold; line-height: 1.2 }
.small, .foot { font-size: .86em } .foot { overflow-wrap: anywhere; margin-top: 1mm }
.cols { display: flex; gap: 5mm } .cols > * { flex: 1; min-width: 0 }
.cols > .wide { flex: 2.4 } .cols > .map { max-width: 62mm }
table { border-collapse: collapse; width: 100%; margin: 1mm 0 }
thead { display: table-header-group } tfoot { display: table-footer-group }
tr { break-inside: avoid } h2 { break-after: avoid }
th, td { border: .25mm solid #555; padding: .4mm 1mm; text-align: left; vertical-align: top;
  overflow-wrap: anywhere }
th { background: #eee; overflow-wrap: normal; print-color-adjust: exact;
  -webkit-print-color-adjust: exact }
.n { text-align: right; white-space: nowrap } .d { text-align: center; white-space: nowrap }
td.foot { border: 0; padding-left: 0 }
.sum td { font-weight: bold }
.register td { height: 6.3mm; box-sizing: border-box; padding: 0 1mm }
.register .n { width: 9mm } .register .sign { width: 48mm }
.register .date { width: 20mm } .register .phone { width: 28mm }
.stub { border-top: .4mm dashed #000; margin-top: auto; padding-top: 1mm; min-height: 52mm }
.stub td { height: 5.6mm; box-sizing: border-box; padding: 0 1mm } .stub td.w { width: 46mm }
.stub .cols > .code { flex: none; width: 27mm }
.qr { display: block; width: 26mm; height: 26mm } .sketch { display: block; width: 100% }
.signs { display: flex; gap: 8mm; margin-top: 20mm }
.signs div { flex: 1; border-top: .3mm solid #000 }
a { color: #000 }
@media screen { .side, .sheet { border-bottom: 1px solid #bbb; padding: 6mm 0 } }
"""
