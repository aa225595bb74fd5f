"""QR: a text as a square of dark and light cells that phones read, drawn as one path."""

from __future__ import annotations

import numpy as np
import zxingcpp

QUIET = 4  # light cells around it, as the standard asks for


def qr_svg(text: str, name: str) -> str:
    """The code of a text as inline SVG, its quiet zone included; `name` is the id of its cells.

    Error correction M: a seventh of it may be dirty or torn.
    """
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = np.asarray(made.to_image(add_quiet_zones=False), dtype=np.uint8)
    size = len(image)
    full = size + 2 * QUIET
    path = "".join(_strokes(image.tobytes(), size))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {full} {full}" '
        f'shape-rendering="crispEdges"><path id="{name}" stroke="#000" d="{path}"/></svg>'
    )


def qr_again(name: str, like: str) -> str:
    """A code that stands on the same page already, `like` as `qr_svg` drew it."""
    return f'{like[: like.index("<path")]}<use href="#{name}"/></svg>'


def _strokes(cells: bytes, size: int) -> list[str]:
    """The dark cells of each line as horizontal strokes of the width of a cell."""
    strokes = []
    for k in range(size):
        line = cells[k * size : (k + 1) * size]
        start = line.find(0)
        while start >= 0:
            end = line.find(255, start)
            end = size if end < 0 else end
            strokes.append(f"M{start + QUIET} {k + QUIET}.5h{end - start}")
            start = line.find(0, end)
    return strokes
