"""What PDF/X-4 has a file say about itself (ISO 15930-7, 6.2, 6.3 and 6.17), and nothing more.

Title and author are those of the PDF that comes in, from ``templates/base/partials/metadata.html``.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Sequence
from xml.sax.saxutils import escape

import pikepdf

VERSION = "PDF/X-4"
#: The date of a file whose guide has none that can be read: a clock would make each file differ.
NO_DATE = "2000-01-01"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})(?:\s*[月./-]\s*(\d{1,2}))?")
_WORDS = re.compile(r"(?:(\d{1,2})\s+)?([A-Za-z]{3})[a-z]*\.?\s+(?:(\d{1,2}),\s*)?(\d{4})")
#: What the information dictionary says of the content.
_ABOUT = ("/Title", "/Author", "/Subject", "/Keywords", "/Producer")
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<pdfxid:GTS_PDFXVersion>{version}</pdfxid:GTS_PDFXVersion>
<dc:format>application/pdf</dc:format>
{about}
<pdf:Trapped>False</pdf:Trapped>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<xmp:MetadataDate>{date}</xmp:MetadataDate>
<xmpMM:DocumentID>uuid:{document}</xmpMM:DocumentID>
<xmpMM:InstanceID>uuid:{document}</xmpMM:InstanceID>
<xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def read_date(text: str | None) -> str:
    """Read the date of a guide, as ``2026年11月`` or ``5 November 2026``, as ``YYYY-MM-DD``.

    The standard asks for a date: without one in ``text`` it is NO_DATE. A month without a day
    is its first.
    """
    if numbers := _NUMBERS.search(text or ""):
        year, month, day = numbers[1], int(numbers[2]), int(numbers[3] or 1)
    elif (words := _WORDS.search(text or "")) and words[2].lower() in _MONTHS:
        year, month = words[4], _MONTHS.index(words[2].lower()) + 1
        day = int(words[1] or words[3] or 1)
    else:
        return NO_DATE
    sound = 1 <= month <= 12 and 1 <= day <= 31
    return f"{year}-{month:02}-{day:02}" if sound else NO_DATE


def set_metadata(document: pikepdf.Pdf, date: str, content: bytes) -> None:
    """Write title and date (``YYYY-MM-DD``), in the dictionary and as XMP.

    The identifier is made of ``content``, so that the same bytes have the same one.
    """
    about = {key: str(document.docinfo[key]) for key in _ABOUT if key in document.docinfo}
    about.setdefault("/Title", "-")
    stamp = f"D:{date.replace('-', '')}000000Z"
    info = document.make_indirect(pikepdf.Dictionary())
    for key, text in about.items():
        info[key] = pikepdf.String(text)
    info.CreationDate = info.ModDate = pikepdf.String(stamp)
    info.Trapped = pikepdf.Name("/False")
    info.GTS_PDFXVersion = pikepdf.String(VERSION)
    document.trailer.Info = info
    packet = _XMP.format(
        version=VERSION,
        about="\n".join(_in_xmp(about)),
        date=f"{date}T00:00:00Z",
        document=uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(content).hexdigest()),
    )
    metadata = document.make_stream(packet.encode())
    metadata.Type, metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    document.Root.Metadata = metadata


def _in_xmp(about: dict[str, str]) -> Sequence[str]:
    """Say the same in XMP (XMP specification, part 2, 3.1)."""
    text = {key: escape(value) for key, value in about.items()}
    default = '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'
    lines = [f"<dc:title>{default.format(text['/Title'])}</dc:title>"]
    if "/Author" in text:
        author = f"<rdf:Seq><rdf:li>{text['/Author']}</rdf:li></rdf:Seq>"
        lines.append(f"<dc:creator>{author}</dc:creator>")
    if "/Subject" in text:
        lines.append(f"<dc:description>{default.format(text['/Subject'])}</dc:description>")
    for key in ("/Keywords", "/Producer"):
        if key in text:
            lines.append(f"<pdf:{key[1:]}>{text[key]}</pdf:{key[1:]}>")
    return lines


def set_intent(document: pikepdf.Pdf, profile: bytes, name: str) -> None:
    """Say for which press the inks are, by its ICC profile (PDF 32000-1, 14.11.5)."""
    stream = document.make_stream(profile)
    stream.N = 4
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFX,
        OutputConditionIdentifier=pikepdf.String("Custom"),
        OutputCondition=pikepdf.String(name),
        Info=pikepdf.String(name),
        DestOutputProfile=stream,
    )
    document.Root.OutputIntents = pikepdf.Array([document.make_indirect(intent)])
