"""Which language does a word of a feed mean? (BCP 47: the shortest code of ISO 639 that there is.)"""

import re
from functools import lru_cache

_TAG = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")

_PAIR = re.compile(r"(\w+):(\w+)")

# Three letters (bibliographic ones too) to two: ISO 639-2.
_SHORT = dict(
    _PAIR.findall("""
    afr:af alb:sq sqi:sq amh:am ara:ar arm:hy hye:hy asm:as aze:az baq:eu eus:eu bel:be ben:bn bos:bs bul:bg
    bur:my mya:my cat:ca chi:zh zho:zh hrv:hr cze:cs ces:cs dan:da dut:nl nld:nl eng:en est:et fao:fo fin:fi
    fre:fr fra:fr fry:fy geo:ka kat:ka ger:de deu:de gle:ga glg:gl gre:el ell:el grn:gn guj:gu hau:ha heb:he
    hin:hi hun:hu ibo:ig ice:is isl:is ind:id ita:it jav:jv jpn:ja kal:kl kan:kn kas:ks kaz:kk khm:km kin:rw
    kir:ky kor:ko kur:ku lao:lo lat:la lav:lv lit:lt ltz:lb mac:mk mkd:mk mal:ml mao:mi mri:mi mar:mr may:ms
    msa:ms mlg:mg mlt:mt mon:mn nep:ne nno:nn nob:nb nor:no ori:or pan:pa per:fa fas:fa pol:pl por:pt pus:ps
    roh:rm rum:ro ron:ro run:rn rus:ru san:sa sin:si slo:sk slk:sk slv:sl sme:se smo:sm sna:sn snd:sd som:so
    sot:st spa:es srp:sr sun:su swa:sw swe:sv tam:ta tat:tt tel:te tgk:tg tgl:tl tha:th tib:bo bod:bo tir:ti
    ton:to tsn:tn tuk:tk tur:tr uig:ug ukr:uk urd:ur uzb:uz vie:vi wel:cy cym:cy wol:wo xho:xh yid:yi yor:yo
    zul:zu
    """)
)
_LONG = {short: long for long, short in _SHORT.items()}  # the later of two is the terminological one
_NAMES = dict(
    _PAIR.findall("""
    arabic:ar assamese:as bengali:bn bulgarian:bg catalan:ca chinese:zh croatian:hr czech:cs danish:da dutch:nl
    english:en estonian:et finnish:fi french:fr german:de greek:el gujarati:gu hebrew:he hindi:hi hungarian:hu
    icelandic:is indonesian:id irish:ga italian:it japanese:ja kannada:kn kashmiri:ks konkani:kok korean:ko
    latin:la latvian:lv lithuanian:lt malay:ms malayalam:ml manipuri:mni marathi:mr nepali:ne norwegian:no
    odia:or oriya:or persian:fa polish:pl portuguese:pt punjabi:pa romanian:ro russian:ru sanskrit:sa serbian:sr
    sindhi:sd slovak:sk slovenian:sl spanish:es swahili:sw swedish:sv tamil:ta telugu:te thai:th turkish:tr
    ukrainian:uk urdu:ur vietnamese:vi welsh:cy
    """)
)


@lru_cache(maxsize=4_096)
def language_tag(word: str) -> str | None:
    """The tag of "English", "eng", "en" or "en_GB"; None where the word is neither a name nor a code."""
    word = word.strip().replace("_", "-")
    name: str | None = _NAMES.get(word.casefold())
    if name is not None:
        return name
    if not _TAG.match(word):
        return None
    first, _, rest = word.partition("-")
    tag: str = _SHORT.get(first.lower(), first.lower())
    return f"{tag}-{rest.upper() if len(rest) == 2 else rest}" if rest else tag


def three_letters(tag: str) -> str:
    """The code of ISO 639-2 for a tag; "und" where there is none."""
    first = tag.partition("-")[0].lower()
    long: str = _LONG.get(first, first if len(first) == 3 else "und")
    return long
