"""Reads an SVG the slow way: where each mark of each panel stands, in the panel's own units."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
SEGMENT = re.compile(r"([A-Za-z])([^A-Za-z]*)")
WIDEST_SIGN = 0.62  # of the font size: an average sign of a wide sans, such as DejaVu Sans


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def moved(self, x: float, y: float) -> Box:
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def holds(self, other: Box, slack: float = 1.3) -> bool:
        return (
            other.left >= self.left - slack
            and other.top >= self.top - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def panels(svg: str) -> list[tuple[Box, ET.Element]]:
    """Each panel's frame and its group."""
    found = []
    for group in ET.fromstring(svg).iter(f"{SVG}g"):
        if re.search(r"\bconcat_\d+_group\b", group.get("class", "")):
            inner = group[0]
            frame = next(child for child in inner if child.get("class") == "background")
            found.append((path_box(frame.get("d", "")), inner))
    return found


def marks(inner: ET.Element) -> list[tuple[str, Box]]:
    """Each mark of a panel: its tag and the box it fills, its stroke included."""
    return [
        (mark.tag.removeprefix(SVG), box(mark, group))
        for group in inner.iter(f"{SVG}g")
        if "role-mark" in group.get("class", "")
        for mark in group
    ]


def box(mark: ET.Element, group: ET.Element) -> Box:
    def said(name: str, default: str) -> str:
        return mark.get(name) or group.get(name) or default

    x, y = (float(part) for part in NUMBER.findall(mark.get("transform", "translate(0,0)"))[:2])
    tag = mark.tag.removeprefix(SVG)
    if tag == "text":
        size = float(said("font-size", "13px").removesuffix("px"))
        return text_box(mark.text or "", size, said("text-anchor", "start")).moved(x, y)
    half = float(said("stroke-width", "0")) / 2
    shape = path_box(mark.get("d", "")) if tag == "path" else line_box(mark)
    return Box(shape.left - half, shape.top - half, shape.right + half, shape.bottom + half).moved(x, y)


def text_box(words: str, size: float, anchor: str) -> Box:
    width = len(words) * size * WIDEST_SIGN
    left = {"start": 0.0, "middle": -width / 2, "end": -width}[anchor]
    return Box(left, -0.74 * size, left + width, 0.2 * size)


def line_box(mark: ET.Element) -> Box:
    x, y = float(mark.get("x2", "0")), float(mark.get("y2", "0"))
    return Box(min(0, x), min(0, y), max(0, x), max(0, y))


def path_box(d: str) -> Box:
    """The box of a path of M, L, h, v, A (whole circles about the origin) and Z."""
    xs, ys = [], []
    x = y = 0.0
    for command, rest in SEGMENT.findall(d):
        numbers = [float(part) for part in NUMBER.findall(rest)]
        if command in "ML":
            x, y = numbers
        elif command == "h":
            x += numbers[0]
        elif command == "v":
            y += numbers[0]
        elif command == "A":
            x, y = numbers[-2:]
            ys += [y - numbers[1], y + numbers[1]]
        elif command != "Z":
            raise ValueError(f"{command} of {d}")
        xs.append(x)
        ys.append(y)
    return Box(min(xs), min(ys), max(xs), max(ys))
