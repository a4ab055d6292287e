"""The small subset of HTML that the library keeps."""

import html

import nh3

TAGS = {"p", "h3", "ul", "ol", "li", "strong", "em", "br", "blockquote"}


def sanitised(text: str) -> str:
    """Return what may stay of a person's text.

    Text without any markup is taken as it is typed: empty lines part paragraphs.
    """
    if "<" not in text:
        return "".join(f"<p>{_paragraph(one)}</p>" for one in text.split("\n\n") if one.strip())
    common = text.replace("<h2", "<h3").replace("</h2", "</h3")
    common = common.replace("<b>", "<strong>").replace("</b>", "</strong>")
    common = common.replace("<i>", "<em>").replace("</i>", "</em>")
    return nh3.clean(common, tags=TAGS, attributes={}).strip()


def _paragraph(words: str) -> str:
    return html.escape(words.strip(), quote=False).replace("\n", "<br>")
