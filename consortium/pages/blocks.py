"""The StreamField blocks that every page's story is made of."""

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock


class StoryBlock(blocks.StreamBlock):
    """Headings, text, pictures and documents, in any order."""

    heading = blocks.CharBlock(max_length=120, template="blocks/heading.html", icon="title")
    text = blocks.RichTextBlock(
        features=["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"], template="blocks/text.html"
    )
    picture = ImageChooserBlock(template="blocks/picture.html")
    document = DocumentChooserBlock(template="blocks/document.html")

    class Meta:
        required = False
