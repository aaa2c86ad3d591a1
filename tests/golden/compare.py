#!/usr/bin/env python3
"""Whether two SVG are alike: compare.py GOLDEN NEW. The same elements in the same order, the same texts and colours, and
every coordinate within a pixel, however the numbers are written. Tells the first differences; exit status 1."""
import re
import sys
import xml.etree.ElementTree as tree

PIXEL = 1.0
MOST = 5  # differences that are told
PLACES = {"d", "points", "transform", "x", "y", "width", "height", "viewBox"}
LOOKS = {"fill", "stroke", "color", "font-size", "text-anchor"}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def name_of(element):
    return element.tag.rsplit("}", 1)[-1]


def drawn(path):
    """The elements that are drawn, in their order, and the title and description; not the definitions of marks."""
    found = []

    def add(element):
        if name_of(element) in ("defs", "filter"):
            return
        found.append(element)
        for child in element:
            add(child)

    add(tree.parse(path).getroot())
    return found


def count_by_name(elements):
    counts = {}
    for element in elements:
        counts[name_of(element)] = counts.get(name_of(element), 0) + 1
    return counts


def differences_of(golden, new):
    counts = [count_by_name(elements) for elements in (golden, new)]
    for name in sorted(set(counts[0]) | set(counts[1])):
        if counts[0].get(name, 0) != counts[1].get(name, 0):
            yield f"{counts[1].get(name, 0)} elements '{name}' in place of {counts[0].get(name, 0)}"
    for old, element in zip(golden, new):
        name = name_of(old)
        if name != name_of(element):
            yield f"'{name_of(element)}' in place of '{name}'"
            return
        texts = [(e.text or "").strip() for e in (old, element)]
        if texts[0] != texts[1]:
            yield f"{name}: “{texts[1]}” in place of “{texts[0]}”"
        for key in LOOKS:
            if old.get(key) != element.get(key):
                yield f"{name}: {key} {element.get(key)} in place of {old.get(key)}"
        for key in PLACES:
            values = [[float(number) for number in NUMBER.findall(e.get(key) or "")] for e in (old, element)]
            if len(values[0]) != len(values[1]):
                yield f"{name}: {len(values[1])} numbers in '{key}' in place of {len(values[0])}"
            elif any(abs(a - b) > PIXEL for a, b in zip(*values)):
                yield f"{name}: '{key}' is {element.get(key)[:80]} in place of {old.get(key)[:80]}"


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: compare.py GOLDEN NEW")
    told = 0
    try:
        golden, new = drawn(sys.argv[1]), drawn(sys.argv[2])
    except tree.ParseError as error:
        sys.exit(f"    not a whole SVG: {error}")
    for difference in differences_of(golden, new):
        if told < MOST:
            print("   ", difference)
        told += 1
    if told > MOST:
        print(f"    and {told - MOST} more")
    sys.exit(1 if told else 0)


if __name__ == "__main__":
    main()
