"""The names of `meta` elements that state a member of the article, the most trusted first.

plain_name("Publish_Date") == plain_name("publish-date") == "publishdate" in PUBLISHED
"""

# Names as `plain_name` writes them; the places that mean the publication of this article and nothing else come first
PUBLISHED = (
    "articlepublishedtime", "ogarticlepublishedtime", "datepublished", "articlepublisheddate", "articledateoriginal",
    "originalpublicationdate", "dcsextarticlefirstpublished", "publishdate", "pubdate", "publishedtime",
    "publisheddate", "published", "publishedat", "publishtime", "parselypubdate", "sailthrudate",
    "cxenseparserecspublishtime", "shareaholicarticlepublishedtime", "mediatorpublishedtime", "vrpublishedtime",
    "publicationdate", "articlepublished", "articlepublicationdate", "articlepostdate", "articledate",
    "analyticsattributesarticledate", "dateposted", "postdate", "citationpublicationdate", "citationonlinedate",
    "citationdate", "rnewsdatepublished", "btpubdate", "prismpublicationdate", "dcdateissued", "dctermsissued",
    "dcissued", "dcdatepublication", "dctermsdate", "dctermscreated", "dcdatecreated", "dccreated", "dcdate",
    "ogpubdate", "ogpublishedtime", "ogpublishdate", "ogdatepublished", "ogregdate", "contentcreatedate",
    "articlecreated", "datecreated", "created", "releasedate", "displaydate", "rbpubdate", "date",
)  # fmt: skip
MODIFIED = (
    "articlemodifiedtime", "ogupdatedtime", "ogarticlemodifiedtime", "ogmodifiedtime", "datemodified",
    "articlemodifieddate", "articlemodified", "articlepostmodified", "modifiedtime", "modifieddate", "modified",
    "updatedtime", "updated", "dateupdated", "lastmod", "lastmodified", "lastupdated", "dctermsmodified",
    "dcmodified", "dcdatemodified", "btmoddate", "revisiondate", "revised",
)  # fmt: skip
AUTHOR = ("author", "articleauthor", "parselyauthor", "sailthruauthor", "dccreator", "byl", "dctermscreator")
PUBLISHER = ("ogsitename", "publisher", "dcpublisher", "applicationname")
SECTION = ("articlesection", "section", "parselysection")
LANGUAGE = ("oglocale", "contentlanguage", "dclanguage")
ADDRESS = ("ogurl",)


def plain_name(name: str) -> str:
    """The letters and figures of a name: sites write publish_date, publish-date and publishDate."""
    return "".join(filter(str.isalnum, name.lower()))
