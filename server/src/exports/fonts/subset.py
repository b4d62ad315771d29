#!/usr/bin/env python3
"""Makes the typefaces that reports carry: subset.py Inter_400Regular.ttf inter-regular.ttf …

The sources are npm's @expo-google-fonts/inter 0.4.2 (SIL Open Font License, OFL.txt beside this file); needs fonttools.
Latin, Greek and Cyrillic stay; digits get one width for all, so that columns of numbers stand straight.
"""
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

RANGES = (
    "0020-007E,00A0-024F,0259,02B9-02BC,02BE-02BF,02C6-02C7,02D8-02DD,0300-0304,0306-030C,0323,0326,0370-03FF,"
    "0400-045F,0462-0463,046A-046B,0472-0475,0490-0493,0496-049D,04A0-04A3,04AA-04BB,04C0-04C2,04CF-04F9,1E00-1EFF,"
    "2010-2015,2018-201E,2020-2022,2026,202F,2030,2032-2033,2039-203A,2044,2070-208E,20A0-20BF,2113,2116,2122,2126,"
    "215B-215E,2190-2193,2196-2199,2212,2215,221A,221E,2248,2260,2264-2265,25A0-25A1,25CF,25CB,2713,2717"
)


def characters():
    for part in RANGES.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def tabular(font):
    """Glyph to glyph of the feature tnum."""
    table, found = font["GSUB"].table, {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for part in table.LookupList.Lookup[index].SubTable:
                    found.update(getattr(getattr(part, "ExtSubTable", part), "mapping", {}))
    return found


for source, target in zip(sys.argv[1::2], sys.argv[2::2]):
    font = TTFont(source)
    digits = tabular(font)
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in table.cmap:
                table.cmap[code] = digits.get(table.cmap[code], table.cmap[code])
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "STAT", "DSIG", "MATH", "gasp"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    font.save(target)
