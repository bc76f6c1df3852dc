"""A small picture: lines over a logarithmic axis, as SVG."""

import math
from collections.abc import Mapping
from pathlib import Path

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 120, 40, 48
COLOURS = ("#1a5fb4", "#c64600")


def claim_times(lines: Mapping[str, Mapping[int, float]], file: Path) -> None:
    """Milliseconds by how many are pending, a line for each database."""
    most = max(value for line in lines.values() for value in line.values())
    top = 10 ** math.ceil(math.log10(most)) if most > 0 else 1.0
    top = next(step for step in (top / 5, top / 2, top) if step >= most)
    across = sorted({count for line in lines.values() for count in line})
    first, last = math.log10(across[0]), math.log10(across[-1])

    def x(count: int) -> float:
        return LEFT + (math.log10(count) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="13" role="img" aria-label="Time of a claim by notices pending">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-size="15">Claim of 100 due notices, median, in ms</text>',
    ]
    for step in range(5):
        value = top * step / 4
        parts.append(f'<path d="M{LEFT} {y(value):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:g}</text>')
    for count in across:
        parts.append(f'<text x="{x(count):.1f}" y="{HEIGHT - 26}" text-anchor="middle">{count:,}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">pending</text>')
    for colour, (name, line) in zip(COLOURS, lines.items(), strict=False):
        points = " ".join(f"{x(count):.1f},{y(value):.1f}" for count, value in sorted(line.items()))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        for count, value in line.items():
            parts.append(f'<circle cx="{x(count):.1f}" cy="{y(value):.1f}" r="4" fill="{colour}"/>')
        end = y(line[across[-1]])
        parts.append(f'<text x="{WIDTH - RIGHT + 12}" y="{end + 4:.1f}" fill="{colour}">{name}</text>')
    file.write_text("\n".join([*parts, "</svg>", ""]))
