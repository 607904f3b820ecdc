"""Does a word look Vietnamese? Onset, rime and tone, by the spelling of the modern language."""

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0309\u0303\u0301\u0323"
_TONE = re.compile(f"[{_TONES}]")
_ONSETS = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx]"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ
uy uya uych uyên uyêt uyn uynh uyt uyu
ư ưa ưc ưi ưng ưt ươc ươi ươm ươn ương ươp ươt ươu ưu
y yêm yên yêng yêt yêu
"""
_SYLLABLE = re.compile(f"(?:{_ONSETS})?(?P<rime>{'|'.join(sorted(_RIMES.split(), key=len, reverse=True))})")
_STOPS = ("c", "ch", "p", "t")
_STOPPED_TONES = frozenset("\u0301\u0323")


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Whether `word` (letters only, any case) can be one Vietnamese syllable.

    The place of the tone mark does not matter («hòan» is «hoàn» typed another way). A syllable that ends in c, ch, p
    or t bears sắc or nặng; the bare form passes only when nothing in it has a mark («Facebook» is no syllable, but
    «Bich» is one typed without marks).
    """
    apart = unicodedata.normalize("NFD", word.lower())
    tones = _TONE.findall(apart)
    bare = unicodedata.normalize("NFC", _TONE.sub("", apart))
    found = _SYLLABLE.fullmatch(bare)
    if found is None or len(tones) > 1:
        return False
    if found["rime"].endswith(_STOPS) and not bare.isascii():
        return bool(tones) and tones[0] in _STOPPED_TONES
    return not (found["rime"].endswith(_STOPS) and tones) or tones[0] in _STOPPED_TONES
